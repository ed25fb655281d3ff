import { describe, expect, test } from 'vitest';
import { loadPack } from '../../src/audit/pack.ts';
import { profileText } from '../../src/audit/profile-text.ts';
import { brokenFloors } from '../../src/control/floors.ts';
import { begins } from '../../src/control/framework.ts';
import { resolveProfile } from '../../src/control/profile.ts';

const pack = loadPack();

function resolved(id: string) {
  const profile = pack.profiles.find(({ value }) => value.id === id);
  if (profile === undefined) throw new Error(`no profile ${id}`);
  return resolveProfile(profile, null, pack.rules, { only: null, skip: null }, pack.profiles);
}

const baseline = resolved('baseline');
const VIEWS = [
  'telehealth',
  'hipaa-security-rule',
  'hipaa-nprm-2025',
  'iso27001-2022',
  'gdpr-art-32',
  'pci-dss-4.0.1',
  'soc2',
  'nist-csf-2.0',
  'owasp-asvs-5',
];

test('every profile can be resolved', () => {
  for (const { value } of pack.profiles) expect(resolved(value.id).id).toBe(value.id);
});

test('baseline goes through every framework that is in force', () => {
  const inForce = pack.frameworks.filter(({ status }) => status === 'in-force');
  expect(baseline.frameworks.toSorted()).toEqual(inForce.map(({ id }) => id).toSorted());
});

test('baseline leaves out what only a sentence can promise', () => {
  const excluded = baseline.excluded.map(({ rule }) => rule);
  expect(excluded).toEqual(
    expect.arrayContaining(['tls-suites-256-bit-keys', 'page-found', 'security-txt-contact']),
  );
});

test('the profiles that extend baseline are those of the pages and the frameworks', () => {
  const extending = pack.profiles.filter(({ value }) => value.extends !== undefined);
  expect(extending.map(({ value }) => value.id).toSorted()).toEqual(VIEWS.toSorted());
  for (const { value } of extending) expect(value.extends).toBe('baseline');
});

test.each(VIEWS)('%s judges all that baseline does', (id) => {
  const profile = resolved(id);
  const held = profile.rules.map((rule) => rule.id);
  expect(held).toEqual(expect.arrayContaining(baseline.rules.map((rule) => rule.id)));
  const { areas } = profileText(profile);
  expect(areas.filter((area) => area !== 'org')).toEqual(profileText(baseline).areas);
});

test.each(VIEWS)('%s adds and changes no rule that a letter depends on', (id) => {
  const schemes = JSON.stringify(pack.schemes);
  const profile = resolved(id);
  const more = profile.rules.filter((rule) => !baseline.rules.some((one) => one.id === rule.id));
  const other = Object.keys(profileText(profile).parameters);
  for (const rule of [...more.map((one) => one.id), ...other]) {
    const changed = pack.rules.find((one) => one.id === rule);
    expect(changed?.caps).toEqual([]);
    // The other areas take something off for every rule that fails.
    expect(['tls', 'cloud', 'org']).toContain(changed?.area);
    expect(schemes).not.toContain(`"${rule}"`);
  }
});

test.each(VIEWS)('%s says where each value that it sets comes from', (id) => {
  const { parameters, references = {} } =
    pack.profiles.find(({ value }) => value.id === id)?.value ?? {};
  for (const rule of Object.keys(parameters ?? {})) {
    expect([rule, references[rule]?.every(({ section }) => section !== undefined)]).toEqual([
      rule,
      true,
    ]);
  }
});

test.each(pack.profiles.map(({ value }) => value.id))(
  '%s keeps the floors of its frameworks',
  (id) => {
    const { frameworks, parameters } = resolved(id);
    const broken = brokenFloors(pack.controls, pack.rules, [parameters]);
    expect(broken.filter(({ framework }) => frameworks.includes(framework))).toEqual([]);
  },
);

describe('the view', () => {
  test.each([
    ['hipaa-security-rule', ['hipaa-security-rule'], null],
    ['hipaa-nprm-2025', ['hipaa-nprm-2025'], null],
    ['gdpr-art-32', ['gdpr'], ['32']],
    ['soc2', ['soc2-2017'], null],
    ['telehealth', baseline.frameworks, null],
  ])('of %s', (id, frameworks, requirements) => {
    expect(resolved(id)).toMatchObject({ frameworks, requirements });
  });

  test('of article 32 has its four points and three further paragraphs', () => {
    const ids = pack.frameworks.find(({ id }) => id === 'gdpr')?.requirements ?? [];
    expect(ids.filter(({ id }) => begins(id, '32'))).toHaveLength(7);
  });
});

test('a proposed rule says so in the title of its profile', () => {
  const profile = pack.profiles.find(({ value }) => value.id === 'hipaa-nprm-2025');
  expect(profile?.value.title).toMatch(/proposed/);
});

test('telehealth asks for hourly backups, as the strictest page promises', () => {
  expect(resolved('telehealth').parameters['backups-frequent']).toEqual({ hours: 1 });
});
