import { expect, test } from 'vitest';
import { resolveProfile } from '../../src/control/profile.ts';
import { readConfig } from '../../src/document/config.ts';
import { readProfile } from '../../src/document/profile.ts';
import { KINDS } from '../../src/evidence/kinds/index.ts';
import { loadRules } from '../../src/judge/rule.ts';

const rule = (id: string, expect: string, params: string): string => `
  - id: ${id}
    title: A title
    severity: low
    expect: ${expect}
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
        'tls-versions-deprecated',
        "{ all: [{ at: offered, lacks: '${forbidden}' }, { count: { at: offered, max: '${most}' } }] }",
        '{ forbidden: { default: [TLS 1.0] }, most: { default: 2 } }',
      )}`,
    },
    {
      file: 'rules/web/hsts.yaml',
      text: `kind: web.hsts\nrules:${rule('hsts-max-age', "{ at: maxAgeSeconds, min: '${seconds}' }", '{ seconds: { default: 1 } }')}`,
    },
    {
      file: 'rules/mail/spf.yaml',
      text: `kind: mail.spf\nrules:${rule('spf-record', '{ count: { at: records, max: 1 } }', '{}')}`,
    },
  ],
  KINDS,
);

const profile = (more: string, areas = '[tls, web]') =>
  readProfile(
    'rules/profiles/strict.yaml',
    `id: strict\nversion: '2'\ntitle: Strict\nareas: ${areas}\n${more}`,
  );
const plain = profile('exclude: []\nparameters: {}\n');
const everything = { only: null, skip: null };

const idsOf = (...given: Parameters<typeof resolveProfile>): string[] =>
  resolveProfile(...given).rules.map(({ id }) => id);

test('holds the rules of its areas, less what is excluded and not asked for', () => {
  expect(idsOf(plain, null, rules, everything)).toEqual([
    'tls-versions-deprecated',
    'hsts-max-age',
  ]);
  expect(idsOf(plain, null, rules, { only: ['web', 'mail'], skip: null })).toEqual([
    'hsts-max-age',
  ]);
  expect(idsOf(plain, null, rules, { only: null, skip: ['web'] })).toEqual([
    'tls-versions-deprecated',
  ]);
  const excluding = profile('exclude: [{ rule: hsts-max-age, reason: HTTP only }]\nparameters: {}');
  expect(resolveProfile(excluding, null, rules, everything)).toMatchObject({
    id: 'strict',
    version: '2',
    rules: [{ id: 'tls-versions-deprecated' }],
    excluded: [{ rule: 'hsts-max-age', reason: 'HTTP only' }],
  });
});

test('takes parameters of the configuration before those of the profile', () => {
  const own = profile(
    'exclude: []\nparameters:\n  tls-versions-deprecated: { forbidden: [SSL 3.0], most: 4 }\n',
  );
  const config = readConfig(
    'assay.yaml',
    'parameters:\n  tls-versions-deprecated: { most: 3 }\n  hsts-max-age: { seconds: 5 }\n',
  );
  expect(resolveProfile(own, config, rules, everything).parameters).toEqual({
    'tls-versions-deprecated': { forbidden: ['SSL 3.0'], most: 3 },
    'hsts-max-age': { seconds: 5 },
  });
});

test('refuses every unknown rule and parameter of both files at once', () => {
  const own = profile(
    'exclude: [{ rule: hsts-maxage, reason: x }]\nparameters:\n  tls-versions-deprecated: { forbiden: [] }\n',
  );
  const config = readConfig(
    'assay.yaml',
    'parameters:\n  spf-recrod: { a: 1 }\n  hsts-max-age: { seconds: long }\n',
  );
  expect(() => resolveProfile(own, config, rules, everything)).toThrow(
    [
      'rules/profiles/strict.yaml:5:19: no rule "hsts-maxage"; did you mean "hsts-max-age"?',
      'assay.yaml:2:3: no rule "spf-recrod"; did you mean "spf-record"?',
      'rules/profiles/strict.yaml:7:30: tls-versions-deprecated has no parameter "forbiden"; did you mean "forbidden"?',
      'assay.yaml:3:19: hsts-max-age: expect.min: "min" takes a number, not long',
    ].join('\n'),
  );
});

test('refuses an exclusion without a reason', () => {
  expect(() => profile("exclude: [{ rule: hsts-max-age, reason: '' }]\nparameters: {}")).toThrow(
    'rules/profiles/strict.yaml:5:41: "reason": say why',
  );
});

test('a profile adds the sections of its policy to a rule, before those of the rule', () => {
  const policy = profile(
    `exclude: []
parameters: {}
references: { hsts-max-age: [{ standard: A policy, section: '3.1' }] }
`,
  );
  const { rules: held } = resolveProfile(policy, null, rules, everything);
  expect(held.find(({ id }) => id === 'hsts-max-age')?.references).toEqual([
    { standard: 'A policy', section: '3.1' },
    { standard: 'RFC 9325' },
  ]);
});

test('sections for a rule that does not exist are refused with their place', () => {
  const policy = profile(
    `exclude: []
parameters: {}
references: { hsts-max-aeg: [{ standard: A policy }] }
`,
  );
  expect(() => resolveProfile(policy, null, rules, everything)).toThrow(
    /strict\.yaml:7:15.*no rule "hsts-max-aeg".*hsts-max-age/s,
  );
});
