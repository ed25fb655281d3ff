import { describe, expect, test } from 'vitest';
import {
  discoverBelow,
  discoverPolicy,
  organizationalDomain,
  type DmarcTexts,
} from '../../../src/codec/mail/dmarc-discovery.ts';

/** Texts by domain; null where they are not known. */
type Records = Readonly<Record<string, readonly string[] | null>>;

const textsOf =
  (records: Records): DmarcTexts =>
  (domain) => {
    const texts = records[domain];
    return texts === undefined ? [] : texts;
  };

/** Where the policy of a domain is, its organizational domain, and every name that was asked for. */
function discovered(start: string, records: Records) {
  const asked: string[] = [];
  const found = discoverPolicy(start, (domain) => {
    asked.push(domain);
    return textsOf(records)(domain);
  });
  return [
    found.status === 'found' ? found.domain : found.status,
    organizationalDomain(start, textsOf(records)),
    asked,
  ];
}

describe('the vectors of RFC 9989, sections 4.10, 4.10.2 and B.4', () => {
  const plain = ['v=DMARC1; p=none'];
  const bank = ['v=DMARC1; p=none; psd=y'];
  const both = { 'bank.example': bank, 'giant.bank.example': plain };
  const reject = ['v=DMARC1; p=reject'];
  const tail = ['d', 'e', 'f'].map((_, index, all) =>
    [...all.slice(index), 'example.com'].join('.'),
  );

  test.each<[number, Records, string, string, string, readonly string[]]>([
    [
      1,
      { 'example.com': plain, 'signing.example.com': plain },
      'signing.example.com',
      'signing.example.com',
      'example.com',
      ['signing.example.com', 'example.com', 'com'],
    ],
    [
      2,
      { 'example.com': plain },
      'a.b.c.d.e.f.g.h.i.j.k.example.com',
      'example.com',
      'example.com',
      [
        'a.b.c.d.e.f.g.h.i.j.k.example.com',
        'g.h.i.j.k.example.com',
        'h.i.j.k.example.com',
        'i.j.k.example.com',
        'j.k.example.com',
        'k.example.com',
        'example.com',
        'com',
      ],
    ],
    [
      3,
      { 'example.com': plain },
      'a.b.c.d.e.f.example.com',
      'example.com',
      'example.com',
      [
        'a.b.c.d.e.f.example.com',
        'b.c.d.e.f.example.com',
        'c.d.e.f.example.com',
        ...tail,
        'example.com',
        'com',
      ],
    ],
    [
      4,
      { 'example.com': plain },
      'a.b.c.d.e.f.g.example.com',
      'example.com',
      'example.com',
      [
        'a.b.c.d.e.f.g.example.com',
        'c.d.e.f.g.example.com',
        'd.e.f.g.example.com',
        'e.f.g.example.com',
        'f.g.example.com',
        'g.example.com',
        'example.com',
        'com',
      ],
    ],
    [
      5,
      both,
      'giant.bank.example',
      'giant.bank.example',
      'giant.bank.example',
      ['giant.bank.example', 'bank.example'],
    ],
    [
      6,
      both,
      'mail.giant.bank.example',
      'giant.bank.example',
      'giant.bank.example',
      ['mail.giant.bank.example', 'giant.bank.example', 'bank.example'],
    ],
    [
      7,
      both,
      'mail.mega.bank.example',
      'bank.example',
      'mega.bank.example',
      ['mail.mega.bank.example', 'mega.bank.example', 'bank.example'],
    ],
    [
      8,
      { 'mail.example.com': reject, 'example.com': plain },
      'a.mail.example.com',
      'example.com',
      'example.com',
      ['a.mail.example.com', 'mail.example.com', 'example.com', 'com'],
    ],
    [
      9,
      { 'mail.example.com': ['v=DMARC1; p=reject; psd=n'], 'example.com': plain },
      'a.mail.example.com',
      'mail.example.com',
      'mail.example.com',
      ['a.mail.example.com', 'mail.example.com'],
    ],
    [
      10,
      { com: bank },
      'a.mail.example.com',
      'com',
      'example.com',
      ['a.mail.example.com', 'mail.example.com', 'example.com', 'com'],
    ],
    [
      11,
      { 'bank.example': bank },
      'bank.example',
      'bank.example',
      'bank.example',
      ['bank.example'],
    ],
  ])('%i: %j from %s', (_, records, start, holder, organizational, queries) => {
    expect(discovered(start, records)).toEqual([holder, organizational, queries]);
  });

  test('section 4.10: a name of 13 labels takes eight queries', () => {
    expect(discovered('a.b.c.d.e.f.g.h.i.j.mail.example.com', {})[2]).toEqual([
      'a.b.c.d.e.f.g.h.i.j.mail.example.com',
      'g.h.i.j.mail.example.com',
      'h.i.j.mail.example.com',
      'i.j.mail.example.com',
      'j.mail.example.com',
      'mail.example.com',
      'example.com',
      'com',
    ]);
  });

  test('psd=n too far down is passed over, as in the note on large organizations', () => {
    const records = {
      'example.com': plain,
      'b.c.d.e.f.g.example.com': ['v=DMARC1; p=reject; psd=n'],
    };
    expect(discovered('mail.a.b.c.d.e.f.g.example.com', records).slice(0, 2)).toEqual([
      'example.com',
      'example.com',
    ]);
  });
});

