import type { Cell } from './law.ts';

/** Times that people choose, in seconds. */
const USUAL_SECONDS = [1, 2, 5, 10, 15, 20, 30, 60, 90, 120, 180, 300, 600, 900, 1800, 3600];

/** Requests per second that people choose, as seconds for one. */
const USUAL_INTERVALS = [
  0.05,
  0.1,
  0.2,
  0.25,
  0.5,
  1,
  2,
  3,
  4,
  5,
  6,
  10,
  12,
  15,
  20,
  30,
  60,
  1 / 3,
];

/** How likely it is that one of those was chosen. */
const USUAL_SHARE = 0.3;

const LEAST_SECONDS = 0.2;
const MOST_SECONDS = 7200;
const LEAST_INTERVAL = 1 / 40;
const MOST_INTERVAL = 600;

const WHOLE = { phase: 0, phaseWidth: 0, counting: Infinity };

/** Lengths of a window or a penalty; what is longer than all that was seen is one cell. */
export const lengths = (span: number, step: number): Cell[] =>
  spread(USUAL_SECONDS, LEAST_SECONDS, MOST_SECONDS, span, step);

/** Times in which a bucket gains one request. */
export const intervals = (span: number, step: number): Cell[] =>
  spread(USUAL_INTERVALS, LEAST_INTERVAL, MOST_INTERVAL, span, step);

function spread(usual: readonly number[], least: number, most: number, span: number, step: number) {
  const perUnit = (1 - USUAL_SHARE) / Math.log(most / least);
  const end = Math.min(most, Math.max(least * 2, span * 1.1));
  const cells: Cell[] = usual.map((seconds) => ({
    ...WHOLE,
    seconds,
    width: 0,
    weight: USUAL_SHARE / usual.length,
  }));
  const count = Math.ceil(Math.log(end / least) / step);
  const width = Math.log(end / least) / count;
  for (let i = 0; i < count; i++) {
    const seconds = least * Math.exp((i + 0.5) * width);
    cells.push({ ...WHOLE, seconds, width, weight: perUnit * width });
  }
  const rest = Math.log(most / end);
  if (rest > 0) {
    cells.push({ ...WHOLE, seconds: Math.sqrt(end * most), width: 0, weight: perUnit * rest });
  }
  return cells;
}

/** Each cell once for each of so many phases. */
export const withPhases = (cells: readonly Cell[], count: number): Cell[] =>
  cells.flatMap((cell, place) =>
    Array.from({ length: count }, (_, i) => ({
      ...cell,
      // Cells side by side look at different phases: together they see more of them.
      phase: (i + ((place * GOLDEN) % 1)) / count,
      phaseWidth: 1 / count,
      weight: cell.weight / count,
    })),
  );

const GOLDEN = 0.618034;

/** Each cell once for each time over which requests are counted. */
export const withCounting = (cells: readonly Cell[], seconds: readonly number[]): Cell[] =>
  cells.flatMap((cell) =>
    seconds.map((counting) => ({ ...cell, counting, weight: cell.weight / seconds.length })),
  );

const PARTS = 3;

/** The same range in smaller cells. */
export function split(cell: Cell): Cell[] {
  const widths = cell.width === 0 ? [0] : STEPS;
  const phases = cell.phaseWidth === 0 ? [0] : STEPS;
  const weight = cell.weight / (widths.length * phases.length);
  return widths.flatMap((inTime) =>
    phases.map((inPhase) => ({
      ...cell,
      seconds: cell.seconds * Math.exp(inTime * cell.width),
      width: cell.width / PARTS,
      phase: cell.phase + inPhase * cell.phaseWidth,
      phaseWidth: cell.phaseWidth / PARTS,
      weight,
    })),
  );
}

/** Middles of the parts, as parts of the width. */
const STEPS = [-1 / PARTS, 0, 1 / PARTS];
