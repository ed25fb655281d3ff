import { detectableBy } from '../../src/evidence/kinds/rate-limit/detectable.ts';
import type { DocumentedLimit, LimitAnswer } from '../../src/evidence/kinds/rate-limit/samples.ts';
import type {
  Phase,
  RateLimitSequence,
  SequenceRequest,
  TakenFor,
} from '../../src/evidence/kinds/rate-limit/sequence.ts';
import type { ProblemCode } from '../../src/evidence/problem.ts';
import type { Limiter } from './limiters.ts';

/** Requests of one phase: a character for each, in the order sent. */
export interface Stretch {
  readonly phase: Phase;
  /** `+` admitted, `-` refused, `!` failing, `?` lost, `c` challenged; a space is none. */
  readonly script: string;
  /** Milliseconds from one to the next; 100 unless told. */
  readonly every?: number;
  /** Milliseconds of silence before; `every` unless told. */
  readonly after?: number;
  /** Milliseconds that the answers take; 10 unless told. */
  readonly takes?: number;
  /** What `-` gets; `429` unless told. */
  readonly refusal?: LimitAnswer;
  /** What `+` gets; `200` unless told. */
  readonly admission?: LimitAnswer;
  readonly varied?: string;
}

export const response = (
  status: number,
  fields: readonly (readonly [string, string])[] = [],
): LimitAnswer => ({
  is: 'response',
  status,
  fields: fields.map(([name, value]) => [name, value]),
  body: { bytes: 0, truncated: false, sha256: '' },
  details: null,
  challenge: null,
});

export const problem = (code: ProblemCode): LimitAnswer => ({
  is: 'problem',
  problem: { code, detail: code },
});

const TAKEN: Readonly<Record<string, TakenFor>> = {
  '+': 'admitted',
  '-': 'refused',
  '!': 'failing',
  '?': 'lost',
  c: 'challenged',
};

const ANSWERS: Readonly<Record<TakenFor, LimitAnswer>> = {
  admitted: response(200),
  refused: response(429),
  failing: response(500),
  lost: problem('reset'),
  challenged: response(403),
};

/** A sequence of these stretches. Where a limit is documented the plan is long enough for it. */
export function sequenceOf(
  stretches: readonly Stretch[],
  part: Partial<RateLimitSequence> = {},
): RateLimitSequence {
  const requests: SequenceRequest[] = [];
  const answers: LimitAnswer[] = [];
  let at = 0;
  for (const stretch of stretches) {
    const { phase, script, every = 100, after = every, takes = 10, varied = null } = stretch;
    if (requests.length > 0) at += after - every;
    for (const sign of script) {
      if (requests.length > 0) at += every;
      const taken = TAKEN[sign];
      if (taken === undefined) continue;
      const answer =
        { admitted: stretch.admission, refused: stretch.refusal }[taken as string] ??
        ANSWERS[taken];
      requests.push({
        ...{ phase, at, taken, varied, endMs: takes, connection: 0 },
        headMs: answer.is === 'response' ? takes : null,
        answer: placeOf(answer, answers),
        fields: answer.is === 'response' ? answer.fields.filter(([name]) => name !== 'Age') : [],
      });
    }
  }
  const documented = part.documented ?? null;
  return {
    url: 'https://site.test/',
    method: 'GET',
    authorisation: { by: 'Jane Doe', until: '2027-01-01T00:00:00.000Z' },
    auditId: '00000000-0000-4000-8000-000000000000',
    documented,
    plan: planFor(documented),
    before: 0,
    requests,
    answers,
    stopped: { because: 'done', detail: 'all that was planned was sent' },
    asBefore: true,
    ...part,
  };
}

function placeOf(answer: LimitAnswer, answers: LimitAnswer[]): number {
  const text = JSON.stringify(answer);
  const place = answers.findIndex((one) => JSON.stringify(one) === text);
  return place === -1 ? answers.push(answer) - 1 : place;
}

const planFor = (documented: DocumentedLimit | null): RateLimitSequence['plan'] => ({
  limit: documented && {
    requests: documented.requests,
    windowSeconds: documented.windowSeconds,
    from: 'documented',
  },
  ...{ burst: 60, perSecond: 10, budget: 120, seconds: 180, connections: 4, parallel: 0 },
  settleSeconds: 0,
  detectable: detectableBy(60, 10),
  decisive: documented && documented.strict,
  left: [],
});

export const documented = (
  requests: number,
  windowSeconds: number,
  part: Partial<DocumentedLimit> = {},
): DocumentedLimit => ({ requests, windowSeconds, per: 'ip', strict: true, ...part });

/** How `sequenceAgainst` asks. */
export interface Pace {
  readonly burst?: number;
  readonly perSecond?: number;
  readonly budget?: number;
  readonly seconds?: number;
}

/**
 * What a limiter does with a plain course of requests: a few slow ones, a burst up to the first refusal
 * and two more, then single ones and small bursts. Without a refusal the burst comes again half a
 * documented window later.
 */
export function sequenceAgainst(
  limiter: Limiter,
  part: Partial<RateLimitSequence> = {},
  { burst = 60, perSecond = 10, budget = 150, seconds = 240 }: Pace = {},
): RateLimitSequence {
  const window = part.documented?.windowSeconds ?? null;
  const asked: { phase: Phase; at: number; admitted: boolean }[] = [];
  let at = 0;
  const ask = (phase: Phase, after: number): boolean => {
    at += after;
    const admitted = limiter(at);
    asked.push({ phase, at, admitted });
    return admitted;
  };
  const left = (): boolean => asked.length < budget && at < seconds;
  const burstPasses = (after: number): boolean => {
    for (let i = 0; i < burst; i++)
      if (!ask('burst', i === 0 ? after : 1 / perSecond)) return false;
    return true;
  };
  ask('baseline', 0);
  ask('baseline', 1);
  const start = at + 1;
  if (!burstPasses(1) || (window !== null && !burstPasses(Math.max(1, start + window / 2 - at)))) {
    ask('confirm', 1 / perSecond);
    ask('confirm', 1 / perSecond);
    drip(ask, left, window);
  }
  const sequence = sequenceOf([{ phase: 'burst', script: '+-' }], part);
  return {
    ...sequence,
    requests: asked.map(({ phase, at: when, admitted }) => ({
      ...{ phase, at: when * 1000, headMs: 10, endMs: 10, connection: 0, varied: null, fields: [] },
      ...{ taken: admitted ? 'admitted' : 'refused', answer: admitted ? 0 : 1 },
    })),
  };
}

const REFUSED_IN_A_ROW = 14;
const SILENCES = [12, 32, 62];

function drip(
  ask: (phase: Phase, after: number) => boolean,
  left: () => boolean,
  window: number | null,
): void {
  const silences = window === null ? [...SILENCES] : [window + 2];
  let gap = 0.4;
  let refused = 0;
  for (let recoveries = 0; recoveries < 4 && left();) {
    const silence = refused < REFUSED_IN_A_ROW ? undefined : silences.shift();
    if (silence !== undefined) refused = 0;
    if (ask('recovery', silence ?? gap)) {
      recoveries++;
      refused = 0;
      for (let i = 0; i < 6 && left() && ask('recovery', 0.05); i++);
      gap = Math.max(0.4, gap * 0.7);
    } else {
      refused++;
      gap = Math.min(5, gap * 1.25);
    }
  }
}
