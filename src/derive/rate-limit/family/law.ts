import type { Candidate } from '../../../evidence/kinds/rate-limit/enforced.ts';

/** One request as a limiter sees it. */
export interface LimiterEvent {
  /** Seconds: when it was sent. */
  readonly at: number;
  readonly admitted: boolean;
}

/** A small range of a law's parameters; the law is tried at its middle. */
export interface Cell {
  /** Length of the window or penalty, or the time in which a bucket gains one request. */
  readonly seconds: number;
  /** Width of that range as a part of it; 0 for one value alone. */
  readonly width: number;
  /** Where on the clock the windows begin, as a part of the window. */
  readonly phase: number;
  /** Width of the range of phases; 0 for laws without one. */
  readonly phaseWidth: number;
  /** Seconds over which a penalty's law counts. */
  readonly counting: number;
  /** Probability of the range before anything was seen. */
  readonly weight: number;
}

/**
 * How full the limiter is before each request, at least and at most, given what was really admitted
 * before (so that one answer that does not fit spoils no others). A limit of q admits what finds it
 * filled to q - 1 at most.
 */
export interface Fill {
  readonly least: Float64Array;
  readonly most: Float64Array;
}

/** One kind of limiter: all its parameters but the limit are in the cell. */
export interface Law {
  readonly family: Candidate['family'];
  /** Its part of the chance of its family. */
  readonly share: number;
  cells(span: number): Cell[];
  fill(events: readonly LimiterEvent[], cell: Cell, into: Fill): void;
  /** The numbers of the contract, for a limit and the time of a cell: the same for a family. */
  numbers(limit: number | null, seconds: number | null): Omit<Candidate, 'family' | 'posterior'>;
}

/**
 * Seconds between two requests that may be less or more on their way to the limiter: what falls so
 * near to a change that it could be on either side says nothing.
 */
export const JITTER = 0.03;

/** That, and how much sooner or later the same happens at either end of a cell, after so many seconds. */
export const slack = ({ seconds, width, phaseWidth }: Cell, passed: number): number =>
  JITTER + (width * passed + phaseWidth * seconds) / 2;
