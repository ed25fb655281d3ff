import { fieldLines, type HeaderList } from '../fields.ts';
import { namedPolicies, namedState } from './ietf.ts';
import {
  joined,
  NOTHING,
  type LimitFamily,
  type LimitFault,
  type LimitPolicy,
  type LimitReading,
  type LimitState,
} from './limit-fields.ts';
import { announcesLimits, vendorOf } from './names.ts';
import { keywordState, quotaPolicies, unnamed } from './older.ts';
import { retryAfterFault } from './retry-after.ts';
import { dateOf } from './time.ts';
import { readTriple, TRIPLES } from './triples.ts';

/** What the fields of one response say of limits, in one form whatever their family. */
export interface LimitFields {
  readonly families: readonly LimitFamily[];
  readonly vendor: string | null;
  /** What several families say alike is there once. */
  readonly policies: readonly LimitPolicy[];
  readonly state: readonly LimitState[];
  readonly faults: readonly LimitFault[];
}

interface OfFamily {
  readonly family: LimitFamily;
  readonly reading: LimitReading;
}

const MOST = 50;
const MOST_FAULTS = 20;
const MOST_NAME = 100;

/** Times of the clock count from the `Date` of the response, or else from the time given. */
export function readLimitFields(headers: HeaderList, now: Date | null): LimitFields {
  const readings = readingsOf(headers, dateOf(headers) ?? now);
  const { policies, state, faults } = joined(readings.map(({ reading }) => reading));
  const vendor = vendorOf(headers);
  const families = new Set(readings.map(({ family }) => family));
  // Names that nobody here knows are those of some vendor.
  if (vendor !== null || (families.size === 0 && announcesLimits(headers))) families.add('vendor');
  const waiting = retryAfterFault(headers);
  return {
    families: [...families],
    vendor,
    policies: withoutCovered(policies.map(shortName), coversPolicy).slice(0, MOST),
    state: withoutCovered(state.map(shortName), coversState).slice(0, MOST),
    faults: [...faults, ...contradictions(readings), ...(waiting === null ? [] : [waiting])].slice(
      0,
      MOST_FAULTS,
    ),
  };
}

function readingsOf(headers: HeaderList, now: Date | null): OfFamily[] {
  const keywords = keywordState(headers);
  const older = quotaPolicies(headers);
  const sent = (name: string): boolean => fieldLines(headers, name).length > 0;
  const quotas: LimitFamily = keywords === null ? 'draft-6' : 'draft-7';
  const families: (OfFamily | null)[] = [
    older.policies.length === 0 && older.faults.length === 0
      ? sent('RateLimit-Policy')
        ? { family: 'ietf', reading: namedPolicies(headers) }
        : null
      : { family: quotas, reading: joined([older, namedPolicies(headers)]) },
    keywords === null ? null : { family: 'draft-7', reading: keywords },
    sent('RateLimit') && keywords === null
      ? { family: 'ietf', reading: namedState(headers) }
      : null,
    ...TRIPLES.map((triple) => {
      const reading = readTriple(headers, triple, now);
      return reading && { family: triple.family, reading };
    }),
    usedOf(headers),
  ];
  return families.filter((one) => one !== null);
}

/** Shopify sends what is used of how much, as `32/40`. */
function usedOf(headers: HeaderList): OfFamily | null {
  const [text = ''] = fieldLines(headers, 'X-Shopify-Shop-Api-Call-Limit');
  const [, used, quota] = /^(\d{1,9})\/(\d{1,9})$/.exec(text) ?? [];
  if (used === undefined || quota === undefined) return null;
  const remaining = Math.max(0, Number(quota) - Number(used));
  const state = [{ name: '', remaining, resetSeconds: null, partition: null }];
  return {
    family: 'vendor',
    reading: { ...NOTHING, policies: [unnamed(Number(quota), null)], state },
  };
}

const shortName = <T extends { readonly name: string }>(one: T): T => ({
  ...one,
  name: one.name.slice(0, MOST_NAME),
});

/** Leaves out what another one says as well, or says with more. */
const withoutCovered = <T>(all: readonly T[], covers: (one: T, other: T) => boolean): T[] =>
  all.filter(
    (other, place) =>
      !all.some((one, at) => {
        if (at === place || !covers(one, other)) return false;
        return at < place || !covers(other, one);
      }),
  );

const coversPolicy = (one: LimitPolicy, other: LimitPolicy): boolean =>
  one.quota === other.quota &&
  one.unit === other.unit &&
  ['', one.name].includes(other.name) &&
  [null, one.windowSeconds].includes(other.windowSeconds) &&
  [null, one.partition].includes(other.partition);

/** Times in whole seconds may differ by the rounding of both. */
const SAME_SECONDS = 2;

const coversState = (one: LimitState, other: LimitState): boolean =>
  one.remaining === other.remaining &&
  ['', one.name].includes(other.name) &&
  [null, one.partition].includes(other.partition) &&
  (other.resetSeconds === null ||
    (one.resetSeconds !== null && Math.abs(one.resetSeconds - other.resetSeconds) <= SAME_SECONDS));

/** Families that have nothing in common; two limiters may each send their own. */
function contradictions(readings: readonly OfFamily[]): LimitFault[] {
  const quotas = (reading: LimitReading): number[] => reading.policies.map(({ quota }) => quota);
  const left = (reading: LimitReading): number[] => reading.state.map((one) => one.remaining);
  return [
    { what: 'limit', numbersIn: quotas },
    { what: 'remaining', numbersIn: left },
  ].flatMap(({ what, numbersIn }) => {
    const said = [...new Set(readings.map(({ family }) => family))]
      .map((family) => ({
        family,
        numbers: readings
          .filter((one) => one.family === family)
          .flatMap((one) => numbersIn(one.reading)),
      }))
      .filter(({ numbers }) => numbers.length > 0);
    const [first, ...others] = said;
    const other = others.find(
      ({ numbers }) => !numbers.some((one) => first?.numbers.includes(one)),
    );
    if (first === undefined || other === undefined) return [];
    const [one, two] = [first, other].map(
      ({ family, numbers }) => `${numbers.slice(0, 3).join(', ')} (${family})`,
    );
    const sentence = `families of fields differ on the ${what}: ${one ?? ''} and ${two ?? ''}`;
    return [{ field: 'RateLimit', sentence, level: 'note' as const }];
  });
}
