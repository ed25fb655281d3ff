import { describe, expect, test } from 'vitest';
import { treeWalk } from '../../../src/codec/mail/tree-walk.ts';
import { mailDmarcDerivation } from '../../../src/derive/mail/dmarc.ts';
import type { MailDmarc } from '../../../src/evidence/kinds/mail/dmarc.ts';
import { complete, cutShort } from '../../../src/evidence/listing.ts';
import { absent, present, unavailable } from '../../../src/evidence/observation.ts';
import { answersOf, derived, TIMEOUT, valueOf, type Zone } from './answers.ts';

/**
 * Evidence of the whole walk from a domain and of the domain itself; records by domain, null without
 * an answer.
 */
function walked(domain: string, records: Zone, atApex: readonly string[] | null = []): Zone {
  const walk = treeWalk(domain).map((name) => {
    const texts = records[name];
    return [`_dmarc.${name}`, texts === undefined ? [] : texts] as const;
  });
  return Object.fromEntries([...walk, [domain, atApex]]);
}

const policy = (domain: string, records: Zone): MailDmarc =>
  valueOf(mailDmarcDerivation, domain, walked(domain, records));

const conclude = (domain: string, records: Zone) =>
  derived(mailDmarcDerivation, domain, present(answersOf(walked(domain, records))));

test('a whole policy', () => {
  const record =
    'v=DMARC1; p=reject; sp=quarantine; np=none; t=y; adkim=s; pct=20; rua=mailto:a@b.example,https://b.example; ruf=mailto:c@d.example,e';
  expect(policy('example.com', { 'example.com': [record, 'hello'] })).toEqual({
    owner: '_dmarc.example.com',
    record,
    errors: ['column 132: ruf holds "e", which is no URI'],
    effective: {
      domain: complete(['quarantine']),
      subdomain: complete(['none']),
      nonExistent: complete(['none']),
    },
    published: {
      domain: complete(['reject']),
      subdomain: complete(['quarantine']),
      nonExistent: complete(['none']),
    },
    testing: true,
    reports: ['mailto:a@b.example'],
    failureReports: ['mailto:c@d.example'],
    badUris: ['https://b.example', 'e'],
    alignment: { dkim: 'strict', spf: 'relaxed' },
    historic: ['column 59: pct is no tag of RFC 9989'],
    pct: 20,
    psd: 'u',
    psdMisused: false,
    organizationalDomain: 'example.com',
    older: { organizationalDomain: 'example.com', owner: '_dmarc.example.com', same: false },
    shadowed: complete([]),
    atApex: false,
    unrelated: ['hello'],
    proposal:
      '_dmarc.example.com. IN TXT "v=DMARC1; p=reject; adkim=s; rua=mailto:a@b.example; ruf=mailto:c@d.example"',
  });
});

