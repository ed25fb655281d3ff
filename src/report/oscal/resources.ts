import { Evidence } from '../../evidence/evidence.ts';
import { sha256Of } from '../digest.ts';
import type { Report } from '../report.ts';
import { uuidOf } from '../uuid.ts';
import { observationText } from '../words.ts';
import { filesOf, type Files } from './files.ts';
import { few, line, properties, fewPieces } from './text.ts';

/** Entries of the evidence, and parameters, that are told in one place. */
const MOST = 20;

/** Everything that other parts of a document point to as `#uuid`, and how they do. */
export interface Resources {
  /** `import-ap`. */
  readonly plan: string;
  readonly files: Files;
  /** `relevant-evidence` that is these entries of the evidence. */
  readonly evidence: (ids: readonly string[]) => readonly unknown[];
  /** When the last of this evidence was collected; null where there is none. */
  readonly collected: (ids: readonly string[]) => string | null;
  /** `back-matter`: the plan, the files, and the entries of the evidence that were pointed to until now. */
  readonly all: () => readonly unknown[];
}

/** What the document of a report rests on. */
export function resourcesOf(report: Report): Resources {
  const plan = uuidOf(`${report.id} plan`);
  const files = filesOf(report);
  const entries = new Map(report.evidence.map((one) => [one.id, one]));
  const known = (ids: readonly string[]): readonly Evidence[] =>
    ids.flatMap((id) => entries.get(id) ?? []);
  const uuids = new Map<Evidence, string>();
  const uuidOfEntry = (entry: Evidence): string => {
    const uuid = uuids.get(entry) ?? uuidOf(`${report.id} evidence ${entry.id}`);
    uuids.set(entry, uuid);
    return uuid;
  };
  return {
    plan,
    files,
    evidence: (ids) =>
      fewPieces(known(ids), MOST, (entry) => ({
        href: `#${uuidOfEntry(entry)}`,
        description: line(`${placeOf(entry)}: ${entry.observation.status}`),
      })),
    collected: (ids) =>
      known(ids).reduce<string | null>(
        (last, { observedAt }) => (last === null || observedAt > last ? observedAt : last),
        null,
      ),
    all: () => [
      planResource(report, plan),
      ...files.resources,
      ...[...uuids].map(([entry, uuid]) => evidenceResource(entry, uuid, report)),
    ],
  };
}

const placeOf = ({ kind, target, address }: Evidence): string =>
  address === undefined ? `${kind} of ${target}` : `${kind} of ${target} at ${address}`;

/** Where an entry is: in the JSON report; and its digest, as JSON without white space between its parts. */
const evidenceResource = (entry: Evidence, uuid: string, { id }: Report): unknown => ({
  uuid,
  title: line(placeOf(entry)),
  description: `Entry ${line(entry.id)} of \`evidence\` in the JSON report: ${line(observationText(entry.observation))}`,
  props: properties({
    'evidence-id': entry.id,
    'report-id': id,
    'observed-at': entry.observedAt,
    sha256: sha256Of(JSON.stringify(Evidence.parse(entry))),
  }),
});

/** Nobody wrote a plan in OSCAL: what was held against the deployment is the profile. */
function planResource({ profile, rulesHash }: Report, uuid: string): unknown {
  const { id, version, areas, parameters } = profile;
  const changed = Object.entries(parameters).flatMap(([rule, values]) =>
    Object.entries(values).map(([name, value]) => `${rule} ${name} = ${JSON.stringify(value)}`),
  );
  return {
    uuid,
    title: line(`Plan: profile ${id} ${version}`),
    description: few(
      [
        `Every rule of the areas ${areas.join(', ')} at every target.`,
        ...(changed.length === 0 ? [] : ['Parameters that are not those of the rules:']),
        ...changed.map((one) => line(one)),
      ],
      MOST,
    ).join('\n\n'),
    props: properties({ profile: id, 'profile-version': version, 'rules-sha256': rulesHash }),
  };
}
