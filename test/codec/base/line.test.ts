import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode, encode } from '../../../src/codec/base/codec.ts';
import { dotLines, line } from '../../../src/codec/base/line.ts';
import { expectTextLaws, lineText } from './text-laws.ts';

test('a line keeps the laws of codecs', () => {
  expectTextLaws(line, lineText);
});

test('lines up to a dot keep the laws of codecs', () => {
  expectTextLaws(dotLines, fc.array(lineText, { maxLength: 5 }));
});

test('a line may end in LF alone', () => {
  expect(decode(line, Buffer.from('hello\n'), 'line')).toBe('hello');
});

test('a line of more than 4096 bytes is refused before it ends', () => {
  const long = Buffer.alloc(4097, 'a');
  expect(() => decode(line, long, 'line')).toThrow('a line of more than 4096 bytes');
});

test('a line break within a line cannot be encoded', () => {
  expect(() => encode(line, 'a\nb')).toThrow(RangeError);
});

test('a dot that begins a line is doubled', () => {
  expect(Buffer.from(encode(dotLines, ['.', '..a'])).toString()).toBe('..\r\n...a\r\n.\r\n');
});
