import type { ControlResult, DisposedFinding } from '../../control/result.ts';
import type { Severity } from '../../judge/finding.ts';
import { visible } from '../escape.ts';
import type { Report } from '../report.ts';
import { looksOf } from '../times.ts';
import { foundTexts } from '../view.ts';
import { referenceText } from '../words.ts';
import type { Control, Result, Status, WaiverData } from './shape.ts';
import { block, line, requirementTags } from './words.ts';

/** From an outcome to what Heimdall counts, before any waiver. */
const STATUS: Readonly<Record<DisposedFinding['outcome'], Status>> = {
  pass: 'passed',
  fail: 'failed',
  inconclusive: 'error',
  manual: 'skipped',
  'not-applicable': 'skipped',
};

/**
 * Heimdall reads a severity from it: below 0.1 none, 0.4 low, 0.7 medium, 0.9 high. 0 is kept for what
 * does not apply, so that a failed rule of no weight is still one that failed.
 */
const IMPACT: Readonly<Record<Severity, number>> = {
  info: 0.05,
  low: 0.3,
  medium: 0.5,
  high: 0.7,
  critical: 0.9,
};

/**
 * A control for each rule at each target: with several results in one, an error would hide a failure
 * (Heimdall lets it outrank), and controls of one id in two profiles are taken for one.
 */
export function findingControls(report: Report): readonly Control[] {
  const look = looksOf(report);
  const targets = new Map(report.targets.map((target) => [target.id, target]));
  const asked = Map.groupBy(
    report.controls.flatMap((control) => control.findings.map((id) => ({ id, control }))),
    ({ id }) => id,
  );
  return report.findings.map((finding) => {
    const { ms, at } = look(finding);
    const target = targets.get(finding.target);
    const id = findingId(finding);
    const controls = (asked.get(id) ?? []).map(({ control }) => control);
    const place = target?.namedAt;
    return {
      ...described(finding, controls),
      source_location: place === undefined ? {} : { ref: visible(place.file), line: place.line },
      results: [
        {
          ...resultOf(finding),
          start_time: at,
          run_time: ms / 1000,
          ...(target === undefined ? {} : { resource: target.kind }),
          resource_id: visible(finding.target),
        },
      ],
      ...waiverOf(finding),
    };
  });
}

/** What controls call a finding. */
export const findingId = ({ rule, target }: Pick<DisposedFinding, 'rule' | 'target'>): string =>
  `${rule}@${target}`;

function described(
  finding: DisposedFinding,
  controls: readonly ControlResult[],
): Omit<Control, 'results' | 'source_location'> {
  const { rule, area, target, outcome, effective, severity, title, expected, reason } = finding;
  const { fix, references } = finding;
  const fixes = Object.entries(fix ?? {}).flatMap(([product, code]) =>
    (product === 'text' ? code : `${product}:\n${code.trimEnd()}`).split('\n'),
  );
  return {
    id: visible(findingId(finding)),
    title: line(title),
    desc: block([
      title,
      `At ${target} expected: ${expected}`,
      ...(reason === null ? [] : [`${outcome}: ${reason}`]),
    ]),
    descriptions: [
      { label: 'check', data: block([expected]) },
      ...(fixes.length === 0 ? [] : [{ label: 'fix', data: block(fixes) }]),
    ],
    impact: outcome === 'not-applicable' ? 0 : IMPACT[severity],
    refs: references.map((reference) => ({ ref: line(referenceText(reference)) })),
    tags: {
      ...requirementTags(controls.map(({ frameworks }) => frameworks)),
      ...{ area, rule: visible(rule), target: visible(target) },
      ...{ severity, outcome, effective },
      controls: controls.map(({ id }) => visible(id)),
    },
    code: '',
  };
}

function resultOf(finding: DisposedFinding): Pick<Result, 'status' | 'code_desc' | 'message'> {
  const { outcome, target, title, expected, reason } = finding;
  const status = STATUS[outcome];
  const found = block(foundTexts(finding));
  const why = line(`${outcome}: ${reason ?? 'no reason recorded'}`);
  return {
    status,
    code_desc: line(`${target}: ${title}: ${expected}`),
    ...(status === 'skipped' ? { skip_message: why } : {}),
    ...(status === 'error' ? { message: why } : {}),
    ...(status === 'passed' || status === 'failed' ? { message: `found: ${found}` } : {}),
  };
}

function waiverOf({ disposition, effective }: DisposedFinding): { waiver_data?: WaiverData } {
  if (disposition === undefined) return {};
  const { type, id, justification, expires } = disposition;
  const message =
    type === 'waiver'
      ? `waiver ${id}: the gate counts it as ${effective}, the grade as it was found`
      : `waiver ${id} does not count`;
  return {
    waiver_data: {
      justification: line(justification),
      expiration_date: expires,
      run: true,
      skipped_due_to_waiver: false,
      message: line(message),
    },
  };
}
