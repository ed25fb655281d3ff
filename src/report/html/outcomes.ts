import type { DisposedFinding } from '../../control/result.ts';
import type { Report } from '../report.ts';
import type { Tone } from '../tone.ts';
import { effectively, severitiesOf, unsettledOf } from '../view.ts';
import { AREA_NAMES, counted, shortened } from '../words.ts';
import {
  badge,
  leftOut,
  list,
  markup,
  section,
  table,
  value,
  type Markup,
  type Section,
} from './markup.ts';
import { evidenceLinks, targetLink } from './places.ts';

const LIMITS = { causes: 100, open: 40, rows: 600, targets: 6, text: 600 } as const;

/** What could not be settled, by the problem behind it. */
export function unsettled(report: Report): Section | null {
  const causes = unsettledOf(report);
  return section(
    'unsettled',
    'What could not be settled',
    'Neither passed nor failed: each says what was missing to decide.',
    [
      ...causes.slice(0, LIMITS.causes).map(
        ({ reason, findings }) => markup`
<div class="card cause">
<div class="finding-head"><h3>${value(shortened(reason, LIMITS.text))}</h3><p>${badge('open', '?', counted(findings.length, 'finding'))}</p></div>
${table(
  `Rules left open: ${severitiesOf(findings)}`,
  ['Rule', 'Severity', 'Target'],
  findings
    .slice(0, LIMITS.open)
    .map(({ title, severity, target }) => [title, severity, targetLink(report, target)]),
)}
${leftOut(findings.length - LIMITS.open, 'finding')}
</div>
`,
      ),
      leftOut(causes.length - LIMITS.causes, 'cause'),
    ],
  );
}

/** Passed and not applicable rules, folded on screen and unfolded on paper. */
export const passed = (report: Report): Section | null =>
  section('passed', 'What passed', null, [
    folded(report, 'Passed', 'good', '✓', effectively(report, 'pass')),
    folded(report, 'Not applicable', 'quiet', '–', effectively(report, 'not-applicable')),
    folded(report, 'By attestation only', 'quiet', '–', effectively(report, 'manual')),
  ]);

function folded(
  report: Report,
  title: string,
  tone: Tone,
  symbol: string,
  all: readonly DisposedFinding[],
): Markup | null {
  if (all.length === 0) return null;
  const byRule = [
    ...Map.groupBy(all, ({ rule, reason }) => JSON.stringify([rule, reason])).values(),
  ];
  return markup`
<details class="card">
<summary><h3>${title}</h3> ${badge(tone, symbol, counted(all.length, 'finding'))}</summary>
${table(
  title,
  ['Rule', 'Area', 'Severity', 'Targets', 'Evidence'],
  byRule.slice(0, LIMITS.rows).flatMap((findings) => ruleRow(report, findings)),
)}
${leftOut(byRule.length - LIMITS.rows, 'rule')}
</details>
`;
}

function ruleRow(report: Report, findings: readonly DisposedFinding[]) {
  const [first] = findings;
  if (first === undefined) return [];
  const left = findings.length - LIMITS.targets;
  const targets = findings.slice(0, LIMITS.targets).map(({ target }) => targetLink(report, target));
  return [
    [
      first.reason === null
        ? first.title
        : markup`${first.title} <span class="soft">${first.reason}</span>`,
      AREA_NAMES[first.area],
      first.severity,
      list([...targets, ...(left > 0 ? [markup`<span class="soft">and ${left} more</span>`] : [])]),
      evidenceLinks(report, [...new Set(findings.flatMap(({ evidence }) => evidence))]),
    ],
  ];
}
