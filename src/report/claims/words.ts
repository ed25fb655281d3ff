import type {
  AttestationResult,
  ClaimResult,
  ControlResult,
  Parts,
  PartState,
  RequirementResult,
  WaiverResult,
} from '../../control/result.ts';
import type { Tone } from '../tone.ts';

/** How a state is shown: its tone, its symbol and its word. */
export interface Shown {
  readonly tone: Tone;
  readonly symbol: string;
  readonly word: string;
}

const shown = (tone: Tone, symbol: string, word: string): Shown => ({ tone, symbol, word });

/** Verdicts in the order in which they are counted. */
export const VERDICTS: Readonly<Record<ClaimResult['verdict'], Shown>> = {
  contradicted: shown('bad', '✗', 'contradicted'),
  confirmed: shown('good', '✓', 'confirmed'),
  'partly-confirmed': shown('open', '±', 'partly confirmed'),
  attested: shown('quiet', '✓', 'attested'),
  'not-testable': shown('open', '?', 'not testable'),
};

/** Statuses of controls and requirements in the order in which they are counted. */
export const STATUSES: Readonly<
  Record<ControlResult['status'] | RequirementResult['status'], Shown>
> = {
  'not-met': shown('bad', '✗', 'not met'),
  'partly-met': shown('fair', '±', 'partly met'),
  met: shown('good', '✓', 'met'),
  attested: shown('quiet', '✓', 'attested'),
  inherited: shown('quiet', '✓', 'inherited'),
  'not-assessed': shown('open', '?', 'not assessed'),
  'not-covered': shown('quiet', '–', 'not covered'),
};

const PART_STATES: Readonly<Record<PartState, Shown>> = {
  pass: shown('good', '✓', 'passes'),
  fail: shown('bad', '✗', 'fails'),
  partly: shown('open', '±', 'in part'),
  inconclusive: shown('open', '?', 'not settled'),
  'not-looked-at': shown('open', '?', 'not shown'),
  'not-applicable': shown('quiet', '–', 'does not apply'),
  attested: shown('quiet', '✓', 'attested'),
};

/** The ways in which it is settled, each with what it came to. */
export const partsOf = ({ seen, filed, stated }: Parts): readonly Shown[] =>
  [
    ['from outside', seen] as const,
    ['in files', filed] as const,
    ['stated', stated] as const,
  ].flatMap(([name, state]) => {
    if (state === null) return [];
    const { tone, symbol, word } = PART_STATES[state];
    return [{ tone, symbol, word: `${name}: ${word}` }];
  });

/** How many of each, where there are any. */
export const countsOf = <K extends string>(
  words: Readonly<Record<K, Shown>>,
  states: readonly K[],
): readonly (Shown & { readonly count: number })[] =>
  [...new Set(states)]
    .map((state) => ({ ...words[state], count: states.filter((one) => one === state).length }))
    .toSorted((a, b) => placeIn(words, a.word) - placeIn(words, b.word));

const placeIn = (words: Readonly<Record<string, Shown>>, word: string): number =>
  Object.values(words).findIndex((one) => one.word === word);

/** `3 met, 1 not met`. */
export const countText = (counts: ReturnType<typeof countsOf>): string =>
  counts.map(({ count, word }) => `${count} ${word}`).join(', ');

export const ATTESTATION_STATES: Readonly<Record<AttestationResult['state'], Shown>> = {
  active: shown('good', '✓', 'active'),
  pending: shown('open', '?', 'not in force yet'),
  expired: shown('bad', '✗', 'expired'),
  ignored: shown('fair', '~', 'ignored'),
  unmatched: shown('open', '?', 'unmatched'),
  invalid: shown('bad', '✗', 'invalid'),
};

export const WAIVER_STATES: Readonly<Record<WaiverResult['state'], Shown>> = {
  active: shown('fair', '~', 'active'),
  pending: shown('open', '?', 'not approved yet'),
  expired: shown('bad', '✗', 'expired'),
  'not-needed': shown('quiet', '–', 'not needed'),
  unmatched: shown('open', '?', 'unmatched'),
  invalid: shown('bad', '✗', 'invalid'),
};

/** Since when words are out of date, why, and what to write. */
export const staleText = (
  { since, reason, instead }: ClaimResult['stale'][number],
  now: string,
): string => {
  if (since === null) return `${reason}; write: ${instead}`;
  const begins = since > now.slice(0, 10) ? 'from' : 'since';
  return `${begins} ${since}: ${reason}; write: ${instead}`;
};

/** Whose promise it is, where it is not the vendor's own. */
export const PROMISED_BY: Readonly<Record<ClaimResult['by'], string | null>> = {
  vendor: null,
  customer: 'for customers to keep',
  provider: 'kept by a provider',
};
