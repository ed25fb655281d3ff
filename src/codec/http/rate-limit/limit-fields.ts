/** Families of fields that announce limits; the names are those of the evidence. */
export type LimitFamily = 'ietf' | 'draft-7' | 'draft-6' | 'x-ratelimit' | 'vendor';

export type LimitUnit = 'requests' | 'content-bytes' | 'concurrent-requests';

/** So many units in a window. */
export interface LimitPolicy {
  /** Empty where it has none. */
  readonly name: string;
  readonly quota: number;
  readonly windowSeconds: number | null;
  readonly unit: LimitUnit;
  /** In base64. */
  readonly partition: string | null;
}

/** What is left of a policy. */
export interface LimitState {
  readonly name: string;
  readonly remaining: number;
  readonly resetSeconds: number | null;
  readonly partition: string | null;
}

/** What is wrong with a field, with its place in the standard. */
export interface LimitFault {
  readonly field: string;
  readonly sentence: string;
  readonly level: 'error' | 'note';
}

/** What the fields of one family say. */
export interface LimitReading {
  readonly policies: readonly LimitPolicy[];
  readonly state: readonly LimitState[];
  readonly faults: readonly LimitFault[];
}

export const NOTHING: LimitReading = { policies: [], state: [], faults: [] };

export const joined = (readings: readonly LimitReading[]): LimitReading => ({
  policies: readings.flatMap(({ policies }) => policies),
  state: readings.flatMap(({ state }) => state),
  faults: readings.flatMap(({ faults }) => faults),
});
