import { decodeHead } from '../../codec/dns/head.ts';
import { RR_TYPES } from '../../codec/iana/dns.ts';
import type { DnsTransport } from '../../evidence/kinds/dns/exchange.ts';
import { problemOf, type Problem } from '../../evidence/problem.ts';
import type { Endpoint } from '../net.ts';
import { outcomeOf } from '../paced-connection.ts';
import type { Turn } from '../pace.ts';
import { addressText, type ConversationKey, type Limits, type Transport } from '../transport.ts';
import type { Heard } from './heard.ts';
import { overHttps } from './https.ts';
import { isReply, queryMessage, RECURSIVE_FORMS, type Question } from './query-message.ts';
import type { ServerHealth } from './server-health.ts';

/** Waits of the tries over UDP, as shares of the longest wait for silence; then TCP once. */
const UDP_TRIES = [0.3, 0.4, 0.6];
/** The same in round trips of a server that has answered before. */
const GROWTH = [1, 4 / 3, 2];
/** Problems after which it is in doubt whether the server answers anything. */
const DEAD_CODES = ['timeout', 'refused', 'unreachable', 'reset'] as const;
const DEAD: readonly string[] = DEAD_CODES;
/** Problems that another try over UDP, or another transport, may not have. */
const WORTH_TCP: readonly string[] = ['timeout', 'refused'];

/** What a conversation takes from the run. */
export interface Means {
  readonly transport: Transport;
  readonly userAgent: string;
  /** Of an `https` server. */
  readonly httpsPath: string;
  readonly signal: AbortSignal;
  /** The longest wait for bytes of a peer. */
  readonly silenceMs: number;
  key(target: string, purpose: string): ConversationKey;
  random(key: ConversationKey, counter: number, size: number): Uint8Array;
  limits(bytes: number): Limits;
  /** Waits for a turn to ask the server, not counting any cost; null where `halt` comes first. */
  turn(server: Endpoint, halt: AbortSignal | null): Promise<Turn | null>;
}

/** Who asks: how it waits for others, and what counts the messages sent. */
export interface Asking {
  readonly waiting: <T>(wait: () => Promise<T>) => Promise<T>;
  readonly sent: () => void;
}

/** A question to one server. */
export interface Asked {
  readonly server: Endpoint;
  readonly question: Question;
  readonly transport: DnsTransport;
  /** Names it in keys; unique in a run. */
  readonly target: string;
}

type Tried = { readonly wire: Uint8Array } | { readonly problem: Problem };
type Outcome = Pick<Heard, 'reply' | 'problem' | 'truncated'>;

interface Try {
  readonly purpose: string;
  readonly waitMs: number;
  readonly asked?: Asked;
}

const MOST_BYTES = 65_535;

const nothing = (problem: Problem): Outcome => ({ reply: null, problem, truncated: null });

/** One question, put until something comes of it. */
export class Conversation {
  readonly #means: Means;
  readonly #asked: Asked;
  readonly #health: ServerHealth;
  readonly #asking: Asking;
  #tries = 0;
  #begunAt: number | null = null;
  /** It finds out whether the server answers at all. */
  #leads = false;

  constructor(means: Means, asked: Asked, health: ServerHealth, asking: Asking) {
    this.#means = means;
    this.#asked = asked;
    this.#health = health;
    this.#asking = asking;
  }

  /** What comes of it; never throws because of what a server does. */
  async heard(): Promise<Heard> {
    const { transport, question } = this.#asked;
    let outcome: Outcome;
    try {
      outcome = transport === 'udp' ? await this.#overUdp() : await this.#over(transport);
    } catch (error) {
      outcome = nothing(problemOf(error));
    } finally {
      if (this.#leads) this.#health.settled();
    }
    const ms = this.#means.transport.measured(this.#key('ms'), () =>
      this.#begunAt === null ? 0 : Math.round((performance.now() - this.#begunAt) * 10) / 10,
    );
    return { name: question.name, ...outcome, tries: this.#tries, ms };
  }

  async #overUdp(): Promise<Outcome> {
    let problem: Problem | null = null;
    for (const [index, share] of UDP_TRIES.entries()) {
      const turn = await this.#turn();
      const silent = this.#given('silent', index, this.#health.silence);
      if (silent !== null || turn === null) {
        turn?.('answered');
        return nothing(problem ?? silent ?? this.#interrupted);
      }
      const filtered = this.#given('silent over UDP', index, this.#health.udpSilence);
      if (filtered !== null) return this.#withoutUdp(problem ?? filtered, turn);
      const tried = await this.#try('udp', turn, {
        purpose: `udp ${index + 1}`,
        waitMs: this.#waitMs(index, share),
      });
      if ('wire' in tried) return await this.#answered(tried.wire);
      ({ problem } = tried);
      if (problem.code !== 'timeout' || this.#means.signal.aborted) break;
      this.#mayLead();
    }
    return this.#withoutUdp(problem ?? this.#interrupted);
  }

