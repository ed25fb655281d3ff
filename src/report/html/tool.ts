import type { Report } from '../report.ts';
import { profileText } from '../view.ts';
import { costText, timeText } from '../words.ts';
import { markup, section, sheet, value, type Section } from './markup.ts';

const MOST = 30;

/** Versions, dates and cost of the run, and what it asked in vain. */
export const tool = (report: Report): Section | null =>
  section('tool', 'Tool facts', null, [
    markup`<div class="card"><dl class="facts">
<dt>Tool</dt><dd>assay ${report.tool.version}, report schema ${report.schemaVersion}</dd>
<dt>Profile</dt><dd>${profileText(report)}</dd>
<dt>Schemes</dt><dd>${[...new Set(report.grades.areas.map(({ scheme }) => scheme))].join(', ') || 'none'}</dd>
<dt>Rules</dt><dd>SHA-256 <code>${report.rulesHash}</code></dd>
<dt>Report id</dt><dd><code>${report.id}</code></dd>
<dt>Looked</dt><dd>${timeText(report.startedAt)} to ${timeText(report.endedAt)}</dd>
<dt>Judged as of</dt><dd>${timeText(report.now)}</dd>
<dt>Cost</dt><dd>${costText(report.cost)}</dd>
<dt>Data</dt><dd>${report.data.map(({ id, date }) => `${id} of ${date}`).join(', ') || 'none'}</dd>
</dl></div>`,
    problems(report),
  ]);

/** What could not be observed, by the problem. */
function problems({ evidence }: Report) {
  const byProblem = Map.groupBy(
    evidence.flatMap(({ kind, observation }) =>
      observation.status === 'unavailable' ? [{ kind, ...observation.problem }] : [],
    ),
    ({ code, detail }) => JSON.stringify([code, detail]),
  );
  if (byProblem.size === 0) return null;
  const rows = [...byProblem.values()].toSorted((a, b) => b.length - a.length).slice(0, MOST);
  return sheet(
    `What could not be observed${byProblem.size > MOST ? `: the ${MOST} most frequent of ${byProblem.size} problems` : ''}`,
    ['Problem', 'Detail', 'Observations'],
    rows.flatMap((all) => {
      const [first] = all;
      return first === undefined
        ? []
        : [
            [
              first.code,
              value(first.detail),
              `${all.length}: ${[...new Set(all.map(({ kind }) => kind))].join(', ')}`,
            ],
          ];
    }),
  );
}
