import { expect, test } from 'vitest';
import { resolveProfile } from '../../src/control/profile.ts';
import { readProfile } from '../../src/document/profile.ts';
import { readConfig } from '../../src/document/config.ts';
import { KINDS } from '../../src/evidence/kinds/index.ts';
import { loadRules } from '../../src/judge/rule.ts';

const rule = (id: string, expected: string, params: string): string => `
  - id: ${id}
    title: A title
    severity: low
    expect: ${expected}
    whenAbsent: fail
    params: ${params}
    references: [{ standard: RFC 9325 }]
    fix: { text: Mend it. }
    since: 1.0.0
`;
const { rules } = loadRules(
  [
    {
      file: 'rules/tls/versions.yaml',
      text: `kind: tls.versions\nrules:${rule(
        'old-versions',
        "{ all: [{ at: offered, lacks: '${forbidden}' }, { count: { at: offered, max: '${most}' } }] }",
        '{ forbidden: { default: [TLS 1.0] }, most: { default: 2 } }',
      )}${rule('strict-versions', '{ count: { at: offered, max: 1 } }', '{}')}`,
    },
    {
      file: 'rules/web/hsts.yaml',
      text: `kind: web.hsts\nrules:${rule('hsts-max-age', "{ at: maxAgeSeconds, min: '${seconds}' }", '{ seconds: { default: 1 } }')}`,
    },
  ],
  KINDS,
);

const profile = (id: string, more: string) =>
  readProfile(`${id}.yaml`, `id: ${id}\nversion: '1'\ntitle: A profile\n${more}`);
const BASE = profile(
  'base',
  `areas: [tls, web]
frameworks: [gdpr, soc2-2017]
requirements: ['32']
exclude: [{ rule: strict-versions, reason: too strict }]
parameters: { old-versions: { forbidden: [SSL 3.0], most: 4 }, hsts-max-age: { seconds: 5 } }
references: { hsts-max-age: [{ standard: Base, section: '1' }] }
`,
);
const everything = { only: null, skip: null };
const resolved = (id: string, more: string, others = [BASE]) =>
  resolveProfile(
    profile(id, `${more.includes('exclude:') ? '' : 'exclude: []\n'}${more}`),
    null,
    rules,
    everything,
    others,
  );

test('takes over areas, exclusions, parameters, references and the view of what it extends', () => {
  expect(resolved('child', 'extends: base\nparameters: {}\n')).toMatchObject({
    id: 'child',
    rules: [{ id: 'old-versions' }, { id: 'hsts-max-age', references: [{ standard: 'Base' }, {}] }],
    excluded: [{ rule: 'strict-versions', reason: 'too strict' }],
    parameters: {
      'old-versions': { forbidden: ['SSL 3.0'], most: 4 },
      'hsts-max-age': { seconds: 5 },
    },
    frameworks: ['gdpr', 'soc2-2017'],
    requirements: ['32'],
  });
});

test('changes single parameters, includes what was excluded and excludes more', () => {
  const child = resolved(
    'child',
    `extends: base
include: [strict-versions]
exclude: [{ rule: hsts-max-age, reason: no browser }]
parameters: { old-versions: { most: 3 } }
`,
  );
  expect(child.rules.map(({ id }) => id)).toEqual(['old-versions', 'strict-versions']);
  expect(child.excluded).toEqual([{ rule: 'hsts-max-age', reason: 'no browser' }]);
  expect(child.parameters['old-versions']).toEqual({ forbidden: ['SSL 3.0'], most: 3 });
});

test('an exclusion with another reason replaces the one taken over', () => {
  const child = resolved(
    'child',
    'extends: base\nexclude: [{ rule: strict-versions, reason: mine }]\nparameters: {}\n',
  );
  expect(child.excluded).toEqual([{ rule: 'strict-versions', reason: 'mine' }]);
});

test('other areas and frameworks replace those taken over, and with them how they were narrowed', () => {
  const child = resolved(
    'child',
    'extends: base\nareas: [web]\nframeworks: [gdpr]\nparameters: {}\n',
  );
  expect(child.rules.map(({ id }) => id)).toEqual(['hsts-max-age']);
  expect(child).toMatchObject({ frameworks: ['gdpr'], requirements: null });
});

