import type { DisposedFinding } from '../../control/result.ts';
import { SEVERITIES } from '../../judge/finding.ts';
import type { Report } from '../report.ts';
import {
  effectively,
  failuresOf,
  foundTexts,
  severitiesOf,
  snippetsOf,
  type Failure,
} from '../view.ts';
import { AREA_NAMES, counted, FRAMEWORK_NAMES, referenceText, shortened } from '../words.ts';
import { badgeOf, CHANGES, SEVERITY_TONES, severityBadge } from './badges.ts';
import {
  badge,
  leftOut,
  list,
  markup,
  section,
  value,
  type Markup,
  type Section,
} from './markup.ts';
import { evidenceLinks, keyOf, placesOf, targetLink } from './places.ts';

const LIMITS = {
  elements: 12,
  text: 1_000,
  places: 25,
  fewPlaces: 3,
  names: 40,
  rules: 250,
} as const;
/** Above so many failed findings only the first places of a rule are shown in full. */
const MANY = 500;

/** Failed findings by severity, worst first and all unfolded. */
export function failed(report: Report): Section | null {
  const failures = failuresOf(report);
  const count = failures.reduce((sum, { places }) => sum + places.length, 0);
  const shown = failures.slice(0, LIMITS.rules).map((failure, index) => ({ failure, index }));
  return section(
    'failed',
    'Findings and fixes',
    failures.length === 0
      ? null
      : `${counted(failures.length, 'failed rule')} at ${counted(count, 'place')}: ${severitiesOf(failures.map(({ finding }) => finding))}.${count > MANY ? ' There are many: of each rule the first places are shown.' : ''}`,
    [
      ...SEVERITIES.toReversed().map((severity) => {
        const own = shown.filter(({ failure }) => failure.finding.severity === severity);
        return own.length === 0
          ? null
          : markup`
<h3 class="severity-title">${severity} <span class="soft">${counted(own.length, 'rule')}</span></h3>
${own.map(({ failure, index }) => article(report, failure, { id: `failed-${index + 1}`, level: 'h4', isBrief: count > MANY }))}`;
      }),
      leftOut(failures.length - LIMITS.rules, 'failed rule'),
    ],
  );
}

/** Failures that a waiver covers: the gate lets them through, the grade does not. */
export function waived(report: Report): Section | null {
  const byRule = Map.groupBy(effectively(report, 'waived'), ({ rule, expected, disposition }) =>
    JSON.stringify([rule, expected, disposition?.id]),
  );
  const groups = [...byRule.values()].flatMap(([finding, ...others]) =>
    finding === undefined ? [] : [{ finding, places: [finding, ...others] }],
  );
  return section(
    'waived',
    'What is waived',
    'The gate lets these findings through. They still count in the grade.',
    groups.length === 0
      ? []
      : [
          ...groups.slice(0, LIMITS.rules).map((failure, index) =>
            article(report, failure, {
              id: `waived-${index + 1}`,
              level: 'h3',
              isBrief: groups.length > MANY,
            }),
          ),
          leftOut(groups.length - LIMITS.rules, 'waived rule'),
        ],
  );
}

interface Placed {
  readonly id: string;
  /** Element of the heading. */
  readonly level: 'h3' | 'h4';
  /** Only the first places are shown in full. */
  readonly isBrief: boolean;
}

function article(report: Report, failure: Failure, { id, level, isBrief }: Placed): Markup {
  const { finding, places } = failure;
  const most = isBrief ? LIMITS.fewPlaces : LIMITS.places;
  const rest = places.slice(most);
  const state =
    finding.effective === 'waived' ? badge('quiet', '~', 'waived') : badge('bad', '✗', 'failed');
  return markup`
<article class="card finding ${SEVERITY_TONES[finding.severity]}" id="${id}" aria-labelledby="${id}-title">
<div class="finding-head"><${level} id="${id}-title">${finding.title}</${level}><p>${state} ${severityBadge(finding.severity)}</p></div>
<p class="soft"><code>${finding.rule}</code> · ${AREA_NAMES[finding.area]}</p>
${contradicted(report, places)}
<dl>
${places.slice(0, most).map((place) => placeRows(report, place))}
${rest.length === 0 ? null : markup`<dt>Also at</dt><dd>${otherPlaces(report, rest)}</dd>`}
<dt>Expected</dt><dd>${finding.expected}</dd>
${fixRow(failure)}
<dt>Standard</dt><dd>${finding.references.map(referenceText).join('; ')}</dd>
${mapping(report, places)}
</dl>
</article>
`;
}

