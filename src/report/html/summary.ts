import { AREAS, type Area } from '../../evidence/kind.ts';
import type { DisposedFinding } from '../../control/result.ts';
import type { Severity } from '../../judge/finding.ts';
import { rank } from '../../grade/letter.ts';
import type { AreaGrade } from '../../grade/grade.ts';
import { countsOf as statesOf, STATUSES, VERDICTS } from '../claims/words.ts';
import { daysText, endingsOf, type Ending } from '../ends.ts';
import type { Report } from '../report.ts';
import type { Tone } from '../tone.ts';
import { effectively, failuresOf, severitiesOf, type Failure } from '../view.ts';
import { AREA_NAMES, capital, counted, OUTCOME_SYMBOLS } from '../words.ts';
import { severityBadge } from './badges.ts';
import { shareBar, type Share } from './bars.ts';
import { since } from './changes.ts';
import { outlook } from './claims.ts';
import { chip } from './letters.ts';
import {
  badge,
  leftOut,
  markup,
  section,
  table,
  value,
  type Markup,
  type Section,
} from './markup.ts';
import { targetLink } from './places.ts';

const LIMITS = { risks: 5, endings: 8, days: 30, targets: 40 } as const;

/** One page for those who read no further. */
export const summary = (report: Report): Section | null =>
  section('summary', 'Summary', null, [
    markup`<div class="card">${bars(report)}</div>`,
    matrix(report),
    markup`<div class="pair-of-cards">${risks(report)}${soon(report)}</div>`,
    since(report),
  ]);

const EFFECTS: readonly (readonly [DisposedFinding['effective'], Tone, string])[] = [
  ['pass', 'good', 'passed'],
  ['fail', 'bad', 'failed'],
  ['waived', 'fair', 'waived'],
  ['manual', 'quiet', 'by attestation only'],
  ['inconclusive', 'open', 'not settled'],
];

/** What became of rules, sentences and controls, each as shares of a whole. */
function bars(report: Report): readonly (Markup | null)[] {
  const beside = effectively(report, 'not-applicable').length;
  const rules = EFFECTS.map(([effective, tone, word]): Share => ({
    tone,
    word,
    symbol: OUTCOME_SYMBOLS[effective],
    count: effectively(report, effective).length,
  }));
  const verdicts = statesOf(
    VERDICTS,
    report.claims.map(({ verdict }) => verdict),
  );
  const statuses = statesOf(
    STATUSES,
    report.controls.map(({ status }) => status),
  );
  return [
    shareBar(
      markup`Findings${beside === 0 ? null : markup` <span class="soft">and ${beside} not applicable</span>`}`,
      rules,
    ),
    shareBar(
      markup`<a href="#claims">${capital(counted(report.claims.length, 'sentence'))} of the security page</a>`,
      verdicts,
    ),
    report.claims.length === 0 ? null : outlook(report),
    shareBar(
      markup`<a href="#controls">${counted(report.controls.length, 'documented control')}</a>`,
      statuses,
    ),
  ];
}

/** Every letter at a glance: targets by areas. */
function matrix(report: Report): Markup | null {
  const areas = AREAS.filter((area) => report.grades.areas.some((grade) => grade.area === area));
  if (areas.length === 0) return null;
  const withGrades = new Set(report.grades.areas.map(({ target }) => target));
  const graded = report.targets.filter(({ id }) => withGrades.has(id));
  return markup`<div class="card sheet matrix">${table(
    'Letters by target and area',
    ['Target', ...areas.map((area) => AREA_NAMES[area])],
    graded
      .slice(0, LIMITS.targets)
      .map(({ id }) => [
        targetLink(report, id),
        ...areas.map((area) => letterOf(report, id, area)),
      ]),
  )}${leftOut(graded.length - LIMITS.targets, 'target')}</div>`;
}

