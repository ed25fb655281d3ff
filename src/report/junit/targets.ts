import type { Change } from '../../control/comparison.ts';
import type { DisposedFinding } from '../../control/result.ts';
import type { Report } from '../report.ts';
import { looksOf, type Look } from '../times.ts';
import { foundTexts, shownAs } from '../view.ts';
import { gradeLetters, referenceText } from '../words.ts';
import type { Case, Suite, Verdict } from './suite.ts';

/** What is known beside a finding. */
interface Beside {
  readonly look: (finding: DisposedFinding) => Look;
  /** What became of it since an earlier report. */
  readonly change: (finding: DisposedFinding) => Change | undefined;
}

/**
 * A suite for each target, with a case for each rule. Rules that do not apply are counted in a property
 * and are no cases: `skipped` is what waived ones and open questions are, and would be lost among them.
 */
export function targetSuites(report: Report, group: (target: string) => string): readonly Suite[] {
  const beside: Beside = { look: looksOf(report), change: changesOf(report) };
  const known = new Map(report.targets.map((target) => [target.id, target]));
  const found = Map.groupBy(report.findings, ({ target }) => target);
  return [...new Set([...known.keys(), ...found.keys()])].map((id) => {
    const findings = found.get(id) ?? [];
    const applying = findings.filter((finding) => shownAs(finding) !== 'not-applicable');
    const idle = findings.length - applying.length;
    const place = known.get(id)?.namedAt;
    return {
      name: id,
      group: group(id),
      host: known.get(id)?.host ?? null,
      at: findings.map((finding) => beside.look(finding).at).toSorted()[0] ?? report.startedAt,
      properties: [
        ...gradeProperties(report, id),
        ...(idle === 0 ? [] : [['not applicable', String(idle)] as const]),
      ],
      cases: applying.map((finding): Case => ({
        name: `${finding.rule}: ${finding.title}`,
        ms: beside.look(finding).ms,
        place,
        verdict: verdictOf(finding, beside),
        remarks: [],
      })),
    };
  });
}

const gradeProperties = (report: Report, target: string): Suite['properties'] =>
  report.grades.areas
    .filter((grade) => grade.target === target)
    .map((grade) => [`grade ${grade.area}`, gradeLetters(grade)]);

function changesOf({ comparison }: Report): Beside['change'] {
  const key = (rule: string, target: string): string => JSON.stringify([rule, target]);
  const changes = new Map(
    (comparison?.changes ?? []).map((change) => [key(change.rule, change.target), change]),
  );
  return ({ rule, target }) => changes.get(key(rule, target));
}

function verdictOf(finding: DisposedFinding, beside: Beside): Verdict | null {
  const [first = ''] = foundTexts(finding);
  const reason = finding.reason ?? first;
  switch (shownAs(finding)) {
    case 'pass':
    case 'not-applicable':
      return null;
    case 'fail':
      return {
        element: 'failure',
        type: finding.severity,
        message: first,
        lines: lines(finding, beside),
      };
    case 'inconclusive':
      return {
        element: 'error',
        type: 'inconclusive',
        message: `inconclusive: ${reason}`,
        lines: lines(finding, beside),
      };
    case 'manual':
      return {
        element: 'skipped',
        type: 'manual',
        message: `only an attestation can settle it: ${reason}`,
        lines: lines(finding, beside),
      };
    case 'waived':
      return {
        element: 'skipped',
        type: 'waived',
        message: waivedText(finding),
        lines: lines(finding, beside),
      };
  }
}

const waivedText = ({ disposition }: DisposedFinding): string =>
  disposition === undefined
    ? 'waived'
    : `waived until ${disposition.expires} (${disposition.id}): ${disposition.justification}`;

/** Things found of which a reader is shown so many. */
const SHOWN = 10;

const few = (texts: readonly string[]): readonly string[] =>
  texts.length <= SHOWN
    ? texts
    : [...texts.slice(0, SHOWN), `and ${texts.length - SHOWN} more, which the JSON report has`];

/** All that a reader needs to act on it; GitLab shows these lines and not the message. */
function lines(finding: DisposedFinding, { change }: Beside): readonly string[] {
  const { severity, outcome, expected, reason, fix, references, evidence, disposition } = finding;
  const since = change(finding);
  return [
    ...(disposition?.type === 'waiver' ? [waivedText(finding)] : []),
    `outcome: ${outcome}, severity: ${severity}`,
    ...few(foundTexts(finding).filter((text) => text !== reason)).map((text) => `found: ${text}`),
    ...(reason === null ? [] : [`because: ${reason}`]),
    `expected: ${expected}`,
    ...Object.entries(fix ?? {}).flatMap(([product, code]) =>
      code
        .trimEnd()
        .split('\n')
        .map((line) => `${product === 'text' ? 'fix' : product}: ${line}`),
    ),
    ...(disposition?.type === 'expired-waiver'
      ? [`waiver ${disposition.id}, until ${disposition.expires}, does not count`]
      : []),
    ...(since === undefined ? [] : [`since the earlier report: ${since.state}: ${since.reason}`]),
    ...references.map((reference) => `standard: ${referenceText(reference)}`),
    ...(evidence.length === 0 ? [] : [`evidence: ${evidence.join(', ')}`]),
  ];
}
