import { expect, test } from 'vitest';
import { importJson, importText, onlyOf, wrapped } from '../support/imports.ts';

const LISTED = 'aws rds describe-db-instances';
const OUTPUT = { DBInstances: [{ DBInstanceIdentifier: 'records' }] };

test('the account of a wrapper may be the number alone', () => {
  const { account } = onlyOf(importJson(wrapped(LISTED, OUTPUT, { account: '123456789012' })));
  expect(account).toBe('aws:123456789012');
});

test('times with an offset are kept in UTC', () => {
  const more = { collectedAt: '2026-11-22T12:00:00+01:00' };
  expect(onlyOf(importJson(wrapped(LISTED, OUTPUT, more))).collectedAt).toBe(
    '2026-11-22T11:00:00.000Z',
  );
});

test('what the wrapper says to be in part is in part', () => {
  expect(onlyOf(importJson(wrapped(LISTED, OUTPUT, { whole: false }))).complete).toBe(false);
});

test.each<[string, string, RegExp]>([
  ['nothing', '', /is empty/],
  ['blanks', ' \n\t', /is empty/],
  ['no JSON', 'DBInstances: []', /is not JSON, or is cut short/],
  ['half of it', JSON.stringify(wrapped(LISTED, OUTPUT)).slice(0, 150), /is cut short/],
  ['brackets without end', '['.repeat(200_000), /is nested more than 100 deep/],
  ['a deep object', '{"a":'.repeat(101) + '1' + '}'.repeat(101), /is nested more than 100 deep/],
  ['a number', '12', /holds nothing that is understood/],
  ['null', 'null', /holds nothing that is understood/],
  ['an empty list', '[]', /holds nothing that is understood/],
  ['a package.json', '{"name":"x","version":"1.0.0"}', /holds nothing that is understood/],
  ['a wrapper of a later version', '{"assay":2}', /has a wrapper whose assay is wrong/],
  ['a wrapper alone', '{"assay":1}', /has a wrapper whose command is wrong/],
  [
    'a wrapper without a time',
    JSON.stringify(wrapped(LISTED, OUTPUT, { collectedAt: 'yesterday' })),
    /whose collectedAt is wrong/,
  ],
  [
    'a wrapper with a local time',
    JSON.stringify(wrapped(LISTED, OUTPUT, { collectedAt: '2026-11-22T11:00:00' })),
    /whose collectedAt is wrong/,
  ],
  [
    'a wrapper of no account',
    JSON.stringify(wrapped(LISTED, OUTPUT, { account: 'production' })),
    /whose account is wrong/,
  ],
])('a file with %s does not count, and says why', (_, text, why) => {
  const { problem, content, path, sha256 } = onlyOf(importText(text));
  expect(problem?.detail).toMatch(why);
  expect(problem?.detail).toContain('export.json');
  expect({ content, path, sha256 }).toEqual({
    content: null,
    path: 'export.json',
    sha256: '0'.repeat(64),
  });
});

test.each([
  ['by its command', JSON.stringify(wrapped(LISTED, OUTPUT)).slice(0, 150)],
  ['by its first member', JSON.stringify(OUTPUT).slice(0, 30)],
])('a file that is cut short is still known %s', (_, text) => {
  expect(onlyOf(importText(text)).what).toBe(LISTED);
});

test('a byte order mark is no obstacle', () => {
  expect(onlyOf(importText(`\uFEFF${JSON.stringify(wrapped(LISTED, OUTPUT))}`)).problem).toBeNull();
});

test('brackets in texts do not nest', () => {
  const output = { DBInstances: [{ DBInstanceIdentifier: `"\\${'[{'.repeat(500)}` }] };
  expect(onlyOf(importJson(wrapped(LISTED, output))).problem).toBeNull();
});
