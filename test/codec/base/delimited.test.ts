import { expect, test } from 'vitest';
import { delimited } from '../../../src/codec/base/delimited.ts';
import { Reader } from '../../../src/codec/base/reader.ts';

const reader = () => new Reader(Uint8Array.of(1, 2, 3), 'Message');

test('takes as many bytes as are said', () => {
  const all = reader();
  expect(delimited(all, 2, (content) => content.uint(2))).toBe(0x0102);
  expect(all.remaining).toBe(1);
});

test.each([
  ['fewer bytes than are said are truncated', 4, 4, 'truncated'],
  ['content that wants more than is said is malformed', 2, 3, 'malformed'],
  ['content that wants less is trailing', 2, 1, 'trailing'],
])('%s', (_what, size, wanted, fault) => {
  expect(() => delimited(reader(), size, (content) => content.bytes(wanted))).toThrow(
    expect.objectContaining({ fault }) as Error,
  );
});
