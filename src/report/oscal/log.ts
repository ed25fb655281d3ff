import { ATTESTATION_STATES, WAIVER_STATES } from '../claims/words.ts';
import type { Report } from '../report.ts';
import { uuidOf } from '../uuid.ts';
import { costText, counted } from '../words.ts';
import { OWN_OBSERVATIONS } from './observations.ts';
import { line, prose, timeOf } from './text.ts';

/** Entries of one kind; how many there are beyond is said. */
const MOST = 200;

interface Entry {
  readonly title: string;
  readonly description: string;
  readonly start: string;
  readonly end?: string;
}

/** `assessment-log`: what was done, what went wrong, what does not count, and what is not told in full. */
export function logOf(report: Report, shared: number): unknown {
  const entries = [
    ...doneOf(report),
    ...bounded(problemsOf(report), 'problems of the run'),
    ...bounded(withoutEffectOf(report), 'waivers and attestations without effect'),
    ...comparedOf(report),
    ...(shared === 0 ? [] : [sharedEntry(report, shared)]),
  ];
  return {
    entries: entries.map(({ title, description, start, end }, index) => ({
      uuid: uuidOf(`${report.id} log ${index}`),
      title,
      description,
      start: timeOf(start),
      ...(end === undefined ? {} : { end: timeOf(end) }),
    })),
  };
}

const doneOf = ({ startedAt, endedAt, now, targets, cost, tool, rulesHash }: Report): Entry[] => [
  {
    title: `Looked at ${counted(targets.length, 'target')}`,
    description: line(costText(cost)),
    start: startedAt,
    end: endedAt,
  },
  {
    title: 'Judged what was seen',
    description: line(`By ${tool.name} ${tool.version}, rules ${rulesHash}, as of this time`),
    start: now,
  },
];

const problemsOf = ({ problems, endedAt }: Report): Entry[] =>
  problems.map(({ code, detail }) => ({
    title: `Problem of the run: ${code}`,
    description: line(detail),
    start: endedAt,
  }));

/** The register of what was approved or stated, and decided nothing. */
const withoutEffectOf = ({ waivers, attestations, now }: Report): Entry[] => [
  ...waivers
    .filter(({ state }) => state !== 'active')
    .map(({ id, state, justification, remarks, expires }) => ({
      title: `Waiver ${line(id)} has no effect: ${WAIVER_STATES[state].word}`,
      description: prose(
        `${line(justification)} (until ${expires})`,
        ...remarks.map((remark) => line(remark)),
      ),
      start: now,
    })),
  ...attestations
    .filter(({ state }) => state !== 'active')
    .map(({ id, state, statement, remarks, expires }) => ({
      title: `Attestation ${line(id)} has no effect: ${ATTESTATION_STATES[state].word}`,
      description: prose(
        `${line(statement)} (until ${expires})`,
        ...remarks.map((remark) => line(remark)),
      ),
      start: now,
    })),
];

function comparedOf({ comparison, now }: Report): Entry[] {
  if (comparison === null) return [];
  const { before, counts, remarks } = comparison;
  const changes = Object.entries(counts).map(([state, count]) => `${count} ${state}`);
  return [
    {
      title: `Compared with the report ${line(before.id)} of ${before.now.slice(0, 10)}`,
      description: prose(`${changes.join(', ')}.`, ...remarks.map((remark) => line(remark))),
      start: now,
    },
  ];
}

const sharedEntry = ({ findings, now }: Report, shared: number): Entry => ({
  title: 'Not every finding has an observation of its own',
  description:
    `${OWN_OBSERVATIONS} of ${findings.length} findings have one, failures first. The other ${shared} ` +
    'share one for each rule and outcome, which names their targets: nothing is left out but what was ' +
    'found at each, which is in the JSON report.',
  start: now,
});

/** The first of many entries, and one that counts those beyond. */
function bounded(entries: readonly Entry[], what: string): readonly Entry[] {
  const [last] = entries.slice(MOST);
  if (last === undefined) return entries;
  const description = `${entries.length - MOST} more ${what} are in the JSON report.`;
  return [
    ...entries.slice(0, MOST),
    { title: 'More was left out', description, start: last.start },
  ];
}
