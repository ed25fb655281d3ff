import { leadsOf, type Phrase, type Piece } from '../document/phrase.ts';

/** A text made ready to be looked through; every sign keeps its place. */
export interface Subject {
  readonly text: string;
  /** Typographic quotes and hyphens as the plain ones. */
  readonly plain: string;
  /** The same in lower case. */
  readonly folded: string;
}

/** A part of a text, as offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const PLAIN: Readonly<Record<string, string>> = {
  ...{ '\u2018': "'", '\u2019': "'", '\u201c': '"', '\u201d': '"' },
  ...{ '\u2010': '-', '\u2011': '-', '\u2012': '-', '\u2013': '-', '\u2014': '-' },
};

/** The text with what comparing it needs. */
export function subjectOf(text: string): Subject {
  const plain = text.replaceAll(
    /[\u2010-\u2014\u2018\u2019\u201c\u201d]/g,
    (sign) => PLAIN[sign] ?? sign,
  );
  // The one letter that grows in lower case.
  return { text, plain, folded: plain.replaceAll('\u0130', 'I').toLowerCase() };
}

/** Words to look for. */
export interface Search {
  readonly phrase: Phrase;
  readonly matchCase: boolean;
}

/** Most matches of one phrase in one text. */
const MOST = 1000;

/** Where the words stand, each time as long as it goes; no two overlap. */
export function findPhrase({ phrase, matchCase }: Search, subject: Subject, within?: Span): Span[] {
  const text = matchCase ? subject.plain : subject.folded;
  const { start: from, end: to } = within ?? { start: 0, end: text.length };
  const leads = new Set([...leadsOf(phrase)].map((lead) => folded(lead, matchCase)));
  const found: Span[] = [];
  for (let start = from; start < to && found.length < MOST; start += 1) {
    if (!leads.has(text.charAt(start)) || isInsideWord(text, start)) continue;
    const ends = endsOf(phrase, { text, matchCase }, [start]);
    const end = Math.max(...ends.filter((one) => one <= to && !isInsideWord(text, one)), start);
    if (end === start) continue;
    found.push({ start, end });
    start = end - 1;
  }
  return found;
}

interface Scan {
  readonly text: string;
  readonly matchCase: boolean;
}

const folded = (sign: string, matchCase: boolean): string =>
  matchCase ? sign : sign.toLowerCase();

/** All places that the phrase can end at, begun at any of `starts`: never more than the text has. */
const endsOf = (phrase: Phrase, scan: Scan, starts: readonly number[]): readonly number[] =>
  phrase.reduce<readonly number[]>((at, piece) => afterPiece(piece, scan, at), starts);

function afterPiece(piece: Piece, scan: Scan, starts: readonly number[]): readonly number[] {
  const { text } = scan;
  switch (piece.type) {
    case 'text': {
      const sign = folded(piece.text, scan.matchCase);
      return starts.filter((at) => text.startsWith(sign, at)).map((at) => at + sign.length);
    }
    case 'digit':
      return starts.filter((at) => isDigit(text.charAt(at))).map((at) => at + 1);
    case 'gap':
      return [...new Set(starts.map((at) => afterGap(text, at)))];
    case 'rest':
      return [...new Set(starts.map((at) => afterWord(text, at)))];
    case 'choice': {
      const ends = piece.phrases.flatMap((phrase) => endsOf(phrase, scan, starts));
      return [...new Set(piece.optional ? [...starts, ...ends] : ends)];
    }
  }
}

const GAP: ReadonlySet<string> = new Set(' -\t\r\n\f\v\u00a0\u2009\u202f');

/** Past blanks and hyphens, over the end of one line but not over an empty line. */
function afterGap(text: string, start: number): number {
  let at = start;
  for (let lines = 0; GAP.has(text.charAt(at)); at += 1) {
    if (text[at] === '\n') lines += 1;
    if (lines > 1) return start;
  }
  return at;
}

function afterWord(text: string, start: number): number {
  let at = start;
  while (isWord(text.charAt(at))) at += 1;
  return at;
}

/** Whether a word or a number such as 4.0.1 goes on over this place. */
function isInsideWord(text: string, at: number): boolean {
  const [before, after] = [text.charAt(at - 1), text.charAt(at)];
  if (isWord(before) && isWord(after)) return true;
  if (before === '.') return isDigit(text.charAt(at - 2)) && isDigit(after);
  return after === '.' && isDigit(before) && isDigit(text.charAt(at + 1));
}

const ASCII_WORD: ReadonlySet<string> = new Set(
  'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_',
);

const isWord = (sign: string): boolean =>
  ASCII_WORD.has(sign) || (sign > '\u007f' && /^[\p{L}\p{N}]$/u.test(sign));

const isDigit = (sign: string): boolean => sign >= '0' && sign <= '9';
