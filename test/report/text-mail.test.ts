import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kindOf } from '../../src/evidence/kinds/index.ts';
import { mailDkim } from '../../src/evidence/kinds/mail/dkim.ts';
import { mailDmarc, mailDmarcReports } from '../../src/evidence/kinds/mail/dmarc.ts';
import { mailSpf, type MailSpf } from '../../src/evidence/kinds/mail/spf.ts';
import { complete, cutShort } from '../../src/evidence/listing.ts';
import { present, unavailable } from '../../src/evidence/observation.ts';
import type { Report } from '../../src/report/report.ts';
import { mail } from '../../src/report/text-parts.ts';
import { pageOf } from '../../src/report/text-page.ts';
import { columns } from '../../src/report/width.ts';
import { DETAILED, reportOf } from './fixtures.ts';
import { hostileText, UNSEEN } from './hostile.ts';
import {
  dkim,
  lookups,
  mailReport,
  NO_MAIL,
  PARKED,
  poisonedMail,
  spf,
  step,
} from './mail-facts.ts';

const linesOf = (report: Report, width = 80, verbose = false): readonly string[] =>
  mail(report, pageOf({ colour: 0, width, verbose }));
const textOf = (report: Report): string => linesOf(report).join('\n');
const spfText = (change: Partial<MailSpf>): string =>
  textOf(mailReport('mail', [[mailSpf, present(spf(change))]]));

test.each(DETAILED)('the facts on mail of the %s fixture are as their kinds say', (name) => {
  const facts = reportOf(name).facts.filter(({ kind }) => kind.startsWith('mail.'));
  for (const { kind, observation } of facts) {
    if (observation.status !== 'present') continue;
    expect(kindOf(kind)?.schema.safeParse(observation.value).error?.issues ?? []).toEqual([]);
  }
  expect(facts.length).toBeGreaterThan(5);
});

test('a parked domain done right is good news in few lines', () => {
  expect(linesOf(mailReport('parked', PARKED))).toEqual([
    'Mail  mail:post.example',
    '  Role       ✓ parked: sends and takes no mail; forgeries are rejected',
    '  SPF        ✓ nobody sends mail of this domain: v=spf1 -all',
    '  DMARC      ✓ receivers reject forgeries: of the domain, its subdomains, names',
    '               that do not exist',
    '             – by the record at _dmarc.post.example',
    '             – reports to dmarc@post.example',
    '  DKIM       ✓ every key is revoked',
    '  Exchanges  ✓ takes no mail and says so (null MX)',
  ]);
});

test('a name without any mail is no list of holes, and a parked one without records is', () => {
  expect(textOf(mailReport(null, NO_MAIL))).not.toContain('✗');
  expect(textOf(mailReport(null, NO_MAIL))).toContain('Role       – no sign of mail');
  expect(textOf(mailReport('parked', NO_MAIL))).toContain('SPF        ✗ anybody may claim');
});

test('what is not known is said, with the reason, and never called missing', () => {
  const problem = { code: 'servfail', detail: 'the resolver answered SERVFAIL' } as const;
  const report = mailReport('mail', [
    [mailSpf, unavailable(problem)],
    [
      mailDkim,
      present(dkim({ state: 'unknown', proven: null, reason: 'no selector is known; name one' })),
    ],
  ]);
  expect(linesOf(report).slice(2)).toEqual([
    '  SPF        ? not known: the resolver answered SERVFAIL',
    '  DKIM       ? no selector is known; name one',
  ]);
});

test('nothing is said of mail that nobody looked at', () => {
  expect(linesOf(mailReport('mail', []))).toEqual([]);
});

