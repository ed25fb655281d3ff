import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadPack } from '../../src/audit/pack.ts';

const { frameworks, controls, profiles, claimSheets } = loadPack();
const catalogue = new Map(
  frameworks.map(({ id, requirements }) => [id, new Set(requirements.map((one) => one.id))]),
);
const count = (id: string): number => catalogue.get(id)?.size ?? 0;

/** Every link of a control: where it stands, the framework and the requirement as written. */
const LINKS = controls.flatMap(({ id: control, frameworks: mapped }) =>
  Object.entries(mapped).flatMap(([framework, ids]) =>
    ids.map((id) => ({ control, framework, id })),
  ),
);

const SPELLING: Readonly<Record<string, RegExp>> = {
  'hipaa-security-rule': /^164\.(3\d\d(\((\d|[a-z]|[ivx]+|[A-Z])\))+|4(04|06|08|10))$/,
  'hipaa-nprm-2025': /^164\.3\d\d(\((\d{1,2}|[a-z]|[ivx]+|[A-Z])\))+$/,
  'iso27001-2022': /^A\.[5-8]\.\d{1,2}$/,
  gdpr: /^\d{1,2}(\(\d\)(\([a-z]\))?)?$/,
  'pci-dss-4.0.1': /^\d{1,2}(\.\d{1,2}){1,3}$/,
  'soc2-2017': /^(CC\d|A1|C1|PI1|P\d)\.\d$/,
  'nist-csf-2.0': /^(GV|ID|PR|DE|RS|RC)\.[A-Z]{2}-\d{2}$/,
  'nist-sp-800-52r2': /^[34](\.\d){0,3}$/,
  'owasp-asvs-5.0.0': /^v5\.0\.0-\d{1,2}\.\d\.\d{1,2}$/,
};

/**
 * What was read in sources that we did not write: by the beginning of the ids their ends, each with
 * its level after a slash; or by section the levels of requirements that are numbered from 1.
 */
const Read = z.union([
  z.strictObject({ ids: z.record(z.string(), z.coerce.string()) }),
  z.strictObject({ levels: z.record(z.string(), z.record(z.string(), z.string())) }),
]);
type Read = z.infer<typeof Read>;

const READ = 'fixtures/frameworks';

function requirementsIn(read: Read): [id: string, level: string | undefined][] {
  if ('levels' in read) {
    return Object.entries(read.levels).flatMap(([chapter, sections]) =>
      Object.entries(sections).flatMap(([section, levels]) =>
        Array.from(levels, (level, index): [string, string] => [
          `${chapter}.${section}.${index + 1}`,
          `L${level}`,
        ]),
      ),
    );
  }
  return Object.entries(read.ids).flatMap(([beginning, ends]) =>
    ends.split(' ').map((end): [string, string | undefined] => {
      const [id, level] = end.split('/');
      return [`${beginning}${id ?? ''}`, level];
    }),
  );
}

const readFrom = (framework: string) =>
  requirementsIn(Read.parse(parse(readFileSync(`${READ}/${framework}.yaml`, 'utf8'))));

test('what was read elsewhere stands beside every framework', () => {
  const names = readdirSync(READ).map((name) => name.replace('.yaml', ''));
  expect(names.toSorted()).toEqual(frameworks.map(({ id }) => id).toSorted());
});

test.each(frameworks.map(({ id }) => id))(
  'every requirement of %s was read elsewhere, with its level',
  (id) => {
    const read = readFrom(id);
    expect(new Set(read.map(([one]) => one)).size).toBe(read.length);
    const levels = new Map(read);
    const ours = frameworks.find((one) => one.id === id)?.requirements ?? [];
    for (const { id: requirement, level } of ours) {
      expect([requirement, levels.has(requirement)]).toEqual([requirement, true]);
      expect([requirement, level]).toEqual([requirement, levels.get(requirement)]);
    }
  },
);

test.each([
  'iso27001-2022',
  'soc2-2017',
  'nist-csf-2.0',
  'owasp-asvs-5.0.0',
  'hipaa-security-rule',
])('no requirement is missing in %s', (id) => {
  const read = readFrom(id).map(([one]) => one);
  expect([...(catalogue.get(id) ?? [])].toSorted()).toEqual(read.toSorted());
});

test('the frameworks are those that are spoken of, each in a file of its name', () => {
  expect(frameworks.map(({ id }) => id).toSorted()).toEqual(Object.keys(SPELLING).toSorted());
});

test('no requirement stands twice, and each is spelt as its framework spells it', () => {
  for (const { id: framework, requirements } of frameworks) {
    expect(count(framework)).toBe(requirements.length);
    for (const { id } of requirements) expect(id).toMatch(SPELLING[framework] ?? /^$/);
  }
});

