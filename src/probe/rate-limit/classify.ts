import { fieldLines } from '../../codec/http/fields.ts';
import { mediaTypeOf } from '../../codec/http/media-type.ts';
import type { LimitAnswer } from '../../evidence/kinds/rate-limit/samples.ts';
import type { TakenFor } from '../../evidence/kinds/rate-limit/sequence.ts';

/** A response as it is kept. */
type Response = Extract<LimitAnswer, { is: 'response' }>;

/** How the service answers who asks slowly. */
export class Usual {
  readonly #seen: { readonly answer: Response; readonly ms: number; readonly endMs: number }[] = [];

  /** With the time to the header, and to the end. */
  learn(answer: LimitAnswer, ms: number, endMs: number): void {
    if (answer.is === 'response') this.#seen.push({ answer, ms, endMs });
  }

  get known(): boolean {
    return this.#seen.length > 0;
  }

  get answers(): readonly Response[] {
    return this.#seen.map(({ answer }) => answer);
  }

  /** Median time to the header; 0 where nothing is known. */
  get ms(): number {
    return median(this.#seen.map(({ ms }) => ms));
  }

  /** Median time to the end. */
  get endMs(): number {
    return median(this.#seen.map(({ endMs }) => endMs));
  }

  /** As quick as it can be. */
  get leastMs(): number {
    return Math.min(...this.#seen.map(({ ms }) => ms));
  }

  /** Median distance from the median. */
  get deviationMs(): number {
    return median(this.#seen.map(({ ms }) => Math.abs(ms - this.ms)));
  }

  has(status: number): boolean {
    return this.#seen.some(({ answer }) => answer.status === status);
  }

  /** As slow as a service in trouble: more than a second, and five times what is usual. */
  isSlow(ms: number): boolean {
    return ms > Math.max(SLOW_MS, SLOW_TIMES * this.ms);
  }

  /**
   * Something else in place of what was asked for, with the same status: of another media type, or
   * where the body has always been the same, of a clearly different length.
   */
  isOtherBody(answer: Response): boolean {
    const alike = this.answers.filter(({ status }) => status === answer.status);
    const types = new Set(alike.map(({ fields }) => mediaTypeOf(fields)));
    if (types.size === 1 && !types.has(mediaTypeOf(answer.fields))) return true;
    const [first] = alike;
    if (first === undefined || alike.length < LEAST_ALIKE) return false;
    if (alike.some(({ body }) => body.sha256 !== first.body.sha256)) return false;
    const [shorter = 0, longer = 0] = [first.body.bytes, answer.body.bytes].sort((a, b) => a - b);
    return longer - shorter > LEAST_DIFFERENCE * longer;
  }
}

const SLOW_MS = 1000;
const SLOW_TIMES = 5;
/** Bodies that have to be the same before another one says something. */
const LEAST_ALIKE = 3;
/** Part of a length. */
const LEAST_DIFFERENCE = 0.2;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const low = sorted[Math.floor(middle)] ?? 0;
  return (low + (sorted[Math.ceil(middle)] ?? low)) / 2;
}

/** With these a server says that it does not want to, or is not able to now: nginx refuses with 503. */
const UNWILLING: readonly number[] = [429, 503, 509];

/** As the very first answer these say no as well. */
const TURNED_AWAY: readonly number[] = [...UNWILLING, 403];

/** No answer from a connection that was there. */
const CUT: Readonly<Record<string, string>> = { reset: 'reset', timeout: 'silence' };

/**
 * What an answer is taken for, `ms` after the request. A connection that is reset or left silent is a
 * refusal only of who was admitted before, and has to be confirmed like any other.
 */
export function takenFor(answer: LimitAnswer, ms: number, usual: Usual): TakenFor {
  if (answer.is === 'problem') {
    return usual.known && answer.problem.code in CUT ? 'refused' : 'lost';
  }
  const { status, challenge } = answer;
  if (challenge !== null) return 'challenged';
  if (status === 429) return 'refused';
  if (usual.has(status)) return usual.isOtherBody(answer) ? 'refused' : 'admitted';
  if (UNWILLING.includes(status)) return usual.isSlow(ms) ? 'failing' : 'refused';
  if (status >= 500) return 'failing';
  return isAdmitting(answer, usual) ? 'admitted' : 'refused';
}

/** An answer with a status that was not seen before, and that is no error of the service. */
function isAdmitting(answer: Response, usual: Usual): boolean {
  if (!usual.known) return !TURNED_AWAY.includes(answer.status);
  return answer.status >= 200 && answer.status < 300 && !usual.isOtherBody(answer);
}

/** A connection that was there ended without an answer. */
export const isCut = (answer: LimitAnswer): boolean =>
  answer.is === 'problem' && answer.problem.code in CUT;

/** What refusals have in common: the status, or how the connection ended. */
export const signatureOf = (answer: LimitAnswer): string =>
  answer.is === 'response' ? String(answer.status) : (CUT[answer.problem.code] ?? 'lost');

/** What a refusal that nothing confirms was after all; one with a status of 4xx stays one. */
export function afterAll(answer: LimitAnswer): TakenFor {
  if (answer.is === 'problem') return 'lost';
  const { status } = answer;
  if (status >= 500) return 'failing';
  return status >= 200 && status < 300 ? 'admitted' : 'refused';
}

/** Fields by which caches say that they had the answer. */
const CACHE_FIELDS: readonly { readonly name: string; readonly hit: RegExp }[] = [
  { name: 'Age', hit: /^0*[1-9]/ },
  { name: 'Cache-Status', hit: /;\s{0,8}hit\b(?!=\?0)/i },
  { name: 'CF-Cache-Status', hit: /^(?:hit|stale|updating|revalidated)$/i },
  { name: 'X-Cache', hit: /hit(?![a-z])/i },
];

/** Why a limiter may not have counted a request; null where nothing says so. */
export function uncounted({ status, fields }: Response): string | null {
  for (const { name, hit } of CACHE_FIELDS) {
    const line = fieldLines(fields, name).find((value) => hit.test(value));
    if (line !== undefined) return `answered from a cache (${name}: ${line.slice(0, 60)})`;
  }
  if (status < 300 || status >= 400) return null;
  return `answered with status ${status}: servers redirect before they count`;
}