  /** After all tries over UDP: a server whose UDP is filtered may answer over TCP. */
  async #withoutUdp(problem: Problem, turn?: Turn): Promise<Outcome> {
    if (DEAD.includes(problem.code)) {
      this.#mayLead();
      this.#health.udpFailed(problem);
    }
    const tcp = this.#mayUseTcp && WORTH_TCP.includes(problem.code);
    if (!tcp || this.#means.signal.aborted) turn?.('answered');
    if (this.#means.signal.aborted) return nothing(problem);
    const [outcome, alive] = await Promise.all([
      tcp ? this.#framed('tcp', turn) : nothing(problem),
      this.#leads ? this.#isAlive('udp') : true,
    ]);
    if (!alive && outcome.reply === null) this.#found(problem);
    if (!tcp) return outcome;
    const why = outcome.problem === null ? '' : `; over TCP: ${outcome.problem.detail}`;
    return { ...outcome, problem: { code: problem.code, detail: problem.detail + why } };
  }

  async #answered(wire: Uint8Array): Promise<Outcome> {
    const whole = !this.#mayUseTcp || !decodeHead(wire).tc;
    if (whole) return { reply: { wire, transport: 'udp' }, problem: null, truncated: null };
    return { ...(await this.#framed('tcp')), truncated: wire };
  }

  /** Over a transport that keeps its own connections, and over no other. */
  async #over(transport: Exclude<DnsTransport, 'udp'>): Promise<Outcome> {
    const outcome = await this.#framed(transport);
    const { problem } = outcome;
    // That TCP is dead says nothing of UDP.
    if (transport === 'tcp' || problem === null || !DEAD.includes(problem.code)) return outcome;
    this.#mayLead();
    if (this.#leads && !(await this.#isAlive(transport))) this.#found(problem);
    return outcome;
  }

  async #framed(transport: Exclude<DnsTransport, 'udp'>, given?: Turn): Promise<Outcome> {
    const turn = given ?? (await this.#turn());
    const silent = this.#given(`silent, so not asked over ${transport}`, 0, this.#health.silence);
    if (silent !== null || turn === null) {
      turn?.('answered');
      return nothing(silent ?? this.#interrupted);
    }
    const waitMs = this.#means.silenceMs;
    const tried = await this.#try(transport, turn, { purpose: transport, waitMs });
    if ('problem' in tried) return nothing(tried.problem);
    const { wire } = tried;
    if (!decodeHead(wire).tc) return { reply: { wire, transport }, problem: null, truncated: null };
    const detail = `${this.#place} truncates its answer over ${transport.toUpperCase()} too`;
    return { ...nothing({ code: 'malformed', detail }), truncated: wire };
  }

  /** Puts a question once: this one, or the one that shows whether the server is alive. */
  async #try(
    transport: DnsTransport,
    turn: Turn,
    { purpose, waitMs, asked = this.#asked }: Try,
  ): Promise<Tried> {
    const key = this.#means.key(asked.target, purpose);
    const startedAt = performance.now();
    if (asked === this.#asked) {
      this.#begunAt ??= startedAt;
      this.#tries += 1;
    }
    this.#asking.sent();
    try {
      const wire = await this.#exchange(transport, key, waitMs, asked);
      turn('answered');
      this.#health.answered(transport === 'udp' ? 'udp' : 'other', performance.now() - startedAt);
      return { wire };
    } catch (error) {
      // Of a server that has answered over UDP, the first silence may mean that it has had enough.
      const telling = this.#health.answersUdp && this.#tries === 1 && transport === 'udp';
      turn(telling ? outcomeOf(error) : 'answered');
      return { problem: problemOf(error) };
    }
  }

  #exchange(
    transport: DnsTransport,
    key: ConversationKey,
    waitMs: number,
    { server, question }: Asked,
  ): Promise<Uint8Array> {
    const means = this.#means;
    const to = server.via ?? server;
    const limits = { ...means.limits(MOST_BYTES), operationMs: waitMs };
    if (transport === 'https') return overHttps(means, server, question, key, limits);
    const [high = 0, low = 0] = means.random(key, 0, 2);
    const id = (high << 8) | low;
    const query = queryMessage(question, id);
    const accept = (reply: Uint8Array): boolean => isReply(reply, question, id);
    if (transport === 'udp') return means.transport.datagram(key, to, query, accept, limits);
    const secureName = transport === 'tls' ? server.host : null;
    const peer = { address: to.address, port: to.port, secureName };
    return means.transport.framed(key, peer, query, accept, limits);
  }

  /**
   * A turn to ask. While it is in doubt whether the server answers, only one question goes on; null
   * where it does not.
   */
  async #turn(): Promise<Turn | null> {
    const { waiting } = this.#asking;
    for (;;) {
      const { doubt, silence, halt } = this.#health;
      if (silence !== null) return null;
      if (doubt !== null && !this.#leads) await waiting(() => doubt);
      else {
        const signal = this.#leads ? null : halt;
        const turn = await waiting(() => this.#means.turn(this.#asked.server, signal));
        if (turn !== null) return turn;
      }
    }
  }

  #mayLead(): void {
    if (!this.#mayUseTcp) return;
    this.#leads ||= this.#decided('lead', () => this.#health.lead());
  }

  /** Nothing came back. A replay keeps to what was decided then: its questions come in other order. */
  #found(problem: Problem): void {
    this.#decided('found', () => {
      this.#health.found(problem);
      return false;
    });
  }

