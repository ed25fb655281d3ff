import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeEdnsOptions,
  encodeEdnsOptions,
  type EdnsOption,
} from '../../../src/codec/dns/edns-options.ts';
import { someBytes } from '../../support/codec-laws.ts';

const decoded = (hex: string) => decodeEdnsOptions(new Uint8Array(Buffer.from(hex, 'hex')));

const option: fc.Arbitrary<EdnsOption> = fc.oneof(
  fc.record({ kind: fc.constant('NSID' as const), identifier: someBytes(20) }),
  fc.record({
    kind: fc.constant('COOKIE' as const),
    client: someBytes(8, 8),
    server: fc.oneof(fc.constant(new Uint8Array()), someBytes(32, 8)),
  }),
  fc.record({
    kind: fc.constant('EDE' as const),
    infoCode: fc.nat(0xffff),
    extraText: fc.string({ unit: 'binary', maxLength: 20 }),
  }),
  fc.record({
    kind: fc.constant('unknown' as const),
    code: fc.integer({ min: 16, max: 0xffff }),
    data: someBytes(20),
  }),
);

test('options survive, and no proper prefix of them is whole', () => {
  fc.assert(
    fc.property(fc.array(option, { maxLength: 4 }), (options) => {
      const bytes = encodeEdnsOptions(options);
      expect(decodeEdnsOptions(bytes)).toEqual({ options, broken: null });
      for (let length = 0; length < bytes.length; length += 1) {
        const prefix = decodeEdnsOptions(bytes.subarray(0, length));
        expect(prefix.options).toEqual(options.slice(0, prefix.options.length));
        expect(prefix.options.length).toBeLessThan(options.length);
      }
    }),
    { numRuns: 40 },
  );
});

test('random bytes throw nothing, and what was read is written as it was', () => {
  fc.assert(
    fc.property(someBytes(40), (bytes) => {
      const { options, broken } = decodeEdnsOptions(bytes);
      const lossless = options.every(({ kind }) => kind !== 'EDE');
      if (broken === null && lossless) expect(encodeEdnsOptions(options)).toEqual(bytes);
    }),
    { numRuns: 500 },
  );
});

test('an extended error has a code and a text', () => {
  expect(decoded('000f000e00077369676e61747572652e2e2e')).toEqual({
    options: [{ kind: 'EDE', infoCode: 7, extraText: 'signature...' }],
    broken: null,
  });
  expect(decoded('000f00020016').options).toEqual([{ kind: 'EDE', infoCode: 22, extraText: '' }]);
});

test('a text that is not UTF-8 does not lose the code', () => {
  expect(decoded('000f00030006ff').options).toEqual([
    { kind: 'EDE', infoCode: 6, extraText: '\ufffd' },
  ]);
});

test.each([
  ['an extended error without a code', '000f000107', 15],
  ['a cookie of seven octets', '000a000701020304050607', 10],
  ['a cookie of twelve octets', '000a000c010203040506070809101112', 10],
])('%s is kept as it is, and so are the options after it', (_, hex, code) => {
  expect(decoded(`${hex}0003000161`)).toMatchObject({
    options: [
      { kind: 'malformed', code },
      { kind: 'NSID', identifier: Uint8Array.of(0x61) },
    ],
    broken: null,
  });
});

test('an option that is cut keeps those before it', () => {
  expect(decoded('000300016100030005')).toEqual({
    options: [{ kind: 'NSID', identifier: Uint8Array.of(0x61) }],
    broken: 'OPT at byte 9: needs 5 bytes, has 0',
  });
});
