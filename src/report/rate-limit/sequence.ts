import type { LimitAnswer } from '../../evidence/kinds/rate-limit/samples.ts';
import type {
  Phase,
  RateLimitSequence,
  SequenceRequest,
} from '../../evidence/kinds/rate-limit/sequence.ts';

/** What a request is shown as. */
export const MARKS = ['admitted', 'delayed', 'refused', 'failed'] as const;
export type Mark = (typeof MARKS)[number];

/** One request in a picture of the sequence. */
export interface Beat {
  /** Seconds since the first request. */
  readonly at: number;
  /** Seconds since the request before it; 0 for the first. */
  readonly silence: number;
  readonly ms: number;
  readonly mark: Mark;
  /** Admitted within the window up to and with it; null where no window is known. */
  readonly admitted: number | null;
}

/** Requests of one phase, one after the other. */
export interface Stretch {
  readonly phase: Phase;
  readonly beats: readonly Beat[];
}

/** A line of the log of all requests. */
export interface LogLine {
  readonly phase: Phase;
  readonly at: number;
  readonly ms: number;
  /** Status, or what came in its place. */
  readonly answer: string;
  readonly taken: SequenceRequest['taken'];
  readonly varied: string | null;
}

/** What both pictures of a sequence, that of the terminal and that of the page, are drawn from. */
export interface Picture {
  readonly stretches: readonly Stretch[];
  readonly log: readonly LogLine[];
  /** What is allowed in the window that is counted over; null where none is known. */
  readonly limit: Limit | null;
}

export interface Limit {
  readonly requests: number;
  readonly windowSeconds: number;
  readonly from: 'documented' | 'announced' | 'observed';
}

/** An admitted request counts as delayed from twice the usual time on, and 100 ms. */
const DELAY = { times: 2, ms: 100 } as const;

/** The picture of a sequence, against a limit where one is known. */
export function pictureOf(sequence: RateLimitSequence, limit: Limit | null): Picture {
  const { requests, answers } = sequence;
  const usual = usualMs(requests);
  const stretches: { phase: Phase; beats: Beat[] }[] = [];
  const counted = admittedWithin(requests, limit?.windowSeconds ?? null);
  for (const [index, request] of requests.entries()) {
    const { phase, at } = request;
    const silence = (at - (requests[index - 1]?.at ?? at)) / 1000;
    const beat: Beat = {
      at: at / 1000,
      silence: Math.max(0, silence),
      ms: tookMs(request),
      mark: markOf(request, usual),
      admitted: counted[index] ?? null,
    };
    const last = stretches.at(-1);
    if (last?.phase === phase) last.beats.push(beat);
    else stretches.push({ phase, beats: [beat] });
  }
  return { stretches, log: requests.map((one) => logLine(one, answers[one.answer])), limit };
}

/** How many requests bear each mark; marks that none bears are left out. */
export const countsOf = ({ stretches }: Picture): readonly (readonly [Mark, number])[] => {
  const beats = stretches.flatMap((stretch) => stretch.beats);
  return MARKS.map(
    (mark) => [mark, beats.filter((beat) => beat.mark === mark).length] as const,
  ).filter(([, count]) => count > 0);
};

const tookMs = ({ headMs, endMs }: SequenceRequest): number => headMs ?? endMs;

/** The median of what was admitted while nobody hurried; null where nothing was. */
function usualMs(requests: readonly SequenceRequest[]): number | null {
  const times = requests
    .filter(({ phase, taken }) => CALM.has(phase) && taken === 'admitted')
    .map((request) => tookMs(request))
    .toSorted((a, b) => a - b);
  return times[Math.floor(times.length / 2)] ?? null;
}

const CALM: ReadonlySet<Phase> = new Set(['sample', 'baseline']);

function markOf(request: SequenceRequest, usual: number | null): Mark {
  if (request.taken === 'refused') return 'refused';
  if (request.taken !== 'admitted') return 'failed';
  if (usual === null) return 'admitted';
  const most = Math.max(usual * DELAY.times, usual + DELAY.ms);
  return tookMs(request) > most ? 'delayed' : 'admitted';
}

/** For each request, how many up to it were admitted within the window; by moving two ends along. */
function admittedWithin(
  requests: readonly SequenceRequest[],
  windowSeconds: number | null,
): readonly number[] {
  if (windowSeconds === null) return [];
  let first = 0;
  let count = 0;
  return requests.map(({ at, taken }, index) => {
    if (taken === 'admitted') count += 1;
    const since = at - windowSeconds * 1000;
    for (; first < index && (requests[first]?.at ?? at) <= since; first += 1) {
      if (requests[first]?.taken === 'admitted') count -= 1;
    }
    return count;
  });
}

const logLine = (request: SequenceRequest, answer: LimitAnswer | undefined): LogLine => ({
  phase: request.phase,
  at: request.at / 1000,
  ms: tookMs(request),
  answer: answerText(answer),
  taken: request.taken,
  varied: request.varied,
});

function answerText(answer: LimitAnswer | undefined): string {
  if (answer === undefined) return 'not recorded';
  return answer.is === 'response' ? String(answer.status) : answer.problem.code;
}
