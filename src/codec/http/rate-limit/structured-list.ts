import { isInnerList, parseDictionary, parseList, Token, type Item } from 'structured-headers';
import { quoted } from '../fault.ts';
import { fieldLines, type HeaderList } from '../fields.ts';
import { isCut } from './kept.ts';

/** A value of Structured Fields (RFC 9651, section 3.3), as far as fields on limits know any. */
export type Bare =
  | { readonly is: 'integer'; readonly value: number }
  | { readonly is: 'string' | 'token' | 'decimal'; readonly value: string }
  /** In base64. */
  | { readonly is: 'bytes'; readonly value: string }
  | { readonly is: 'other' };

export interface LimitItem {
  readonly value: Bare;
  readonly parameters: ReadonlyMap<string, Bare>;
}

/** A member of a List; null for an Inner List. */
export type LimitMember = LimitItem | null;

/** Far more than any field on limits needs. */
const MOST_TEXT = 16_384;
const MOST_MEMBERS = 100;

/** All lines of a field as one text; null where it is not sent, or not all of it is known. */
export function fieldText(headers: HeaderList, name: string): string | null {
  const lines = fieldLines(headers, name);
  const text = lines.join(', ');
  return lines.length === 0 || lines.some(isCut) || text.length > MOST_TEXT ? null : text;
}

/** The members of a List; null where the text is none. */
export const listOf = (text: string): readonly LimitMember[] | null =>
  attempt(() =>
    parseList(withDecimals(text))
      .slice(0, MOST_MEMBERS)
      .map((member) => (isInnerList(member) ? null : itemOf(member))),
  );

/** The members of a Dictionary; null where the text is none. */
export const dictionaryOf = (text: string): ReadonlyMap<string, LimitMember> | null =>
  attempt(() => {
    const members = [...parseDictionary(withDecimals(text))].slice(0, MOST_MEMBERS);
    return new Map(
      members.map(([key, member]) => [key, isInnerList(member) ? null : itemOf(member)]),
    );
  });

function attempt<T>(parse: () => T): T | null {
  try {
    return parse();
  } catch {
    return null;
  }
}

/** What is not a String, and what begins with `=`, `,` or a space, or with the text, and is a Decimal. */
const STRING_OR_DECIMAL = /"(?:[^"\\]|\\[^])*"?|(?<=^|[=, (])-?\d{1,12}\.\d{1,3}(?![\d.])/g;

/** Of a Decimal the parser tells only the number, and 10.0 is no Integer: a Token is none either. */
const withDecimals = (text: string): string =>
  text.replace(STRING_OR_DECIMAL, (found) => (found.startsWith('"') ? found : `*${found}`));

const itemOf = ([value, parameters]: Item): LimitItem => ({
  value: bareOf(value),
  parameters: new Map([...parameters].map(([key, one]) => [key, bareOf(one)])),
});

function bareOf(value: unknown): Bare {
  if (typeof value === 'number') return { is: 'integer', value };
  if (typeof value === 'string') return { is: 'string', value };
  if (value instanceof Token) return tokenOf(value.toString());
  if (value instanceof ArrayBuffer) {
    return { is: 'bytes', value: Buffer.from(value).toString('base64') };
  }
  return { is: 'other' };
}

const tokenOf = (value: string): Bare =>
  /^\*-?\d+\.\d+$/.test(value) ? { is: 'decimal', value: value.slice(1) } : { is: 'token', value };

/** A value as a sentence shows it. */
export function shown(value: Bare): string {
  if (value.is === 'other') return 'of another type';
  return typeof value.value === 'number' || value.is === 'decimal'
    ? String(value.value)
    : quoted(value.value);
}
