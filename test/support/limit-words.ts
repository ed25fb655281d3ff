import { expect } from 'vitest';
import { readLimitFields, type LimitFields } from '../../src/codec/http/rate-limit/read.ts';
import { linesOf } from './limit-lines.ts';

/** Policies in words, as `daily 1000/86400 content-bytes for YQ==`. */
export const policiesIn = ({ policies }: LimitFields): string[] =>
  policies.map(({ name, quota, windowSeconds, unit, partition }) =>
    [
      `${name} ${quota}/${windowSeconds ?? '?'}`,
      ...(unit === 'requests' ? [] : [unit]),
      ...(partition === null ? [] : [`for ${partition}`]),
    ].join(' '),
  );

/** States in words, as `daily 999@30`. */
export const statesIn = ({ state }: LimitFields): string[] =>
  state.map(
    ({ name, remaining, resetSeconds, partition }) =>
      `${name} ${remaining}@${resetSeconds ?? '?'}${partition === null ? '' : ` for ${partition}`}`,
  );

/** What is wrong, without the name of the draft. */
export const wrongIn = ({ faults }: LimitFields): string[] =>
  faults.map(
    ({ level, sentence }) =>
      `${level} ${sentence.replaceAll(/draft-ietf-httpapi-ratelimit-headers-\d+/g, '…')}`,
  );

/** What field lines say, in words; times of the clock are known by `Date` alone. */
export function read(...texts: readonly string[]): {
  families: readonly string[];
  policies: string[];
  state: string[];
  wrong: string[];
} {
  const fields = readLimitFields(linesOf(...texts), null);
  const { families } = fields;
  return {
    ...{ families, policies: policiesIn(fields), state: statesIn(fields) },
    wrong: wrongIn(fields),
  };
}

/** Field lines, and what they say. */
export type LimitRow = [
  texts: readonly string[],
  policies: readonly string[],
  state: readonly string[],
  wrong?: readonly string[] | undefined,
];

/** Checks what lines say; of what is wrong the beginning or more. */
export function agree(
  families: string,
  texts: readonly string[],
  policies: readonly string[],
  state: readonly string[],
  wrong: readonly string[] = [],
): void {
  const found = read(...texts);
  expect(found).toMatchObject({ families: families.split(' '), policies, state });
  expect(found.wrong).toHaveLength(wrong.length);
  for (const [index, one] of wrong.entries()) expect(found.wrong[index]).toContain(one);
}

/** The three fields of drafts up to 6. */
export const triple = (limit: string, remaining: string, reset: string): string[] => [
  ...[
    `RateLimit-Limit: ${limit}`,
    `RateLimit-Remaining: ${remaining}`,
    `RateLimit-Reset: ${reset}`,
  ],
];
