import type { DisposedFinding } from '../../control/result.ts';
import { FILED_AREAS } from '../../evidence/kind.ts';
import { SEVERITIES } from '../../judge/finding.ts';
import type { Report } from '../report.ts';
import { uuidOf } from '../uuid.ts';
import { foundTexts } from '../view.ts';
import { counted, referenceText } from '../words.ts';
import type { Resources } from './resources.ts';
import { BY_TOOL, targetUuid } from './inventory.ts';
import { methodOf, OUTCOMES } from './states.ts';
import { few, filled, line, properties, prose, timeOf } from './text.ts';

/** Findings with an observation each; those beyond, the least weighty, share one for each rule and outcome. */
export const OWN_OBSERVATIONS = 5000;

/** Elements that are told of one finding. */
const MOST_FOUND = 20;

/** The observations of a report and where each finding is among them. */
export interface Observations {
  readonly all: readonly unknown[];
  /** UUIDs of the observations of these findings, each once. */
  readonly of: (findings: readonly DisposedFinding[]) => readonly string[];
  /** How many findings share an observation. */
  readonly shared: number;
}

/** `observations`: one for each finding, up to a number. */
export function observationsOf(report: Report, resources: Resources): Observations {
  const means = {
    ...{ report, resources },
    targets: new Set(report.targets.map(({ id }) => id)),
    inControls: new Set(report.controls.flatMap(({ findings }) => findings)),
  };
  const own = ownOf(report.findings);
  const uuids = new Map<DisposedFinding, string>();
  const all: unknown[] = [];
  for (const [index, finding] of report.findings.entries()) {
    if (!own.has(finding)) continue;
    const uuid = uuidOf(`${report.id} observation ${index}`);
    uuids.set(finding, uuid);
    all.push(observation(finding, uuid, means));
  }
  const rest = report.findings.filter((finding) => !own.has(finding));
  for (const [key, findings] of Map.groupBy(rest, stateKey)) {
    const [first, ...others] = findings;
    if (first === undefined) continue;
    const uuid = uuidOf(`${report.id} observations ${key}`);
    for (const finding of findings) uuids.set(finding, uuid);
    all.push(sharedObservation([first, ...others], uuid, means));
  }
  return {
    all,
    shared: rest.length,
    of: (findings) => [...new Set(findings.flatMap((finding) => uuids.get(finding) ?? []))],
  };
}

const stateKey = ({ rule, outcome, effective, disposition }: DisposedFinding): string =>
  JSON.stringify([rule, outcome, effective, disposition?.type, disposition?.id]);

/** Where there are too many: failures first, then what is not settled, the severest first. */
function ownOf(findings: readonly DisposedFinding[]): ReadonlySet<DisposedFinding> {
  if (findings.length <= OWN_OBSERVATIONS) return new Set(findings);
  const weights = new Map(findings.map((finding) => [finding, weight(finding)]));
  const ordered = findings.toSorted((a, b) => (weights.get(b) ?? 0) - (weights.get(a) ?? 0));
  return new Set(ordered.slice(0, OWN_OBSERVATIONS));
}

const ORDER: readonly DisposedFinding['outcome'][] = [
  ...['not-applicable' as const, 'manual' as const],
  ...['pass' as const, 'inconclusive' as const, 'fail' as const],
];

const weight = ({ outcome, severity }: DisposedFinding): number =>
  ORDER.indexOf(outcome) * SEVERITIES.length + SEVERITIES.indexOf(severity);

interface Means {
  readonly report: Report;
  readonly resources: Resources;
  /** Ids of those in the inventory. */
  readonly targets: ReadonlySet<string>;
  /** Keys `rule@target` of the findings that controls rest on. */
  readonly inControls: ReadonlySet<string>;
}

function observation(finding: DisposedFinding, uuid: string, means: Means): unknown {
  const { report, resources, inControls } = means;
  const { rule, title, expected, references, evidence, target, area } = finding;
  return {
    uuid,
    title: line(title),
    description: prose(
      OUTCOMES[finding.outcome],
      waiverText(finding),
      `Expected: ${line(expected)}`,
      ...foundLines(finding).map((text) => `Found: ${line(text)}`),
    ),
    props: properties({
      ...judged(finding),
      references: references.length === 0 ? null : references.map(referenceText).join('; '),
    }),
    methods: [methodOf(finding)],
    types: inControls.has(`${rule}@${target}`) ? ['control-objective', 'finding'] : ['finding'],
    origins: BY_TOOL,
    subjects: subjectsOf([finding], means),
    'relevant-evidence': filled([
      ...resources.evidence(evidence),
      ...(FILED_AREAS.includes(area) ? resources.files.evidenceOf(target) : []),
    ]),
    collected: timeOf(resources.collected(evidence) ?? report.endedAt),
  };
}

function sharedObservation(
  findings: readonly [DisposedFinding, ...DisposedFinding[]],
  uuid: string,
  means: Means,
): unknown {
  const [first] = findings;
  return {
    uuid,
    title: line(first.title),
    description: prose(
      OUTCOMES[first.outcome],
      `The same at ${counted(findings.length, 'target')}; what was found at each is in the JSON report.`,
    ),
    props: properties(judged(first)),
    methods: [methodOf(first)],
    types: ['finding'],
    origins: BY_TOOL,
    subjects: subjectsOf(findings, means),
    collected: timeOf(means.report.endedAt),
  };
}

/** What was seen and what the gate counts, apart. */
const judged = ({ rule, area, severity, outcome, effective, disposition }: DisposedFinding) => ({
  ...{ rule, area, severity, outcome, effective },
  waiver: disposition?.id,
  disposition: disposition?.type,
});

/** What was found, in few lines; what decided comes first. */
export function foundLines(finding: DisposedFinding): readonly string[] {
  const more = finding.found.length - MOST_FOUND;
  const told = foundTexts({ ...finding, found: finding.found.slice(0, MOST_FOUND) });
  return [
    ...few(told, MOST_FOUND),
    ...(more > 0 ? [`… and ${counted(more, 'element')} more in the JSON report`] : []),
  ];
}

/** That a waiver lets it stand, or did; null where there is none. */
export function waiverText({ disposition }: DisposedFinding): string | null {
  if (disposition === undefined) return null;
  const { type, id, expires, justification } = disposition;
  const head =
    type === 'waiver'
      ? `Waiver ${line(id)} lets it stand until ${expires}, for the gate alone`
      : `Waiver ${line(id)} ended on ${expires} and changes nothing`;
  return `${head}: ${line(justification)}`;
}

/** The targets, as far as they are in the inventory, each once. */
const subjectsOf = (findings: readonly DisposedFinding[], { targets }: Means): unknown =>
  filled(
    [...new Set(findings.map(({ target }) => target))]
      .filter((id) => targets.has(id))
      .map((id) => ({ 'subject-uuid': targetUuid(id), type: 'inventory-item' })),
  );
