import type { Report } from '../report.ts';
import { failuresOf, type Failure } from '../view.ts';
import { counted } from '../words.ts';
import { severityBadge } from './badges.ts';
import { leftOut, markup, section, sheet, value, type Markup, type Section } from './markup.ts';

const MOST = 150;

/** What is to be done, worst first, with room for who does it until when. */
export function plan(report: Report): Section | null {
  const failures = failuresOf(report);
  const waivers = report.waivers.filter(({ remediation }) => remediation !== null);
  return section(
    'plan',
    'Action plan',
    'One line for each rule that fails, the gravest first. Who mends it and until when is for the reader to fill in; --format csv writes the same as a table.',
    [
      failures.length === 0
        ? null
        : sheet(
            'What is to be mended',
            ['No.', 'What to do', 'Severity', 'Where', 'Owner', 'Due', 'Done'],
            failures.slice(0, MOST).map(planRow),
          ),
      leftOut(failures.length - MOST, 'rule'),
      waivers.length === 0
        ? null
        : sheet(
            'What waivers promise to mend',
            ['Waiver', 'Covers', 'Owner', 'Due', 'Followed up in'],
            waivers.map(({ id, rule, control, owner, remediation }) => [
              markup`<span class="nowrap">${id}</span>`,
              markup`<code>${rule ?? control ?? ''}</code>`,
              owner ?? 'not stated',
              markup`<span class="nowrap">${remediation?.due ?? 'not stated'}</span>`,
              remediation?.ticket === undefined || remediation.ticket === null
                ? 'not stated'
                : value(remediation.ticket),
            ]),
          ),
    ],
  );
}

const BLANK = markup`<span class="blank"></span>`;

function planRow({ finding, places }: Failure, index: number): (string | Markup)[] {
  const [{ target } = finding] = places;
  const others = places.length - 1;
  return [
    markup`<a href="#failed-${index + 1}">${index + 1}</a>`,
    markup`${finding.fix?.text ?? finding.title} <span class="soft"><code>${finding.rule}</code></span>`,
    severityBadge(finding.severity),
    markup`${value(target)}${others > 0 ? markup` <span class="soft">and ${counted(others, 'more target')}</span>` : null}`,
    BLANK,
    BLANK,
    BLANK,
  ];
}