  /** Where the truncated answer is the answer, nothing else is asked for. */
  get #mayUseTcp(): boolean {
    return this.#asked.question.form !== 'small-buffer';
  }

  /** Whether the server answers a plain question: the name or the form of this one may be at fault. */
  async #isAlive(transport: DnsTransport): Promise<boolean> {
    const { server, question } = this.#asked;
    const form = RECURSIVE_FORMS.has(question.form) ? 'stub' : 'no-edns';
    const plain: Asked = {
      ...this.#asked,
      target: `whether ${addressText(server)} answers over ${transport}`,
      question: { name: '.', type: RR_TYPES.NS, class: question.class, form },
    };
    const waitMs = (UDP_TRIES[1] ?? 1) * this.#means.silenceMs;
    const turn = await this.#turn();
    if (turn === null) return false;
    return 'wire' in (await this.#try(transport, turn, { purpose: 'alive', waitMs, asked: plain }));
  }

  #waitMs(index: number, share: number): number {
    const ms = share * this.#means.silenceMs;
    const recursive = RECURSIVE_FORMS.has(this.#asked.question.form);
    return recursive ? ms : this.#health.waitMs(ms, GROWTH[index] ?? 1);
  }

  /** Why no message is sent, where others have shown that none is answered. */
  #given(what: string, step: number, seen: Problem | null): Problem | null {
    const code = DEAD_CODES.find((each) =>
      this.#decided(`${what} ${step + 1} ${each}`, () => seen?.code === each),
    );
    if (code === undefined) return null;
    const over = what === 'silent over UDP' ? ' over UDP' : '';
    const how = code === 'timeout' ? 'was silent' : 'gave no answer';
    const detail = `${this.#place} ${how}${over} before (${code}) and was not asked again`;
    return { code, detail };
  }

  #decided(purpose: string, decide: () => boolean): boolean {
    return this.#means.transport.decided(this.#key(purpose), decide);
  }

  #key(purpose: string): ConversationKey {
    return this.#means.key(this.#asked.target, purpose);
  }

  /** Said where there is nothing better to say. */
  get #interrupted(): Problem {
    return { code: 'interrupted', detail: `${this.#place} was not asked` };
  }

  get #place(): string {
    return addressText(this.#asked.server);
  }
}
