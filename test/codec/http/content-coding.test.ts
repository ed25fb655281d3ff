import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeContent } from '../../../src/codec/http/content-coding.ts';
import { someBytes } from '../../support/codec-laws.ts';

const MIB = 1024 * 1024;
const TEXT = Buffer.from(`<html>${Array.from({ length: 6000 }, (_, n) => n * n).join(' ')}`);

const decoded = (coding: string | null, body: Uint8Array): ReturnType<typeof decodeContent> =>
  decodeContent(coding === null ? [] : [['Content-Encoding', coding]], body);

const CODERS: readonly (readonly [string, string, (bytes: Uint8Array) => Uint8Array])[] = [
  ['gzip', 'gzip', gzipSync],
  ['gzip by its old name', 'x-gzip', gzipSync],
  ['gzip in capitals', 'GZip', gzipSync],
  ['deflate as the name means it', 'deflate', deflateSync],
  ['deflate as many servers send it', 'deflate', deflateRawSync],
  ['brotli', 'br', brotliCompressSync],
  ['zstd', 'zstd', zstdCompressSync],
  ['two codings', 'gzip, br', (bytes) => brotliCompressSync(gzipSync(bytes))],
  ['none', 'identity', (bytes) => bytes],
  ['one and none', 'identity, gzip', gzipSync],
  ['nothing said', '', (bytes) => bytes],
];

test.each(CODERS)('%s is undone', (_what, coding, encode) => {
  expect(decoded(coding, encode(TEXT))).toEqual({ bytes: TEXT, complete: true });
  fc.assert(
    fc.property(someBytes(300), (bytes) => {
      const content = decoded(coding, encode(bytes));
      expect(content?.complete).toBe(true);
      expect(Buffer.compare(content?.bytes ?? TEXT, bytes)).toBe(0);
    }),
    { numRuns: 30 },
  );
});

test('without the field, and without a body, nothing is undone', () => {
  expect(decoded(null, TEXT)).toEqual({ bytes: TEXT, complete: true });
  expect(decoded('gzip', new Uint8Array())).toEqual({ bytes: new Uint8Array(), complete: true });
});

test('codings in several lines are undone from the last to the first', () => {
  const body = brotliCompressSync(gzipSync(TEXT));
  const lines = [
    ['Content-Encoding', 'gzip'],
    ['content-encoding', 'br'],
  ] as const;
  expect(decodeContent(lines, body)?.bytes).toEqual(TEXT);
});

test.each(CODERS.filter(([what]) => !/non|nothing|zstd/.test(what)))(
  'of %s that was cut the beginning is had',
  (_what, coding, encode) => {
    const whole = encode(TEXT);
    const content = decoded(coding, whole.subarray(0, Math.floor(whole.length / 2)));
    expect(content?.complete).toBe(false);
    const { length } = content?.bytes ?? [];
    expect(length).toBeGreaterThan(1000);
    expect(TEXT.subarray(0, length)).toEqual(Buffer.from(content?.bytes ?? []));
  },
);

test('zstd that was cut in its first block is the beginning of nothing', () => {
  const whole = zstdCompressSync(TEXT);
  expect(decoded('zstd', whole.subarray(0, 1000))).toMatchObject({ complete: false });
});

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
] as const)('a bomb of %s stops at the limit', (coding, encode) => {
  const content = decoded(coding, encode(Buffer.alloc(12 * MIB)));
  expect(content?.complete ?? false).toBe(false);
  expect(content?.bytes.length ?? 0).toBeLessThanOrEqual(4 * MIB);
});

test('of a bomb of gzip the limit is had', () => {
  const bomb = gzipSync(Buffer.alloc(12 * MIB));
  expect(decoded('gzip', bomb)?.bytes.length).toBeGreaterThan(3.9 * MIB);
  expect(decoded('gzip, gzip', gzipSync(bomb))?.complete).toBe(false);
});

test('a limit between two members of gzip is no end', () => {
  const member = gzipSync(Buffer.alloc(4 * MIB));
  expect(decoded('gzip', Buffer.concat([member, member]))?.complete).toBe(false);
});

test.each(['gzip', 'deflate', 'br', 'zstd'])('a page that is not %s is not decoded', (coding) => {
  expect(decoded(coding, Buffer.from('<!doctype html><title>x</title>'))).toBeNull();
});

test.each(['compress', 'dcb', 'gzip;q=1', 'gzip, gzip, gzip, gzip, gzip', 'gzip gzip'])(
  'the coding %j is not known',
  (coding) => {
    expect(decoded(coding, gzipSync(TEXT))).toBeNull();
  },
);

test('what stands behind the end is passed over, as browsers do', () => {
  const trailed = Buffer.concat([gzipSync(TEXT), Buffer.from('xx')]);
  expect(decoded('gzip', trailed)).toEqual({ bytes: TEXT, complete: true });
});

test('wrong bytes after a good beginning leave the beginning', () => {
  const broken = Buffer.from(deflateSync(TEXT));
  broken.fill(0xff, broken.length / 2);
  const content = decoded('deflate', broken);
  expect(content?.complete).toBe(false);
});

test('random bytes are decoded or refused', () => {
  fc.assert(
    fc.property(fc.constantFrom('gzip', 'deflate', 'br', 'zstd'), someBytes(60), (coding, body) => {
      const content = decoded(coding, body);
      if (content !== null) expect(content.bytes.length).toBeLessThanOrEqual(4 * MIB);
    }),
  );
});
