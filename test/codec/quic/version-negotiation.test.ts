import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encode } from '../../../src/codec/base/codec.ts';
import {
  encodeUnknownVersion,
  versionNegotiation,
  versionsIn,
} from '../../../src/codec/quic/version-negotiation.ts';
import { expectCodecLaws, someBytes } from '../../support/codec-laws.ts';

const destination = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const source = Uint8Array.of(9, 10, 11, 12, 13, 14, 15, 16);
const ids = { destination, source };

/** RFC 8999, section 6, byte for byte. */
const answer = (versions: string, first = '80', version = '00000000'): Uint8Array =>
  Buffer.from(
    `${first}${version}08090a0b0c0d0e0f1008` + `0102030405060708${versions}`.replaceAll(' ', ''),
    'hex',
  );

test('the first packet is a whole datagram of a version that is reserved', () => {
  const packet = encodeUnknownVersion(ids, Uint8Array.of(0x12, 0xff, 0x00, 0x9c));
  expect(packet).toHaveLength(1200);
  expect(Buffer.from(packet.subarray(0, 23)).toString('hex')).toBe(
    'c01afa0a9a08010203040506070808090a0b0c0d0e0f10'.slice(0, 46),
  );
  fc.assert(
    fc.property(someBytes(4, 4), (random) => {
      const { buffer, byteOffset } = encodeUnknownVersion(ids, random);
      // RFC 9000, section 15.
      expect((new DataView(buffer, byteOffset).getUint32(1) & 0x0f0f0f0f) >>> 0).toBe(0x0a0a0a0a);
    }),
  );
});

test('versions are read from an answer with the ids swapped', () => {
  expect(versionsIn(answer('00000001 6b3343cf ff00001d'), ids)).toEqual([
    1, 0x6b3343cf, 0xff00001d,
  ]);
  expect(versionsIn(answer('00000001', 'ff'), ids)).toEqual([1]);
});

test.each([
  ['a short header', answer('00000001', '40')],
  ['another version than 0', answer('00000001', 'c0', '00000001')],
  ['no version', answer('')],
  ['half a version', answer('0000')],
  ['ids that are not swapped', encode(versionNegotiation, { first: 0x80, ...ids, versions: [1] })],
  ['nothing', new Uint8Array()],
  ['what was sent', encodeUnknownVersion(ids, new Uint8Array(4))],
])('%s is no answer', (_what, datagram) => {
  expect(versionsIn(datagram, ids)).toBeNull();
});

test('keeps the laws of codecs', () => {
  expectCodecLaws(
    versionNegotiation,
    fc
      .tuple(
        fc.integer({ min: 0x80, max: 0xff }),
        someBytes(20),
        someBytes(20),
        fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
      )
      .map(([first, to, from, versions]) => ({ first, destination: to, source: from, versions })),
    (value) =>
      value.versions
        .slice(1)
        .map((_, count) =>
          encode(versionNegotiation, { ...value, versions: value.versions.slice(0, count + 1) }),
        ),
  );
});
