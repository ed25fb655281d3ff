import { describe, expect, test } from 'vitest';
import {
  appliedPolicy,
  consentName,
  destinationsOf,
  olderPolicy,
  publishedPolicy,
  type Scope,
} from '../../../src/codec/mail/dmarc-policy.ts';
import { parseDmarc } from '../../../src/codec/mail/dmarc.ts';

const SCOPES: readonly Scope[] = ['domain', 'subdomain', 'nonExistent'];

function read(text: string) {
  const record = parseDmarc(text);
  if (record === null) throw new Error(`${text} is no DMARC record`);
  return record;
}

test.each([
  ['v=DMARC1; p=reject', 'reject', 'reject'],
  ['v=DMARC1; rua=mailto:a@b.c; p=reject', 'reject', 'reject'],
  ['v=DMARC1; rua=mailto:a@b.c', 'none', 'none'],
  ['v=DMARC1; p=reject; foo=bar', 'reject', 'reject'],
  ['v=DMARC1; p=bob; rua=mailto:a@b.c', 'none', 'none'],
  ['v=DMARC1; p=bob', null, null],
  ['v=DMARC1; p=bob; rua=a@b.c', null, null],
  ['v=DMARC1; adkim=s', null, null],
  ['v=DMARC1; p=reject; p=none', null, null],
  ['v=DMARC1; rua=mailto:a@b.c; p=bob; p=none', null, null],
  ['v=DMARC1; p=reject; sp=bob; rua=a@b.c', null, null],
  ['v=DMARC1; p=reject; t=y', 'reject', 'quarantine'],
  ['v=DMARC1; p=quarantine; t=y', 'quarantine', 'none'],
  ['v=DMARC1; p=none; t=y', 'none', 'none'],
  ['v=DMARC1; p=reject; t=maybe', 'reject', 'reject'],
  ['v=DMARC1; p=reject; pct=0', 'reject', 'reject'],
])('%j publishes %s and is applied as %s', (text, published, applied) => {
  for (const scope of SCOPES) {
    expect([publishedPolicy(read(text), scope), appliedPolicy(read(text), scope)]).toEqual([
      published,
      applied,
    ]);
  }
});

test.each([
  ['v=DMARC1; p=reject; sp=none', ['reject', 'none', 'none']],
  ['v=DMARC1; p=reject; np=none', ['reject', 'reject', 'none']],
  ['v=DMARC1; p=none; sp=reject', ['none', 'reject', 'reject']],
  ['v=DMARC1; p=reject; sp=none; np=quarantine', ['reject', 'none', 'quarantine']],
  ['v=DMARC1; p=reject; sp=none; t=y', ['quarantine', 'none', 'none']],
  ['v=DMARC1; p=reject; sp=bob; rua=mailto:a@b.c', ['none', 'none', 'none']],
  ['v=DMARC1; p=reject; np=; rua=mailto:a@b.c', ['none', 'none', 'none']],
])('%j is %j for the domain, its subdomains and what does not exist', (text, expected) => {
  expect(SCOPES.map((scope) => appliedPolicy(read(text), scope))).toEqual(expected);
});

test.each([
  ['v=DMARC1; p=reject; np=bob', 'reject', 'reject'],
  ['v=DMARC1; p=reject; sp=none; np=reject; t=y; psd=y', 'reject', 'none'],
  ['v=DMARC1; p=reject; sp=bob', null, null],
  ['v=DMARC1; p=bob; rua=mailto:a@b.c', 'none', 'none'],
  ['v=DMARC1; p=reject; p=reject', null, null],
])('receivers of RFC 7489 read %j as %s, and %s for subdomains', (text, domain, subdomain) => {
  expect([olderPolicy(read(text), 'domain'), olderPolicy(read(text), 'subdomain')]).toEqual([
    domain,
    subdomain,
  ]);
});

describe('destinations', () => {
  test('are the mailboxes of rua and ruf', () => {
    const text =
      'v=DMARC1; p=none; rua=mailto:a@B.example!5m,https://c.example,mailto:a@B.example; ruf=mailto:d@e.example,mailto:x';
    expect(destinationsOf(read(text))).toEqual([
      { uri: 'mailto:a@B.example', tag: 'rua', host: 'b.example' },
      { uri: 'mailto:d@e.example', tag: 'ruf', host: 'e.example' },
    ]);
  });

  test.each([
    'v=DMARC1; p=none; p=none; rua=mailto:a@b.example',
    'v=DMARC1; ruf=mailto:a@b.example',
    'v=DMARC1; p=reject',
  ])('there are none of %j', (text) => {
    expect(destinationsOf(read(text))).toEqual([]);
  });
});

test('the name of the consent is the one of RFC 9990, section 4', () => {
  expect(consentName('blue.example.com', 'red.example.net')).toBe(
    'blue.example.com._report._dmarc.red.example.net',
  );
  expect(consentName(`${'a.'.repeat(70)}example`, `${'b.'.repeat(70)}example`)).toBeNull();
});
