import type { ControlResult } from '../../control/result.ts';
import { countsOf, countText, partsOf, STATUSES } from '../claims/words.ts';
import type { Report } from '../report.ts';
import { counted, FRAMEWORK_NAMES, shortened } from '../words.ts';
import { badge, list, markup, section, table, value, type Markup, type Section } from './markup.ts';
import { badgeOf } from './badges.ts';

const LIMITS = { reasons: 2, text: 600 } as const;

/** The documented controls, what became of them, and the frameworks that ask for them. */
export function controls(report: Report): Section | null {
  const isOpen = ({ status }: ControlResult): boolean => status === 'not-assessed';
  const settled = report.controls.filter((control) => !isOpen(control));
  const open = report.controls.filter(isOpen);
  return section(
    'controls',
    'Documented controls',
    'What security pages promise, as controls that are the same for every page: settled from outside, in files, or by what people state.',
    [
      ...(settled.length === 0
        ? []
        : [
            markup`<div class="card sheet">${rows(
              `Settled in whole or in part: ${countText(
                countsOf(
                  STATUSES,
                  settled.map(({ status }) => status),
                ),
              )}`,
              settled,
              report.controls,
            )}</div>`,
          ]),
      ...(open.length === 0
        ? []
        : [
            markup`
<details class="card">
<summary><h3>Not assessed</h3> ${badge('open', '?', counted(open.length, 'control'))}</summary>
${rows('What would settle them is missing: no target, no file, no statement', open, report.controls)}
</details>`,
          ]),
    ],
  );
}

const rows = (
  caption: string,
  shown: readonly ControlResult[],
  all: readonly ControlResult[],
): Markup =>
  table(
    caption,
    ['Control', 'Status', 'Why', 'Supports'],
    shown.map((control) => {
      const { id, revision, title, statement, status, parts, reasons, frameworks } = control;
      return [
        markup`<span class="nowrap" id="control-${all.indexOf(control) + 1}">${id}v${revision}</span> ${title}<span class="statement">${statement}</span>`,
        markup`${badgeOf(STATUSES[status])}<ul class="ways">${partsOf(parts).map(
          ({ tone, symbol, word }) =>
            markup`<li class="inked ${tone}"><span aria-hidden="true">${symbol}</span> ${word}</li>`,
        )}</ul>`,
        reasonList(reasons),
        markup`<details class="fold"><summary>${counted(Object.keys(frameworks).length, 'framework')}</summary>${list(
          Object.entries(frameworks).map(
            ([framework, ids]) =>
              markup`<span class="label">${FRAMEWORK_NAMES[framework] ?? framework}</span> ${ids.join(', ')}`,
          ),
        )}</details>`,
      ];
    }),
  );

function reasonList(reasons: readonly string[]): Markup {
  const items = reasons.map((reason) => value(shortened(reason, LIMITS.text)));
  const rest = items.slice(LIMITS.reasons);
  return markup`<div class="reasons-list">${list(items.slice(0, LIMITS.reasons))}${
    rest.length === 0
      ? null
      : markup`<details class="fold"><summary>${counted(rest.length, 'more reason')}</summary>${list(rest)}</details>`
  }</div>`;
}
