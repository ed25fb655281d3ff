import { createHash } from 'node:crypto';
import { ProblemError, ReplayDivergence } from '../evidence/problem.ts';
import { ReplayedClient } from './client-steps.ts';
import {
  decodeHttp,
  decodeSession,
  encodeHttpMessage,
  encodeSessionMessage,
} from './message-form.ts';
import { IPV6_KEY } from './record.ts';
import type { Step, Transcript } from './transcript.ts';
import { keyText, type ConversationKey, type Transport } from './transport.ts';

/** A recorded run that can be had again. */
export interface Replay {
  readonly transport: Transport;
  /** Conversations that were recorded and not asked for. */
  unplayed(): string[];
}

/**
 * Plays recorded conversations back. What is sent must be, byte for byte, what was sent when they
 * were recorded; the first difference throws a ReplayDivergence that shows both sides.
 */
export function replay(transcripts: readonly Transcript[], runSeed: Uint8Array): Replay {
  const waiting = new Map(transcripts.map((transcript) => [keyText(transcript.key), transcript]));
  const stepsOf = (key: ConversationKey): readonly Step[] => {
    const name = keyText(key);
    const transcript = waiting.get(name);
    if (transcript === undefined) throw new ReplayDivergence(`${name}: was not recorded`);
    waiting.delete(name);
    return transcript.steps;
  };
  const begin = (key: ConversationKey): Playback => new Playback(keyText(key), stepsOf(key));
  const transport: Transport = {
    now: (key) => new Date(String(begin(key).answered())),
    seed: (key) => createHash('sha256').update(runSeed).update(keyText(key)).digest(),
    stream(key) {
      const playback = begin(key);
      return playback.settled(() => {
        playback.problem();
        return {
          roundTripMs: 0,
          write: (bytes) =>
            playback.settled(() => {
              playback.problem();
              playback.sent(bytes);
            }),
          read: () => playback.settled(() => playback.received()),
          close: () => undefined,
        };
      });
    },
    datagram: (key, _to, payload) => begin(key).replied(payload),
    framed: (key, _to, payload) => begin(key).replied(payload),
    measured: (key) => Number(begin(key).answered()),
    decided: (key) => waiting.has(keyText(key)) && begin(key).answered() === true,
    http(key, _to, message) {
      const playback = begin(key);
      return playback.settled(() => {
        playback.asked(encodeHttpMessage(message));
        return decodeHttp(playback.answered());
      });
    },
    session(key, _to, message) {
      const playback = begin(key);
      return playback.settled(() => {
        playback.asked(encodeSessionMessage(message));
        return decodeSession(playback.answered());
      });
    },
    client: (key) => new ReplayedClient(keyText(key), stepsOf(key)),
    ipv6: () => Promise.resolve(begin(IPV6_KEY).answered() === true),
  };
  return { transport, unplayed: () => [...waiting.keys()] };
}

/** A cursor over the steps of one conversation. */
class Playback {
  readonly #name: string;
  readonly #steps: readonly Step[];
  #next = 0;

  constructor(name: string, steps: readonly Step[]) {
    this.#name = name;
    this.#steps = steps;
  }

  /** Runs `act` as a promise, as the live transport would. */
  async settled<T>(act: () => T): Promise<T> {
    return Promise.resolve().then(act);
  }

  /** The answer to a message. */
  replied(payload: Uint8Array): Promise<Uint8Array> {
    return this.settled(() => {
      this.sent(payload);
      const reply = this.received();
      if (reply === null) throw new ReplayDivergence(`${this.#name}: no answer was recorded`);
      return reply;
    });
  }

  /** Throws the problem if one was recorded next. */
  problem(): void {
    const step = this.#steps[this.#next];
    if (step === undefined || !('problem' in step)) return;
    this.#next += 1;
    throw new ProblemError(step.problem.code, step.problem.detail);
  }

  sent(bytes: Uint8Array): void {
    const now = Buffer.from(bytes).toString('hex');
    const step = this.#take();
    if (!('sent' in step)) this.#diverge(`sends ${now}`, step);
    if (step.sent !== now) this.#diverge(firstDifference(step.sent, now), step);
  }

  received(): Uint8Array | null {
    this.problem();
    const step = this.#take();
    if ('received' in step) return new Uint8Array(Buffer.from(step.received, 'hex'));
    if ('closed' in step) return null;
    return this.#diverge('reads', step);
  }

  asked(message: unknown): void {
    const step = this.#take();
    const now = JSON.stringify(message);
    if (!('asked' in step) || JSON.stringify(step.asked) !== now)
      this.#diverge(`asks ${now}`, step);
  }

  answered(): unknown {
    this.problem();
    const step = this.#take();
    if (!('answered' in step)) this.#diverge('waits for an answer', step);
    return step.answered;
  }

  #take(): Step {
    const step = this.#steps[this.#next];
    if (step === undefined) {
      throw new ReplayDivergence(`${this.#name}: goes on where the recording ends`);
    }
    this.#next += 1;
    return step;
  }

  #diverge(now: string, step: Step): never {
    throw new ReplayDivergence(
      `${this.#name}: step ${this.#next}: now ${now}; recorded ${JSON.stringify(step)}`,
    );
  }
}

function firstDifference(recorded: string, now: string): string {
  let at = 0;
  while (at < recorded.length && recorded[at] === now[at]) at += 1;
  return `sends ${now} (differs at byte ${Math.floor(at / 2)})`;
}
