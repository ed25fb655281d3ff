import { gradeLetters } from '../report/words.ts';
import type { Report } from '../report/report.ts';

/** What differs between two reports on the same evidence. */
export interface ReportChanges {
  /** In what follows from evidence, rules and profile alone: one sentence each. */
  readonly raw: readonly string[];
  /** The parts that waivers, attestations, a security page and an earlier report bear on and that differ. */
  readonly rest: readonly string[];
}

const MOST = 3;

/** The parts that come of the evidence, and need no words of their own. */
const RAW = [
  'targets',
  'startedAt',
  'endedAt',
  'now',
  'data',
  'problems',
  'cost',
  'evidence',
  'facts',
] as const;

const REST = [
  'about',
  'controls',
  'claims',
  'waivers',
  'attestations',
  'frameworks',
  'comparison',
] as const;

/** Holds a report against one that was made anew from the same bundle. */
export function changesBetween(before: Report, after: Report): ReportChanges {
  const differs = (part: keyof Report): boolean => text(before[part]) !== text(after[part]);
  const found = outcomesOf(before);
  const foundAgain = outcomesOf(after);
  const keys = new Set([...found.keys(), ...foundAgain.keys()]);
  const changed = [...keys].filter((key) => found.get(key)?.raw !== foundAgain.get(key)?.raw);
  const shown = changed.slice(0, MOST).map((key) => {
    const was = found.get(key)?.outcome ?? 'not judged';
    const is = foundAgain.get(key)?.outcome ?? 'not judged';
    return was === is ? `${key} ${is}, in other words` : `${key} ${was} → ${is}`;
  });
  const more = changed.length - shown.length;
  const [grade, gradeAgain] = [gradeOf(before), gradeOf(after)];
  const rest = [
    ...REST.filter(differs),
    ...(changed.length === 0 && differs('findings') ? ['waived findings'] : []),
  ];
  const isGateOther = differs('gate');
  return {
    raw: [
      ...(grade === gradeAgain ? [] : [`grade ${grade} → ${gradeAgain}`]),
      ...(grade === gradeAgain && differs('grades') ? ['grades differ'] : []),
      ...shown,
      ...(more === 0 ? [] : [`${more} more findings differ`]),
      ...RAW.filter(differs).map((part) => `${part} differ`),
      // Decided on the same by the same, it is the same.
      ...(isGateOther && rest.length === 0 ? [`gate ${gateOf(before)} → ${gateOf(after)}`] : []),
    ],
    rest: [...rest, ...(isGateOther && rest.length > 0 ? ['gate'] : [])],
  };
}

const text = (value: unknown): string => JSON.stringify(value);

const gradeOf = ({ grades: { overall } }: Report): string =>
  overall === null ? 'none' : gradeLetters(overall);

const gateOf = ({ gate: { exitCode, reasons } }: Report): string =>
  `${exitCode} (${reasons.join('; ')})`;

interface Raw {
  readonly outcome: string;
  /** The finding without what waivers make of it. */
  readonly raw: string;
}

const outcomesOf = ({ findings }: Report): ReadonlyMap<string, Raw> =>
  new Map(
    findings.map((finding) => [
      `${finding.rule}@${finding.target}`,
      {
        outcome: finding.outcome,
        raw: text({ ...finding, disposition: undefined, effective: undefined }),
      },
    ]),
  );