describe('the SPF evaluation', () => {
  test('counts its lookups from term to term, and each include stands below its own', () => {
    expect(spfText(lookups(10, 3))).toContain(
      [
        '  SPF        ✓ 10 of 10 lookups',
        '             ✓ senders not named fail',
        '    1 of 10  include:s1.example',
        '    2 of 10  │ include:s2.example',
        '    3 of 10  │ │ include:s3.example',
        '    4 of 10  │ │ │ include:s4.example',
        '    5 of 10  │ │ │ include:s5.example',
      ].join('\n'),
    );
  });

  test('that takes more than ten lookups is broken', () => {
    expect(spfText(lookups(11, 0))).toContain(
      '✗ 11 of 10 lookups: receivers give up before the end (permerror)',
    );
  });

  test('that is not known to its end says at least how many', () => {
    const because = { code: 'timeout', detail: 's9.example did not answer' } as const;
    const known = lookups(9, 0).lookups?.items ?? [];
    expect(
      spfText({ sendsNone: false, lookups: cutShort(known, because), tree: cutShort([], because) }),
    ).toContain('? at least 9 of 10 lookups\n');
  });

  test('that is long is cut with a count, and faults in the rest are shown', () => {
    const { tree, ...change } = lookups(50, 2);
    const broken = step('include:gone.example', { error: 'gone.example has no SPF record' });
    const report = mailReport('mail', [
      [mailSpf, present(spf({ ...change, tree: complete([...(tree?.items ?? []), broken]) }))],
    ]);
    expect(textOf(report)).toContain(
      '   30 of 10  │ │ include:s30.example\n' +
        '             and 21 more terms, up to 50 of 10 lookups\n' +
        '             include:gone.example  ✗ gone.example has no SPF record',
    );
    expect(linesOf(report, 80, true).join('\n')).toContain('   50 of 10  │ │ include:s50.example');
  });

  test('abbreviates networks side by side, but not those of another qualifier', () => {
    const networks = Array.from({ length: 5 }, (_, index) => `192.0.2.${index}/32`);
    const text = spfText({
      sendsNone: false,
      tree: complete([
        ...networks.map((network) => step(`ip4:${network}`, { networks: [network] })),
        step('-ip4:198.51.100.0/24', { qualifier: 'fail', networks: ['198.51.100.0/24'] }),
        step('a:x.example', { lookups: 1, total: 1, networks: ['2001:db8::1/128'] }),
      ]),
    });
    expect(text).toContain('5 networks  192.0.2.0/32, 192.0.2.1/32, 192.0.2.2/32 and 2 more\n');
    expect(text).toContain('             -ip4:198.51.100.0/24\n');
    expect(text).toContain('a:x.example  2001:db8::1');
  });

  test.each([
    ['fail', '✓ senders not named fail'],
    ['softfail', '✓ senders not named are suspect (softfail)'],
    ['neutral', '± senders not named get no verdict (neutral)'],
    ['pass', '✗ senders not named pass'],
  ] as const)('says what %s means for senders not named', (qualifier, words) => {
    expect(spfText({ sendsNone: false, all: complete([qualifier]) })).toContain(words);
  });

  test('of a record that nobody can use promises nothing to senders not named', () => {
    const errors = complete(['x.example: column 8: ipv4:192.0.2.1 is no term']);
    expect(spfText({ sendsNone: false, errors })).not.toContain('senders not named');
    expect(spfText(lookups(11, 0))).not.toContain('senders not named');
  });

  test('that passes everybody names the term', () => {
    const open = complete([{ domain: 'spf.example', term: '+all' }]);
    expect(spfText({ sendsNone: false, open })).toContain(
      '✗ everybody may send: +all of spf.example',
    );
  });
});

test('DMARC that t=y weakens is told as published and as applied', () => {
  const text = textOf(reportOf('careless'));
  expect(text).toContain('  DMARC      ✗ receivers deliver forgeries (none)\n');
  expect(text).toContain('    the domain               ✗ none        quarantine\n');
  expect(text).toContain('    its subdomains           ✓ quarantine  reject\n');
});

test('exchanges are a table where it fits, and else row below row', () => {
  expect(textOf(reportOf('sound'))).toContain(
    '    Pref.  Host              STARTTLS   Certificate  DANE     MTA-STS\n' +
      '    10     mx.sound.example  ✓ offered  ✓ valid      ✓ valid  ✓ enforce',
  );
  expect(linesOf(reportOf('sound'), 60).join('\n')).toContain(
    '    10  mx.sound.example\n' +
      '      STARTTLS ✓ offered  Certificate ✓ valid  DANE ✓ valid\n' +
      '      MTA-STS ✓ enforce',
  );
});

test('a name that is too long for the table stands whole above its row', () => {
  const selector = `${'s'.repeat(50)}.sub`;
  const { facts } = reportOf('sound');
  const keys = facts.flatMap(({ kind, observation }) =>
    kind === mailDkim.id && observation.status === 'present'
      ? mailDkim.schema.parse(observation.value).keys.items.map((key) => ({ ...key, selector }))
      : [],
  );
  const value = present(dkim({ state: 'proven', keys: complete(keys.slice(0, 1)) }));
  expect(textOf(mailReport('mail', [[mailDkim, value]]))).toContain(`    ${selector}  RSA\n`);
});

test('a conclusion that is the only one is not said twice', () => {
  const problem = { code: 'servfail', detail: 'no answer' } as const;
  const said = (...facts: Parameters<typeof mailReport>[1]): number =>
    textOf(mailReport('mail', facts)).split(/no answer|wildcard|SPF records/).length - 1;
  const reason = 'A wildcard below _domainkey.x.example revokes every key';
  const records = ['v=spf1 -all', 'v=spf1 mx -all'];
  const errors = complete(['x.example has 2 SPF records']);
  expect(said([mailDmarc, unavailable(problem)], [mailDmarcReports, unavailable(problem)])).toBe(1);
  expect(said([mailDkim, present(dkim({ state: 'revoked', reason, wildcardRevoked: true }))])).toBe(
    1,
  );
  expect(said([mailSpf, present(spf({ record: null, records, errors }))])).toBe(1);
});

test('hostile records, names and reasons stay inside the page', () => {
  const careless = reportOf('careless');
  fc.assert(
    fc.property(hostileText, fc.constantFrom(60, 80), fc.boolean(), (hostile, width, verbose) => {
      const lines = linesOf(poisonedMail(careless, hostile), width, verbose);
      expect(lines.length).toBeGreaterThan(60);
      expect(lines.join('')).not.toMatch(UNSEEN);
      expect(lines.filter((line) => columns(line) > width)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
