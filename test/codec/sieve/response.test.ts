import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode } from '../../../src/codec/base/codec.ts';
import { SieveResponse } from '../../../src/codec/sieve/response.ts';
import { expectTextLaws, lineText, word } from '../base/text-laws.ts';

const responseIn = (text: string): SieveResponse =>
  decode(SieveResponse, Buffer.from(text), 'response');

test('a response keeps the laws of codecs', () => {
  const text = fc.oneof(
    lineText,
    lineText.map((one) => `${one}\r\n${one}`),
  );
  expectTextLaws(
    SieveResponse,
    fc.record({
      capabilities: fc.array(fc.record({ name: lineText, value: fc.option(text) }), {
        maxLength: 3,
      }),
      status: fc.constantFrom('OK' as const, 'NO' as const, 'BYE' as const),
      responseCode: fc.option(word),
      text: fc.option(text),
    }),
  );
});

test('capabilities and a response as RFC 5804, section 1.7, has them', () => {
  const text =
    '"IMPlemENTATION" "Example1 ManageSieved v001"\r\n"SASl" "DIGEST-MD5 GSSAPI"\r\n' +
    '"SIeVE" "fileinto vacation"\r\n"StaRTTLS"\r\nOK\r\n';
  const { capabilities, status } = responseIn(text);
  expect(status).toBe('OK');
  expect(capabilities.at(-1)).toEqual({ name: 'StaRTTLS', value: null });
});

test('a text of a literal', () => {
  expect(responseIn('no (TryLater) {6}\r\nnot\r\nx\r\n')).toMatchObject({
    status: 'NO',
    responseCode: 'TRYLATER',
    text: 'not\r\nx',
  });
});

test.each([
  ['+OK ready\r\n', 'a line is neither a capability nor a response'],
  ['OK ready\r\n', 'neither a quoted string nor a literal'],
  ['OK {2}\r\nabc\r\n', 'a literal is longer than announced'],
])('%j is no response', (text, reason) => {
  expect(() => responseIn(text)).toThrow(reason);
});
