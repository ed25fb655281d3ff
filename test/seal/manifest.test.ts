import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatManifest, isName, readManifest } from '../../src/seal/manifest.ts';
import { bytesOf, PREDICATE, sha } from './sealed.ts';

const file = (name: string) => ({ name, bytes: 3, sha256: sha(bytesOf(name)) });
const written = (...names: readonly string[]): string =>
  formatManifest({ files: names.map(file), predicate: PREDICATE });

/** The manifest of two files with something else in it. */
const changed = (change: (statement: Record<string, unknown>) => void): Uint8Array => {
  const statement = JSON.parse(written('a', 'b')) as Record<string, unknown>;
  change(statement);
  return bytesOf(JSON.stringify(statement));
};

const subject = (name: unknown, digest: unknown = { sha256: sha(bytesOf('')) }) => ({
  ...{ name, digest, annotations: { bytes: 3 } },
});

test('a manifest is a statement as in-toto has it', () => {
  expect(JSON.parse(written('report.json', 'bundle.json'))).toEqual({
    _type: 'https://in-toto.io/Statement/v1',
    subject: ['bundle.json', 'report.json'].map((name) =>
      subject(name, { sha256: sha(bytesOf(name)) }),
    ),
    predicateType: 'https://assay.example/audit-bundle/v1',
    predicate: PREDICATE,
  });
});

test('the order of the files does not matter', () => {
  expect(written('b', 'a/c', 'a.b', 'B')).toBe(written('a.b', 'B', 'a/c', 'b'));
});

test('a manifest is read as it was written, in ASCII, whatever the names', () => {
  const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).filter(isName);
  const target = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), target, (names, one) => {
      const content = {
        files: names.toSorted().map(file),
        predicate: { ...PREDICATE, targets: [one] },
      };
      const text = formatManifest(content);
      expect(text).toMatch(/^[\x20-\x7e\n]*$/);
      expect(readManifest(bytesOf(text))).toEqual(content);
    }),
  );
});

test('what is not known is passed over, as in-toto asks', () => {
  const bytes = changed((statement) => {
    statement['extra'] = 1;
    statement['subject'] = [
      { ...subject('a', { sha256: sha(bytesOf('')), sha512: 'x' }), mediaType: 'text/plain' },
    ];
  });
  expect(readManifest(bytes).files).toEqual([{ name: 'a', bytes: 3, sha256: sha(bytesOf('')) }]);
});

test.each([
  ['..'],
  ['../report.json'],
  ['a/../b'],
  ['a/..'],
  ['./a'],
  ['/etc/passwd'],
  ['a//b'],
  ['a/'],
  [''],
  ['..\\report.json'],
  ['C:\\report.json'],
  ['a\u0000b'],
  ['a\nb'],
  ['\ud800'],
  ['manifest.json'],
  ['manifest.dsse.json'],
  ['x'.repeat(1001)],
  [7],
  [null],
])('a file is not called %j', (name) => {
  const bytes = changed((statement) => {
    statement['subject'] = [subject(name)];
  });
  expect(() => readManifest(bytes)).toThrow(/^is not a manifest: subject\.0\.name: /);
});

test.each([
  ['another type', '_type', 'https://in-toto.io/Statement/v0.1', /_type: /],
  ['another predicate', 'predicateType', 'https://slsa.dev/provenance/v1', /predicateType: /],
  ['no predicate', 'predicate', undefined, /predicate: /],
  ['no file', 'subject', [], /subject: names no file$/],
  [
    'one file twice',
    'subject',
    [subject('a'), subject('b'), subject('a')],
    /subject\.2: is there twice$/,
  ],
  ['another digest', 'subject', [subject('a', { sha512: 'ab' })], /subject\.0\.digest\.sha256: /],
  [
    'half a digest',
    'subject',
    [subject('a', { sha256: 'ab' })],
    /is not a SHA-256 in hexadecimal$/,
  ],
  [
    'no size',
    'subject',
    [{ ...subject('a'), annotations: {} }],
    /subject\.0\.annotations\.bytes: /,
  ],
])('a manifest with %s is refused', (_, key, value, message) => {
  const bytes = changed((statement) => {
    statement[key] = value;
  });
  expect(() => readManifest(bytes)).toThrow(message);
});

test('a name from the beginnings of objects is one like any other', () => {
  const names = ['__proto__', 'constructor', 'toString'];
  expect(readManifest(bytesOf(written(...names))).files.map(({ name }) => name)).toEqual(names);
});
