import { join } from 'node:path';
import { CASES, loadPack, textFiles } from '../../audit/pack.ts';
import { mailTarget } from '../../audit/target.ts';
import { nearest } from '../../document/nearest.ts';
import { readCases, runCase } from '../../judge/cases.ts';
import type { Rule } from '../../judge/rule.ts';
import { UsageError } from '../errors.ts';
import type { Exit } from '../exit.ts';
import type { LookFlags } from '../options.ts';

type RuleFlags = Pick<LookFlags, 'rules'>;

const done = (reason: string): Exit => ({ code: 0, reason });

/** `assay rules list`: one line for each rule. */
export function listRules(flags: RuleFlags): Exit {
  const { rules } = loadPack(flags.rules);
  const width = Math.max(...rules.map(({ id }) => id.length));
  for (const { id, area, severity, title } of rules) {
    process.stdout.write(`${area.padEnd(5)}${severity.padEnd(9)}${id.padEnd(width + 2)}${title}\n`);
  }
  return done(`${rules.length} rules`);
}

/** `assay rules explain <rule>`: everything that is known of one rule. */
export function explainRule(id: string, flags: RuleFlags): Exit {
  const { rules } = loadPack(flags.rules);
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) {
    const meant = nearest(
      id,
      rules.map((one) => one.id),
    );
    throw new UsageError(
      `no rule "${id}"`,
      meant === undefined ? 'assay rules list names them all' : `did you mean "${meant}"?`,
    );
  }
  process.stdout.write(explanation(rule));
  return done(rule.title);
}

/** `assay rules test <dir>`: runs the cases beside the rules of a folder. */
export function testRules(directory: string): Exit {
  const { rules } = loadPack([directory]);
  const folder = join(directory, CASES);
  const files = textFiles(folder, '.');
  if (files.length === 0) {
    throw new UsageError(`${folder}: no case files`, 'one <rule-id>.yaml for each rule');
  }
  let failed = 0;
  let total = 0;
  for (const { file, text } of files) {
    const { rule, cases } = readCases(file, text, rules);
    for (const example of cases) {
      const result = runCase(rule, example);
      total += 1;
      if (result.actual === result.expected) continue;
      failed += 1;
      process.stdout.write(`${file}: ${result.name}: ${result.actual}, not ${result.expected}\n`);
    }
  }
  return { code: failed === 0 ? 0 : 1, reason: `${total - failed} cases passed, ${failed} failed` };
}

/** Whose names stand in fixes where nobody is audited. */
const EXAMPLE = mailTarget('example.com', null);

function explanation(rule: Rule): string {
  const { when, expect } = rule.bind({}, new Date(0));
  const fields: [string, string][] = [
    ['kind', `${rule.kind.id} (${rule.kind.title})`],
    ['severity', rule.severity],
    ...(when === null ? [] : [['when', when.words] as [string, string]]),
    ['expects', expect.words],
    ['when absent', rule.whenAbsent],
    ...rule.caps.map(({ letter }): [string, string] => ['caps at', letter]),
    ...Object.entries(rule.params).map(([name, value]): [string, string] => [
      'parameter',
      `${name} = ${JSON.stringify(value)}`,
    ]),
    ...rule.references.map(({ standard, section }): [string, string] => [
      'standard',
      section === undefined ? standard : `${standard}, section ${section}`,
    ]),
    ...Object.entries(rule.fixFor(undefined, EXAMPLE)).map(([product, text]): [string, string] => [
      product === 'text' ? 'fix' : `fix: ${product}`,
      text,
    ]),
    ['since', rule.since],
  ];
  const lines = fields.map(
    ([name, value]) =>
      `  ${name.padEnd(12)} ${value.trim().replaceAll('\n', '\n               ')}\n`,
  );
  return `${rule.id}\n${rule.title}\n\n${lines.join('')}`;
}
