import { expect, test } from 'vitest';
import { loadPack } from '../../src/audit/pack.ts';
import { brokenFloors, changedParameters } from '../../src/control/floors.ts';
import type { Control } from '../../src/document/control.ts';
import type { Parameters } from '../../src/document/profile.ts';

const { rules, controls, frameworks } = loadPack();

type Floor = Omit<NonNullable<Control['floors']>[number], 'framework' | 'rule' | 'parameter'>;

const control = (rule: string, parameter: string, floor: Floor): Control => ({
  id: 'TLS-01',
  revision: 1,
  title: 'A control',
  statement: 'It holds.',
  assurance: 'automatic',
  floors: [{ framework: 'hipaa-security-rule', rule, parameter, ...floor }],
  frameworks: {},
});
const lengths = (floor: Floor): Control => control('hsts-max-age', 'seconds', floor);
const versions = (floor: Floor): Control => control('tls-versions-policy', 'allowed', floor);
const sentences = (one: Control, ...layers: Parameters[]): string[] =>
  brokenFloors([one], rules, layers).map(({ sentence }) => sentence);

test.each<[string, Control, Parameters, string[]]>([
  ['the default holds', lengths({ min: 10 }), {}, []],
  ['a value on the floor holds', lengths({ min: 14 }), { 'hsts-max-age': { seconds: 14 } }, []],
  [
    'a value below the floor',
    lengths({ min: 14 }),
    { 'hsts-max-age': { seconds: 7 } },
    ['parameter hsts-max-age.seconds=7 is below the floor 14 of hipaa-security-rule'],
  ],
  ['a value on the ceiling holds', lengths({ max: 14 }), { 'hsts-max-age': { seconds: 14 } }, []],
  [
    'a value above the ceiling',
    lengths({ max: 14 }),
    { 'hsts-max-age': { seconds: 15 } },
    ['parameter hsts-max-age.seconds=15 is above the ceiling 14 of hipaa-security-rule'],
  ],
  [
    'a text where a number is asked for',
    lengths({ min: 14 }),
    { 'hsts-max-age': { seconds: 'many' } },
    ['parameter hsts-max-age.seconds=many is below the floor 14 of hipaa-security-rule'],
  ],
  [
    'a part of the list holds',
    versions({ within: ['TLS 1.2', 'TLS 1.3'] }),
    { 'tls-versions-policy': { allowed: ['TLS 1.3'] } },
    [],
  ],
  [
    'more than the list',
    versions({ within: ['TLS 1.2', 'TLS 1.3'] }),
    { 'tls-versions-policy': { allowed: ['TLS 1.1', 'TLS 1.2'] } },
    [
      'parameter tls-versions-policy.allowed=TLS 1.1, TLS 1.2 is not within the floor TLS 1.2, TLS 1.3 of hipaa-security-rule',
    ],
  ],
  [
    'no list where a list is asked for',
    versions({ within: ['TLS 1.2'] }),
    { 'tls-versions-policy': { allowed: 'TLS 1.2' } },
    [
      'parameter tls-versions-policy.allowed=TLS 1.2 is not within the floor TLS 1.2 of hipaa-security-rule',
    ],
  ],
  [
    'less than the list has to have',
    versions({ has: ['TLS 1.3'] }),
    { 'tls-versions-policy': { allowed: ['TLS 1.2'] } },
    [
      'parameter tls-versions-policy.allowed=TLS 1.2 lacks some of the floor TLS 1.3 of hipaa-security-rule',
    ],
  ],
  ['what the list has to have', versions({ has: ['TLS 1.3'] }), {}, []],
])('%s', (_, one, parameters, found) => {
  expect(sentences(one, parameters)).toEqual(found);
});

test('later layers go before earlier ones, and the default is the first', () => {
  const floor = lengths({ min: 14 });
  const low = { 'hsts-max-age': { seconds: 7 } };
  const high = { 'hsts-max-age': { seconds: 20 } };
  expect(sentences(floor, low, high)).toEqual([]);
  expect(sentences(floor, high, low)).toHaveLength(1);
  expect(sentences(floor, low, {})).toHaveLength(1);
  expect(sentences(floor)).toEqual([]);
});

test('a parameter that does not exist holds no floor', () => {
  expect(sentences(control('hsts-max-age', 'second', { min: 1 }))).toEqual([
    'parameter hsts-max-age.second=null is below the floor 1 of hipaa-security-rule',
  ]);
});

test('the defaults of the built-in rules hold the floors of the built-in controls', () => {
  expect(brokenFloors(controls, rules, [])).toEqual([]);
});

test('floors are of frameworks that there are, and of parameters that rules have', () => {
  const floors = controls.flatMap(({ floors: list = [] }) => list);
  const unknown = floors.filter(
    ({ framework, rule, parameter }) =>
      !frameworks.some(({ id }) => id === framework) ||
      !Object.hasOwn(rules.find(({ id }) => id === rule)?.params ?? {}, parameter),
  );
  expect(unknown).toEqual([]);
});

test('a parameter that has another value than its rule is told, unless it is fixed in any case', () => {
  const own = rules.filter(({ id }) => ['backups-frequent', 'hsts-max-age'].includes(id));
  const [changed, same] = [
    { 'backups-frequent': { hours: 8760 }, 'pentest-recent': { days: 9999 } },
    { 'backups-frequent': { hours: 24 } },
  ];
  expect(changedParameters(own, changed, {})).toEqual([
    'judged with backups-frequent.hours=8760 in place of 24',
  ]);
  expect(changedParameters(own, same, {})).toEqual([]);
  expect(changedParameters(own, changed, { 'backups-frequent': { hours: 1 } })).toEqual([]);
});
