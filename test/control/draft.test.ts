import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadPack } from '../../src/audit/pack.ts';
import { draftClaims, type Draft } from '../../src/control/draft.ts';
import { placesIn } from '../../src/control/page.ts';
import { Claim } from '../../src/document/claims.ts';
import { readDrafting } from '../../src/document/drafting.ts';

const FILE = 'rules/drafting/claims.yaml';
const DRAFTING = readDrafting(FILE, readFileSync(FILE, 'utf8')).value;
const PACK = loadPack();

const draft = (text: string, id?: string): Draft => {
  const drafts = DRAFTING.drafts.filter((rule) => id === undefined || rule.id === id);
  const placeOf = placesIn(text);
  return draftClaims(text, { ...DRAFTING, drafts }, (at) => placeOf(at).line);
};

const cases = DRAFTING.drafts.flatMap(({ id, tests: { takes, leaves } }) => [
  ...takes.map((text) => [id, 'takes', text] as const),
  ...leaves.map((text) => [id, 'leaves', text] as const),
]);

test.each(cases)('%s %s %j', (id, what, text) => {
  expect(draft(`- ${text}`, id).claims).toHaveLength(what === 'takes' ? 1 : 0);
});

test('names only controls, rules and frameworks that there are', () => {
  const rules = new Set(PACK.rules.map(({ id }) => id));
  const controls = new Set(PACK.controls.map(({ id }) => id));
  const frameworks = new Set(PACK.frameworks.map(({ id }) => id));
  for (const { id, claim, fixed = [] } of DRAFTING.drafts) {
    const parameters = [claim.parameters, ...fixed.map((one) => one.parameters)];
    const named = [
      ...(claim.rules ?? []),
      ...(claim.evidence ?? []).flat(),
      ...parameters.flatMap((one) => Object.keys(one ?? {})),
    ];
    expect([id, named.filter((rule) => !rules.has(rule))]).toEqual([id, []]);
    expect([id, claim.controls.filter((control) => !controls.has(control))]).toEqual([id, []]);
    if (claim.framework) expect(frameworks).toContain(claim.framework.id);
  }
});

test('parameters are taken from the words', () => {
  const hours = (text: string): unknown =>
    draft(`- ${text}`, 'backups').claims[0]?.claim.parameters?.['backups-frequent'];
  expect(hours('Backups are made hourly.')).toEqual({ hours: 1 });
  expect(hours('Backups are made every 6 hours.')).toEqual({ hours: 6 });
  expect(hours('Every day, our databases are backed up.')).toEqual({ hours: 24 });
  expect(hours('Backups are made weekly.')).toEqual({ hours: 168 });
});

test('one sentence makes several promises, each a row, in the order of the page', () => {
  const { claims } = draft('We sign mail with DKIM.\n\nDNSSEC and rate limiting are on.');
  expect(claims.map(({ claim }) => [claim.id, claim.controls, claim.lines])).toEqual([
    ['C-01', ['MAIL-01'], [1]],
    ['C-02', ['DNS-01'], [3]],
    ['C-03', ['RATE-01'], [3]],
  ]);
});

test('advice to customers is theirs to follow', () => {
  const [row] = draft('We recommend strong passwords.').claims;
  expect(row?.claim.by).toBe('customer');
});

test('headings and repeated links make no row; the rest is listed', () => {
  const text = 'Encryption at rest\n\n• Privacy Policy\n• Privacy Policy\n\nWe care for security.';
  const { claims, unplaced } = draft(text);
  expect(claims.map(({ claim }) => claim.quote)).toEqual([['Privacy Policy']]);
  expect(unplaced.map(({ sentence }) => sentence)).toEqual(['We care for security.']);
});

test.each([
  [
    '000_ac9f081d974c6d02.txt',
    ['TLS-01', 'TLS-05', 'CRY-01', 'DNS-01', 'BCK-01', 'WAF-01', 'RATE-01', 'ORG-04'],
  ],
  [
    '001_c6961f5ea104632c.txt',
    ['TLS-01', 'NET-01', 'RTC-01', 'RTC-02', 'RTC-04', 'API-01', 'LNK-01'],
  ],
  [
    '002_50c3ccf2f4c5c5da.txt',
    ['TLS-01', 'TLS-05', 'MAIL-02', 'VUL-01', 'ORG-01', 'ORG-05', 'BCK-01', 'DEV-01'],
  ],
  [
    '003_57394c4482bcb8d3.txt',
    ['TLS-01', 'TLS-03', 'TLS-04', 'AUT-01', 'AUT-04', 'BCK-02', 'PRV-02', 'PRV-03'],
  ],
  [
    '004_34afb402443c921d.txt',
    ['TLS-02', 'TLS-03', 'MAIL-01', 'API-02', 'AUT-05', 'NET-02', 'CRY-02', 'OPS-01'],
  ],
])('finds in %s the promises of %j', (file, controls) => {
  const { claims } = draft(readFileSync(`fixtures/documents/${file}`, 'utf8'));
  const found = new Set(claims.flatMap(({ claim }) => claim.controls));
  expect(controls.filter((id) => !found.has(id))).toEqual([]);
});

test('whatever the page, rows are rows of a claim sheet and quote the page', () => {
  const piece = fc.constantFrom(
    'DNSSEC',
    ' SPF',
    '. ',
    '\n',
    '- ',
    'backed up hourly',
    'TLS 1.2',
    ' x',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('');
      for (const { claim } of draft(text).claims) {
        expect(Claim.parse(claim)).toEqual(claim);
        expect(text.replaceAll(/\s+/g, ' ')).toContain(claim.quote[0]);
      }
    }),
    { numRuns: 50 },
  );
});
