import { parseDateTime } from '../base/rfc3339.ts';
import type { HeaderList } from '../http/fields.ts';
import { mediaTypeOf } from '../http/media-type.ts';
import { beginsSigned, openEnvelope, type TextLine } from './envelope.ts';
import { fieldProblems, KNOWN_FIELDS, readField, type Field } from './field.ts';
import { problem, quoted, type SecurityTxtProblem } from './problem.ts';

/** A security.txt by itself, wherever it was found (RFC 9116). */
export interface SecurityTxt {
  readonly contacts: readonly string[];
  readonly canonical: readonly string[];
  /** Null where missing, repeated or unreadable. */
  readonly expires: Date | null;
  readonly signed: boolean;
  readonly problems: readonly SecurityTxtProblem[];
}

/** Of single lines; those of the whole file are always told. */
const MOST_PROBLEMS = 100;

export function parseSecurityTxt(bytes: Uint8Array): SecurityTxt {
  const { text, problems } = decode(bytes);
  const opened = openEnvelope(linesIn(text));
  if (!opened.signed && text !== '' && !text.endsWith('\n')) {
    problems.push(problem('no_line_separators', null, 'The last line has no end of line.'));
  }
  problems.push(...opened.problems);
  const fields: Field[] = [];
  for (const line of opened.lines) {
    const field = readField(line, problems);
    if (field === null) continue;
    fields.push(field);
    problems.push(...fieldProblems(field));
  }
  const valuesOf = (name: string): string[] =>
    fields.filter((field) => field.name === name).map(({ value }) => value);
  problems.splice(MOST_PROBLEMS);
  problems.push(...wholeProblems(fields, opened.signed));
  const expires = expiresIn(fields, problems);
  return {
    contacts: valuesOf('contact'),
    canonical: valuesOf('canonical'),
    expires,
    signed: opened.signed,
    problems,
  };
}

/**
 * Whether a body is meant as a security.txt, however badly written: not a page that stands for every
 * path. What is served as HTML has to begin like one; other text has to have one of its fields.
 */
export function isSecurityTxt(headers: HeaderList, bytes: Uint8Array): boolean {
  const lines = linesIn(decode(bytes).text)
    .map(({ text }) => text.trim())
    .filter((text) => text !== '' && !text.startsWith('#'));
  const [first = ''] = lines;
  if (begins(first)) return true;
  const type = mediaTypeOf(headers);
  if (first.startsWith('<') || type === 'text/html' || type === 'application/xhtml+xml') {
    return false;
  }
  return lines.some(begins);
}

const begins = (line: string): boolean =>
  beginsSigned(line) ||
  KNOWN_FIELDS.includes(line.slice(0, 40).split(':', 1)[0]?.trim().toLowerCase() ?? '');

function decode(bytes: Uint8Array): { text: string; problems: SecurityTxtProblem[] } {
  const problems: SecurityTxtProblem[] = [];
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) {
    problems.push(problem('bom_in_file', 1, 'The file begins with a byte order mark.'));
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), problems };
  } catch {
    problems.push(problem('utf8', null, 'The file is not in UTF-8.'));
    return { text: new TextDecoder().decode(bytes), problems };
  }
}

const linesIn = (text: string): TextLine[] =>
  text
    .replace(/\n$/, '')
    .split('\n')
    .map((line, index) => ({ number: index + 1, text: line.replace(/\r$/, '') }));

/** What is wrong with the fields together. */
function wholeProblems(fields: readonly Field[], signed: boolean): SecurityTxtProblem[] {
  const linesOf = (name: string): number[] =>
    fields.filter((field) => field.name === name).map(({ line }) => line);
  const problems: SecurityTxtProblem[] = [];
  const [, secondLanguages] = linesOf('preferred-languages');
  const [, secondCsaf] = linesOf('csaf');
  const byMail = fields.some(({ name, value }) => name === 'contact' && /^mailto:/i.test(value));
  if (linesOf('contact').length === 0) {
    problems.push(problem('no_contact', null, 'There is no Contact.'));
  }
  if (secondLanguages !== undefined) {
    const sentence = 'There is more than one Preferred-Languages.';
    problems.push(problem('multi_lang', secondLanguages, sentence));
  }
  if (secondCsaf !== undefined) {
    problems.push(problem('multiple_csaf_fields', secondCsaf, 'There is more than one CSAF.'));
  }
  if (byMail && linesOf('encryption').length === 0) {
    const sentence = 'There is a Contact by mail, and no Encryption with a key for it.';
    problems.push(problem('no_encryption', null, sentence));
  }
  if (!signed) problems.push(problem('not_signed', null, 'The file is not signed.'));
  else if (linesOf('canonical').length === 0) {
    const sentence = 'The file is signed, and no Canonical says where it belongs.';
    problems.push(problem('no_canonical', null, sentence));
  }
  return problems;
}

function expiresIn(fields: readonly Field[], problems: SecurityTxtProblem[]): Date | null {
  const [expires, second] = fields.filter(({ name }) => name === 'expires');
  if (expires === undefined) {
    problems.push(problem('no_expire', null, 'There is no Expires.'));
    return null;
  }
  if (second !== undefined) {
    problems.push(problem('multi_expire', second.line, 'There is more than one Expires.'));
    return null;
  }
  const { value, line } = expires;
  const time = parseDateTime(value);
  if (time === null) {
    const sentence = `Line ${line}: ${quoted(value)} is no date and time of RFC 3339.`;
    problems.push(problem('invalid_expiry', line, sentence));
  }
  return time;
}