test('goes on over several generations, the configuration last', () => {
  const middle = profile(
    'middle',
    'extends: base\nexclude: []\nparameters: { hsts-max-age: { seconds: 6 } }\n',
  );
  const child = profile('child', 'extends: middle\nexclude: []\nparameters: {}\n');
  const config = readConfig('assay.yaml', 'parameters: { old-versions: { most: 1 } }\n');
  const given = resolveProfile(child, config, rules, everything, [middle, BASE]);
  expect(given.parameters).toEqual({
    'old-versions': { forbidden: ['SSL 3.0'], most: 1 },
    'hsts-max-age': { seconds: 6 },
  });
});

test('a choice of rules is taken over as what it leaves out, and can be widened', () => {
  const narrow = profile(
    'narrow',
    'areas: [tls]\nonly: { reason: no more, rules: [old-versions] }\nexclude: []\nparameters: {}\n',
  );
  const same = resolved('child', 'extends: narrow\nparameters: {}\n', [narrow]);
  expect(same.excluded).toEqual([{ rule: 'strict-versions', reason: 'no more' }]);
  const wider = resolved('child', 'extends: narrow\ninclude: [strict-versions]\nparameters: {}\n', [
    narrow,
  ]);
  expect(wider.rules.map(({ id }) => id)).toEqual(['old-versions', 'strict-versions']);
});

test('includes a rule of another area alone, unless that area is not wanted or it is excluded again', () => {
  const narrow = profile('narrow', 'areas: [tls]\nexclude: []\nparameters: {}\n');
  const wide = 'extends: narrow\ninclude: [hsts-max-age]\nparameters: {}\n';
  const all = ['old-versions', 'strict-versions', 'hsts-max-age'];
  expect(resolved('child', wide, [narrow]).rules.map(({ id }) => id)).toEqual(all);
  const child = profile('child', `exclude: []\n${wide}`);
  const skipping = { only: null, skip: ['web'] as const };
  expect(resolveProfile(child, null, rules, skipping, [narrow]).rules.map(({ id }) => id)).toEqual(
    all.slice(0, 2),
  );
  const again =
    'extends: child\nexclude: [{ rule: hsts-max-age, reason: no web }]\nparameters: {}\n';
  expect(resolved('last', again, [narrow, child]).rules.map(({ id }) => id)).toEqual(
    all.slice(0, 2),
  );
});

test.each([
  ['extends: bsae\nparameters: {}\n', 'child.yaml:5:10: no profile "bsae"; did you mean "base"?'],
  [
    'extends: child\nparameters: {}\n',
    'child.yaml:5:10: child extends child again: profiles in a circle',
  ],
  ['parameters: {}\n', 'child.yaml:1:1: child has no areas'],
  [
    'extends: base\ninclude: [hsts-max-age]\nparameters: {}\n',
    'child.yaml:6:11: hsts-max-age is there already: child extends what does not exclude it',
  ],
  [
    'extends: base\ninclude: [hsts-max-aeg]\nparameters: {}\n',
    'child.yaml:6:11: no rule "hsts-max-aeg"; did you mean "hsts-max-age"?',
  ],
  [
    'extends: base\ninclude: [strict-versions]\nexclude: [{ rule: strict-versions, reason: x }]\nparameters: {}\n',
    'child.yaml:5:11: strict-versions is both included and excluded',
  ],
])('refuses %j with its place', (more, message) => {
  expect(() => resolved('child', more)).toThrow(message);
});

test('refuses a circle of several, and names it', () => {
  const one = profile('one', 'extends: two\nexclude: []\nparameters: {}\n');
  const two = profile('two', 'extends: one\nexclude: []\nparameters: {}\n');
  expect(() => resolveProfile(one, null, rules, everything, [one, two])).toThrow(
    'two.yaml:4:10: one extends two extends one again: profiles in a circle',
  );
});

test('what is wrong with the extended profile stands at its place there', () => {
  const broken = profile(
    'broken',
    'areas: [web]\nexclude: []\nparameters: { hsts-max-age: { second: 1 } }\n',
  );
  expect(() => resolved('child', 'extends: broken\nparameters: {}\n', [broken])).toThrow(
    'broken.yaml:6:31: hsts-max-age has no parameter "second"; did you mean "seconds"?',
  );
});
