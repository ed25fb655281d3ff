import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode } from '../../../src/codec/base/codec.ts';
import { imapCapabilities, ImapResponse } from '../../../src/codec/imap/response.ts';
import { expectTextLaws, lineText, word } from '../base/text-laws.ts';

const responseIn = (text: string): ImapResponse =>
  decode(ImapResponse, Buffer.from(text), 'response');

test('a response keeps the laws of codecs', () => {
  expectTextLaws(
    ImapResponse,
    fc.record({
      tag: fc.constantFrom('*', 'a1', 'B.2'),
      name: word,
      responseCode: fc.option(word),
      text: lineText.filter((text) => !/^[[ ]/.test(text)),
    }),
  );
});

test.each([
  ['* CAPABILITY IMAP4rev1 starttls\r\n', ['IMAP4REV1', 'STARTTLS']],
  ['* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n', ['IMAP4REV1', 'STARTTLS']],
  ['* OK [ALERT] CAPABILITY STARTTLS\r\n', null],
  ['* OK ready\r\n', null],
])('the capabilities of %j are %o', (text, capabilities) => {
  expect(imapCapabilities(responseIn(text))).toEqual(capabilities);
});

test.each(['+OK ready\r\n', '+ go on\r\n', '220 x\r\n\r\n', '*\r\n', '(a) OK\r\n'])(
  '%j is no response',
  (text) => {
    expect(() => responseIn(text)).toThrow(Error);
  },
);
