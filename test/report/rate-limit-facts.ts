import {
  rateLimitEnforced,
  type RateLimitEnforced,
} from '../../src/evidence/kinds/rate-limit/enforced.ts';
import {
  rateLimitAnnounced,
  type RateLimitAnnounced,
} from '../../src/evidence/kinds/rate-limit/announced.ts';
import {
  rateLimitSequence,
  type RateLimitSequence,
} from '../../src/evidence/kinds/rate-limit/sequence.ts';
import type { Kind } from '../../src/evidence/kind.ts';
import { present, type Observation } from '../../src/evidence/observation.ts';
import type { Report } from '../../src/report/report.ts';
import { pageOf } from '../../src/report/text-page.ts';
import { rateLimits } from '../../src/report/text-parts.ts';
import { reportOf } from './fixtures.ts';
import { webReport, soundFact, type GivenFact } from './web-facts.ts';

/** A report on one site, with what was seen and concluded of its limits. */
export function limitReport(
  facts: readonly GivenFact[],
  sequence: Observation<RateLimitSequence> | null = null,
): Report {
  const report = webReport(facts);
  const [first] = reportOf('sound').evidence;
  const [target] = report.targets;
  if (first === undefined || target === undefined) throw new Error('an empty fixture');
  const { id: kind } = rateLimitSequence;
  const evidence =
    sequence === null
      ? []
      : [
          {
            ...first,
            id: 's1',
            kind,
            target: target.id,
            address: undefined,
            observation: sequence,
          },
        ];
  return { ...report, evidence };
}

/** The part of the text report on limits, on one line without runs of spaces. */
export const said = (...given: Parameters<typeof limitReport>): string =>
  linesOf(limitReport(...given))
    .join(' ')
    .replaceAll('\u00a0', ' ')
    .replace(/ +/g, ' ');

export const linesOf = (report: Report, width = 80): readonly string[] =>
  rateLimits(report, pageOf({ colour: 0, width, verbose: false }));

export const enforced = (change: Partial<RateLimitEnforced>): GivenFact => [
  rateLimitEnforced,
  present({ ...soundFact(rateLimitEnforced), ...change }),
];

export const announced = (change: Partial<RateLimitAnnounced>): GivenFact => [
  rateLimitAnnounced,
  present({ ...soundFact(rateLimitAnnounced), ...change }),
];

/** The sequence of the sound deployment, changed. */
export const sequence = (change: Partial<RateLimitSequence>): RateLimitSequence => ({
  ...soundFact(rateLimitSequence),
  ...change,
});

export const fact = <T>(kind: Kind<T>, observation: Observation<T>): GivenFact => [
  kind,
  observation,
];

type Request = RateLimitSequence['requests'][number];

/** Requests of a phase, each at its time in seconds. */
export const requests = (
  phase: Request['phase'],
  times: readonly number[],
  change: Partial<Request> = {},
): readonly Request[] =>
  times.map((seconds) => ({
    ...{ phase, at: seconds * 1000, headMs: 20, endMs: 21, connection: 0, taken: 'admitted' },
    ...{ answer: 0, fields: [], varied: null },
    ...change,
  }));
