import { countsOf, type Mark, type Picture, type Stretch } from './rate-limit/sequence.ts';
import { numberText, PHASE_WORDS } from './rate-limit/words.ts';
import { beside, paragraph, type Page } from './text-page.ts';

/** One symbol for each request; the height of a bar stands for how long it took. */
const SYMBOLS: Readonly<Record<Mark, string>> = {
  admitted: '▂',
  delayed: '▆',
  refused: '×',
  failed: '!',
};

const LABEL = 11;
/** Seconds of silence that are written out. */
const SILENCE = 2;

/** The requests of a sequence, a line or more for each phase, and what the symbols mean. */
export function sequenceLines(page: Page, indent: number, picture: Picture): readonly string[] {
  const ink = inkOf(page);
  const silent = picture.stretches.some(({ beats }) => beats.some(isLate));
  const legend = [
    ...countsOf(picture).map(([mark]) => `${SYMBOLS[mark]}\u00a0${mark}`),
    ...(silent ? ['7s\u00a0silence'] : []),
  ];
  return [
    ...picture.stretches.flatMap((stretch) => {
      const lead = { text: PHASE_WORDS[stretch.phase], width: LABEL, style: page.ink.dim };
      return beside(page, indent, lead, beatsText(stretch), ink);
    }),
    ...paragraph(page, indent + LABEL, legend.join('  '), page.ink.dim),
  ];
}

const isLate = ({ silence }: Stretch['beats'][number]): boolean => silence >= SILENCE;

/** `▂▂▂× 12s ▂`; what comes close to each other stands in tens. */
function beatsText({ beats }: Stretch): string {
  let together = 0;
  const text = beats.map((beat) => {
    const symbol = SYMBOLS[beat.mark];
    if (isLate(beat)) {
      together = 1;
      return ` ${numberText(Math.round(beat.silence))}s ${symbol}`;
    }
    together += 1;
    return together % TEN === 1 ? ` ${symbol}` : symbol;
  });
  return text.join('').trimStart();
}

const TEN = 10;

/** Colours each run of symbols of its own; what lies between is quiet. */
function inkOf({ ink }: Page): (line: string) => string {
  const styles: Readonly<Record<string, (text: string) => string>> = {
    [SYMBOLS.admitted]: ink.green,
    [SYMBOLS.delayed]: ink.yellow,
    [SYMBOLS.refused]: ink.red,
    [SYMBOLS.failed]: ink.magenta,
  };
  return (line) =>
    line.replace(/▂+|▆+|×+|!+|\d+s/g, (run) => (styles[run.charAt(0)] ?? ink.dim)(run));
}
