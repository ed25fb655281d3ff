import { NO_GATE } from '../../control/result.ts';
import { escapeJson } from '../escape.ts';
import type { Report } from '../report.ts';
import { uuidOf } from '../uuid.ts';
import { namesOf } from '../view.ts';
import { statementsOf } from './attestations.ts';
import { resourcesOf } from './resources.ts';
import { assetsOf, gradeProperties, inventoryOf } from './inventory.ts';
import { logOf } from './log.ts';
import { findingsOf, objectivesOf, reviewedOf } from './objectives.ts';
import { observationsOf } from './observations.ts';
import { peopleOf } from './people.ts';
import { risksOf } from './risks.ts';
import { few, filled, line, plain, properties, prose, timeOf, type Property } from './text.ts';

/** Release of OSCAL that is written. */
const OSCAL_VERSION = '1.2.2';

/** Names in the title; of many more only the first are gone through. */
const [MOST_NAMES, MOST_TARGETS] = [3, 500] as const;

/**
 * The report as OSCAL 1.2.2 assessment results (NIST): controls and sentences as findings, what was
 * looked at or stated as observations, failures and what is not settled as risks.
 */
export const renderOscal = (report: Report): string =>
  `${escapeJson(JSON.stringify({ 'assessment-results': documentOf(report) }, null, 2))}\n`;

function documentOf(report: Report): unknown {
  const resources = resourcesOf(report);
  return {
    uuid: uuidOf(`${report.id} assessment-results`),
    metadata: metadataOf(report),
    'import-ap': {
      href: `#${resources.plan}`,
      remarks:
        'There is no assessment plan in OSCAL: the plan is the profile of assay that is named.',
    },
    'local-definitions': { 'objectives-and-methods': filled(objectivesOf(report)) },
    results: [resultOf(report, resources)],
    // Last: it holds what was pointed to.
    'back-matter': { resources: resources.all() },
  };
}

function metadataOf(report: Report): unknown {
  const { now, endedAt, about } = report;
  const people = peopleOf(report);
  return {
    title: titleOf(report),
    'last-modified': timeOf(now > endedAt ? now : endedAt),
    version: plain(now),
    'oscal-version': OSCAL_VERSION,
    'document-ids': [{ identifier: report.id }],
    props: filled<Property>([
      ...(about.classification === null
        ? []
        : [{ name: 'marking', value: plain(about.classification) }]),
      ...properties({ system: about.system }),
    ]),
    roles: people.roles,
    parties: filled(people.parties),
    'responsible-parties': filled(people.responsible),
  };
}

function titleOf(report: Report): string {
  const names = namesOf({ ...report, targets: report.targets.slice(0, MOST_TARGETS) });
  const told = names.slice(0, MOST_NAMES).join(', ');
  const more = names.length > MOST_NAMES ? ' and more' : '';
  return line(`Assessment of ${report.about.system ?? (told === '' ? 'nothing' : told + more)}`);
}

function resultOf(report: Report, resources: ReturnType<typeof resourcesOf>): unknown {
  const observations = observationsOf(report, resources);
  const risks = risksOf(report, resources, observations);
  const statements = statementsOf(report, resources);
  return {
    uuid: uuidOf(`${report.id} result`),
    title: titleOf(report),
    description: descriptionOf(report),
    start: timeOf(report.startedAt),
    end: timeOf(report.endedAt),
    props: resultProperties(report),
    'local-definitions': {
      'inventory-items': filled(inventoryOf(report)),
      'assessment-assets': assetsOf(report),
    },
    'reviewed-controls': reviewedOf(report),
    attestations: filled(statements.attestations),
    'assessment-log': logOf(report, observations.shared),
    observations: filled([...observations.all, ...statements.observations]),
    risks: filled(risks.all),
    findings: filled(findingsOf(report, { observations, risks, statements })),
  };
}

/** How the states of OSCAL are to be read, and what is not in the document. */
const LEGEND =
  '"satisfied" with the reason "pass" was looked at and holds; "satisfied" with the reason "other" is ' +
  'stated by a person in an attestation and was not tested; "not-satisfied" with the reason "fail" was ' +
  'seen to fail; "not-satisfied" with the reason "other" is not settled. The property "outcome" of an ' +
  'observation is what was seen, "effective" what a gate counts after waivers.';

function descriptionOf({ gate, profile }: Report): string {
  const verdict = gateWord(gate);
  return prose(
    `Held against the profile ${line(profile.id)} ${line(profile.version)}. Gate: ${verdict}.`,
    ...(verdict === NO_GATE ? [] : few(gate.reasons, MOST_NAMES).map((reason) => line(reason))),
    LEGEND,
  );
}

/** A gate that was given nothing to decide has passed nothing. */
function gateWord({ passed, reasons }: Report['gate']): string {
  if (reasons.includes(NO_GATE)) return NO_GATE;
  return passed === null ? 'undecided' : passed ? 'passed' : 'failed';
}

function resultProperties(report: Report): readonly Property[] {
  const { grades, gate, id, rulesHash, profile } = report;
  return [
    ...(grades.overall === null ? [] : gradeProperties(grades.overall)),
    ...grades.groups.flatMap(({ group, ...grade }) => gradeProperties(grade, group)),
    ...properties({
      ...{
        gate: gateWord(gate),
        'gate-exit-code': gate.exitCode,
        'report-id': id,
        'rules-sha256': rulesHash,
      },
      ...{ profile: profile.id, 'profile-version': profile.version, now: report.now },
    }),
    ...report.data.flatMap(({ id: what, date }) => properties({ data: `${what} of ${date}` })),
  ];
}
