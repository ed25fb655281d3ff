import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode } from '../../../src/codec/base/codec.ts';
import { NntpResponse } from '../../../src/codec/nntp/response.ts';
import { expectTextLaws, lineText } from '../base/text-laws.ts';

test('a response keeps the laws of codecs', () => {
  const code = fc.integer({ min: 100, max: 599 });
  expectTextLaws(NntpResponse, fc.record({ code, text: lineText }));
});

test.each(['hello\r\n', '600 x\r\n', '20 x\r\n', '200-x\r\n'])('%j is no response', (text) => {
  expect(() => decode(NntpResponse, Buffer.from(text), 'response')).toThrow(
    'a line does not begin with a response code',
  );
});
