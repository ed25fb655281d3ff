import { describe, expect, test } from 'vitest';
import { treeWalk } from '../../../src/codec/mail/tree-walk.ts';
import { mailDmarcDerivation } from '../../../src/derive/mail/dmarc.ts';
import { discoverPolicy, organizationalDomain } from '../../../src/derive/mail/dmarc-discovery.ts';
import { endsWalk, onlyDmarc } from '../../../src/codec/mail/tree-walk.ts';
import type { MailDmarc } from '../../../src/evidence/kinds/mail.ts';
import { complete, cutShort } from '../../../src/evidence/listing.ts';
import { absent, present, unavailable } from '../../../src/evidence/observation.ts';
import { answersOf, derived, TIMEOUT, valueOf, type Zone } from './answers.ts';

/** Evidence of the whole walk from a domain; records by domain, null without an answer. */
function walked(domain: string, records: Zone): Zone {
  return Object.fromEntries(
    treeWalk(domain).map((name) => {
      const texts = records[name];
      return [`_dmarc.${name}`, texts === undefined ? [] : texts];
    }),
  );
}

const policy = (domain: string, records: Zone): MailDmarc =>
  valueOf(mailDmarcDerivation, domain, walked(domain, records));

const conclude = (domain: string, records: Zone) =>
  derived(mailDmarcDerivation, domain, present(answersOf(walked(domain, records))));

test('a whole policy', () => {
  const record =
    'v=DMARC1; p=reject; sp=quarantine; np=none; rua=mailto:a@b.example,https://b.example';
  expect(policy('example.com', { 'example.com': [record] })).toEqual({
    owner: '_dmarc.example.com',
    record,
    errors: [],
    effective: {
      domain: complete(['reject']),
      subdomain: complete(['quarantine']),
      nonExistent: complete(['none']),
    },
    testing: false,
    reports: ['mailto:a@b.example'],
  });
});

describe('the vectors of RFC 9989, sections 4.10, 4.10.2 and B.4', () => {
  const plain = ['v=DMARC1; p=none'];
  const bank: Zone = { 'bank.example': ['v=DMARC1; p=none; psd=y'], 'giant.bank.example': plain };
  const mail: Zone = { 'mail.example.com': ['v=DMARC1; p=reject'], 'example.com': plain };
  const own: Zone = { ...mail, 'mail.example.com': ['v=DMARC1; p=reject; psd=n'] };
  const com: Zone = { com: ['v=DMARC1; p=none; psd=y'] };

  test.each<[Zone, string, string, string, number]>([
    [
      { 'example.com': plain, 'signing.example.com': plain },
      'signing.example.com',
      'signing.example.com',
      'example.com',
      3,
    ],
    [
      { 'example.com': plain },
      'a.b.c.d.e.f.g.h.i.j.k.example.com',
      'example.com',
      'example.com',
      8,
    ],
    [{ 'example.com': plain }, 'a.b.c.d.e.f.example.com', 'example.com', 'example.com', 8],
    [{ 'example.com': plain }, 'a.b.c.d.e.f.g.example.com', 'example.com', 'example.com', 8],
    [bank, 'giant.bank.example', 'giant.bank.example', 'giant.bank.example', 2],
    [bank, 'mail.giant.bank.example', 'giant.bank.example', 'giant.bank.example', 3],
    [bank, 'mail.mega.bank.example', 'bank.example', 'mega.bank.example', 3],
    [mail, 'a.mail.example.com', 'example.com', 'example.com', 4],
    [own, 'a.mail.example.com', 'mail.example.com', 'mail.example.com', 2],
    [com, 'a.mail.example.com', 'com', 'example.com', 4],
    [
      { 'bank.example': ['v=DMARC1; p=none; psd=y'] },
      'bank.example',
      'bank.example',
      'bank.example',
      1,
    ],
  ])(
    '%j from %s: the policy of %s, organizational domain %s, %i queries',
    (records, start, holder, organizational, queries) => {
      const found = discoverPolicy(start, (domain) => records[domain] ?? []);
      expect(found).toMatchObject({ status: 'found', domain: holder });
      const steps = treeWalk(start).map((domain) => ({
        domain,
        published: onlyDmarc(records[domain] ?? []),
      }));
      const end = steps.findIndex(({ published }) => endsWalk(published));
      const taken = end < 0 ? steps : steps.slice(0, end + 1);
      expect(organizationalDomain(start, taken)).toBe(organizational);
      expect(taken).toHaveLength(queries);
    },
  );
});