const otherPlaces = (report: Report, rest: readonly DisposedFinding[]): Markup =>
  markup`${list(rest.slice(0, LIMITS.names).map(({ target }) => targetLink(report, target)))}${leftOut(rest.length - LIMITS.names, 'place')}`;

/** What a page promises and this finding disproves. */
function contradicted(report: Report, places: readonly DisposedFinding[]): Markup | null {
  const { claims } = placesOf(report);
  const nths = [...new Set(places.flatMap((place) => claims.get(keyOf(place)) ?? []))];
  return nths.length === 0
    ? null
    : markup`<p class="remark bad"><span>Contradicts</span> ${nths.map(
        (nth, index) =>
          markup`${index === 0 ? '' : ', '}<a class="nowrap" href="#claim-${nth}">${report.claims[nth - 1]?.id ?? ''}</a>`,
      )}</p>`;
}

function placeRows(report: Report, place: DisposedFinding): Markup {
  const found = foundTexts(place);
  const shown = found.slice(0, LIMITS.elements);
  const change = placesOf(report).changes.get(keyOf(place));
  const { disposition } = place;
  return markup`<dt>At</dt><dd>${targetLink(report, place.target)}${change === undefined ? null : markup` ${badgeOf(CHANGES[change.state])}`}</dd>
<dt>Found</dt><dd><ul class="found">${shown.map((text) => markup`<li>${value(shortened(text, LIMITS.text))}</li>`)}${
    found.length > shown.length
      ? markup`<li class="soft">and ${found.length - shown.length} more</li>`
      : null
  }</ul><p class="soft">Evidence ${evidenceLinks(report, place.evidence)}</p></dd>
${
  disposition === undefined
    ? null
    : markup`<dt>Waiver</dt><dd>${disposition.id}, ${
        disposition.type === 'waiver' ? 'valid until' : 'expired on'
      } ${disposition.expires}: ${disposition.justification}</dd>
`
}`;
}

function fixRow({ finding: { fix }, places }: Failure): Markup | null {
  if (fix === null) return null;
  const snippets = snippetsOf(places);
  return markup`<dt>Fix</dt><dd><p>${fix.text}</p>${
    snippets.length === 0
      ? null
      : markup`<details class="fold"><summary>In ${snippets.map(({ product }) => product).join(', ')}</summary>${snippets.map(
          ({ product, codes }) =>
            markup`<figure><figcaption>${product}</figcaption>${codes
              .slice(0, LIMITS.elements)
              .map(
                (code) =>
                  markup`<pre><code>${code
                    .split('\n')
                    .map(
                      (line, index) => markup`${index === 0 ? null : markup`\n`}${line}`,
                    )}</code></pre>`,
              )}${leftOut(codes.length - LIMITS.elements, 'form')}</figure>`,
        )}</details>`
  }</dd>
`;
}

/** The controls that rest on a finding, and the frameworks that ask for them. */
function mapping(report: Report, places: readonly DisposedFinding[]): Markup | null {
  const all = placesOf(report).controls;
  const controls = [...new Set(places.flatMap((place) => all.get(keyOf(place)) ?? []))];
  if (controls.length === 0) return null;
  const frameworks = [...new Set(controls.flatMap(({ frameworks: ids }) => Object.keys(ids)))];
  return markup`<dt>Bears on</dt><dd>${controls.map(
    (control, index) =>
      markup`${index === 0 ? '' : ', '}<a class="nowrap" href="#control-${report.controls.indexOf(control) + 1}">${control.id}</a>`,
  )}${
    frameworks.length === 0
      ? null
      : markup` <span class="soft">${frameworks.map((id) => FRAMEWORK_NAMES[id] ?? id).join(', ')}</span>`
  }</dd>`;
}
