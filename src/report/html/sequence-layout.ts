import { MARKS, type Beat, type Limit, type Mark, type Stretch } from '../rate-limit/sequence.ts';

/** Where the requests of one phase stand, in units of its picture. */
export interface Panel {
  readonly stretch: Stretch;
  readonly width: number;
  readonly height: number;
  /** Width of one request. */
  readonly unit: number;
  /** The line between those that were admitted and the others. */
  readonly zero: number;
  /** Paths of vertical lines. */
  readonly bars: Readonly<Record<Mark, string>>;
  /** How many were admitted within the window, up to the limit and what is over it; empty where it is not known. */
  readonly counts: string;
  readonly over: string;
  readonly limitAt: number | null;
  /** Long silences, which are not drawn in proportion. */
  readonly silences: readonly { readonly x: number; readonly seconds: number }[];
}

/** Measures of the picture. */
export const SIZE = {
  pad: 7,
  least: 80,
  head: 36,
  lane: 54,
  gap: 12,
  above: 46,
  below: 28,
  foot: 6,
  silence: 34,
} as const;

/** Seconds of silence inside a phase that are written out. */
const LONG = 3.5;
const WIDEST = 312;
const LEAST_BAR = 4;

/** A panel for each phase; all have the same scales. */
export function placed(stretches: readonly Stretch[], limit: Limit | null): readonly Panel[] {
  const beats = stretches.flatMap((stretch) => stretch.beats);
  const longest = Math.max(1, ...beats.map(({ ms }) => ms));
  const most = Math.max(limit?.requests ?? 0, ...beats.map(({ admitted }) => admitted ?? 0));
  const scale = limit === null ? null : { most, limit: limit.requests };
  return stretches.map((stretch) => panelOf(stretch, longest, scale));
}

type Scale = { readonly most: number; readonly limit: number } | null;

function panelOf(stretch: Stretch, longest: number, scale: Scale): Panel {
  const { beats } = stretch;
  const unit = unitOf(beats.length);
  const { places, silences, end } = columns(beats, unit);
  const lane = scale === null ? 0 : SIZE.lane + SIZE.gap;
  const zero = SIZE.head + lane + SIZE.above;
  const bottom = SIZE.head + SIZE.lane;
  const level = (count: number): number =>
    tidy(bottom - (SIZE.lane - SIZE.gap) * (count / Math.max(1, scale?.most ?? 1)));
  const limitAt = scale === null ? null : level(scale.limit);
  const bar = (beat: Beat, index: number): string => {
    const room = isAbove(beat.mark) ? SIZE.above - SIZE.gap : SIZE.below;
    // By the root: what took ten times as long is three times as high.
    const height = LEAST_BAR + (room - LEAST_BAR) * Math.sqrt(Math.max(0, beat.ms) / longest);
    return `M${places[index] ?? 0},${zero}v${tidy(isAbove(beat.mark) ? -height : height)}`;
  };
  const count = (from: number, to: number, index: number): string =>
    to < from ? `M${places[index] ?? 0},${from}V${to}` : '';
  return {
    stretch,
    width: Math.ceil(Math.max(SIZE.least, end + SIZE.pad)),
    height: zero + SIZE.below + SIZE.foot,
    unit,
    zero,
    bars: byMark((mark) =>
      beats.map((beat, index) => (beat.mark === mark ? bar(beat, index) : '')).join(''),
    ),
    counts: beats
      .map(({ admitted }, index) =>
        count(bottom, Math.max(level(admitted ?? 0), limitAt ?? 0), index),
      )
      .join(''),
    over: beats
      .map(({ admitted }, index) => count(limitAt ?? 0, level(admitted ?? 0), index))
      .join(''),
    limitAt,
    silences,
  };
}

const isAbove = (mark: Mark): boolean => mark === 'admitted' || mark === 'delayed';

const byMark = (of: (mark: Mark) => string): Record<Mark, string> => ({
  admitted: of(MARKS[0]),
  delayed: of(MARKS[1]),
  refused: of(MARKS[2]),
  failed: of(MARKS[3]),
});

const tidy = (value: number): number => Math.round(value * 10) / 10;

/** Few requests stand wide, many close to each other. */
const unitOf = (count: number): number => tidy(Math.max(1, Math.min(9, WIDEST / count)));

/** The middle of each request's column, with room for long silences between them. */
function columns(
  beats: readonly Beat[],
  unit: number,
): {
  readonly places: readonly number[];
  readonly silences: Panel['silences'];
  readonly end: number;
} {
  const silences: { x: number; seconds: number }[] = [];
  let x: number = SIZE.pad;
  const places = beats.map(({ silence }, index) => {
    if (index > 0 && silence >= LONG) {
      silences.push({ x: x + SIZE.silence / 2, seconds: silence });
      x += SIZE.silence;
    }
    x = tidy(x + unit);
    return tidy(x - unit / 2);
  });
  return { places, silences, end: x };
}
