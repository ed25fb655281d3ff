import type { DisposedFinding } from '../../control/result.ts';
import type { Severity } from '../../judge/finding.ts';
import type { Report } from '../report.ts';
import type { Tone } from '../tone.ts';
import {
  effectively,
  failuresOf,
  foundTexts,
  severitiesOf,
  snippetsOf,
  unsettledOf,
  type Failure,
} from '../view.ts';
import { counted, referenceText, shortened } from '../words.ts';
import { badge, markup, section, table, value, type Markup } from './markup.ts';

const LIMITS = { elements: 50, text: 2000 } as const;

const SEVERITY_TONES: Readonly<Record<Severity, Tone>> = {
  critical: 'bad',
  high: 'bad',
  medium: 'fair',
  low: 'quiet',
  info: 'quiet',
};

/** Failed findings, worst first and all unfolded. */
export const failed = (report: Report): Markup | null => {
  const failures = failuresOf(report);
  return section(
    'failed',
    'What failed',
    `${counted(failures.length, 'rule')}: ${severitiesOf(failures.map(({ finding }) => finding))}.`,
    failures.map((failure, index) => article(report, failure, `failed-${index + 1}`)),
  );
};

/** Failures that a waiver covers: the gate lets them through, the grade does not. */
export const waived = (report: Report): Markup | null =>
  section(
    'waived',
    'What is waived',
    'The gate lets these findings through. They still count in the grade.',
    effectively(report, 'waived').map((finding, index) =>
      article(report, { finding, places: [finding] }, `waived-${index + 1}`),
    ),
  );

const article = (report: Report, { finding, places }: Failure, id: string): Markup => markup`
<details open class="card finding ${SEVERITY_TONES[finding.severity]}" id="${id}">
<summary><h3>${finding.title}</h3> ${
  finding.effective === 'waived'
    ? badge('quiet', '~', `waived · ${finding.severity}`)
    : badge(SEVERITY_TONES[finding.severity], '✗', `failed · ${finding.severity}`)
}</summary>
<dl>
${places.map((place) => placeRows(report, place))}
<dt>Expected</dt><dd>${finding.expected}</dd>
${fixRow({ finding, places })}
<dt>Standard</dt><dd>${finding.references.map(referenceText).join('; ')}</dd>
<dt>Rule</dt><dd><code>${finding.rule}</code></dd>
</dl>
</details>
`;

function placeRows(report: Report, place: DisposedFinding): Markup {
  const found = foundTexts(place);
  const shown = found.slice(0, LIMITS.elements);
  const { disposition } = place;
  return markup`<dt>At</dt><dd>${value(place.target)}</dd>
<dt>Found</dt><dd><ul>${shown.map((text) => markup`<li>${value(shortened(text, LIMITS.text))}</li>`)}${
    found.length > shown.length ? markup`<li>and ${found.length - shown.length} more</li>` : null
  }</ul><p class="soft">Evidence: ${evidenceLinks(report, place.evidence)}</p></dd>
${
  disposition === undefined
    ? null
    : markup`<dt>Waiver</dt><dd>${disposition.id}, ${
        disposition.type === 'waiver' ? 'valid until' : 'expired on'
      } ${disposition.expires}: ${disposition.justification}</dd>
`
}`;
}

/** Links into the evidence index, by the place of the entry there. */
function evidenceLinks(report: Report, ids: readonly string[]): readonly Markup[] {
  return ids.map((id, nth) => {
    const index = report.evidence.findIndex((entry) => entry.id === id);
    const comma = nth === 0 ? '' : ', ';
    return index < 0
      ? markup`${comma}${id}`
      : markup`${comma}<a href="#evidence-${index + 1}">${id}</a>`;
  });
}

function fixRow({ finding: { fix }, places }: Failure): Markup | null {
  if (fix === null) return null;
  return markup`<dt>Fix</dt><dd><p>${fix.text}</p>${snippetsOf(places).map(
    ({ product, codes }) =>
      markup`<figure><figcaption>${product}</figcaption>${codes.map(
        (code) =>
          markup`<pre><code>${code
            .split('\n')
            .map((line, index) => markup`${index === 0 ? null : markup`\n`}${line}`)}</code></pre>`,
      )}</figure>`,
  )}</dd>
`;
}

/** What could not be settled, by the problem behind it. */
export const unsettled = (report: Report): Markup | null =>
  section(
    'unsettled',
    'What could not be settled',
    'Neither passed nor failed: these are facts about the way to the target, not about the target.',
    [
      ...unsettledOf(report).map(
        ({ reason, findings }) => markup`
<details open class="card finding open">
<summary><h3>${value(shortened(reason, LIMITS.text))}</h3> ${badge('open', '?', counted(findings.length, 'finding'))}</summary>
${table(
  `Rules left open: ${severitiesOf(findings)}`,
  ['Rule', 'Severity', 'Target'],
  findings.map(({ title, severity, target }) => [title, severity, value(target)]),
)}
</details>
`,
      ),
      ...(report.problems.length === 0
        ? []
        : [
            markup`<div class="card"><h3>The run as a whole</h3><ul>${report.problems.map(
              ({ code, detail }) => markup`<li><strong>${code}</strong> ${value(detail)}</li>`,
            )}</ul></div>`,
          ]),
    ],
  );

/** Passed and not applicable rules, folded on screen and unfolded on paper. */
export const passed = (report: Report): Markup | null => {
  const folded = (title: string, tone: Tone, symbol: string, list: readonly DisposedFinding[]) =>
    list.length === 0
      ? []
      : [
          markup`
<details class="card">
<summary><h3>${title}</h3> ${badge(tone, symbol, counted(list.length, 'finding'))}</summary>
${table(
  title,
  ['Rule', 'Area', 'Severity', 'Target', 'Evidence'],
  list.map((finding) => [
    finding.reason === null
      ? finding.title
      : markup`${finding.title} <span class="soft">${finding.reason}</span>`,
    finding.area,
    finding.severity,
    value(finding.target),
    markup`${evidenceLinks(report, finding.evidence)}`,
  ]),
)}
</details>
`,
        ];
  return section('passed', 'What passed', null, [
    ...folded('Passed', 'good', '✓', effectively(report, 'pass')),
    ...folded('Not applicable', 'quiet', '–', effectively(report, 'not-applicable')),
    ...folded('By attestation only', 'quiet', '–', effectively(report, 'manual')),
  ]);
};
