import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode, opaque, u16, u8 } from '../../../src/codec/base/codec.ts';
import { tagged } from '../../../src/codec/base/tagged.ts';
import { expectCodecLaws, someBytes } from '../../support/codec-laws.ts';

const Choice = tagged(u8, { 1: u16, 7: opaque(u8) });

test('a value with its tag keeps the laws of codecs', () => {
  expectCodecLaws(
    Choice,
    fc.oneof(
      fc.record({ tag: fc.constant(1 as const), value: fc.nat(0xffff) }),
      fc.record({ tag: fc.constant(7 as const), value: someBytes(9) }),
    ),
  );
});

test('a tag that is not among them is refused where it stands', () => {
  expect(() => decode(Choice, Uint8Array.of(2, 0, 0), 'Choice')).toThrow(
    'Choice at byte 0: no kind is 2',
  );
});
