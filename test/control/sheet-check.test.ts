import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadPack } from '../../src/audit/pack.ts';
import { checkSheet } from '../../src/control/sheet-check.ts';
import type { ClaimSheet } from '../../src/document/claims.ts';

const PACK = loadPack();
const [DRAFTING] = PACK.drafting;

const sheet = (...quotes: readonly string[][]): ClaimSheet => ({
  id: 'page',
  title: 'Page',
  source: 'page.txt',
  claims: quotes.map((quote, index) => ({
    id: `C-0${index + 1}`,
    quote,
    by: 'vendor',
    controls: [],
    assurance: 'attestation',
  })),
});

const check = (text: string, claims: ClaimSheet) => {
  if (DRAFTING === undefined) throw new Error('no rules of drafting');
  return checkSheet(text, claims, DRAFTING);
};

test('a quotation that is no longer on the page is told', () => {
  const { lost } = check('All data is encrypted.', sheet(['data is encrypted', 'with AES']));
  expect(lost).toEqual([{ id: 'C-01', quote: 'with AES' }]);
});

test('quotes, hyphens and blanks may be written otherwise', () => {
  const text = 'CareApp’s data\nis encrypted – always';
  expect(check(text, sheet(["CareApp's data is encrypted - always"]))).toEqual({
    lost: [],
    unquoted: [],
  });
});

test('sentences with words of promises that no row quotes are listed', () => {
  const text = 'All data is encrypted. We love cats. Access is restricted.\n\nSecurity\n';
  expect(check(text, sheet(['data is encrypted'])).unquoted).toEqual([
    { at: 37, sentence: 'Access is restricted.' },
  ]);
});

test('a quotation over two sentences is of both', () => {
  const text = 'It has tokens. Tokens are secure. Passwords are secure.';
  const { unquoted } = check(text, sheet(['has tokens. Tokens are']));
  expect(unquoted.map(({ sentence }) => sentence)).toEqual(['Passwords are secure.']);
});

test.each(PACK.claimSheets.map(({ value }) => [value.id, value] as const))(
  'the page of %s has all that its sheet quotes',
  (_, value) => {
    expect(check(readFileSync(value.source, 'utf8'), value).lost).toEqual([]);
  },
);

test('sentences of the documents that have no row are found (reference, part 2.7)', () => {
  const found = PACK.claimSheets.flatMap(({ value }) =>
    check(readFileSync(value.source, 'utf8'), value).unquoted.map(({ sentence }) => sentence),
  );
  for (const sentence of [
    'Rehab Guru transmits and stores all data in an encrypted state.',
    'All network traffic is encrypted by default (see Data Encryption).',
    'Any uncovered vulnerability is prioritised, resolved and deployed as soon as possible following discovery.',
    'All data is handled securely in transition and at rest.',
    'Application servers are also distributed in geographically different data centers.',
  ]) {
    expect(found).toContain(sentence);
  }
});