describe('the policy of a record', () => {
  const effective = (record: string): readonly (string | undefined)[] => {
    const { domain, subdomain, nonExistent } = policy('example.com', {
      'example.com': [record],
    }).effective;
    return [domain, subdomain, nonExistent].map(({ items }) => items[0]);
  };

  test.each([
    ['v=DMARC1; p=reject; sp=none; np=quarantine', ['reject', 'none', 'quarantine']],
    ['v=DMARC1; p=reject; sp=none; t=y', ['quarantine', 'none', 'none']],
    ['v=DMARC1; p=bob; rua=mailto:a@b.c', ['none', 'none', 'none']],
    ['v=DMARC1; p=bob', [undefined, undefined, undefined]],
    ['v=DMARC1; p=reject; p=none', [undefined, undefined, undefined]],
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

describe('the organizational domain', () => {
  test('is the highest name with a record', () => {
    const records = {
      'mail.example.com': ['v=DMARC1; p=reject'],
      'example.com': ['v=DMARC1; p=none'],
    };
    expect(policy('mail.example.com', records)).toMatchObject({
      owner: '_dmarc.mail.example.com',
      organizationalDomain: 'example.com',
      shadowed: complete([]),
    });
    expect(policy('a.mail.example.com', records)).toMatchObject({
      owner: '_dmarc.example.com',
      organizationalDomain: 'example.com',
      shadowed: complete(['_dmarc.mail.example.com']),
    });
  });

  test('is not known where a name above gave no answer', () => {
    const records = { 'example.com': ['v=DMARC1; p=none'], com: null };
    expect(policy('example.com', records)).toMatchObject({
      organizationalDomain: null,
      shadowed: cutShort([], TIMEOUT),
    });
  });

  test('is one label below a public suffix, whose record then applies', () => {
    const records = { com: ['v=DMARC1; p=reject; psd=y; rua=mailto:a@nic.example'] };
    expect(policy('a.mail.example.com', records)).toMatchObject({
      owner: '_dmarc.com',
      psd: 'y',
      psdMisused: false,
      organizationalDomain: 'example.com',
      proposal: '_dmarc.example.com. IN TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"',
    });
  });

  test('is misled by psd=y at a name that is no public suffix', () => {
    const records = { 'example.com': ['v=DMARC1; p=reject; psd=y'] };
    expect(policy('example.com', records).psdMisused).toBe(true);
    expect(policy('a.mail.example.com', records)).toMatchObject({
      psdMisused: true,
      organizationalDomain: 'mail.example.com',
      proposal: '_dmarc.example.com. IN TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"',
    });
  });
});

describe('receivers of RFC 7489', () => {
  const older = (domain: string, records: Zone) => policy(domain, records).older;
  const none = ['v=DMARC1; p=none'];

  test.each<[string, string, Zone, string | null, boolean]>([
    [
      'go by the registrable domain',
      'a.mail.example.com',
      { 'mail.example.com': ['v=DMARC1; p=reject; psd=n'], 'example.com': none },
      '_dmarc.example.com',
      false,
    ],
    [
      'pass over t',
      'example.com',
      { 'example.com': ['v=DMARC1; p=reject; t=y'] },
      '_dmarc.example.com',
      false,
    ],
    [
      'pass over an invalid np',
      'example.com',
      { 'example.com': ['v=DMARC1; p=reject; np=x'] },
      '_dmarc.example.com',
      false,
    ],
    [
      'take sp below the registrable domain',
      'a.example.com',
      { 'example.com': ['v=DMARC1; p=none; sp=reject'] },
      '_dmarc.example.com',
      true,
    ],
    [
      'take the same record at the domain',
      'a.example.com',
      { 'a.example.com': ['v=DMARC1; p=reject'], 'example.com': none },
      '_dmarc.a.example.com',
      true,
    ],
    [
      'end at two records',
      'a.example.com',
      { 'a.example.com': [...none, ...none], 'example.com': ['v=DMARC1; p=reject'] },
      null,
      false,
    ],
    [
      'do not look at a public suffix',
      'example.com',
      { com: ['v=DMARC1; p=reject; psd=y'] },
      null,
      false,
    ],
  ])('%s', (_, domain, records, owner, same) => {
    expect(older(domain, records)).toEqual({ organizationalDomain: 'example.com', owner, same });
  });

  test('have no registrable domain at a public suffix', () => {
    expect(older('co.uk', { 'co.uk': ['v=DMARC1; p=reject; psd=y'] })).toEqual({
      organizationalDomain: null,
      owner: '_dmarc.co.uk',
      same: true,
    });
  });

  test('are not known where the registrable domain was not asked for', () => {
    const zone = {
      '_dmarc.a.b.example.com': [],
      '_dmarc.b.example.com': ['v=DMARC1; p=reject; psd=n'],
    };
    expect(valueOf(mailDmarcDerivation, 'a.b.example.com', zone).older).toEqual({
      organizationalDomain: 'example.com',
      owner: null,
      same: null,
    });
  });
});

describe('a record in the wrong place', () => {
  const records = { 'example.com': ['v=DMARC1; p=none'] };
  const atApex = (texts: readonly string[] | null) =>
    valueOf(mailDmarcDerivation, 'example.com', walked('example.com', records, texts)).atApex;

  test.each([
    [['v=spf1 -all', 'v=DMARC1; p=none'], true],
    [[' V=dmarc1'], true],
    [['v=spf1 -all', 'see v=DMARC1'], false],
    [null, null],
  ])('%j at the domain itself: %j', (texts, expected) => {
    expect(atApex(texts)).toBe(expected);
  });

  test('of SPF beside the record of DMARC is unrelated', () => {
    const texts = ['v=spf1 -all', 'v=DMARC1; p=none'];
    expect(policy('example.com', { 'example.com': texts }).unrelated).toEqual(['v=spf1 -all']);
  });

  test('with a mistake in the version is named where there is no policy', () => {
    expect(conclude('example.com', { 'example.com': ['V=DMARC1; p=none'] })).toEqual(
      absent(
        '_dmarc.example.com has no DMARC record ("V=DMARC1; p=none" does not begin with v=DMARC1), and no name above it has one that applies',
      ),
    );
  });
});

test('what a hostile record lists is shown in part', () => {
  const record = `v=DMARC1; p=none; rua=${'x,'.repeat(5000)}y`;
  const { errors, badUris } = policy('example.com', { 'example.com': [record] });
  expect([errors.length, badUris.length]).toEqual([100, 100]);
});
