import { EXTENSION_NAME, trimEnd, trimStart } from './mta-sts.ts';

const MODES = ['enforce', 'testing', 'none'] as const;
export type MtaStsMode = (typeof MODES)[number];

/** What is wrong in a policy; without a line where something is missing. */
export interface PolicyFault {
  /** Counted from 1. */
  readonly line: number | null;
  readonly reason: string;
}

/** A fault as one sentence. */
export const presentPolicyFault = ({ line, reason }: PolicyFault): string =>
  line === null ? reason : `line ${line}: ${reason}`;

/** An MTA-STS policy (RFC 8461, section 3.2): what of it could be read, and every fault. */
export interface MtaStsPolicy {
  readonly mode: MtaStsMode | null;
  /** Seconds. */
  readonly maxAge: number | null;
  /** Patterns, in lower case, each once. */
  readonly mx: readonly string[];
  /** Keys that are missing or have a wrong value; one makes the policy unusable. */
  readonly faults: readonly PolicyFault[];
  /** Lines that are no `key: value`: some senders pass over them, others refuse the policy. */
  readonly stray: readonly PolicyFault[];
}

const LONGEST_AGE = 31_557_600;
const KNOWN = ['version', 'mode', 'max_age'] as const;

/** What the value of a key that is known may be, and how to say so. */
const VALUES: Readonly<
  Record<(typeof KNOWN)[number], { valid: (value: string) => boolean; wanted: string }>
> = {
  version: { valid: (value) => value === 'STSv1', wanted: 'STSv1' },
  mode: { valid: (value) => modeOf(value) !== null, wanted: MODES.join(', ') },
  max_age: {
    valid: (value) => /^\d{1,10}$/.test(value) && Number(value) <= LONGEST_AGE,
    wanted: `a number of seconds up to ${LONGEST_AGE}`,
  },
};

const modeOf = (value: string | undefined): MtaStsMode | null =>
  MODES.find((mode) => mode === value) ?? null;

/** Reads a policy. Of a key that stands twice the first counts, but for `mx`. */
export function parseMtaStsPolicy(text: string): MtaStsPolicy {
  const faults: PolicyFault[] = [];
  const stray: PolicyFault[] = [];
  const values = new Map<string, string>();
  const mx = new Set<string>();
  let patterns = 0;
  for (const [index, written] of linesOf(text).entries()) {
    const line = index + 1;
    const { key, value } = keyAndValue(written);
    if (key === 'mx') {
      patterns += 1;
      if (isPattern(value)) mx.add(value.toLowerCase());
      else faults.push({ line, reason: `mx "${value.slice(0, 60)}" is no host name or *.name` });
      continue;
    }
    const known = KNOWN.find((name) => name === key);
    if (known === undefined) {
      const reason = strayBecause(written, key, value);
      if (reason !== null) stray.push({ line, reason });
    } else if (!values.has(known)) {
      values.set(known, value);
      const { valid, wanted } = VALUES[known];
      if (!valid(value)) {
        faults.push({ line, reason: `${known} "${value.slice(0, 60)}" is not ${wanted}` });
      }
    }
  }
  for (const key of KNOWN) {
    if (!values.has(key)) faults.push({ line: null, reason: `there is no ${key}` });
  }
  const mode = modeOf(values.get('mode'));
  if (patterns === 0 && mode !== null && mode !== 'none') {
    faults.push({ line: null, reason: `mode ${mode} and no mx` });
  }
  const age = values.get('max_age');
  const maxAge = age !== undefined && VALUES.max_age.valid(age) ? Number(age) : null;
  return { mode, maxAge, mx: [...mx], faults, stray };
}

/** A policy as text; each of `mx` is a pattern. */
export const presentMtaStsPolicy = (
  mode: MtaStsMode,
  mx: readonly string[],
  maxAge: number,
): string =>
  [
    'version: STSv1',
    `mode: ${mode}`,
    ...mx.map((pattern) => `mx: ${pattern}`),
    `max_age: ${maxAge}`,
    '',
  ].join('\n');

/** Lines, which end in LF or CRLF; the last one need not. */
function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** What stands before and after the first colon, the key exactly as written. */
function keyAndValue(line: string): { readonly key: string | null; readonly value: string } {
  const colon = line.indexOf(':');
  if (colon < 0) return { key: null, value: '' };
  return { key: line.slice(0, colon), value: trimEnd(trimStart(line.slice(colon + 1))) };
}

function strayBecause(line: string, key: string | null, value: string): string | null {
  if (line === '') return 'empty line';
  if (key === null || !EXTENSION_NAME.test(key)) return 'not of the form key: value';
  return value === '' || /\p{Cc}/u.test(value) ? `${key} has no value that is allowed` : null;
}

/** `*.` may stand before a domain in A-label form (RFC 5321, section 4.1.2). */
export function isPattern(value: string): boolean {
  const domain = value.startsWith('*.') ? value.slice(2) : value;
  return domain.split('.').every((label) => /^[0-9A-Za-z-]+$/.test(label) && !/^-|-$/.test(label));
}

/**
 * The patterns that cover a host (section 4.1): its name, and `*` in place of its left-most label;
 * in lower case.
 */
export function patternsFor(host: string): readonly string[] {
  const name = host.toLowerCase().replace(/\.$/, '');
  const dot = name.indexOf('.');
  if (name === '' || name.includes('*')) return [];
  return dot < 1 ? [name] : [name, `*${name.slice(dot)}`];
}
