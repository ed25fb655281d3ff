import { isLimitField } from '../../codec/http/rate-limit/names.ts';
import type { LimitAnswer } from '../../evidence/kinds/rate-limit/samples.ts';
import type {
  Phase,
  ProbePlan,
  RateLimitSequence,
} from '../../evidence/kinds/rate-limit/sequence.ts';
import { ProblemError } from '../../evidence/problem.ts';
import type { ClientAnswer, HttpClient } from '../../net/net.ts';
import { takenFor, Usual } from './classify.ts';
import { guardedBy, type Seen } from './guards.ts';
import { limitAnswerOf } from './limit-answer.ts';
import { Stop } from './stop.ts';

export type SequenceRequest = RateLimitSequence['requests'][number];

/** What is different from an ordinary request. */
export interface How {
  readonly url?: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Without the fields that let the sender in. */
  readonly anonymous?: boolean;
  /** As evidence names the difference. */
  readonly varied?: string;
}

/** What every request has in common. */
export interface AskingSetup {
  readonly client: HttpClient;
  readonly url: URL;
  readonly method: 'GET' | 'HEAD';
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly plan: Pick<ProbePlan, 'budget' | 'seconds' | 'connections' | 'perSecond'>;
  /** When the first request may be sent, on the clock of the client. */
  readonly startMs: number;
  /** Why a URL may not be asked for now; null where it may. */
  refusalOf(url: URL): string | null;
}

/** Requests and seconds that are kept for the very end. */
const KEPT = { requests: 1, ms: 10_000 } as const;

/** In these phases the answers show how the service is when nobody is in its way. */
const LEARNING: readonly Phase[] = ['baseline'];

/** Phases whose requests belong so near to each other that they keep the pace on average alone. */
const AT_ONCE: readonly Phase[] = ['parallel', 'forged', 'variant', 'token'];

/** Part of the gap after which the next may be sent: what timers are late with is made up for. */
const EARLY = 0.75;

/**
 * The requests of one sequence: each is sent where the plan and the authorisation permit it, taken for
 * something, and kept. Where a condition to stop holds, that and every later one throws the Stop.
 */
export class Asking {
  readonly usual = new Usual();
  readonly #setup: AskingSetup;
  readonly #seen: Seen[] = [];
  #sent = 0;
  #dueMs = 0;
  #stop: Stop | null = null;

  constructor(setup: AskingSetup) {
    this.#setup = setup;
  }

