import type { RequirementResult } from '../../control/result.ts';
import { frameworkView, type FrameworkView } from '../claims/frameworks.ts';
import { STATUSES } from '../claims/words.ts';
import type { Report } from '../report.ts';
import { counted } from '../words.ts';
import { badgeOf } from './badges.ts';
import { controlLink } from './claims.ts';
import { badge, list, markup, section, table, type Markup, type Section } from './markup.ts';

/** Each framework requirement by requirement, and what this tool has no control for. */
export const frameworks = (report: Report): Section | null =>
  section(
    'frameworks',
    'Frameworks',
    'Requirements with the controls that support them. A requirement is met at most as far as its controls are; a control in brackets supports it only from the side. This is no certification: what is not covered by this tool stands below each table.',
    report.frameworks.map((framework) => sheet(report, frameworkView(framework))),
  );

const sheet = (
  report: Report,
  { framework, covered, uncovered, counts }: FrameworkView,
): Markup => markup`
<details class="card">
<summary><h3>${framework.title} <span class="soft">${framework.title.includes(framework.version) ? '' : framework.version}</span></h3> ${
  framework.status === 'proposed' ? badge('fair', '±', 'proposed, not in force') : null
}</summary>
${covered.length === 0 ? null : requirements(report, counts, covered)}
${
  uncovered.length === 0
    ? null
    : markup`<details><summary>Not covered by this tool: ${counted(uncovered.length, 'requirement')}</summary>${list(
        uncovered.map(({ id, title }) => markup`<span class="label">${id}</span> ${title}`),
      )}</details>`
}
<p class="soft">${framework.notice}${framework.partial === null ? null : ` ${framework.partial}`}</p>
</details>`;

const requirements = (
  report: Report,
  counts: string,
  covered: readonly RequirementResult[],
): Markup =>
  table(
    counts,
    ['Requirement', 'Status', 'Controls'],
    covered.map(({ id, title, level, status, controls, reasons }) => [
      markup`<span class="nowrap">${id}</span><span class="statement">${title}${
        level === null || level === 'standard' ? null : markup` <span class="soft">${level}</span>`
      }</span>`,
      badgeOf(STATUSES[status]),
      markup`${controls.map(
        (control, index) =>
          markup`${index === 0 ? '' : ', '}${control.supporting ? '(' : ''}${controlLink(report, control.id)}${control.supporting ? ')' : ''}`,
      )}${list(reasons.map((reason) => markup`<span class="soft">${reason}</span>`))}`,
    ]),
  );
