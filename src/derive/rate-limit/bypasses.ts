import { mediaTypeOf } from '../../codec/http/media-type.ts';
import {
  rateLimitBypasses,
  type RateLimitBypasses,
} from '../../evidence/kinds/rate-limit/enforced.ts';
import type { LimitAnswer } from '../../evidence/kinds/rate-limit/samples.ts';
import {
  rateLimitSequence,
  type RateLimitSequence,
  type SequenceRequest,
  type Way,
} from '../../evidence/kinds/rate-limit/sequence.ts';
import { absent, present } from '../../evidence/observation.ts';
import { fromAsked, type Derivation } from '../derivation.ts';
import { signatureOf } from './seen.ts';

type Response = Extract<LimitAnswer, { is: 'response' }>;

/**
 * Which ways lead round a limit that was seen to refuse. Certain that one does not where the service
 * refuses who takes it, or has nothing there. That one does is concluded where it was served each
 * time, between two ordinary requests that were refused, and where chance is ruled out: a bucket that
 * gains a token just then serves whoever asks. Example: `X-Forwarded-For: 203.0.113.7` is served four
 * times while requests without it get 429.
 */
export const rateLimitBypassesDerivation: Derivation<RateLimitBypasses> = {
  kind: rateLimitBypasses,
  from: [rateLimitSequence],
  derive: (context) =>
    fromAsked(context.get(rateLimitSequence), (sequence) => {
      const ways = waysOf(sequence);
      if (ways.length === 0) return absent('no ways round the limit were to be tried');
      const of = (phase: Way['phase']): { varied: string; admitted: boolean | null }[] =>
        ways
          .filter((way) => way.phase === phase)
          .map(({ varied }) => ({ varied, admitted: isServed(phase, varied, sequence) }));
      const forms = (phase: Way['phase']): { form: string; admitted: boolean | null }[] =>
        of(phase).map(({ varied, admitted }) => ({ form: varied, admitted }));
      return present({
        forged: of('forged').map(({ varied, admitted }) => ({ field: varied, admitted })),
        variants: forms('variant'),
        tokens: forms('token'),
      });
    }),
};

/** Those that were planned, tried or not, each once. */
function waysOf({ ways = [], requests }: RateLimitSequence): readonly Way[] {
  const tried = requests.flatMap(({ phase, varied }) =>
    varied !== null && (phase === 'forged' || phase === 'variant' || phase === 'token')
      ? [{ phase, varied }]
      : [],
  );
  const all = [...ways, ...tried].map((way) => [`${way.phase} ${way.varied}`, way] as const);
  return [...new Map(all).values()];
}

/** What came of one try. */
type Outcome = 'served' | 'not-served' | 'unknown';

/** More often than that, chance may have served all tries. */
const MOST_CHANCE = 0.002;

/** Fewer tries that were served say nothing, however quickly they followed a refusal. */
const LEAST_TRIES = 2;

function isServed(
  phase: Way['phase'],
  varied: string,
  sequence: RateLimitSequence,
): boolean | null {
  const { requests } = sequence;
  const tries = requests.flatMap((request, index) =>
    request.phase === phase && request.varied === varied ? [index] : [],
  );
  const outcomes = tries.map((index) => outcomeOf(requests[index], sequence));
  if (outcomes.length > 0 && outcomes.every((one) => one === 'not-served')) return false;
  const clean = tries.filter(
    (index) => isRefusal(requests[index - 1]) && isRefusal(requests[index + 1]),
  );
  if (!outcomes.every((one) => one === 'served') || clean.length < tries.length) return null;
  if (clean.length < LEAST_TRIES) return null;
  const rate = mostAdmittedPerMs(requests, varied);
  const chance = clean.reduce((product, index) => {
    const gap = (requests[index]?.at ?? 0) - (requests[index - 1]?.at ?? 0);
    return product * Math.min(1, rate * gap);
  }, 1);
  return chance <= MOST_CHANCE ? true : null;
}

/** An ordinary request that was refused. */
const isRefusal = (request: SequenceRequest | undefined): boolean =>
  request?.varied === null && request.taken === 'refused';

/**
 * At most so many requests were admitted in a millisecond once the limit refused, up to the last try,
 * but for those of this way; with two more, as few say little of how many there might have been.
 */
function mostAdmittedPerMs(requests: readonly SequenceRequest[], way: string): number {
  const first = requests.findIndex(isRefusal);
  const last = requests.findLastIndex(({ varied }) => varied !== null);
  const between = requests.slice(first, last + 1);
  const others = between.filter(({ varied, taken }) => varied !== way && taken === 'admitted');
  const ms = (between.at(-1)?.at ?? 0) - (between[0]?.at ?? 0);
  return ms > 0 ? (others.length + 2) / ms : Infinity;
}

function outcomeOf(request: SequenceRequest | undefined, sequence: RateLimitSequence): Outcome {
  const answer = request === undefined ? undefined : sequence.answers[request.answer];
  if (request === undefined || answer === undefined) return 'unknown';
  if (answer.is === 'problem') return isRefusedSo(request, sequence) ? 'not-served' : 'unknown';
  if (answer.challenge !== null) return 'unknown';
  if (request.taken === 'refused') return 'not-served';
  if (request.taken !== 'admitted') return 'unknown';
  const usual = usualOf(sequence);
  if (usual.every(({ status }) => status !== answer.status)) return 'unknown';
  return request.phase === 'forged' || isSame(answer, usual) ? 'served' : 'unknown';
}

/** Whether ordinary requests are refused as this one ended: a connection fails for other reasons too. */
function isRefusedSo(request: SequenceRequest, sequence: RateLimitSequence): boolean {
  const signature = signatureOf(sequence, request);
  return sequence.requests.some(
    (one) => isRefusal(one) && signatureOf(sequence, one) === signature,
  );
}

/** Answers to ordinary requests that were admitted. */
const usualOf = ({ requests, answers }: RateLimitSequence): readonly Response[] =>
  requests.flatMap(({ varied, taken, answer: place }) => {
    const answer = answers[place];
    return varied === null && taken === 'admitted' && answer?.is === 'response' ? [answer] : [];
  });

/**
 * The same resource, and not a page that a server has for every path: the body that is usual, or,
 * where that is another one each time, one of the same media type. An empty body tells nothing.
 */
function isSame(answer: Response, usual: readonly Response[]): boolean {
  if (answer.status < 200 || answer.status > 299 || answer.body.bytes === 0) return false;
  const bodies = new Set(usual.map(({ body }) => body.sha256));
  if (bodies.has(answer.body.sha256)) return true;
  const types = new Set(usual.map(({ fields }) => mediaTypeOf(fields)));
  return bodies.size > 1 && types.has(mediaTypeOf(answer.fields));
}
