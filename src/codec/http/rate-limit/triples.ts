import { quoted } from '../fault.ts';
import { fieldLines, type HeaderList } from '../fields.ts';
import { isCut } from './kept.ts';
import { NOTHING, type LimitFamily, type LimitFault, type LimitPolicy } from './limit-fields.ts';
import type { LimitReading } from './limit-fields.ts';
import { quotaPolicy, unnamed } from './older.ts';
import { fieldText, listOf } from './structured-list.ts';
import { parseWaiting } from './time.ts';

/** Fields for the limit, what remains of it and when it ends; of several names the first sent counts. */
interface Triple {
  readonly family: LimitFamily;
  readonly limit: readonly string[];
  readonly remaining: readonly string[];
  readonly reset: readonly string[];
  /** Fields that name the policy. */
  readonly names: readonly string[];
  /** The name where no field has one. */
  readonly name: string;
  /** Fields that have the window in seconds. */
  readonly windows: readonly string[];
  readonly windowSeconds: number | null;
}

const prefixed = (prefix: string, family: LimitFamily, bare: readonly string[] = []): Triple => ({
  family,
  limit: [`${prefix}-Limit`, ...bare],
  remaining: [`${prefix}-Remaining`],
  // Discord has a time of the clock in -Reset besides, GitLab in -ResetTime; Akamai has -Next alone.
  reset: ['-Reset-After', '-Reset', '-ResetTime', '-Next'].map((end) => `${prefix}${end}`),
  // GitHub, Discord, GitLab and Datadog.
  names: ['-Resource', '-Bucket', '-Name'].map((end) => `${prefix}${end}`),
  name: '',
  windows: [`${prefix}-Period`],
  windowSeconds: null,
});

const named = (
  name: string,
  windowSeconds: number | null,
  [limit, remaining, reset]: readonly [string, string, string],
): Triple => ({
  ...{ family: 'vendor', name, windowSeconds, names: [], windows: [] },
  ...{ limit: [limit], remaining: [remaining], reset: [reset] },
});

/** Kong counts months and years by the calendar. */
const PERIODS: readonly (readonly [string, number | null])[] = [
  ['Second', 1],
  ['Minute', 60],
  ['Hour', 3600],
  ['Day', 86_400],
  ['Month', null],
  ['Year', null],
];

/** OpenAI and Anthropic limit tokens of their language models too, which are no unit of requests. */
export const TRIPLES: readonly Triple[] = [
  prefixed('RateLimit', 'draft-6'),
  prefixed('X-RateLimit', 'x-ratelimit', ['X-RateLimit']),
  prefixed('X-Rate-Limit', 'x-ratelimit', ['X-Rate-Limit']),
  ...PERIODS.map(([period, seconds]): Triple => ({
    ...named(period.toLowerCase(), seconds, [
      `X-RateLimit-Limit-${period}`,
      `X-RateLimit-Remaining-${period}`,
      `X-RateLimit-Reset-${period}`,
    ]),
    family: 'x-ratelimit',
  })),
  named('requests', null, [
    'X-RateLimit-Limit-Requests',
    'X-RateLimit-Remaining-Requests',
    'X-RateLimit-Reset-Requests',
  ]),
  named('requests', null, [
    'Anthropic-RateLimit-Requests-Limit',
    'Anthropic-RateLimit-Requests-Remaining',
    'Anthropic-RateLimit-Requests-Reset',
  ]),
  prefixed('Akamai-Sync-RateLimit', 'vendor'),
];

