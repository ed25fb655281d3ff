import { escapeJson, visible } from '../escape.ts';
import type { Report } from '../report.ts';
import { namesOf, passedOf, profileText } from '../view.ts';
import { documentedControls, documentedGroups } from './documented.ts';
import { findingControls } from './findings.ts';
import { line } from './words.ts';

/**
 * The report in the Heimdall Data Format, version 1 (the exec-json of InSpec), which Heimdall and the SAF
 * tools read. All is in one profile, for some of them read the first alone. Its checksum is that of
 * the rules. What was not settled is an `error`; a waiver changes no status.
 */
export function renderHdf(report: Report): string {
  const { tool, profile, rulesHash, id, gate, grades, cost } = report;
  const document = {
    platform: {
      name: tool.name,
      release: visible(tool.version),
      target_id: line(namesOf(report).join(', ')),
    },
    version: visible(tool.version),
    statistics: { duration: cost.ms / 1000 },
    profiles: [
      {
        name: visible(profile.id),
        title: line(`assay ${profileText(report)}`),
        version: visible(profile.version),
        sha256: visible(rulesHash),
        supports: [],
        attributes: Object.entries(profile.parameters).flatMap(([rule, values]) =>
          Object.entries(values).map(([name, value]) => ({
            name: visible(`${rule}.${name}`),
            options: { value: visible(JSON.stringify(value)) },
          })),
        ),
        groups: documentedGroups(report),
        controls: [...findingControls(report), ...documentedControls(report)],
      },
    ],
    passthrough: {
      assay: {
        report: id,
        now: report.now,
        grade: grades.overall && {
          letter: grades.overall.letter,
          ceiling: grades.overall.ceiling,
          floor: grades.overall.floor,
        },
        gate: { passed: passedOf(gate), reasons: gate.reasons.map(line) },
      },
    },
  };
  return `${escapeJson(JSON.stringify(document, null, 2))}\n`;
}
