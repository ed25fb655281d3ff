import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { AREAS } from '../src/evidence/kind.ts';
import { KINDS } from '../src/evidence/kinds/index.ts';
import { readCases, runCase } from '../src/judge/cases.ts';
import { loadRules } from '../src/judge/rule.ts';

const FIXTURES = 'fixtures/rules';

const yamlIn = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.yaml'))
        .sort()
    : [];

const read = (file: string) => ({ file, text: readFileSync(file, 'utf8') });

/** What `make` gives, or why it gives nothing: a bad file must not hide what the others say. */
function attempt<T>(make: () => T): { value: T | null; problem: string | null } {
  try {
    return { value: make(), problem: null };
  } catch (error) {
    return { value: null, problem: error instanceof Error ? error.message : String(error) };
  }
}

const files = AREAS.flatMap((area) =>
  yamlIn(`rules/${area}`).map((name) => read(`rules/${area}/${name}`)),
);
const sound = files.filter((file) => attempt(() => loadRules([file], KINDS)).problem === null);
const { rules } = loadRules(sound, KINDS);

test.each(files.map((file) => [file.file, file] as const))('%s loads', (name, file) => {
  const { value, problem } = attempt(() => loadRules([file], KINDS));
  expect(problem).toBeNull();
  for (const { area } of value?.rules ?? []) expect(name).toContain(`rules/${area}/`);
});

test('there are at least 20 rules, of every area and in the order of the areas', () => {
  expect([...new Set(rules.map(({ area }) => area))]).toEqual(AREAS);
  expect(rules.length).toBeGreaterThanOrEqual(20);
});

test('no case file is without a rule', () => {
  const ids = rules.map(({ id }) => `${id}.yaml`);
  expect(yamlIn(FIXTURES).filter((name) => !ids.includes(name))).toEqual([]);
});

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  const file = `${FIXTURES}/${id}.yaml`;
  const { value, problem } = attempt(() => readCases(file, readFileSync(file, 'utf8'), rules));
  const cases = value?.cases ?? [];

  test('is written in sentences', () => {
    expect(rule.title, 'a title has no full stop').toMatch(/^[A-Z0-9].*[^.]$/);
    expect(rule.fix.text, 'a fix is a whole sentence').toMatch(/^[A-Z].*\.$/s);
  });

  test('has a case each for pass, fail and inconclusive', () => {
    expect(problem).toBeNull();
    expect(value?.rule.id).toBe(id);
    const outcomes = cases.map(({ outcome }) => outcome);
    expect(outcomes).toEqual(expect.arrayContaining(['pass', 'fail', 'inconclusive']));
  });

  test.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const { actual, expected, finding } = runCase(rule, one);
    expect(actual, JSON.stringify(finding, null, 2)).toBe(expected);
    if (actual === 'inconclusive') expect(finding.reason).not.toBeNull();
  });
});
