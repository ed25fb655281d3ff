import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode } from '../../../src/codec/base/codec.ts';
import { extendedRequest, LdapExtendedResponse } from '../../../src/codec/ldap/extended.ts';
import { expectTextLaws, lineText } from '../base/text-laws.ts';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

test('a response keeps the laws of codecs', () => {
  expectTextLaws(
    LdapExtendedResponse,
    fc.record({
      messageId: fc.nat(0x7fff_ffff),
      resultCode: fc.nat(0xffff),
      diagnosticMessage: fc.oneof(lineText, fc.constant('long '.repeat(60))),
    }),
  );
});

test('StartTLS is asked for as other clients do', () => {
  // What ldapsearch -Z of OpenLDAP sends.
  const oid = Buffer.from('1.3.6.1.4.1.1466.20037').toString('hex');
  expect(extendedRequest(1, '1.3.6.1.4.1.1466.20037')).toEqual(hex(`301d02010177188016${oid}`));
});

test.each([
  ['OpenLDAP', '300c02010178070a010004000400'],
  ['Active Directory, with lengths of four octets', '3084000000100201017884000000070a010004000400'],
  ['with the name of the operation', '300f020101780a0a0100040004008a0161'],
])('a response of success: %s', (_, bytes) => {
  expect(decode(LdapExtendedResponse, hex(bytes), 'response')).toEqual({
    messageId: 1,
    resultCode: 0,
    diagnosticMessage: '',
  });
});

test.each([
  ['another element', '0400', 'tag 0x4, not 0x30'],
  ['an indefinite length', '3080', 'length octet 0x80'],
  ['a length within that is too long', '300c02010178080a010004000400', 'ends too early'],
  ['an integer that is too long', '3007020500000000010a', 'an integer of 5 bytes'],
])('%s is malformed', (_, bytes, reason) => {
  expect(() => decode(LdapExtendedResponse, hex(bytes), 'response')).toThrow(
    expect.objectContaining({
      fault: 'malformed',
      message: expect.stringContaining(reason) as string,
    }) as Error,
  );
});
