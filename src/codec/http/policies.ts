import { quoted, type FieldFault } from './fault.ts';
import { fieldLines, fieldList, stripTabsAndSpaces, type HeaderList } from './fields.ts';

/** Whether X-Content-Type-Options takes effect (Fetch, "determine nosniff"). */
export const isNosniff = (headers: HeaderList): boolean =>
  fieldList(headers, 'X-Content-Type-Options')?.[0]?.toLowerCase() === 'nosniff';

export function nosniffFaults(headers: HeaderList): FieldFault[] {
  const [first, ...others] = fieldList(headers, 'X-Content-Type-Options') ?? [];
  if (first === undefined) return [];
  if (!isNosniff(headers)) {
    return [{ problem: `the first value is ${quoted(first)}, not nosniff`, effect: 'ignored' }];
  }
  const other = others.find((value) => value.toLowerCase() !== 'nosniff');
  if (other === undefined) return [];
  return [{ problem: `${quoted(other)} after nosniff means nothing`, effect: 'in-force' }];
}

/** The policies of Referrer Policy, section 3. */
const REFERRER_POLICIES = [
  'no-referrer',
  'no-referrer-when-downgrade',
  'same-origin',
  'origin',
  'strict-origin',
  'origin-when-cross-origin',
  'strict-origin-when-cross-origin',
  'unsafe-url',
];

/**
 * The last policy a browser knows, earlier ones being for older browsers; null where none is set
 * (Referrer Policy, section 8.1).
 */
export const referrerPolicyOf = (headers: HeaderList): string | null =>
  lastKnown(fieldLines(headers, 'Referrer-Policy').flatMap(tokensOf));

/** What browsers take from old pages (HTML Standard, "standard metadata name: referrer"). */
const LEGACY: Readonly<Record<string, string>> = {
  never: 'no-referrer',
  default: 'strict-origin-when-cross-origin',
  always: 'unsafe-url',
  'origin-when-crossorigin': 'origin-when-cross-origin',
};

/**
 * The policy of `<meta name=referrer>` with these contents in order; null where none sets one. It
 * replaces that of the field. There is no list of fallbacks here.
 */
export const referrerPolicyOfMeta = (contents: readonly string[]): string | null =>
  lastKnown(
    contents.map((content) => {
      const value = content.toLowerCase();
      return LEGACY[value] ?? value;
    }),
  );

export function referrerFaults(headers: HeaderList): FieldFault[] {
  const lines = fieldLines(headers, 'Referrer-Policy');
  const policy = referrerPolicyOf(headers);
  const last = lines.flatMap(tokensOf).at(-1);
  if (last === undefined) return [];
  if (policy === null) {
    return [{ problem: `${quoted(lines.join(', '))} is no policy`, effect: 'ignored' }];
  }
  const faults: FieldFault[] = [];
  const lineByLine = new Set(lines.map((line) => lastKnown(tokensOf(line))));
  if (lineByLine.size > 1) {
    const problem = `${lines.length} lines say different things: ${policy} is in force`;
    faults.push({ problem, effect: 'partly' });
  }
  if (!REFERRER_POLICIES.includes(last)) {
    faults.push({
      problem: `${quoted(last)} is no policy: ${policy} is in force`,
      effect: 'partly',
    });
  }
  return faults;
}

/** Quotes mean nothing here. */
const tokensOf = (line: string): string[] =>
  line.split(',').map((token) => stripTabsAndSpaces(token).toLowerCase());

const lastKnown = (tokens: readonly string[]): string | null =>
  tokens.findLast((token) => REFERRER_POLICIES.includes(token)) ?? null;
