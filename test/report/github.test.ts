import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { renderGithub } from '../../src/report/github.ts';
import { SEVERITIES } from '../../src/judge/finding.ts';
import { reportOf, REPORTS } from './fixtures.ts';
import { hostileText, poisoned, UNSEEN } from './hostile.ts';

/** A command as the runner of GitHub reads a line (actions/runner, src/Runner.Common/ActionCommand.cs). */
function parsed(line: string): { name: string; properties: Map<string, string>; data: string } {
  const end = line.indexOf('::', 2);
  expect(line.startsWith('::') && end > 0, line.slice(0, 80)).toBe(true);
  const [, name = '', properties = ''] = /^(\w+) (.*)$/s.exec(line.slice(2, end)) ?? [];
  const unescaped = (text: string): string =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%');
  return {
    name,
    properties: new Map(
      properties.split(',').map((pair): [string, string] => {
        const at = pair.indexOf('=');
        return [pair.slice(0, at), unescaped(pair.slice(at + 1))];
      }),
    ),
    data: unescaped(line.slice(end + 2)),
  };
}

const commandsOf = (report: Report): readonly ReturnType<typeof parsed>[] =>
  renderGithub(report).trimEnd().split('\n').map(parsed);

describe.each(REPORTS)('the annotations of the %s deployment', (name) => {
  test('are the golden ones', async () => {
    await expect(renderGithub(reportOf(name))).toMatchFileSnapshot(
      `../../fixtures/reports/${name}.github.txt`,
    );
  });

  test('end in a notice with the grade and the gate', () => {
    const { gate } = reportOf(name);
    const last = commandsOf(reportOf(name)).at(-1);
    expect(last?.name).toBe('notice');
    expect(last?.properties.get('title')).toMatch(/: (grade|no grade)/);
    for (const reason of gate.reasons) expect(last?.data).toContain(reason);
  });
});

/** The careless report with failures of many rules. */
function failing(count: number): Report {
  const report = reportOf('careless');
  const [first] = report.findings.filter(({ effective }) => effective === 'fail');
  if (first === undefined) throw new Error('nothing failed');
  const findings = Array.from({ length: count }, (_, nth) => ({
    ...first,
    rule: `rule-${nth}`,
    severity: SEVERITIES[nth % SEVERITIES.length] ?? 'info',
    title: `Rule ${nth}`,
  }));
  return { ...report, findings };
}

test('no more are told than GitHub shows, the worst of them, and how many there are besides', () => {
  const commands = commandsOf(failing(100));
  const titles = commands.map(({ name, properties }) => `${name} ${properties.get('title') ?? ''}`);
  const of = (level: string): readonly string[] =>
    titles.filter((title) => title.startsWith(`${level} `));
  expect(of('error')).toHaveLength(10);
  expect(of('error').every((title) => title.startsWith('error critical: '))).toBe(true);
  expect(of('warning')).toHaveLength(10);
  expect(of('warning').every((title) => title.startsWith('warning medium: '))).toBe(true);
  expect(of('notice')).toHaveLength(1);
  expect(commands.at(-1)?.data).toContain('and 80 more failed rules not shown here');
});

test('an annotation stands at the line that names its target, or at none', () => {
  const report = failing(2);
  const [, finding] = report.findings;
  const targets = report.targets.map((target) =>
    target.id === finding?.target
      ? { ...target, namedAt: { file: 'audit/a,b:c%.yaml', line: 7, column: 5 } }
      : target,
  );
  expect(renderGithub({ ...report, targets })).toContain(
    'file=audit/a%2Cb%3Ac%25.yaml,line=7,col=5,title=low%3A Rule 1::',
  );
  expect(renderGithub(report)).not.toContain('file=');
});

test('what is waived and what is not settled is told, and is no error', () => {
  const commands = commandsOf(reportOf('half'));
  const open = commands.find(({ properties }) => properties.get('title')?.endsWith('not settled'));
  expect(open?.name).toBe('warning');
  expect(commands.at(-1)?.data).toMatch(/1 finding waived/);
});

test('what failed and is said not to apply is told among what is waived', () => {
  const half = reportOf('half');
  const findings = half.findings.map((finding) =>
    finding.effective === 'waived' ? { ...finding, effective: 'not-applicable' as const } : finding,
  );
  expect(commandsOf({ ...half, findings }).at(-1)?.data).toMatch(/1 finding waived/);
});

test('nothing that a target sends begins a command or ends one', () => {
  const half = reportOf('half');
  const breaking = fc.constantFrom('::error::x', '\n::set-output name=a::b', '%0A::x::', '##[x]y');
  const text = fc.tuple(hostileText, breaking, hostileText).map((parts) => parts.join(''));
  const expected = commandsOf(half).map(({ name, properties }) => [name, [...properties.keys()]]);
  fc.assert(
    fc.property(text, (hostile) => {
      const output = renderGithub(poisoned(half, hostile));
      expect(output.replaceAll('\n', '')).not.toMatch(UNSEEN);
      const lines = output.trimEnd().split('\n');
      expect(lines.map((line) => [parsed(line).name, [...parsed(line).properties.keys()]])).toEqual(
        expected,
      );
    }),
    { numRuns: 60 },
  );
});
