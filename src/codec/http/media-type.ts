import { quoted, type FieldFault } from './fault.ts';
import { fieldList, stripTabsAndSpaces, type HeaderList } from './fields.ts';

/** What Content-Type says (Fetch, "extract a MIME type"). */
interface ContentType {
  /** Type and subtype in lower case. */
  readonly essence: string;
  /** In lower case. */
  readonly charset: string | null;
}

/**
 * Type and subtype of the response in lower case, without parameters; null where none can be read.
 * Of several the last readable one counts.
 */
export const mediaTypeOf = (headers: HeaderList): string | null =>
  contentTypeOf(headers)?.essence ?? null;

/** The charset that the field names, in lower case, which need not be one; null where it names none. */
export const charsetOf = (headers: HeaderList): string | null =>
  contentTypeOf(headers)?.charset ?? null;

/** A later value of the same type without a charset keeps that of the one before. */
const contentTypeOf = (headers: HeaderList): ContentType | null =>
  readableTypes(headers).reduce<ContentType | null>((before, { essence, charset }) => {
    const kept = before?.essence === essence ? before.charset : null;
    return { essence, charset: charset ?? kept };
  }, null);

export function contentTypeFaults(headers: HeaderList): FieldFault[] {
  const members = fieldList(headers, 'Content-Type') ?? [];
  const type = mediaTypeOf(headers);
  if (members.length === 0) return [];
  if (type === null) {
    return [{ problem: `${quoted(members.join(', '))} is no media type`, effect: 'ignored' }];
  }
  if (new Set(readableTypes(headers).map(({ essence }) => essence)).size < 2) return [];
  const problem = `${quoted(members.join(', '))} names several types: ${quoted(type)} counts`;
  return [{ problem, effect: 'partly' }];
}

/** The values that can be read, in order; `*` `/` `*` says nothing. */
const readableTypes = (headers: HeaderList): ContentType[] =>
  (fieldList(headers, 'Content-Type') ?? [])
    .flatMap((member) => parseMediaType(member) ?? [])
    .filter(({ essence }) => essence !== '*/*');

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const ESSENCE = new RegExp(String.raw`^(${TOKEN}/${TOKEN})[ \t]*(?:;|$)`);
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** MIME Sniffing, "parse a MIME type". */
function parseMediaType(text: string): ContentType | null {
  const match = ESSENCE.exec(text);
  if (match === null) return null;
  const [whole, essence = ''] = match;
  return { essence: essence.toLowerCase(), charset: charsetIn(text, whole.length) };
}

/** The first readable charset parameter from a position behind a semicolon on. */
function charsetIn(text: string, start: number): string | null {
  for (let position = start; position < text.length; position += 1) {
    const end = semicolonFrom(text, position);
    const equals = text.slice(position, end).indexOf('=');
    if (equals === -1) {
      position = end;
      continue;
    }
    const name = text.slice(position, position + equals).replace(/^[ \t]+/, '');
    const { value, next } = valueAt(text, position + equals + 1);
    if (name.toLowerCase() === 'charset' && value !== null && VALUE.test(value)) {
      return value.toLowerCase();
    }
    position = next;
  }
  return null;
}

function semicolonFrom(text: string, start: number): number {
  const next = text.indexOf(';', start);
  return next === -1 ? text.length : next;
}

/** A value, null where it is empty without quotes, and the place of the semicolon behind it. */
function valueAt(text: string, start: number): { value: string | null; next: number } {
  if (text[start] !== '"') {
    const next = semicolonFrom(text, start);
    return { value: stripTabsAndSpaces(text.slice(start, next)) || null, next };
  }
  let value = '';
  let position = start + 1;
  for (; position < text.length && text[position] !== '"'; position += 1) {
    if (text[position] === '\\' && position + 1 < text.length) position += 1;
    value += text[position] ?? '';
  }
  return { value, next: semicolonFrom(text, position) };
}