/** What three fields say; null where neither the limit nor what remains is sent. */
export function readTriple(
  headers: HeaderList,
  triple: Triple,
  now: Date | null,
): LimitReading | null {
  const faults: LimitFault[] = [];
  const limitField = sentOf(headers, triple.limit);
  const remainingField = sentOf(headers, triple.remaining);
  if (limitField === null && remainingField === null) return null;
  const limit = countIn(headers, limitField, faults);
  const remaining = remainingIn(headers, remainingField, faults);
  const resetSeconds = resetOf(headers, triple, faults);
  const nameField = sentOf(headers, triple.names);
  const name = nameField === null ? triple.name : (fieldLines(headers, nameField)[0] ?? '');
  const windowField = sentOf(headers, triple.windows);
  const windowSeconds = countIn(headers, windowField, faults).count ?? triple.windowSeconds;
  return {
    policies: [
      ...limit.policies,
      ...(limit.count === null ? [] : [{ ...unnamed(limit.count, windowSeconds || null), name }]),
    ],
    state:
      remaining.count === null
        ? []
        : [{ name, remaining: remaining.count, resetSeconds: resetSeconds(now), partition: null }],
    faults,
  };
}

const sentOf = (headers: HeaderList, names: readonly string[]): string | null =>
  names.find((name) => fieldLines(headers, name).length > 0) ?? null;

interface Count {
  readonly count: number | null;
  readonly policies: readonly LimitPolicy[];
}

const COUNT = /^\d{1,15}(?:\.\d{1,9})?$/;

/** A count, or a List of one and of quotas with windows, as `100, 100;w=60`. */
function countIn(headers: HeaderList, field: string | null, faults: LimitFault[]): Count {
  const text = field === null ? null : fieldText(headers, field);
  if (field === null || text === null) return { ...NOTHING, count: null };
  if (COUNT.test(text)) return { policies: [], count: Number(text) };
  const members = listOf(text) ?? [];
  const counts = new Set<number>();
  const policies = members.flatMap((member) => {
    if (member?.value.is !== 'integer' || member.value.value < 0) return [];
    if (member.parameters.has('w')) return quotaPolicy(field, member, faults);
    counts.add(member.value.value);
    return [];
  });
  const [count = null, ...others] = counts;
  if (others.length > 0) {
    faults.push(wrong(field, `says ${[...counts].slice(0, 5).join(' and ')}`));
  } else if (count === null && policies.length === 0) {
    faults.push(wrong(field, `is ${quoted(text)}, no count`));
  }
  return { policies, count: others.length > 0 ? null : count };
}

/** What remains of one window may name it, as `76;w=21600` of Docker. */
function remainingIn(headers: HeaderList, field: string | null, faults: LimitFault[]): Count {
  const { policies, count } = countIn(headers, field, faults);
  const [first, ...others] = policies;
  return { policies, count: count ?? (others.length === 0 ? (first?.quota ?? null) : null) };
}

/** No standard says what fields of other families have to be. */
const wrong = (field: string, what: string): LimitFault => ({
  ...{ field, sentence: `${field} ${what}` },
  level: /^RateLimit-/i.test(field) ? 'error' : 'note',
});

/** When it ends, as soon as somebody says what time it is. */
function resetOf(
  headers: HeaderList,
  { family, limit, reset }: Triple,
  faults: LimitFault[],
): (now: Date | null) => number | null {
  const field = sentOf(headers, reset);
  const drafted = family === 'draft-6';
  if (field === null) {
    if (drafted && sentOf(headers, limit) !== null) {
      const sentence = 'RateLimit-Limit is sent without RateLimit-Reset';
      faults.push({ field: 'RateLimit-Reset', sentence, level: 'note' });
    }
    return () => null;
  }
  const text = onceIn(fieldLines(headers, field));
  if (isCut(text)) return () => null;
  const waiting = parseWaiting(text, null);
  if (waiting === null) faults.push(wrong(field, `is ${quoted(text)}, neither seconds nor a time`));
  else if (drafted && waiting.said !== 'delta') {
    const sentence = `${field} is ${quoted(text)}: all drafts count seconds from now`;
    faults.push({ field, sentence, level: 'note' });
  }
  return (now) => parseWaiting(text, now)?.seconds ?? null;
}

/** Two limiters that say the same are one; a date has a comma of its own. */
function onceIn(lines: readonly string[]): string {
  const text = lines.join(', ');
  const [first = '', ...others] = new Set(text.split(',').map((part) => part.trim()));
  return others.length === 0 ? first : text;
}
