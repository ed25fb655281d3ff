import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadPack } from '../../src/audit/pack.ts';
import { readProfile, rulesOfProfile } from '../../src/document/profile.ts';
import { refuseUnknownRules } from '../../src/document/rule-use.ts';
import { SEVERITIES } from '../../src/document/scale.ts';
import { readScheme } from '../../src/document/scheme.ts';
import { AREAS, FILED_AREAS, type Area } from '../../src/evidence/kind.ts';

/** The YAML files of a folder of rules/ with their text. */
const filesIn = (folder: string): (readonly [file: string, text: string])[] =>
  readdirSync(`rules/${folder}`).map((name) => {
    const file = `rules/${folder}/${name}`;
    return [file, readFileSync(file, 'utf8')];
  });

const { rules, controls } = loadPack();
const areaOf = new Map(rules.map(({ id, area }) => [id, area]));
const schemes = filesIn('grading').map(([file, text]) => readScheme(file, text));
const profiles = filesIn('profiles').map(([file, text]) => readProfile(file, text));

test('profiles name only rules that exist', () => {
  refuseUnknownRules(profiles.flatMap(rulesOfProfile), new Set(areaOf.keys()));
});

test('every area that is seen from outside has one scheme, and files are named for what they hold', () => {
  const graded = AREAS.filter((area) => !FILED_AREAS.includes(area));
  expect(schemes.map(({ value }) => value.area).toSorted()).toEqual(graded.toSorted());
  for (const { file, value } of schemes) expect(file).toBe(`rules/grading/${value.area}.yaml`);
  for (const { file, value } of profiles) expect(file).toBe(`rules/profiles/${value.id}.yaml`);
});

test('the TLS scheme says what of the guide it leaves out', () => {
  const scheme = schemes.find(({ value }) => value.area === 'tls')?.value;
  expect(scheme).toMatchObject({ id: 'ssl-labs-2009r', method: 'scores' });
  expect(scheme?.notAssessed).toEqual([
    'POODLE against TLS, Zombie POODLE, GOLDENDOODLE, Sleeping POODLE and zero-length padding (CVE-2019-1559)',
    'CVE-2016-2107',
    'insecure renegotiation (CVE-2009-3555)',
    "keys made by Debian's weak generator (CVE-2008-0166)",
    'revocation, unless it is stapled or asked for with --revocation',
    'SSL 2.0 with the same key on other hosts and ports, unless siblings are configured',
    'HPKP',
  ]);
});

/** The canonical controls by their families, which the sentences of the five pages come from. */
const FAMILIES: Readonly<Record<string, number>> = {
  TLS: 6,
  DNS: 1,
  MAIL: 2,
  HDR: 1,
  RATE: 1,
  WAF: 1,
  NET: 3,
  RTC: 5,
  API: 2,
  LNK: 1,
  AUT: 5,
  CRY: 2,
  BCK: 2,
  MON: 1,
  DEV: 2,
  VUL: 2,
  CLI: 1,
  ORG: 7,
  PRV: 5,
  OPS: 1,
};

/** What sites show by mistake: no page promises it, and it is held against every deployment. */
const BESIDES = ['WEB-01'];

test('the 51 canonical controls are there, each once, and WEB-01 beside them', () => {
  const canonical = Object.entries(FAMILIES).flatMap(([family, count]) =>
    Array.from({ length: count }, (_, index) => `${family}-0${String(index + 1)}`),
  );
  expect(canonical).toHaveLength(51);
  const ids = controls.map(({ id }) => id);
  expect(ids.toSorted()).toEqual([...canonical, ...BESIDES].toSorted());
});

test('controls whose rules have grown have grown in revision', () => {
  const later = controls
    .filter(({ revision }) => revision > 1)
    .map(({ id, revision }) => [id, revision]);
  expect(later.toSorted()).toEqual([
    ['HDR-01', 2],
    ['MAIL-01', 3],
    ['MAIL-02', 3],
    ['TLS-01', 3],
  ]);
});

describe.each(controls)('$id', ({ id, title, statement, assurance, ...control }) => {
  const {
    rules: seen = [],
    grade,
    evidence = [],
    attest,
    awaits,
    attestBeside,
    inherited,
  } = control;

  test('has a title and a sentence', () => {
    expect(title.length).toBeLessThan(50);
    expect(title).not.toBe('TBD');
    expect(statement).toMatch(/^[A-Z].*\.$/);
  });

  test('is settled as its assurance says', () => {
    const looked = seen.length > 0 || grade !== undefined || awaits !== undefined;
    expect(looked || evidence.length > 0 || attest !== undefined).toBe(true);
    if (assurance === 'automatic') expect(looked).toBe(true);
    if (assurance === 'automatic') expect(evidence).toEqual([]);
    if (assurance === 'evidence') expect(evidence).not.toEqual([]);
    if (assurance !== 'automatic') expect(attest).toMatch(/^[A-Z].*\.$/);
    if (assurance === 'attestation') expect(looked).toBe(false);
    if (attestBeside === true) expect(looked || evidence.length > 0).toBe(true);
    if (inherited === true) expect(assurance).toBe('attestation');
  });

  test('takes what is seen and what is filed for what it is', () => {
    const isFiled = (rule: string): boolean =>
      FILED_AREAS.some((area) => areaOf.get(rule) === area);
    expect(seen.filter(isFiled)).toEqual([]);
    expect(evidence.flat().filter((rule) => !isFiled(rule))).toEqual([]);
    expect(new Set(seen).size).toBe(seen.length);
    for (const group of evidence) expect(new Set(group).size).toBe(group.length);
  });

  test('rests on nothing that the baseline leaves out', () => {
    const out = profiles.find(({ value }) => value.id === 'baseline')?.value.exclude ?? [];
    const left = [...seen, ...evidence.flat()].filter((one) =>
      out.some(({ rule }) => rule === one),
    );
    // Nothing of a page can be found before somebody says where it is.
    expect(left).toEqual(id === 'PRV-04' ? ['page-found'] : []);
  });
});

/** Areas of which every rule of weight stands in a control; the rest of DNS is no documented matter. */
const WHOLLY: readonly Area[] = ['tls', 'mail', 'web', 'rate-limit'];

test('every rule of the baseline that is more than a hint stands in a control', () => {
  const out = profiles.find(({ value }) => value.id === 'baseline')?.value.exclude ?? [];
  const used = new Set(controls.flatMap(({ rules: seen = [] }) => seen));
  const weighty = rules.filter(
    ({ id, area, severity }) =>
      WHOLLY.includes(area) &&
      SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf('medium') &&
      !out.some(({ rule }) => rule === id),
  );
  expect(weighty.filter(({ id }) => !used.has(id)).map(({ id }) => id)).toEqual([]);
});

test('floors are of frameworks that the control is mapped to, and the defaults keep them', () => {
  for (const { floors = [], frameworks } of controls) {
    for (const { framework, rule, parameter, min, max, has, within } of floors) {
      expect(Object.keys(frameworks)).toContain(framework);
      const value = rules.find(({ id }) => id === rule)?.params[parameter];
      expect(value, `${rule}.${parameter}`).toBeDefined();
      if (min !== undefined) expect(value).toBeGreaterThanOrEqual(min);
      if (max !== undefined) expect(value).toBeLessThanOrEqual(max);
      if (has !== undefined) expect(value).toEqual(expect.arrayContaining(has));
      expect(within).toBeUndefined();
    }
  }
});