describe('a record that is no valid one', () => {
  const twice = ['v=DMARC1; p=reject; psd=n; p=none'];

  test('is passed over by the walk from below', () => {
    const records = { 'mail.example.com': twice, 'example.com': ['v=DMARC1; p=none'] };
    expect(discovered('a.mail.example.com', records).slice(0, 2)).toEqual([
      'example.com',
      'example.com',
    ]);
    expect(discoverBelow('mail.example.com', textsOf(records))).toMatchObject({
      domain: 'example.com',
    });
  });

  test('is found at the domain itself', () => {
    const records = { 'mail.example.com': twice, 'example.com': ['v=DMARC1; p=none'] };
    expect(discovered('mail.example.com', records).slice(0, 2)).toEqual([
      'mail.example.com',
      'example.com',
    ]);
  });

  test('is discarded where there are two, although the walk goes on', () => {
    const two = ['v=DMARC1; p=reject; psd=n', 'v=DMARC1; p=none'];
    const records = { 'mail.example.com': two, 'example.com': ['v=DMARC1; p=none'] };
    expect(discovered('mail.example.com', records)).toEqual([
      'example.com',
      'example.com',
      ['mail.example.com', 'example.com', 'com'],
    ]);
  });
});

describe('what is not known', () => {
  const own = ['v=DMARC1; p=reject'];

  test.each<[string, Records, string, string | null]>([
    ['the domain', { 'a.example.com': null }, 'unknown', null],
    ['a name above', { 'a.example.com': own, com: null }, 'a.example.com', null],
    ['a name above one with a record', { 'example.com': own, com: null }, 'unknown', null],
    [
      'a name above psd=n',
      { 'example.com': ['v=DMARC1; psd=n'], com: null },
      'example.com',
      'example.com',
    ],
  ])('at %s makes unknown what depends on it', (_, records, holder, organizational) => {
    expect(discovered('a.example.com', records).slice(0, 2)).toEqual([holder, organizational]);
  });
});

describe('the policy below a domain', () => {
  test('of a name as long as a name may be is found', () => {
    const domain =
      ['a', 'b', 'c'].map((letter) => letter.repeat(63)).join('.') + `.${'d'.repeat(60)}`;
    expect(domain.length).toBe(252);
    expect(discoverBelow(domain, textsOf({}))).toEqual({ status: 'none' });
    expect(discoverPolicy(domain, textsOf({}))).toEqual({ status: 'none' });
  });

  test('comes from a record of eight labels or more only where the walk meets it', () => {
    const domain = 'a.b.c.d.e.f.example.com';
    const records = { [domain]: ['v=DMARC1; p=reject; psd=n'] };
    expect(discoverPolicy(domain, textsOf(records))).toMatchObject({ domain });
    expect(discoverBelow(domain, textsOf(records))).toEqual({ status: 'none' });
  });
});
