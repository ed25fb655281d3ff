import { kindOf } from '../../evidence/kinds/index.ts';
import type { Observation } from '../../evidence/observation.ts';
import type { Report } from '../report.ts';
import { profileText } from '../view.ts';
import { costText, observationText, shortened, timeText } from '../words.ts';
import { badge, markup, section, sheet, value, type Markup } from './markup.ts';

const LIMITS = { items: 40, depth: 8, text: 160 } as const;

const titleOf = (kind: string): string => kindOf(kind)?.title ?? kind;

const STATUS_BADGES: Readonly<Record<Observation['status'], Markup>> = {
  present: badge('good', '✓', 'present'),
  absent: badge('quiet', '–', 'absent'),
  unavailable: badge('open', '?', 'unavailable'),
};

/** What was seen and concluded, target by target, folded on screen. */
export const seen = (report: Report): Markup | null =>
  section(
    'seen',
    'What was seen',
    'Evidence as recorded and facts derived from it. Long values are shortened here; the data at the end of this file has them whole.',
    report.targets.flatMap(({ id }) => {
      const own = [...report.evidence, ...report.facts].filter(({ target }) => target === id);
      if (own.length === 0) return [];
      return [
        markup`
<div class="card">
<h3>${value(id)}</h3>
${own.map(
  ({ kind, address, observation }) => markup`
<details>
<summary>${titleOf(kind)} <span class="soft">${kind}${address === undefined ? '' : ` at ${address}`}</span> ${STATUS_BADGES[observation.status]}</summary>
${observation.status === 'present' ? tree(observation.value, 0) : markup`<p>${value(observationText(observation))}</p>`}
</details>`,
)}
</div>`,
      ];
    }),
  );

/** A JSON value as nested lists, bounded in depth, length and text. */
function tree(data: unknown, depth: number): Markup {
  if (typeof data !== 'object' || data === null) {
    return value(shortened(String(data), LIMITS.text));
  }
  if (depth >= LIMITS.depth) return markup`<span class="soft">deeper data left out</span>`;
  const entries = Object.entries(data);
  if (entries.length === 0) return markup`<span class="soft">none</span>`;
  const more = entries.length - LIMITS.items;
  const rest = more > 0 ? markup`<p class="soft">and ${more} more</p>` : null;
  const shown = entries.slice(0, LIMITS.items);
  if (!Array.isArray(data)) {
    return markup`<dl class="tree">${shown.map(
      ([key, item]) => markup`<dt>${key}</dt><dd>${tree(item, depth + 1)}</dd>`,
    )}</dl>${rest}`;
  }
  if (shown.every(([, item]) => typeof item !== 'object')) {
    const texts = shown.map(([, item]) => shortened(String(item), LIMITS.text));
    return markup`${value(texts.join(', '))}${rest}`;
  }
  return markup`<ol class="tree">${shown.map(([, item]) => markup`<li>${tree(item, depth + 1)}</li>`)}</ol>${rest}`;
}

/** The index of the evidence, which findings point into. */
export const evidence = (report: Report): Markup | null =>
  section(
    'evidence',
    'Evidence index',
    null,
    report.evidence.length === 0
      ? []
      : [
          sheet(
            'Everything that was looked at, with the time and the outcome',
            ['Id', 'Kind', 'Target', 'Observed', 'Status'],
            report.evidence.map(({ id, kind, target, address, observedAt, observation }, index) => [
              markup`<span id="evidence-${index + 1}">${id}</span>`,
              markup`${titleOf(kind)} <span class="soft">${kind}</span>`,
              markup`${value(target)} ${address === undefined ? null : markup`<span class="soft">${address}</span>`}`,
              observedAt.replace('T', ' '),
              markup`${STATUS_BADGES[observation.status]}${
                observation.status === 'present'
                  ? null
                  : markup` <span class="soft">${value(observationText(observation))}</span>`
              }`,
            ]),
          ),
        ],
  );

/** Versions, dates and cost of the run. */
export const facts = (report: Report): Markup | null =>
  section('tool', 'About this run', null, [
    markup`<dl class="facts">
<dt>Tool</dt><dd>assay ${report.tool.version}, report schema ${report.schemaVersion}</dd>
<dt>Profile</dt><dd>${profileText(report)}</dd>
<dt>Schemes</dt><dd>${[...new Set(report.grades.areas.map(({ scheme }) => scheme))].join(', ')}</dd>
<dt>Looked</dt><dd>${timeText(report.startedAt)} to ${timeText(report.endedAt)}</dd>
<dt>Judged as of</dt><dd>${timeText(report.now)}</dd>
<dt>Cost</dt><dd>${costText(report.cost)}</dd>
<dt>Data</dt><dd>${report.data.map(({ id, date }) => `${id} of ${date}`).join(', ') || 'none'}</dd>
</dl>`,
  ]);
