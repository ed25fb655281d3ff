import type { SyntaxFault } from './fault.ts';

/** A tag of a tag-list and its value, white space around both removed. */
export interface Tag {
  readonly name: string;
  readonly value: string;
  /** Where the name stands, counted from 1. */
  readonly column: number;
}

/** A tag-list (RFC 6376, section 3.2). */
export interface TagList {
  /** In their order; of two with one name the first. */
  readonly tags: readonly Tag[];
  /** What is against the grammar, duplicates among it; in order of the columns. */
  readonly faults: readonly SyntaxFault[];
}

/** tag-name = ALPHA *(ALPHA / DIGIT / "_"); names are case-sensitive. */
const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;
const BLANKS = /[\t\r\n ]/;

/**
 * Reads `tag=value` pairs with `;` between them and perhaps behind the last. Which characters a value
 * may have is left to those who use it, as verifiers do.
 */
export function parseTagList(text: string): TagList {
  const tags: Tag[] = [];
  const faults: SyntaxFault[] = [];
  const parts = text.split(';');
  let start = 1;
  for (const [index, part] of parts.entries()) {
    const column = start + firstOf(part);
    start += part.length + 1;
    const equals = part.indexOf('=');
    const name = trimBlanks(part.slice(0, Math.max(0, equals)));
    const value = trimBlanks(part.slice(equals + 1));
    const complaint = complaintOf(name, tags);
    if (complaint === null) tags.push({ name, value, column });
    else if (trimBlanks(part) !== '' || index === 0 || index < parts.length - 1) {
      faults.push({ column, reason: complaint });
    }
  }
  return { tags, faults };
}

function complaintOf(name: string, before: readonly Tag[]): string | null {
  if (!NAME.test(name)) return 'not of the form tag=value';
  return before.some((tag) => tag.name === name) ? `${name} stands twice` : null;
}

/** The value of a tag; null where it is not there. */
export const tagValue = ({ tags }: TagList, name: string): string | null =>
  tags.find((tag) => tag.name === name)?.value ?? null;

const isBlank = (character: string | undefined): boolean =>
  character !== undefined && BLANKS.test(character);

function firstOf(text: string): number {
  let at = 0;
  while (isBlank(text[at])) at += 1;
  return at === text.length ? 0 : at;
}

/** Without folding white space around it. */
export function trimBlanks(text: string): string {
  let end = text.length;
  while (isBlank(text[end - 1])) end -= 1;
  return text.slice(0, end).slice(Math.min(firstOf(text), end));
}
