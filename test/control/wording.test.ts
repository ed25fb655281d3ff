import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placesIn } from '../../src/control/page.ts';
import { staleIn, staleQuote, wordingIn } from '../../src/control/wording.ts';
import { readClaims } from '../../src/document/claims.ts';
import { readWording } from '../../src/document/wording.ts';

const FILE = 'rules/wording/stale.yaml';
const RULES = readWording(FILE, readFileSync(FILE, 'utf8')).value.wording;
const NOW = new Date('2026-11-23');

test.each(
  RULES.flatMap((rule) =>
    rule.tests.map((one) => [rule.id, one.text, one.expect, one.now] as const),
  ),
)('%s: %j: %s', (id, text, expected, now) => {
  const rules = RULES.filter((rule) => rule.id === id);
  const [hit] = wordingIn(text, rules, now === undefined ? NOW : new Date(now));
  expect(hit === undefined ? 'clean' : hit.announced ? 'announced' : 'hit').toBe(expected);
});

test('every rule has a text that it hits and one that it leaves alone; its id is its own', () => {
  for (const { id, tests } of RULES) {
    const outcomes = new Set(tests.map((one) => one.expect));
    expect([id, outcomes.has('hit'), outcomes.has('clean')]).toEqual([id, true, true]);
  }
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
});

/** File and line of every hit, as the reference lists them; no other place may have one. */
const HITS = [
  '000:1 e2ee-wording',
  '000:1 ssl-as-protocol',
  '000:4 privacy-shield',
  '000:8 iso-27001-2013',
  '000:9 ssl-as-protocol',
  '000:9 owasp-top-10-no-year',
  '001:13 tsl-typo',
  '002:23 iso-27001-2013',
  '003:27 ssl-as-protocol',
  '003:27 ssl-256-bit',
  '003:39 srtp-hmac-sha1',
  '003:46 passwords-encrypted',
  '003:77 password-composition',
  '004:26 page-age',
  '004:95 tls-1-2-only',
  '004:105 authentication-header',
];

test('finds in the five documents exactly what is out of date there', () => {
  const found = globSync('fixtures/documents/*.txt')
    .sort()
    .flatMap((file) =>
      wordingIn(readFileSync(file, 'utf8'), RULES, NOW).map(
        ({ line, rule }) => `${file.slice(19, 22)}:${line} ${rule}`,
      ),
    );
  expect([...new Set(found)]).toEqual(HITS);
});

test('says where the words stand, since when and what to write', () => {
  const [hit] = staleIn('Security\n\nWe are ISO/IEC\n27001:2013 certified.', RULES, NOW);
  expect(hit).toMatchObject({
    rule: 'iso-27001-2013',
    line: 3,
    column: 8,
    words: 'ISO/IEC 27001:2013',
    since: '2025-10-31',
    announced: false,
  });
  expect(hit?.instead).toContain('27001:2022');
});

test('remarks on wording are not staleness', () => {
  const text = 'Encrypted passwords are kept.';
  expect(wordingIn(text, RULES, NOW).map(({ level }) => level)).toEqual(['note']);
  expect(staleIn(text, RULES, NOW)).toEqual([]);
});

test('of a quotation each rule speaks once', () => {
  const [hit, ...more] = staleQuote('SSL and SSL', RULES, NOW);
  expect(more).toEqual([]);
  expect(hit).toMatchObject({
    ...{ rule: 'ssl-as-protocol', since: null, instead: 'TLS, with its versions' },
  });
  expect(hit?.reason).toContain('obsolete');
});

test('of the documented sentences exactly these are out of date', () => {
  const found = globSync('rules/claims/*.yaml')
    .sort()
    .flatMap((file) => readClaims(file, readFileSync(file, 'utf8')).value.claims)
    .flatMap(({ id, quote }) =>
      quote.flatMap((part) => staleQuote(part, RULES, NOW)).map(({ rule }) => `${id} ${rule}`),
    );
  expect(found.sort()).toEqual([
    'CC-06 ssl-256-bit',
    'CC-06 ssl-as-protocol',
    'CC-26 password-composition',
    'PT-13 iso-27001-2013',
    'RG-01 ssl-as-protocol',
    'RG-10 privacy-shield',
    'RG-20 iso-27001-2013',
    'RG-26 owasp-top-10-no-year',
    'RMP-03 tsl-typo',
  ]);
});

test('words of another sentence do not excuse', () => {
  const text = 'We support TLS 1.0. Weak ciphers are disabled.';
  expect(staleIn(text, RULES, NOW).map(({ rule }) => rule)).toEqual(['tls-1-0-1-1']);
});

test('the same time gives the same hits, whatever the text', () => {
  const piece = fc.constantFrom(
    'TLS 1.0',
    ' ',
    'SSL',
    '. ',
    '\n',
    'passwords',
    'special characters',
    'PCI-DSS 4.0',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('');
      const hits = wordingIn(text, RULES, NOW);
      expect(wordingIn(text, RULES, NOW)).toEqual(hits);
      for (const { at, words } of hits) {
        expect(text.slice(at).replaceAll(/\s+/g, ' ').startsWith(words)).toBe(true);
      }
    }),
  );
});

test.each(['SSL ', 'TLS 1.0 password ', ' ', '\n', 'o', 'upper/lower case '])(
  'a page of one piece, %j, is read to its end or to the limit',
  (piece) => {
    const text = piece.repeat(Math.ceil(200_000 / piece.length));
    expect(wordingIn(text, RULES, NOW).length).toBeLessThanOrEqual(1000 * RULES.length);
  },
);

test('what lies beyond the limit is not read', () => {
  expect(wordingIn(`${' '.repeat(1_048_576)}SSL`, RULES, NOW)).toEqual([]);
});

test('places count from 1', () => {
  const placeOf = placesIn('a\nbc\n');
  expect([0, 1, 2, 3, 5].map(placeOf)).toEqual([
    { line: 1, column: 1 },
    { line: 1, column: 2 },
    { line: 2, column: 1 },
    { line: 2, column: 2 },
    { line: 3, column: 1 },
  ]);
});
