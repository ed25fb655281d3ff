import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AREAS } from '../../src/evidence/kind.ts';
import { gradeDeployment } from '../../src/grade/deployment.ts';
import { AreaGrade, GroupGrade, type Grades } from '../../src/grade/grade.ts';
import { rank } from '../../src/grade/letter.ts';
import type { Finding } from '../../src/judge/finding.ts';
import { findingOf, schemeOf, targetOf } from '../support/findings.ts';

const schemes = AREAS.map((area) => schemeOf({ id: area, area }));

const mail = targetOf();
const server = targetOf({
  id: 'smtp://mx.example.com:25',
  kind: 'smtp',
  uri: 'smtp://mx.example.com:25',
  host: 'mx.example.com',
  port: 25,
});
const web = (host: string, role: 'site' | 'api' | null) =>
  targetOf({ id: `https://${host}/`, kind: 'web', uri: `https://${host}/`, host, port: 443, role });
const site = web('example.com', 'site');
const api = web('api.example.com', 'api');
const zone = targetOf({
  id: 'zone:example.com',
  kind: 'zone',
  uri: 'zone:example.com',
  role: 'zone',
});
const endpoint = targetOf({
  id: 'tls://example.com:853',
  kind: 'tls',
  uri: 'tls://example.com:853',
  port: 853,
  role: 'endpoint',
});

const all = [site, api, web('www.example.com', null), endpoint, zone, mail, server];

const grade = (targets: typeof all, findings: readonly Finding[]): Grades =>
  gradeDeployment(schemes, targets, findings, [], []);

describe('groups', () => {
  test('follow the role of a web target and the kind of any other', () => {
    const findings = all.map(({ id }) => findingOf({ target: id }));
    expect(grade(all, findings).groups.map(({ group }) => group)).toEqual([
      'site',
      'api',
      'web',
      'tls',
      'zone',
      'mail',
    ]);
  });

  test('hold the areas of all their targets, and are missing where nothing was graded', () => {
    const findings = [
      findingOf({ target: mail.id }),
      findingOf({ target: server.id, severity: 'low', outcome: 'fail' }),
      findingOf({ target: server.id, area: 'tls', severity: 'medium', outcome: 'fail' }),
    ];
    const { groups, areas } = grade(all, findings);
    expect(groups).toMatchObject([{ group: 'mail', letter: 'A-' }]);
    expect(areas.map(({ area, target }) => [area, target])).toEqual([
      ['mail', mail.id],
      ['tls', server.id],
      ['mail', server.id],
    ]);
  });

  test('do not exist without findings', () => {
    expect(grade(all, [])).toEqual({ overall: null, groups: [], areas: [] });
  });
});

describe('reasons', () => {
  const reasons = (findings: readonly Finding[]): readonly string[] =>
    grade([site, mail], findings).overall?.reasons ?? [];

  test('name the failed rule that caps the weakest area, and no other area', () => {
    expect(
      reasons([
        findingOf({ target: site.id, area: 'web', outcome: 'fail', severity: 'low' }),
        findingOf({
          outcome: 'fail',
          severity: 'critical',
          title: 'SPF does not let everyone send',
        }),
      ]),
    ).toEqual(['mail of example.com is F: fails "SPF does not let everyone send"']);
  });

  test('name the failed rules, worst first, where none caps', () => {
    const failed = (['low', 'low', 'medium', 'low'] as const).map((severity, index) =>
      findingOf({
        rule: `rule-${index}`,
        target: site.id,
        area: 'web',
        outcome: 'fail',
        severity,
        title: `T${index}`,
      }),
    );
    expect(reasons(failed)).toEqual([
      'web of https://example.com/ is A-: fails "T2"; fails "T0"; fails "T1"; 1 more',
    ]);
  });

  test('say between which letters an open area lies', () => {
    const open = (rule: string) =>
      findingOf({ rule, outcome: 'inconclusive', severity: 'critical' });
    expect(reasons([open('a')])).toEqual([
      'mail of example.com lies between F and A+: 1 rule not settled',
    ]);
    expect(reasons([open('a'), open('b')])).toEqual([
      'mail of example.com lies between F and A+: 2 rules not settled',
    ]);
  });

  test('name both the proven and the possible weakness of an open grade', () => {
    expect(
      reasons([
        findingOf({ target: site.id, area: 'web', outcome: 'fail', title: 'HSTS is set' }),
        findingOf({ outcome: 'inconclusive', severity: 'critical' }),
      ]),
    ).toEqual([
      'web of https://example.com/ is B: fails "HSTS is set"',
      'mail of example.com lies between F and A+: 1 rule not settled',
    ]);
  });

  test('leave out what is open where an F is proven', () => {
    const result = grade(
      [site, mail],
      [
        findingOf({ target: site.id, area: 'web', outcome: 'fail', severity: 'critical' }),
        findingOf({ outcome: 'inconclusive', severity: 'critical' }),
      ],
    );
    expect(result.overall).toMatchObject({ letter: 'F', ceiling: 'F', floor: 'F' });
    expect(result.overall?.reasons).toHaveLength(1);
  });

  test('are not needed for an A+', () => {
    expect(reasons([findingOf({})])).toEqual([]);
  });

  test('name no rule where an A+ was withheld for a condition that was not judged', () => {
    const strict = [schemeOf({ plus: { above: 'info', rules: ['extra'] } })];
    const { overall } = gradeDeployment(strict, [mail], [findingOf({})], [], []);
    expect(overall).toMatchObject({ letter: 'A', reasons: ['mail of example.com is A'] });
  });
});

test('grades are what the schemas of the report say', () => {
  const findings = all.map(({ id }, index) =>
    findingOf({
      rule: `rule-${index}`,
      target: id,
      outcome: index % 2 === 0 ? 'fail' : 'inconclusive',
    }),
  );
  const { overall, groups, areas } = grade(all, findings);
  expect(GroupGrade.omit({ group: true }).parse(overall)).toEqual(overall);
  expect(GroupGrade.array().parse(groups)).toEqual(groups);
  expect(AreaGrade.array().parse(areas)).toEqual(areas);
});

test('refuses findings of an area that no scheme grades', () => {
  expect(() => gradeDeployment([], [mail], [findingOf({})], [], [])).toThrow(
    'no grading scheme for mail',
  );
});

test('another target never raises the overall grade', () => {
  const outcomes = fc.array(
    fc.record({
      outcome: fc.constantFrom('pass', 'fail', 'inconclusive', 'not-applicable'),
      severity: fc.constantFrom('info', 'low', 'medium', 'high', 'critical'),
      target: fc.constantFrom(...all.map(({ id }) => id)),
      area: fc.constantFrom(...AREAS),
    }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(outcomes, fc.nat(all.length - 1), (given, count) => {
      const findings = given.map((each, index) => findingOf({ ...each, rule: `rule-${index}` }));
      const fewer = grade(all.slice(0, count), findings).overall;
      const more = grade(all.slice(0, count + 1), findings).overall;
      if (fewer === null) return;
      expect(rank(more?.ceiling ?? 'A+')).toBeGreaterThanOrEqual(rank(fewer.ceiling));
      expect(rank(more?.floor ?? 'A+')).toBeGreaterThanOrEqual(rank(fewer.floor));
    }),
    { numRuns: 300 },
  );
});