describe('the policy of a record', () => {
  const effective = (record: string): readonly (string | undefined)[] => {
    const { domain, subdomain, nonExistent } = policy('example.com', {
      'example.com': [record],
    }).effective;
    return [domain, subdomain, nonExistent].map(({ items }) => items[0]);
  };

  test.each([
    ['v=DMARC1; p=reject', 'reject'],
    ['v=DMARC1; rua=mailto:a@b.c; p=reject', 'reject'],
    ['v=DMARC1; rua=mailto:a@b.c', 'none'],
    ['v=DMARC1; p=reject; foo=bar', 'reject'],
    ['v=DMARC1; p=bob; rua=mailto:a@b.c', 'none'],
    ['v=DMARC1; p=bob', undefined],
    ['v=DMARC1; adkim=s', undefined],
    ['v=DMARC1; p=reject; p=none', undefined],
    ['v=DMARC1; p=reject; sp=bob; rua=a@b.c', undefined],
    ['v=DMARC1; p=reject; t=y', 'quarantine'],
    ['v=DMARC1; p=quarantine; t=y', 'none'],
    ['v=DMARC1; p=none; t=y', 'none'],
    ['v=DMARC1; p=reject; pct=0', 'reject'],
  ])('%j is %s', (record, expected) => {
    expect(effective(record)).toEqual([expected, expected, expected]);
  });

  test.each([
    ['v=DMARC1; p=reject; sp=none', ['reject', 'none', 'none']],
    ['v=DMARC1; p=reject; np=none', ['reject', 'reject', 'none']],
    ['v=DMARC1; p=none; sp=reject', ['none', 'reject', 'reject']],
    ['v=DMARC1; p=reject; sp=none; np=quarantine', ['reject', 'none', 'quarantine']],
    ['v=DMARC1; p=reject; sp=none; t=y', ['quarantine', 'none', 'none']],
    ['v=DMARC1; p=reject; sp=bob; rua=mailto:a@b.c', ['none', 'none', 'none']],
  ])('%j is %j for the domain, its subdomains and what does not exist', (record, expected) => {
    expect(effective(record)).toEqual(expected);
  });

  test('without a usable policy there are no reports', () => {
    const record = 'v=DMARC1; p=none; p=none; rua=mailto:a@b.c';
    expect(policy('example.com', { 'example.com': [record] })).toMatchObject({
      reports: [],
      errors: ['column 19: p stands twice'],
    });
  });
});

describe('a subdomain', () => {
  test('without a record is under sp of the domain above', () => {
    const records = { 'example.com': ['v=DMARC1; p=reject; sp=quarantine'] };
    expect(policy('mail.example.com', records)).toMatchObject({
      owner: '_dmarc.example.com',
      effective: { domain: complete(['quarantine']), subdomain: complete(['quarantine']) },
    });
  });

  test('with a record does not speak for what is below it', () => {
    const records = {
      'mail.example.com': ['v=DMARC1; p=reject; sp=reject'],
      'example.com': ['v=DMARC1; p=none'],
    };
    expect(policy('mail.example.com', records)).toMatchObject({
      owner: '_dmarc.mail.example.com',
      effective: {
        domain: complete(['reject']),
        subdomain: complete(['none']),
        nonExistent: complete(['none']),
      },
    });
  });

  test('with psd=n speaks for what is below it', () => {
    const records = {
      'mail.example.com': ['v=DMARC1; p=reject; psd=n'],
      'example.com': ['v=DMARC1; p=none'],
    };
    expect(policy('mail.example.com', records).effective.subdomain).toEqual(complete(['reject']));
  });

  test('of eight labels with psd=n is passed over by the walk from below it', () => {
    const domain = 'a.b.c.d.e.f.example.com';
    const records = {
      [domain]: ['v=DMARC1; p=reject; psd=n'],
      'example.com': ['v=DMARC1; p=none'],
    };
    expect(policy(domain, records).effective).toMatchObject({
      domain: complete(['reject']),
      subdomain: complete(['none']),
    });
  });
});

describe('no policy', () => {
  test('is absent where the whole walk finds none', () => {
    expect(conclude('example.com', { 'example.com': ['v=spf1 -all'] })).toEqual(
      absent('_dmarc.example.com has no DMARC record, and no name above it has one that applies'),
    );
  });

  test('is absent where two records discard each other', () => {
    const record = 'v=DMARC1; p=reject';
    expect(conclude('example.com', { 'example.com': [record, record] })).toEqual(
      absent(
        '_dmarc.example.com has 2 DMARC records, which are all discarded, and no name above it has one that applies',
      ),
    );
  });

  test.each<[string, Zone]>([
    ['the domain', { 'example.com': null }],
    ['a name above', { com: null }],
    [
      'a name above the record that would apply',
      { 'example.com': ['v=DMARC1; p=reject'], com: null },
    ],
  ])('is not known where %s gave no answer', (_, records) => {
    expect(conclude('a.example.com', records)).toEqual(unavailable(TIMEOUT));
  });
});

test('the own policy is known although a name above gave no answer', () => {
  const records = { 'example.com': ['v=DMARC1; p=none'], com: null };
  expect(policy('example.com', records).effective).toEqual({
    domain: complete(['none']),
    subdomain: cutShort([], TIMEOUT),
    nonExistent: cutShort([], TIMEOUT),
  });
});

test('psd=n settles all, whatever stands above', () => {
  const records = { 'example.com': ['v=DMARC1; p=reject; psd=n'], com: null };
  expect(policy('example.com', records).effective.subdomain).toEqual(complete(['reject']));
});
