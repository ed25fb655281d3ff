import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode } from '../../../src/codec/base/codec.ts';
import { Pop3Reply } from '../../../src/codec/pop3/reply.ts';
import { expectTextLaws, lineText, word } from '../base/text-laws.ts';

const replyIn = (text: string): Pop3Reply => decode(Pop3Reply, Buffer.from(text), 'reply');

test('a reply keeps the laws of codecs', () => {
  expectTextLaws(
    Pop3Reply,
    fc.record({
      ok: fc.boolean(),
      responseCode: fc.option(word),
      text: lineText.filter((text) => !/^[[ ]/.test(text)),
    }),
  );
});

test.each([
  ['+OK\r\n', { ok: true, responseCode: null, text: '' }],
  ['-ERR [sys/temp] later\r\n', { ok: false, responseCode: 'SYS/TEMP', text: 'later' }],
  ['+OK [not a code\r\n', { ok: true, responseCode: null, text: '[not a code' }],
])('%j is %o', (text, reply) => {
  expect(replyIn(text)).toEqual(reply);
});

test.each(['* OK x\r\n', '+OKAY\r\n', '\r\n'])('%j is no reply', (text) => {
  expect(() => replyIn(text)).toThrow('a line begins with neither +OK nor -ERR');
});
