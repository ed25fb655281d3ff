import type { HeaderList } from '../fields.ts';
import { NOTHING, type LimitFault, type LimitPolicy, type LimitReading } from './limit-fields.ts';
import {
  dictionaryOf,
  fieldText,
  listOf,
  shown,
  type LimitItem,
  type LimitMember,
} from './structured-list.ts';

const DRAFT = 'draft-ietf-httpapi-ratelimit-headers-07';

/** RateLimit as a Dictionary with `limit`; null where it is none. */
export function keywordState(headers: HeaderList): LimitReading | null {
  const text = fieldText(headers, 'RateLimit');
  // As a List it has the form of later drafts, also where a policy is called “limit”.
  const members = text === null || listOf(text) !== null ? null : dictionaryOf(text);
  if (members === null || !['limit', 'remaining', 'reset'].some((key) => members.has(key))) {
    return null;
  }
  const faults: LimitFault[] = [];
  const [limit, remaining, reset] = KEYWORDS.map((one) => keyword(members, one, faults));
  return {
    policies: limit == null ? [] : [unnamed(limit, null)],
    state:
      remaining == null
        ? []
        : [{ name: '', remaining, resetSeconds: reset ?? null, partition: null }],
    faults,
  };
}

const KEYWORDS = [
  { key: 'limit', section: '3.2', required: true },
  { key: 'remaining', section: '3.3', required: false },
  { key: 'reset', section: '3.4', required: true },
];

function keyword(
  members: ReadonlyMap<string, LimitMember>,
  { key, section, required }: (typeof KEYWORDS)[number],
  faults: LimitFault[],
): number | null {
  const fault = (what: string, place: string): void => {
    const sentence = `${key} ${what} (${DRAFT}, section ${place})`;
    faults.push({ field: 'RateLimit', sentence, level: 'error' });
  };
  const member = members.get(key);
  if (member === undefined) {
    if (required) fault('is missing', '3.1');
    return null;
  }
  if (member?.value.is === 'integer' && member.value.value >= 0) return member.value.value;
  const what = member === null ? 'an Inner List' : shown(member.value);
  fault(`is ${what}: it has to be an Integer of 0 or more`, section);
  return null;
}

/** The policies of RateLimit-Policy that are quotas, as `10;w=10, 1000;w=3600`. */
export function quotaPolicies(headers: HeaderList): LimitReading {
  const text = fieldText(headers, 'RateLimit-Policy');
  const items = (text === null ? null : listOf(text)) ?? [];
  const faults: LimitFault[] = [];
  const policies = items.flatMap((item) =>
    item === null ? [] : quotaPolicy('RateLimit-Policy', item, faults),
  );
  const quotas = policies.map(({ quota }) => quota);
  const twice = quotas.find((quota, index) => quotas.indexOf(quota) !== index);
  if (twice !== undefined) {
    const sentence = `two policies have the quota ${twice} (${DRAFT}, section 3.5)`;
    faults.push({ field: 'RateLimit-Policy', sentence, level: 'error' });
  }
  return { ...NOTHING, policies, faults };
}

/** A member that is an Integer with `w`; none where it is something else. */
export function quotaPolicy(
  field: string,
  { value, parameters }: LimitItem,
  faults: LimitFault[],
): LimitPolicy[] {
  if (value.is !== 'integer') return [];
  const fault = (what: string, section: string): void => {
    faults.push({ field, sentence: `${what} (${DRAFT}, section ${section})`, level: 'error' });
  };
  if (value.value < 0) {
    fault(`the quota ${value.value} is below 0`, '2.2');
    return [];
  }
  const window = parameters.get('w');
  const name = parameters.get('name');
  const known = window?.is === 'integer' && window.value > 0 ? window.value : null;
  if (window === undefined) fault(`w of the quota ${value.value} is missing`, '2.1');
  else if (known === null) {
    fault(`w of the quota ${value.value} is ${shown(window)}, no window in seconds`, '2.3');
  }
  // Envoy names its policies.
  return [{ ...unnamed(value.value, known), name: name?.is === 'string' ? name.value : '' }];
}

export const unnamed = (quota: number, windowSeconds: number | null): LimitPolicy => ({
  ...{ name: '', quota, windowSeconds, unit: 'requests', partition: null },
});
