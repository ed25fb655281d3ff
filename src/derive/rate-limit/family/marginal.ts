import { split } from './cells.ts';
import type { Cell, Fill, Law, LimiterEvent } from './law.ts';
import { likelihoods, logSum } from './likelihood.ts';

/** What the answers say of a family of laws. */
export interface Marginal {
  /** Logarithm of the mean likelihood over all laws and their parameters. */
  readonly evidence: number;
  /** Null where the answers leave it open. */
  readonly limit: number | null;
  /** The time of the law; null where the answers leave it open. */
  readonly seconds: number | null;
}

interface Tried {
  readonly cell: Cell;
  /** Logarithm of the likelihood at the best limit. */
  readonly best: number;
  readonly limit: number;
  /** Logarithm of the mean likelihood over all limits, by the weights of the cell and the law. */
  readonly evidence: number;
}

/**
 * Parts of the answers after the first refusal by which cells are chosen before all answers are looked
 * at: few answers fit wherever the cell is about right, all of them only where it is very small.
 */
const STAGES = [0.2, 0.45, 0.75];
const SPLIT_IN_STAGE = 40;

/** By how much the likelihood of cells that are split, and of those that are kept, may be less. */
const WORTH = 12;
const HOPELESS = 14;

/** Limits beyond what was admitted before the first refusal that are tried. */
const BEYOND = 3;

const NEGLIGIBLE = -15;

/** The mean over all parameters, by smaller and smaller cells where the answers fit. */
export const marginalOf = (laws: readonly Law[], events: readonly LimiterEvent[]): Marginal =>
  summaryOf(laws.flatMap((law) => triedOf(law, events)));

function triedOf(law: Law, events: readonly LimiterEvent[]): readonly Tried[] {
  const refused = events.findIndex(({ admitted }) => !admitted);
  const before = refused === -1 ? events.length : refused + 1;
  let cells = law.cells(events.at(-1)?.at ?? 0);
  for (const part of STAGES) {
    const seen = events.slice(0, Math.ceil(before + part * (events.length - before)));
    const tried = cells.map(trialOf(law, seen, before + BEYOND));
    const best = tried.reduce((most, one) => Math.max(most, one.best), -Infinity);
    const kept = tried.filter((one) => one.best > best - HOPELESS);
    const chosen = kept
      .filter((one) => isDivisible(one.cell) && one.best > best - WORTH)
      .sort((a, b) => b.best - a.best)
      .slice(0, SPLIT_IN_STAGE);
    const divided = new Set(chosen);
    cells = kept.flatMap((one) => (divided.has(one) ? split(one.cell) : one.cell));
  }
  return cells.map(trialOf(law, events, before + BEYOND));
}

const isDivisible = ({ width, phaseWidth }: Cell) => width > 0 || phaseWidth > 0;

function trialOf(law: Law, events: readonly LimiterEvent[], limits: number): (cell: Cell) => Tried {
  const fill: Fill = {
    least: new Float64Array(events.length),
    most: new Float64Array(events.length),
  };
  const logs = new Float64Array(limits + 2);
  return (cell) => {
    law.fill(events, cell, fill);
    const limit = likelihoods(events, fill, limits, logs);
    const best = logs[limit] ?? 0;
    let sum = 0;
    for (let one = 1; one <= limits; one++) {
      const less = (logs[one] ?? 0) - best;
      if (less > NEGLIGIBLE) sum += Math.exp(less) / one;
    }
    return { cell, best, limit, evidence: best + Math.log(sum * cell.weight * law.share) };
  };
}

/** The likeliest limit, and the time in the middle of what is likely with it. */
function summaryOf(tried: readonly Tried[]): Marginal {
  const evidence = logSum(tried.map((one) => one.evidence));
  const byLimit = [...Map.groupBy(tried, ({ limit }) => limit)].map(([limit, of]) => ({
    limit,
    of,
    evidence: logSum(of.map((one) => one.evidence)),
  }));
  const best = byLimit.reduce((a, b) => (b.evidence > a.evidence ? b : a));
  const near = Math.max(1, NEAR * best.limit);
  const around = byLimit.filter(({ limit }) => Math.abs(limit - best.limit) <= near);
  const known = Math.exp(logSum(around.map((one) => one.evidence)) - evidence) > KNOWN;
  return {
    evidence,
    limit: known ? best.limit : null,
    seconds: middleOf(around.flatMap(({ of }) => of)),
  };
}

/** Limits that differ by 1, or by this part, are told as one where together they are this likely. */
const NEAR = 0.1;
const KNOWN = 0.8;

/** Of the times that are likely this part is left out at each end, to see how far apart they lie. */
const END = 0.1;

/** Times that lie no further apart, as a part or in seconds, are one. */
const APART = { part: 1.3, seconds: 1.8 };

function middleOf(tried: readonly Tried[]): number | null {
  const evidence = logSum(tried.map((one) => one.evidence));
  const order = tried
    .map((one) => ({ seconds: one.cell.seconds, part: Math.exp(one.evidence - evidence) }))
    .sort((a, b) => a.seconds - b.seconds);
  const at = (part: number) => {
    let sum = 0;
    return order.find((one) => (sum += one.part) >= part)?.seconds ?? Infinity;
  };
  const [low, high] = [at(END), at(1 - END)];
  return high > low * APART.part && high - low > APART.seconds ? null : at(0.5);
}
