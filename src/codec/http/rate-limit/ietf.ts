import { quoted } from '../fault.ts';
import type { HeaderList } from '../fields.ts';
import {
  NOTHING,
  type LimitFault,
  type LimitPolicy,
  type LimitReading,
  type LimitState,
  type LimitUnit,
} from './limit-fields.ts';
import {
  fieldText,
  listOf,
  shown,
  type Bare,
  type LimitItem,
  type LimitMember,
} from './structured-list.ts';

const DRAFT = 'draft-ietf-httpapi-ratelimit-headers-11';

const POLICY = 'RateLimit-Policy';
const STATE = 'RateLimit';

/** What a parameter has to be, and where the draft says so. */
interface Parameter {
  readonly section: string;
  readonly need: string;
  readonly fits: (value: Bare) => boolean;
  /** The section that demands it. */
  readonly required?: string;
}

const integer = (section: string, least: number, required?: string): Parameter => ({
  section,
  need: `an Integer of ${least} or more`,
  fits: (value) => value.is === 'integer' && value.value >= least,
  ...(required === undefined ? {} : { required }),
});

const bytes = (section: string): Parameter => ({
  ...{ section, need: 'a Byte Sequence', fits: ({ is }) => is === 'bytes' },
});

const POLICY_PARAMETERS: Readonly<Record<string, Parameter>> = {
  q: integer('3.1.1', 0, '3.1'),
  qu: { section: '3.1.2', need: 'a String', fits: ({ is }) => is === 'string' },
  w: integer('3.1.3', 1),
  pk: bytes('3.1.4'),
};

const STATE_PARAMETERS: Readonly<Record<string, Parameter>> = {
  r: integer('4.1.1', 0, '4.1'),
  t: integer('4.1.2', 0),
  pk: bytes('4.1.3'),
};

/** By the names of section 3.1.2; the registry of section 10.3 has the first in the singular. */
const UNITS: ReadonlyMap<string, LimitUnit> = new Map([
  ['requests', 'requests'],
  ['request', 'requests'],
  ['content-bytes', 'content-bytes'],
  ['concurrent-requests', 'concurrent-requests'],
]);

/** The policies of RateLimit-Policy that have names; those without are of older drafts. */
export function namedPolicies(headers: HeaderList): LimitReading {
  const { items, faults } = namedItems(headers, POLICY, '3');
  const policies: LimitPolicy[] = [];
  for (const item of items) {
    const read = readParameters(POLICY, item, POLICY_PARAMETERS);
    faults.push(...read.faults);
    const unit = unitOf(item, faults);
    const quota = read.number('q');
    if (quota === null || unit === null) continue;
    const [windowSeconds, partition] = [read.number('w'), read.key];
    policies.push({ name: nameOf(item), quota, windowSeconds, unit, partition });
  }
  return { policies, state: [], faults };
}

/** What RateLimit says is left, in the form of the draft. */
export function namedState(headers: HeaderList): LimitReading {
  const { items, faults } = namedItems(headers, STATE, '4');
  const state: LimitState[] = [];
  for (const item of items) {
    const read = readParameters(STATE, item, STATE_PARAMETERS);
    faults.push(...read.faults);
    const remaining = read.number('r');
    if (remaining === null) continue;
    const [resetSeconds, partition] = [read.number('t'), read.key];
    state.push({ name: nameOf(item), remaining, resetSeconds, partition });
  }
  return { ...NOTHING, state, faults };
}

/** The named members of a List, and what is wrong with the field as a whole. */
function namedItems(
  headers: HeaderList,
  field: string,
  section: string,
): { items: readonly LimitItem[]; faults: LimitFault[] } {
  const faults: LimitFault[] = [];
  const fault = (level: LimitFault['level'], what: string): void => {
    faults.push({ field, sentence: `${field} ${what} (${DRAFT}, section ${section})`, level });
  };
  const text = fieldText(headers, field);
  const members = text === null ? null : listOf(text);
  if (text !== null && members === null) {
    fault('error', `is no List of Structured Fields: ${quoted(text)}`);
  }
  if (members?.length === 0) fault('error', 'is empty');
  const items = (members ?? []).filter(isNamed);
  const other = members?.find((item) => !isNamed(item) && !isQuota(field, item));
  if (other !== undefined) {
    const what = other === null ? 'an Inner List' : shown(other.value);
    fault('error', `has a member that is ${what}, and no String`);
  }
  const token = items.find(({ value }) => value.is === 'token');
  if (token !== undefined) {
    fault('note', `names a policy by a Token (${shown(token.value)}), not a String`);
  }
  const twice = twiceIn(items);
  if (twice !== null) fault('note', `has two members of the name ${quoted(twice)}`);
  return { items, faults };
}

const isNamed = (item: LimitMember): item is LimitItem =>
  item?.value.is === 'string' || item?.value.is === 'token';

/** A policy in the form of older drafts (older.ts). */
const isQuota = (field: string, item: LimitMember): boolean =>
  field === POLICY && item?.value.is === 'integer';

/** A name that stands for two members of the same partition. */
function twiceIn(items: readonly LimitItem[]): string | null {
  const seen = new Set<string>();
  for (const item of items) {
    const key = JSON.stringify([nameOf(item), item.parameters.get('pk')]);
    if (seen.has(key)) return nameOf(item);
    seen.add(key);
  }
  return null;
}

const nameOf = ({ value }: LimitItem): string =>
  value.is === 'string' || value.is === 'token' ? value.value : '';

interface Parameters {
  readonly faults: readonly LimitFault[];
  /** Null where it is not there, or is not what it has to be. */
  readonly number: (key: string) => number | null;
  readonly key: string | null;
}

function readParameters(
  field: string,
  item: LimitItem,
  table: Readonly<Record<string, Parameter>>,
): Parameters {
  const faults: LimitFault[] = [];
  const good = new Map<string, Bare>();
  for (const [key, { section, need, fits, required }] of Object.entries(table)) {
    const value = item.parameters.get(key);
    const of = `${key} of ${quoted(nameOf(item))}`;
    if (value === undefined) {
      if (required === undefined) continue;
      const sentence = `${of} is missing (${DRAFT}, section ${required})`;
      faults.push({ field, sentence, level: 'error' });
    } else if (fits(value)) good.set(key, value);
    else {
      const sentence = `${of} is ${shown(value)}: it has to be ${need} (${DRAFT}, section ${section})`;
      faults.push({ field, sentence, level: 'error' });
    }
  }
  const key = good.get('pk');
  return {
    faults,
    number: (name) => {
      const value = good.get(name);
      return value?.is === 'integer' ? value.value : null;
    },
    key: key?.is === 'bytes' ? key.value : null,
  };
}

/** Requests where none is named; null for one that is not known, with a note. */
function unitOf(item: LimitItem, faults: LimitFault[]): LimitUnit | null {
  const value = item.parameters.get('qu');
  if (value === undefined) return 'requests';
  const unit = value.is === 'string' || value.is === 'token' ? UNITS.get(value.value) : undefined;
  if (value.is === 'string' && (unit === undefined || value.value === 'request')) {
    const known = [...new Set(UNITS.values())].join(', ');
    const sentence = `the unit of ${quoted(nameOf(item))} is ${shown(value)}, and not one of ${known} (${DRAFT}, section 3.1.2)`;
    faults.push({ field: POLICY, sentence, level: 'note' });
  }
  return unit ?? null;
}
