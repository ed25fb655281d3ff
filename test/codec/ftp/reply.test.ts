import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode, encode } from '../../../src/codec/base/codec.ts';
import { FtpReply } from '../../../src/codec/ftp/reply.ts';
import { expectTextLaws, lineText } from '../base/text-laws.ts';

const replyIn = (text: string): FtpReply => decode(FtpReply, Buffer.from(text, 'latin1'), 'reply');

test('a reply keeps the laws of codecs', () => {
  expectTextLaws(
    FtpReply,
    fc.record({
      code: fc.integer({ min: 100, max: 599 }),
      lines: fc.array(
        lineText.map((text) => `x${text}`),
        { minLength: 1, maxLength: 4 },
      ),
    }),
  );
});

test('only the same code and a space end a reply of several lines', () => {
  const text = '220-Welcome\r\n 220 not yet\r\n221 nor now\r\n220-nor here\r\n220 ready\r\n';
  expect(replyIn(text)).toEqual({
    code: 220,
    lines: ['Welcome', ' 220 not yet', '221 nor now', '220-nor here', 'ready'],
  });
});

test.each(['hello\r\n', '099 x\r\n', '2200\r\n', '\r\n'])('%j is no reply', (text) => {
  expect(() => replyIn(text)).toThrow('the first line does not begin with a reply code');
});

test('a line that would end the reply before its end cannot be encoded', () => {
  expect(() => encode(FtpReply, { code: 220, lines: ['a', '220 b', 'c'] })).toThrow(RangeError);
});
