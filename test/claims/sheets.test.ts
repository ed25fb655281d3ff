import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadPack } from '../../src/audit/pack.ts';
import { FILED_AREAS } from '../../src/evidence/kind.ts';
import { parameterProblem } from '../../src/judge/rule.ts';

const { claimSheets, controls, frameworks, rules } = loadPack();
const sheets = claimSheets.map(({ value }) => value);
const claims = sheets.flatMap((sheet) => sheet.claims);
const idsWhere = (holds: (claim: (typeof claims)[number]) => unknown): string[] =>
  claims.filter(holds).map(({ id }) => id);

/** Automatic, partial, evidence, attestation: how the reference counts the sentences of each page. */
const TOTALS: Readonly<Record<string, readonly [prefix: string, ...counts: number[]]>> = {
  'rehab-guru': ['RG', 4, 11, 8, 3],
  'rehab-my-patient': ['RMP', 3, 9, 0, 2],
  physitrack: ['PT', 3, 6, 16, 4],
  continuouscare: ['CC', 4, 11, 5, 9],
  careapp: ['CA', 4, 10, 4, 7],
};
const ASSURANCE = ['automatic', 'partial', 'evidence', 'attestation'] as const;

test('there are 123 sentences: 18 automatic, 47 partial, 33 by evidence, 25 by attestation', () => {
  expect(claims).toHaveLength(123);
  expect(ASSURANCE.map((kind) => idsWhere(({ assurance }) => assurance === kind).length)).toEqual([
    18, 47, 33, 25,
  ]);
});

