import { kindOf } from '../../evidence/kinds/index.ts';
import type { Observation } from '../../evidence/observation.ts';
import { sha256Of } from '../digest.ts';
import type { Report } from '../report.ts';
import { observationText } from '../words.ts';
import {
  badge,
  leftOut,
  markup,
  section,
  sheet,
  value,
  type Markup,
  type Section,
} from './markup.ts';
import { MOST_EVIDENCE } from './places.ts';

const titleOf = (kind: string): string => kindOf(kind)?.title ?? kind;

const STATUS_BADGES: Readonly<Record<Observation['status'], Markup>> = {
  present: badge('good', '✓', 'present'),
  absent: badge('quiet', '–', 'absent'),
  unavailable: badge('open', '?', 'unavailable'),
};

/** A status of an observation as a badge. */
export const statusBadge = (status: Observation['status']): Markup => STATUS_BADGES[status];

/** A kind of evidence or fact by its title and its id. */
export const kindText = (kind: string): Markup =>
  markup`${titleOf(kind)} <span class="soft">${kind}</span>`;

/**
 * The index of the evidence, which findings point into. The digest is that of the entry as it stands
 * in the JSON report, without white space.
 */
export const evidence = (report: Report): Section | null =>
  section(
    'evidence',
    'Evidence index',
    'Everything that was looked at, with the time and the outcome. The SHA-256 is that of the entry in the JSON report without white space: jq -cj .evidence[0] report.json | sha256sum.',
    report.evidence.length === 0
      ? []
      : [
          sheet(
            'Observations in the order in which they were planned',
            ['No.', 'Kind', 'Target', 'Observed', 'Status', 'SHA-256'],
            report.evidence.slice(0, MOST_EVIDENCE).map((entry, index) => {
              const { kind, target, address, observedAt, observation } = entry;
              return [
                markup`<span id="evidence-${index + 1}">E${index + 1}</span>`,
                kindText(kind),
                markup`${value(target)} ${address === undefined ? null : markup`<span class="soft">${address}</span>`}`,
                observedAt.replace('T', ' ').replace(/\.\d+/, ''),
                markup`${statusBadge(observation.status)}${
                  observation.status === 'present'
                    ? null
                    : markup` <span class="soft">${value(observationText(observation))}</span>`
                }`,
                markup`<code class="digest">${sha256Of(JSON.stringify(entry))}</code>`,
              ];
            }),
          ),
          leftOut(report.evidence.length - MOST_EVIDENCE, 'observation'),
        ],
  );
