import { parseCsv } from '../../codec/base/csv.ts';
import { parseDateTime } from '../../codec/base/rfc3339.ts';
import type { CloudPeople } from '../../evidence/kinds/cloud/people.ts';
import type { Known } from '../three-valued.ts';
import { CLOCK_SKEW, DAY } from './age.ts';

/** A row of a credential report, by the names of its columns. */
type Row = ReadonlyMap<string, string>;

type Person = CloudPeople['people']['items'][number];

/** Columns without which nothing can be said (IAM User Guide, "Credential reports"). */
const NEEDED = [
  ...['user', 'arn', 'password_enabled', 'mfa_active'],
  ...['access_key_1_active', 'access_key_1_last_rotated'],
  ...['access_key_2_active', 'access_key_2_last_rotated'],
];

const ROOT = '<root_account>';

/** The rows of a credential report, which comes as base64; null where it is none, or was cut. */
export function readCredentialReport(content: string): readonly Row[] | null {
  const [columns, ...lines] = parseCsv(Buffer.from(content, 'base64').toString('utf8')) ?? [];
  if (columns === undefined || !NEEDED.every((name) => columns.includes(name))) return null;
  if (lines.some((line) => line.length !== columns.length)) return null;
  return lines.map((line) => new Map(columns.map((name, index) => [name, line[index] ?? ''])));
}

export const isRoot = (row: Row): boolean => row.get('user') === ROOT;

/** What a report made at `at` says of somebody. */
export const personOf = (row: Row, at: number | null): Person => ({
  person: row.get('user') ?? '',
  password: passwordOf(row),
  secondFactor: truthIn(row, 'mfa_active'),
  keys: keysOf(row, at),
});

/** Of the root user the report may leave open whether it has a password: it has one, then. */
const passwordOf = (row: Row): Known =>
  isRoot(row) ? truthIn(row, 'password_enabled') !== false : truthIn(row, 'password_enabled');

export function rootOf(row: Row): CloudPeople['root'] {
  const keys = keysOf(row, null);
  return {
    keys: keys === null ? null : keys.length > 0,
    guarded: passwordOf(row) === false ? true : truthIn(row, 'mfa_active'),
  };
}

function keysOf(row: Row, at: number | null): Person['keys'] {
  const keys = ['access_key_1', 'access_key_2'].map((key) => {
    const rotated = parseDateTime(row.get(`${key}_last_rotated`) ?? '');
    const active = truthIn(row, `${key}_active`);
    return { active, key: { key, days: daysFrom(rotated, at) } };
  });
  if (keys.some(({ active }) => active === null)) return null;
  return keys.filter(({ active }) => active === true).map(({ key }) => key);
}

/** Whole days, rounded up; null where the day lies after the report. */
function daysFrom(rotated: Date | null, at: number | null): number | null {
  if (rotated === null || at === null) return null;
  const since = at - rotated.getTime();
  return since < -CLOCK_SKEW ? null : Math.max(0, Math.ceil(since / DAY));
}

const TRUTHS: ReadonlyMap<string, boolean> = new Map(Object.entries({ true: true, false: false }));

const truthIn = (row: Row, column: string): Known =>
  TRUTHS.get((row.get(column) ?? '').toLowerCase()) ?? null;
