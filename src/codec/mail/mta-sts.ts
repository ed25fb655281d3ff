import type { SyntaxFault } from './fault.ts';

/** A record that says that there is an MTA-STS policy (RFC 8461, section 3.1). */
export interface MtaStsRecord {
  /** Null where there is none that is valid. */
  readonly id: string | null;
  /** One makes it unusable. */
  readonly faults: readonly SyntaxFault[];
}

/** What is not letters or digits after the version ends it. */
const VERSION = /^v=STSv1(?![0-9A-Za-z])/;
/** Senders discard a record that does not begin like this before they count. */
const COUNTED = /^v=STSv1[ \t]*;/;
const ID = /^[0-9A-Za-z]{1,32}$/;
/** The name of a field or key that is not known here. */
export const EXTENSION_NAME = /^[0-9A-Za-z][0-9A-Za-z_.-]{0,31}$/;
const EXTENSION_VALUE = /^[!-:<>-~]+$/;

/** Whether a TXT record is meant to be one of MTA-STS. */
export const isMtaSts = (text: string): boolean => VERSION.test(text);

/** Those that senders count; where it is not exactly one, there is no policy (section 3.1). */
export const countedMtaSts = (texts: readonly string[]): readonly string[] =>
  texts.filter((text) => COUNTED.test(text));

/** Reads a record by the grammar of section 3.1; null where it is none of MTA-STS. */
export function parseMtaSts(text: string): MtaStsRecord | null {
  if (!isMtaSts(text)) return null;
  const [version = '', ...parts] = text.split(';');
  const delimited = parts.length > 0 && trimEnd(version) === 'v=STSv1';
  const faults: SyntaxFault[] = delimited
    ? []
    : [{ column: 8, reason: 'no semicolon follows v=STSv1' }];
  const ids: string[] = [];
  let column = version.length + 2;
  for (const [index, part] of parts.entries()) {
    const last = index === parts.length - 1;
    const begun = trimStart(part);
    // White space belongs to the semicolon that it stands beside.
    const field = last ? begun : trimEnd(begun);
    const at = column + part.length - begun.length;
    column += part.length + 1;
    if (field === '' && last) continue;
    const reason = readField(field, ids);
    if (reason !== null) faults.push({ column: at, reason });
  }
  if (ids.length === 0) faults.push({ column: text.length + 1, reason: 'there is no id' });
  return { id: ids.find((id) => ID.test(id)) ?? null, faults };
}

/** Takes the id, of two the first (section 3.2); returns why a field is none. */
function readField(field: string, ids: string[]): string | null {
  const [name = '', ...values] = field.split('=');
  const value = values.join('=');
  if (name === 'id' && ids.length === 0) {
    ids.push(value);
    return ID.test(value) ? null : 'id is not 1 to 32 letters and digits';
  }
  if (values.length === 0) return 'not of the form name=value';
  if (!EXTENSION_NAME.test(name)) return 'the name of a field begins with a letter or digit';
  return EXTENSION_VALUE.test(value) ? null : `${name} has no value that is allowed`;
}

/** Without the white space of the grammars (space and tab) before it. */
export const trimStart = (text: string): string => text.replace(/^[ \t]+/, '');

/** Without the same after it. */
export function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === ' ' || text[end - 1] === '\t')) end -= 1;
  return text.slice(0, end);
}