describe.each(claimSheets)('$value.id', ({ file, value: { id, title, source, claims: rows } }) => {
  const page = readFileSync(source, 'utf8');
  const [prefix = '', ...counts] = TOTALS[id] ?? [];
  const lineOf = (offset: number): number => page.slice(0, offset).split('\n').length;

  /** Where the parts of a quotation stand: each on its line and after the one before it. */
  const placesOf = ({ quote, lines = [] }: (typeof rows)[number]): number[] => {
    let end = 0;
    return quote.map((part, index) => {
      const start = lineStart(lines[index] ?? 0);
      const place = page.indexOf(part, Math.max(start, end));
      end = place + part.length;
      return place;
    });
  };
  const lineStart = (line: number): number =>
    page
      .split('\n')
      .slice(0, line - 1)
      .reduce((sum, text) => sum + text.length + 1, 0);

  test('is a page of its own with its name', () => {
    expect(file).toBe(`claims/${id}.yaml`);
    expect(title).not.toBe('');
  });

  test('has all of its sentences, numbered without a gap', () => {
    const number = counts.reduce((sum, count) => sum + count, 0);
    const wanted = Array.from(
      { length: number },
      (_, index) => `${prefix}-${String(index + 1).padStart(2, '0')}`,
    );
    expect(rows.map((row) => row.id).toSorted()).toEqual(wanted);
    expect(
      ASSURANCE.map((kind) => rows.filter(({ assurance }) => assurance === kind).length),
    ).toEqual(counts);
  });

  test.each(rows)('$id is quoted word for word, from the lines that it names', (row) => {
    const places = placesOf(row);
    expect(places).not.toContain(-1);
    expect(places.map(lineOf)).toEqual(row.lines);
  });

  test('has its sentences in the order of the page', () => {
    const places = rows.map((row) => placesOf(row)[0] ?? -1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });
});

/** Rules that decide a sentence alone, and no control: what they ask for no page has to promise. */
const OF_SENTENCES = [
  'page-found',
  'security-txt-contact',
  'tls-suites-256-bit-keys',
  'tls-versions-policy',
  'iso-27018-certified',
  'edge-tls-strict',
  'balancers-tls',
  'databases-tls-enforced',
  'peering-active',
];

/** Sentences whose words reach into the matter of other controls. */
const REACHES: Readonly<Record<string, readonly string[]>> = {
  'RG-02': ['TLS-02', 'TLS-03'],
  'RG-04': ['TLS-01'],
  'RG-15': ['CRY-01'],
  'RG-20': ['ORG-04'],
  'RG-26': ['WAF-01'],
  'RMP-03': ['TLS-03'],
  'PT-04': ['TLS-02', 'TLS-03'],
  'CC-13': ['TLS-01'],
  'CA-08': ['BCK-02'],
};

describe.each(claims)('$id', (claim) => {
  const { id, rules: seen = [], evidence = [], grade, framework, attest, awaits } = claim;
  const filed = evidence.flat();

  test('rests on controls that exist, and on their rules', () => {
    const own = [...claim.controls, ...(REACHES[id] ?? [])].map((name) =>
      controls.find((control) => control.id === name),
    );
    expect(own).not.toContain(undefined);
    const theirs = own.flatMap((control) => [
      ...(control?.rules ?? []),
      ...(control?.evidence ?? []).flat(),
    ]);
    const strange = [...seen, ...filed].filter((rule) => !theirs.includes(rule));
    expect(strange.filter((rule) => !OF_SENTENCES.includes(rule))).toEqual([]);
  });

  test('is settled as its assurance says', () => {
    const looked = seen.length > 0 || grade !== undefined || awaits !== undefined;
    const settled = looked || filed.length > 0 || attest !== undefined || framework !== undefined;
    expect(settled).toBe(true);
    if (claim.assurance === 'automatic') expect(looked).toBe(true);
    if (claim.assurance === 'automatic') expect(evidence).toEqual([]);
    if (claim.assurance === 'evidence') expect(attest).toBeDefined();
    if (claim.assurance === 'attestation') expect(attest).toBeDefined();
    if (claim.assurance === 'attestation') expect(looked).toBe(false);
    if (attest !== undefined) expect(attest).toMatch(/^[A-Z].*\.$/);
  });

  test('asks for a word beside what rules decide, or of its own, only where it says of what', () => {
    const decided = [seen, filed].some((part) => part.length > 0);
    if (claim.attestBeside === true) expect(decided).toBe(true);
    if (claim.attestBeside === true) expect(attest).toBeDefined();
    if (claim.attestNamed === true) expect(attest).toBeDefined();
  });

  test('takes what is seen and what is filed for what it is', () => {
    const isFiled = (rule: string): boolean =>
      FILED_AREAS.some((area) => rules.find((one) => one.id === rule)?.area === area);
    expect(seen.filter(isFiled)).toEqual([]);
    expect(filed.filter((rule) => !isFiled(rule))).toEqual([]);
  });

  test('sets parameters of its own rules alone, to values that they can take', () => {
    for (const [name, values] of Object.entries(claim.parameters ?? {})) {
      const rule = rules.find((one) => one.id === name);
      expect([...seen, ...filed]).toContain(name);
      for (const [parameter, value] of Object.entries(values)) {
        expect(rule && parameterProblem(rule, parameter, value)).toBeNull();
      }
    }
  });
});

/** Sentences whose number of days or hours is a parameter, and who needs no more. */
const COUNTED = ['PT-01', 'PT-26'];

test('words that no rule reads are asked of a person, beside what is seen and filed', () => {
  const absolute =
    /\b(?:all|every|each|always|never|no|not|only|any|full|regularly|annually|hourly|within|\d+-bit)\b/i;
  const looked = ({ rules: seen, evidence, grade }: (typeof claims)[number]): boolean =>
    [seen, evidence, grade].some((part) => part !== undefined);
  const unread = claims.filter(
    (claim) =>
      absolute.test(claim.quote.join(' ')) &&
      looked(claim) &&
      claim.attestBeside !== true &&
      claim.awaits === undefined,
  );
  expect(unread.map(({ id }) => id).toSorted()).toEqual(COUNTED);
  expect(unread.filter(({ parameters }) => parameters === undefined)).toEqual([]);
});

test('duties of customers and promises of providers are told from those of the vendor', () => {
  expect(idsWhere(({ by }) => by === 'customer')).toEqual(['CC-26', 'CC-28', 'CC-29']);
  expect(idsWhere(({ by }) => by === 'provider').toSorted()).toEqual(
    ['CA-02', 'CC-03', 'PT-15', 'PT-20', 'RG-16'].toSorted(),
  );
});

test('sentences about a page of their own are put to that page alone', () => {
  const own = ['CA-12', 'CA-24', 'CA-25', 'CC-02', 'RG-03', 'RG-11'];
  expect(idsWhere(({ own: alone }) => alone).toSorted()).toEqual(own);
  expect(idsWhere(({ rules: seen = [] }) => seen.includes('page-found')).toSorted()).toEqual(own);
});

test('what this version cannot look at is counted: 26 sentences wait for it', () => {
  const awaited = new Map<string, string[]>();
  for (const { id, awaits } of claims) {
    if (awaits !== undefined) awaited.set(awaits, [...(awaited.get(awaits) ?? []), id].toSorted());
  }
  expect(Object.fromEntries(awaited)).toEqual({
    'real-time media (STUN, TURN, DTLS-SRTP)': [
      ...['CC-08', 'CC-11', 'CC-12', 'PT-06', 'RG-07', 'RG-08', 'RG-09'],
      ...['RMP-01', 'RMP-07', 'RMP-08'],
    ],
    'signed links and link tokens': ['CA-16', 'CC-09', 'RMP-11', 'RMP-12', 'RMP-13'],
    'sessions of a test account': ['CA-15', 'CA-22', 'CC-16'],
    'simulated clients': ['CC-27', 'RMP-04'],
    'open ports': ['CA-04', 'PT-18', 'RG-06', 'RG-21', 'RMP-02'],
  });
});

test('numbers in the words are parameters of the rules that judge them', () => {
  const parametersOf = (id: string): unknown => claims.find((one) => one.id === id)?.parameters;
  expect(parametersOf('RG-13')).toEqual({ 'backups-frequent': { hours: 1 } });
  expect(parametersOf('PT-26')).toMatchObject({ 'backups-frequent': { hours: 24 } });
  expect(parametersOf('PT-11')).toEqual({ 'pentest-recent': { days: 365 } });
  expect(parametersOf('PT-12')).toEqual({ 'scans-frequent': { days: 8, count: 5 } });
  expect(parametersOf('CC-06')).toEqual({ 'tls-suites-256-bit-keys': { bits: 256 } });
  expect(parametersOf('CA-11')).toEqual({
    'tls-versions-policy': { allowed: ['TLS 1.2', 'TLS 1.3'] },
  });
});

test('grades that pages speak of are those of sites, and one page promises a whole framework', () => {
  const graded = claims.filter(({ grade }) => grade !== undefined);
  expect(graded.map(({ id }) => id).toSorted()).toEqual(['CA-12', 'PT-04', 'RG-01', 'RG-03']);
  for (const { grade, kinds } of graded) {
    expect(grade).toEqual({ area: 'tls', letter: 'A' });
    expect(kinds).toEqual(['web', 'tls']);
  }
  const promised = claims.filter(({ framework }) => framework !== undefined);
  expect(promised.map(({ id }) => id)).toEqual(['CC-23']);
  expect(promised[0]?.framework).toEqual({ id: 'hipaa-security-rule', requirements: '164.312' });
  const law = frameworks.find(({ id }) => id === 'hipaa-security-rule');
  expect(law?.requirements.filter((one) => one.id.startsWith('164.312')).length).toBe(12);
});
