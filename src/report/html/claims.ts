import type { ClaimResult } from '../../control/result.ts';
import { outlookOf, type Outlook } from '../claims/outlook.ts';
import { partsOf, PROMISED_BY, staleText, VERDICTS } from '../claims/words.ts';
import type { Report } from '../report.ts';
import type { Tone } from '../tone.ts';
import { counted, OUTCOME_SYMBOLS, shortened } from '../words.ts';
import { badgeOf } from './badges.ts';
import { list, marks, markup, section, value, type Markup, type Section } from './markup.ts';

const LIMITS = { text: 600, findings: 60 } as const;

/** The page's sentences in their order, each with its verdict, why, and how it was decided. */
export const claims = (report: Report): Section | null =>
  section(
    'claims',
    'Claims against reality',
    'The sentences of the security page, in their order, held against what was seen from outside, what files show and what people answer for. A waiver changes no verdict.',
    report.claims.length === 0
      ? []
      : [
          markup`<ol class="card claims">${report.claims.map((claim, index) => claimItem(report, claim, index + 1))}</ol>`,
        ],
  );

/** Which sentences do not hold, and what the open ones lack, for the summary. */
export function outlook(report: Report): Markup | null {
  const view = outlookOf(report);
  if (view === null) return null;
  const { contradicted, stale, ways } = view;
  return markup`<div class="outlook">
${places('Contradicted', contradicted)}
${places('Wording out of date', stale)}
${
  ways.length === 0
    ? null
    : markup`<details><summary>What the open ones lack</summary>
${list(ways.map(({ count, name, how }) => markup`<strong>${name}</strong> for ${counted(count, 'sentence')}: ${how}`))}
</details>`
}
</div>`;
}

const places = (label: string, all: Outlook['stale']): Markup | null =>
  all.length === 0
    ? null
    : markup`<p><span class="soft">${label}:</span> ${all.map(({ id, nth }, index) => markup`${index === 0 ? '' : ', '}<a class="nowrap" href="#claim-${nth}">${id}</a>`)}</p>`;

function claimItem(report: Report, claim: ClaimResult, nth: number): Markup {
  const { id, quote, line, verdict, reasons, stale, note, by } = claim;
  const [first, ...others] = reasons;
  const shown = VERDICTS[verdict];
  const whose = PROMISED_BY[by];
  return markup`
<li class="claim ${shown.tone}" id="claim-${nth}">
<p class="about"><strong>${id}</strong>${line === null ? null : markup`<span>line ${line}</span>`}${whose === null ? null : markup`<span>${whose}</span>`}</p>
<div>
<blockquote><bdi>“${quote}”</bdi></blockquote>
${first === undefined ? null : markup`<p class="reason">${value(shortened(first, LIMITS.text))}</p>`}
${stale.map((one) => remark('fair', 'stale wording', staleText(one, report.now)))}
${note === null ? null : remark('quiet', 'note', note)}
${decided(report, claim, others)}
</div>
<p class="verdict-badge">${badgeOf(shown)}</p>
</li>`;
}

const remark = (tone: Tone, label: string, text: string): Markup =>
  markup`<p class="remark ${tone}"><span>${label}</span> ${text}</p>`;

/** How the verdict came about: folded on screen. */
function decided(report: Report, claim: ClaimResult, others: readonly string[]): Markup {
  const { parts, controls, attestations, assurance } = claim;
  return markup`<details>
<summary>${controls.length === 0 ? 'How it was decided' : controls.join(', ')} <span class="soft">${assurance}</span></summary>
${marks(partsOf(parts).map(badgeOf))}
${list(others.map((reason) => value(shortened(reason, LIMITS.text))))}
${findingsOf(claim)}
${controls.length === 0 ? null : markup`<p class="soft">Controls: ${controls.map((id, index) => markup`${index === 0 ? '' : ', '}${controlLink(report, id)}`)}</p>`}
${attestations.length === 0 ? null : markup`<p class="soft">Attestations: ${attestations.join(', ')}</p>`}
</details>`;
}

/** A link to the control where the report has it; ids of elements hold nothing from outside. */
export function controlLink(report: Report, id: string): Markup {
  const nth = report.controls.findIndex((control) => control.id === id) + 1;
  return nth === 0
    ? markup`<span class="nowrap">${id}</span>`
    : markup`<a class="nowrap" href="#control-${nth}">${id}</a>`;
}

/** What each rule came to at each target, under the parameters that the words fix. */
function findingsOf({ findings }: ClaimResult): Markup | null {
  const shown = findings.slice(0, LIMITS.findings);
  const more = findings.length - shown.length;
  return list([
    ...shown.map(
      ({ outcome, title, target, expected, waiver }) =>
        markup`<span aria-hidden="true">${OUTCOME_SYMBOLS[outcome]}</span> ${outcome}: ${title} <span class="soft">${value(target)}${
          outcome === 'fail' ? markup`, expected: ${shortened(expected, LIMITS.text)}` : null
        }${waiver === null ? null : markup`, waived by ${waiver}`}</span>`,
    ),
    ...(more > 0 ? [markup`and ${counted(more, 'more finding')}`] : []),
  ]);
}