function letterOf(report: Report, target: string, area: Area): Markup | null {
  const grade = report.grades.areas.find((one) => one.target === target && one.area === area);
  return grade === undefined ? null : chip(grade);
}

/** The gravest failures, with what they come to in words. */
function risks(report: Report): Markup {
  const failures = failuresOf(report);
  const caps = new Map(
    report.grades.areas
      .flatMap((grade) => grade.caps)
      .toSorted((a, b) => rank(a.letter) - rank(b.letter))
      .map((cap) => [cap.rule, cap]),
  );
  const weight = ({ finding }: Failure): number => {
    const cap = caps.get(finding.rule);
    return cap === undefined ? 0 : rank(cap.letter);
  };
  const severity = failures.map(({ finding }) => finding.severity);
  const ranked = failures
    .map((failure, index) => ({ failure, index }))
    .toSorted(
      (a, b) =>
        severity.indexOf(a.failure.finding.severity) -
          severity.indexOf(b.failure.finding.severity) || weight(b.failure) - weight(a.failure),
    )
    .slice(0, LIMITS.risks);
  return markup`<div class="card risks">
<h3>Gravest risks</h3>
${
  ranked.length === 0
    ? markup`<p>${noRisk(report)}</p>`
    : markup`<ol>${ranked.map(({ failure, index }) => risk(failure, caps.get(failure.finding.rule), index))}</ol>`
}
${failures.length <= ranked.length ? null : markup`<p class="soft"><a href="#failed">${counted(failures.length, 'rule')}</a> failed in all.</p>`}
</div>`;
}

/** That nothing failed is good news only where nothing grave is open. */
function noRisk(report: Report): Markup {
  const grave = effectively(report, 'inconclusive').filter(({ severity }) => isGrave(severity));
  if (grave.length === 0)
    return markup`${badge('good', '✓', 'none')} No rule failed that is not waived.`;
  return markup`${badge('open', '?', 'none proven')} No rule failed that is not waived; <a href="#unsettled">${severitiesOf(grave)}</a> not settled.`;
}

const isGrave = (severity: Severity): boolean => severity === 'critical' || severity === 'high';

function risk(
  { finding, places }: Failure,
  cap: AreaGrade['caps'][number] | undefined,
  index: number,
): Markup {
  const [first = finding] = places;
  // Reasons of caps that are only the title again say nothing of the risk.
  const told = cap !== undefined && !cap.reason.startsWith('fails "') ? cap.reason : null;
  const others = places.length - 1;
  return markup`<li>
<p><a href="#failed-${index + 1}">${told === null ? `Fails: ${finding.title}` : capital(told)}</a> ${severityBadge(finding.severity)}</p>
<p class="soft">${value(first.target)}${others > 0 ? ` and ${counted(others, 'more target')}` : null}${finding.fix === null ? null : markup`. ${finding.fix.text}`}</p>
</li>`;
}

const ENDING_WORDS: Readonly<Record<Ending['what'], string>> = {
  certificate: 'certificate of a server',
  document: 'document',
  waiver: 'waiver',
  attestation: 'attestation',
};

/** What ends within the month, or has ended. */
function soon(report: Report): Markup {
  const endings = endingsOf(report, LIMITS.days);
  return markup`<div class="card soon">
<h3>Ended, or ends within ${LIMITS.days} days</h3>
${
  endings.length === 0
    ? markup`<p class="soft">No certificate, document, waiver or attestation that was seen.</p>`
    : markup`<ul>${endings.slice(0, LIMITS.endings).map(
        ({ what, name, of, until, days }) => markup`<li>
<p>${value(name)} ${days < 0 ? badge('bad', '✗', `ended ${daysText(days)}`) : badge('fair', '±', daysText(days))}</p>
<p class="soft">${ENDING_WORDS[what]} · until ${until} · ${value(of.join(', '))}</p>
</li>`,
      )}</ul>${leftOut(endings.length - LIMITS.endings, 'ending')}`
}
</div>`;
}