  /** Requests left, without what is kept for the end. */
  get left(): number {
    return Math.max(0, this.#setup.plan.budget - KEPT.requests - this.#sent);
  }

  /** Milliseconds between two requests at the pace of the plan, which nothing exceeds for long. */
  get gapMs(): number {
    return 1000 / this.#setup.plan.perSecond;
  }

  /** In the order in which they were answered; `at` is that of the client. */
  get seen(): readonly Seen[] {
    return this.#seen;
  }

  get requests(): readonly SequenceRequest[] {
    return this.#seen.map(({ request }) => request);
  }

  get answers(): readonly LimitAnswer[] {
    return this.#seen.map(({ answer }) => answer);
  }

  /** The answers so far to one phase that were admitted. */
  admittedIn(phase: Phase): SequenceRequest[] {
    return this.requests.filter((one) => one.phase === phase && one.taken === 'admitted');
  }

  /** Milliseconds on the clock of the client. */
  now(): Promise<number> {
    return this.#waitUntil(0);
  }

  /** Milliseconds until which requests may be sent; the end is kept. */
  get endMs(): number {
    const { startMs, plan } = this.#setup;
    return startMs + plan.seconds * 1000 - KEPT.ms;
  }

  /** Throws a Stop where the time of the plan is over before. */
  async until(ms: number): Promise<number> {
    if (this.#stop !== null) throw this.#stop;
    this.#keepTime(ms);
    return this.#waitUntil(ms);
  }

  #keepTime(ms: number): void {
    if (ms <= this.endMs) return;
    throw new Stop('budget', `the ${this.#setup.plan.seconds} s of the plan are used up`);
  }

  async pause(ms: number): Promise<number> {
    return this.until((await this.now()) + ms);
  }

  /** Throws a Stop, also where the authorisation does not cover it, or not any more. */
  async ask(phase: Phase, how: How = {}): Promise<SequenceRequest> {
    if (this.#stop !== null) throw this.#stop;
    if (this.left === 0) {
      throw new Stop('budget', `the ${this.#setup.plan.budget} requests of the plan are used up`);
    }
    this.#sent += 1;
    await this.#turn(phase);
    // One after the other, slow answers alone may use up the time.
    this.#keepTime(await this.now());
    const seen = await this.#send(phase, how);
    this.#stop ??= guardedBy({
      ...{ seen: this.#seen, usual: this.usual },
      connections: this.#setup.plan.connections,
    });
    if (this.#stop !== null) throw this.#stop;
    return seen.request;
  }

  /** Waits until the pace permits it. */
  async #turn(phase: Phase): Promise<void> {
    if (AT_ONCE.includes(phase)) return;
    const dueMs = this.#dueMs;
    this.#dueMs += EARLY * this.gapMs;
    const now = await this.#waitUntil(dueMs);
    this.#dueMs = Math.max(this.#dueMs, now + EARLY * this.gapMs);
    if (this.#stop !== null) throw this.#stop;
  }

  /** What is kept for the end: after a pause one request, whatever stopped the others. */
  async cool(ms: number): Promise<SequenceRequest> {
    const now = await this.now();
    await this.#waitUntil(Math.min(now + ms, Math.max(now, this.endMs)));
    this.#sent += 1;
    const { request } = await this.#send('cool-down', {});
    return request;
  }

  answerTo(request: SequenceRequest): LimitAnswer {
    const seen = this.#seen.find((one) => one.request === request);
    if (seen === undefined) throw new ProblemError('bug', 'a request of another sequence');
    return seen.answer;
  }

  async #send(phase: Phase, how: How): Promise<Seen> {
    const { client, url: own, method, secrets: all } = this.#setup;
    const { url = own, anonymous = false, varied = null } = how;
    const refusal = this.#setup.refusalOf(url);
    if (refusal !== null) throw new Stop('interrupted', refusal);
    const secrets = anonymous ? {} : all;
    const headers = { ...this.#setup.headers, ...how.headers };
    const sent = await this.#ended(client.send({ url, method, headers, secrets }));
    // Those that were sent again are of the budget too.
    this.#sent += (sent.sent ?? 1) - 1;
    const seen = this.#taken(phase, varied, sent, limitAnswerOf(url, sent.answer, all));
    this.#seen.push(seen);
    return seen;
  }

  #taken(phase: Phase, varied: string | null, sent: ClientAnswer, answer: LimitAnswer): Seen {
    const { at, headMs, endMs, connection } = sent;
    const ms = headMs ?? endMs;
    const taken = takenFor(answer, ms, this.usual);
    if (taken === 'admitted' && LEARNING.includes(phase)) this.usual.learn(answer, ms, endMs);
    const fields = answer.is === 'response' ? answer.fields : [];
    const kept = fields.filter(([name]) => isLimitField(name));
    const times = { at, headMs, endMs, connection };
    return {
      request: { phase, ...times, taken, answer: this.#seen.length, fields: kept, varied },
      answer,
    };
  }

  #waitUntil(ms: number): Promise<number> {
    return this.#ended(this.#setup.client.until(ms));
  }

  /** The end of the use stops all, and leaves what was seen. */
  async #ended<T>(doing: Promise<T>): Promise<T> {
    try {
      return await doing;
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const { code, detail } = error.problem;
      this.#stop ??= new Stop(STOPPED_BY[code] ?? 'interrupted', detail);
      throw this.#stop;
    }
  }
}

const STOPPED_BY: Readonly<Record<string, Stop['because']>> = {
  limit: 'budget',
  timeout: 'budget',
};
