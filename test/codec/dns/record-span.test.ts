import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DecodeError } from '../../../src/codec/base/reader.ts';
import { recordSpans } from '../../../src/codec/dns/record-span.ts';
import { messageBytes } from '../../support/exchanges.ts';

const MESSAGE = messageBytes('good.xa SOA', {
  answer: 'good.xa. 60 A 9.9.9.9',
  authority: 'good.xa. 70 NS ns.good.xa.',
});

test('records take what is left of a message without header and question', () => {
  const spans = recordSpans(MESSAGE);
  expect(spans.map(({ type, ttl, octets }) => [type, ttl, octets])).toEqual([
    [1, 60, 9 + 10 + 4],
    [2, 70, 9 + 10 + 12],
    [41, 0x8000, 11],
  ]);
  const sum = spans.reduce((octets, span) => octets + span.octets, 12 + 9 + 4);
  expect(sum).toBe(MESSAGE.length);
});

test('a compressed name takes two octets', () => {
  // A question for the root and a record of it by a pointer to that name.
  const bytes = [0, 1, 0x80, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1];
  const record = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 9, 9, 9, 9];
  expect(recordSpans(Uint8Array.from([...bytes, ...record]))).toEqual([
    { type: 1, ttl: 60, octets: 16 },
  ]);
});

test('no proper prefix of a message is one', () => {
  for (let length = 0; length < MESSAGE.length; length += 1) {
    expect(() => recordSpans(MESSAGE.subarray(0, length))).toThrow(DecodeError);
  }
});

test('random bytes are refused or read', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        recordSpans(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    }),
  );
});
