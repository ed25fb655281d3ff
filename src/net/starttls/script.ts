import { ProblemError } from '../../evidence/problem.ts';
import type { Talk } from '../talk.ts';

/** What is at hand to bring a conversation to the point where TLS begins. */
export interface Upgrade {
  readonly talk: Talk;
  /** The name asked for. */
  readonly host: string;
  /** Sends the command that asks for TLS. */
  readonly ask: (command: string) => Promise<void>;
}

/**
 * Brings one protocol to the point where TLS begins. Throws a ProblemError `blocked` where the server
 * turns us away for now, and a NoStarttlsError where it does not offer TLS.
 */
export type Script = (upgrade: Upgrade) => Promise<void>;

/** Characters of a server's own words that are kept. */
const MOST_TEXT = 100;

/** The Problem of a server that turns us away, in its own words. */
export const turnedAway = (what: string, words: string): ProblemError =>
  new ProblemError('blocked', `${what}: ${words.slice(0, MOST_TEXT)}`);

/** The Problem of a server that says what its protocol does not provide for. */
export const outOfOrder = (what: string, words: string): ProblemError =>
  new ProblemError('malformed', `${what}: ${words.slice(0, MOST_TEXT)}`);
