import type { TextLine } from './envelope.ts';
import { problem, quoted, type SecurityTxtProblem } from './problem.ts';

export interface Field {
  /** In lower case. */
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

/** Fields whose value is a URI (RFC 9116, section 2.5, and CSAF 2.0, section 7.1.8). */
const URI_FIELDS = [
  'acknowledgments',
  'canonical',
  'contact',
  'csaf',
  'encryption',
  'hiring',
  'policy',
];

export const KNOWN_FIELDS: readonly string[] = [...URI_FIELDS, 'expires', 'preferred-languages'];

/** `field-name`: printable ASCII without the colon (RFC 5322, section 3.6.8). */
const NAME = /^[!-9;-~]+$/;

/** The field of a line; null for comments, empty lines and what is no field at all. */
export function readField(
  { text, number }: TextLine,
  problems: SecurityTxtProblem[],
): Field | null {
  const report = (code: SecurityTxtProblem['code'], what: string): void => {
    problems.push(problem(code, number, `Line ${number} ${what}.`));
  };
  const line = text.trimEnd();
  if (line === '' || line.startsWith('#')) return null;
  const colon = line.indexOf(':');
  const key = line.slice(0, colon);
  const name = key.trim();
  if (colon < 0 || (name !== '' && !NAME.test(name))) {
    report('invalid_line', 'is neither a field nor a comment');
    return null;
  }
  if (name === '') {
    report('empty_key', 'has no field name before the colon');
    return null;
  }
  if (/^\s/.test(key)) report('invalid_line', 'begins with white space');
  if (/\s$/.test(key)) report('prec_ws', 'has white space before the colon');
  const value = line.slice(colon + 1).trim();
  if (value === '') {
    report('empty_value', `has no value for ${quoted(name)}`);
    return null;
  }
  if (line[colon + 1] !== ' ') report('no_space', 'has no space after the colon');
  return { name: name.toLowerCase(), value, line: number };
}

/** What is wrong with a field by itself. */
export function fieldProblems({ name, value, line }: Field): SecurityTxtProblem[] {
  if (URI_FIELDS.includes(name)) return uriProblems(name, value, line);
  if (name === 'preferred-languages') return languageProblems(value, line);
  if (name === 'expires') return [];
  return [problem('unknown_field', line, `Line ${line} has a field that is not registered.`)];
}

function uriProblems(name: string, value: string, line: number): SecurityTxtProblem[] {
  if (!isUri(value)) {
    return [problem('no_uri', line, `Line ${line}: ${quoted(value)} is no URI.`)];
  }
  const problems: SecurityTxtProblem[] = [];
  if (/^http:/i.test(value)) {
    problems.push(problem('no_https', line, `Line ${line}: a web address has to be https.`));
  }
  if (name === 'csaf' && !/\/provider-metadata\.json$/.test(value)) {
    const sentence = `Line ${line}: CSAF has to lead to a provider-metadata.json.`;
    problems.push(problem('no_csaf_file', line, sentence));
  }
  return problems;
}

/** A scheme and something after it in the characters of RFC 3986; web addresses with a host. */
function isUri(value: string): boolean {
  if (!/^[a-z][a-z0-9+.-]*:[!#$%&'()*+,./0-9:;=?@A-Z[\]_a-z~-]+$/i.test(value)) return false;
  return !/^https?:/i.test(value) || (/^https?:\/\/[^/]/i.test(value) && URL.canParse(value));
}

const LANGUAGE = new RegExp(
  [
    '^(?:(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})', // language and extended language
    '(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?', // script and region
    '(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*', // variants
    '(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*', // extensions
    '(?:-x(?:-[a-z0-9]{1,8})+)?|x(?:-[a-z0-9]{1,8})+', // private use
    '|en-gb-oed|i-[a-z]{2,8}|sgn-(?:be-fr|be-nl|ch-de))$', // irregular
  ].join(''),
  'i',
);

/** RFC 5646, section 2.1: well-formed, not looked up. */
function languageProblems(value: string, line: number): SecurityTxtProblem[] {
  const wrong = value
    .split(',')
    .map((tag) => tag.trim())
    .find((tag) => tag.length > 64 || !LANGUAGE.test(tag));
  if (wrong === undefined) return [];
  return [problem('invalid_lang', line, `Line ${line}: ${quoted(wrong)} is no language tag.`)];
}
