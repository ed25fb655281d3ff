import { visible } from '../escape.ts';
import { shortened } from '../words.ts';

/** ASCII punctuation; whatever of it can begin something in Markdown is written as a character reference. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;

/** Means nothing inside a line of text, wherever it stands. */
const PLAIN = ',;?()\'"/-+=.';

/**
 * Begins a reference at GitHub or GitLab, which look for it in the finished text: a person, an issue, a
 * picture by its name, an epic, a milestone, a label, a formula. A comment behind it keeps them apart.
 */
const REFERRING = '@#:!&%~$';
const APART = '<!-- -->';

const FIELD = 300;

/**
 * A text within a line of GitHub-flavoured Markdown, or within an HTML element of it: nothing in it is
 * markup, a link, a mention or a reference. Unseen characters are written out, long texts cut.
 */
export const prose = (text: string, limit = FIELD): string =>
  visible(shortened(text, limit))
    .replace(PUNCTUATION, (mark, at: number, whole: string) => {
      if (PLAIN.includes(mark)) return mark;
      const next = whole[at + 1];
      if (mark === ':' && next === ' ') return mark;
      const refers = REFERRING.includes(mark) && next !== undefined && next !== ' ';
      return reference(mark) + (refers ? APART : '');
    })
    // Would be a link (GFM 6.9), or an issue of GitHub.
    .replace(/www\./gi, (found) => `${found.slice(0, -1)}&#46;${APART}`)
    .replace(/gh-(?=\d)/gi, (found) => found + APART)
    // Would begin a list, a code block or an underlining, or get lost.
    .replace(/^(?:\d(?=\d*[.)])|[ .+=)-])/, reference)
    .replace(/ $/, reference);

const reference = (character: string): string => `&#${character.charCodeAt(0)};`;

/** A value as it was seen, in fixed width; the same holds as for `prose`. */
export function code(text: string, limit = FIELD): string {
  const shown = visible(shortened(text, limit));
  return /^[^`|\\]+$/.test(shown) && shown.trim() === shown
    ? `\`${shown}\``
    : `<code>${prose(text, limit)}</code>`;
}

/** Lines of code, each as it is, between fences that none of them can close. */
export function fenced(text: string, language: string): readonly string[] {
  const lines = text.split('\n').map((line) => visible(line));
  const longest = Math.max(2, ...lines.flatMap((line) => line.match(/`+/g) ?? []).map(sizeOf));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${/^[a-z0-9]+$/i.test(language) ? language : ''}`, ...lines, fence];
}

const sizeOf = ({ length }: string): number => length;