describe('catalogues are as long as what they stand for', () => {
  test('ISO/IEC 27001:2022, Annex A: 37, 8, 14 and 34 controls', () => {
    const ids = [...(catalogue.get('iso27001-2022') ?? [])];
    const of = (theme: string): number => ids.filter((id) => id.startsWith(theme)).length;
    expect(['A.5.', 'A.6.', 'A.7.', 'A.8.'].map(of)).toEqual([37, 8, 14, 34]);
  });

  test('CSF 2.0: 106 subcategories in six functions', () => {
    const ids = [...(catalogue.get('nist-csf-2.0') ?? [])];
    const of = (prefix: string): number => ids.filter((id) => id.startsWith(prefix)).length;
    expect(['GV', 'ID', 'PR', 'DE', 'RS', 'RC'].map(of)).toEqual([31, 21, 22, 11, 13, 8]);
  });

  test('OWASP ASVS 5.0.0: 345 requirements, 70 from level 1, 183 from 2 and 92 from 3', () => {
    const levels = frameworks
      .find(({ id }) => id === 'owasp-asvs-5.0.0')
      ?.requirements.map(({ level }) => level);
    const of = (level: string): number => levels?.filter((one) => one === level).length ?? 0;
    expect(['L1', 'L2', 'L3'].map(of)).toEqual([70, 183, 92]);
  });

  test('SOC 2: 33 common criteria, and those of the four categories', () => {
    const ids = [...(catalogue.get('soc2-2017') ?? [])];
    const of = (prefix: RegExp): number => ids.filter((id) => prefix.test(id)).length;
    expect([/^CC/, /^A/, /^C\d/, /^PI/, /^P\d/].map(of)).toEqual([33, 3, 2, 5, 18]);
  });

  test('PCI DSS: all 63 sections of the twelve requirements', () => {
    const sections = [...(catalogue.get('pci-dss-4.0.1') ?? [])].filter((id) =>
      /^\d+\.\d+$/.test(id),
    );
    const of = (number: number): number =>
      sections.filter((id) => id.startsWith(`${number}.`)).length;
    const lengths = [5, 3, 7, 2, 4, 5, 3, 6, 5, 7, 6, 10];
    expect(lengths.map((_, index) => of(index + 1))).toEqual(lengths);
  });

  test('HIPAA: 22 addressable specifications, and a level wherever the rule has one', () => {
    const rule = frameworks.find(({ id }) => id === 'hipaa-security-rule')?.requirements ?? [];
    const of = (level: string | undefined): number =>
      rule.filter((one) => one.level === level).length;
    expect(of('addressable')).toBe(22);
    const without = rule.filter(({ level }) => level === undefined).map(({ id }) => id);
    expect(without.every((id) => /^164\.(306|4)/.test(id))).toBe(true);
  });
});

test('a proposed rule is marked as such, and no framework hides whose words it has', () => {
  const proposed = frameworks.filter(({ status }) => status === 'proposed');
  expect(proposed.map(({ id }) => id)).toEqual(['hipaa-nprm-2025']);
  for (const { notice } of frameworks) expect(notice.length).toBeGreaterThan(40);
});

test('every requirement that a control names stands in its catalogue', () => {
  const missing = LINKS.filter(
    ({ framework, id }) => catalogue.get(framework)?.has(id.replace(/^~/, '')) !== true,
  );
  expect(missing).toEqual([]);
});

test('no control names a requirement twice', () => {
  for (const { id, frameworks: mapped } of controls) {
    for (const ids of Object.values(mapped)) {
      const plain = ids.map((one) => one.replace(/^~/, ''));
      expect([id, new Set(plain).size]).toEqual([id, plain.length]);
    }
  }
});

test.each([
  ['TLS-01', 'owasp-asvs-5.0.0', 'v5.0.0-3.7.4', 'it is not seen whether the name is on the list'],
  [
    'TLS-03',
    'nist-sp-800-52r2',
    '3.3.1',
    'suites with ChaCha20 pass, which the publication leaves out',
  ],
  ['TLS-06', 'owasp-asvs-5.0.0', 'v5.0.0-15.2.1', 'other components are not seen'],
  ['DEV-01', 'owasp-asvs-5.0.0', 'v5.0.0-15.2.1', 'components are not seen'],
  ['VUL-01', 'owasp-asvs-5.0.0', 'v5.0.0-15.2.1', 'not every component is seen'],
  ['VUL-01', 'pci-dss-4.0.1', '11.3.2', 'a register does not know who is an approved vendor'],
  ['MAIL-02', 'owasp-asvs-5.0.0', 'v5.0.0-12.3.1', 'it is about every connection'],
  ['CRY-01', 'pci-dss-4.0.1', '3.5.1', 'encryption of disks does not do'],
  ['CRY-01', 'owasp-asvs-5.0.0', 'v5.0.0-11.3.3', 'encryption of disks is not authenticated'],
  ['MON-01', 'pci-dss-4.0.1', '10.2.1', 'the trail is that of the account alone'],
  ['BCK-01', 'nist-csf-2.0', 'RC.RP-03', 'it is about the moment before a restore'],
  ['ORG-01', 'gdpr', '32(3)', 'ISO/IEC 27001 is no certification under Article 42'],
  ['PRV-04', 'gdpr', '12', 'a page that is there may say anything'],
  ['PRV-04', 'soc2-2017', 'P1.1', 'a page that is there may say anything'],
])('%s only supports %s %s: %s', (control, framework, id) => {
  const links = controls.find((one) => one.id === control)?.frameworks[framework] ?? [];
  expect(links).not.toContain(id);
});

test.each(['PR.AC-1', 'PR.AC-01', 'PR.IP-12', 'PR.PT-3', 'DE.DP-1', 'ID.AM-06', 'DE.CM-04'])(
  '%s of CSF 1.1, or gone from it, is no requirement of CSF 2.0',
  (id) => {
    expect(catalogue.get('nist-csf-2.0')?.has(id)).toBe(false);
  },
);

test('every framework that profiles and claims name exists, and has what they narrow it to', () => {
  const ids = [...catalogue.keys()];
  for (const { value } of profiles) {
    expect(ids).toEqual(expect.arrayContaining(value.frameworks ?? []));
  }
  const claims = claimSheets.flatMap(({ value }) =>
    value.claims.flatMap(({ framework }) => (framework === undefined ? [] : [framework])),
  );
  for (const { id, requirements } of claims) {
    const named = [...(catalogue.get(id) ?? [])].filter((one) => one.startsWith(requirements));
    expect([id, requirements, named.length > 0]).toEqual([id, requirements, true]);
  }
});
