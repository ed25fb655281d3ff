import type { DkimKeyFact, MailDkim } from '../../evidence/kinds/mail/dkim.ts';
import type { Heard } from './dkim-existence.ts';

/** All that says whether a domain has DKIM keys. */
interface Seen {
  /** `_domainkey` of the domain. */
  readonly name: string;
  readonly existence: Heard;
  readonly invented: Heard;
  readonly keys: readonly DkimKeyFact[];
  readonly wildcard: boolean | null;
  readonly wildcardRevoked: boolean;
  readonly providers: MailDkim['providers'];
  readonly tried: number;
  /** Selectors of which it is known what stands there; those that have records or an alias. */
  readonly answered: number;
  readonly hits: number;
  /** Of a selector that was told it is not known. */
  readonly toldUnheard: boolean;
}

type Concluded = Pick<MailDkim, 'state' | 'proven' | 'reason' | 'falseDenial'>;

export function conclude(seen: Seen): Concluded {
  const state = stateOf(seen);
  return {
    state,
    proven: isProven(state, seen),
    reason: REASONS[state](seen),
    falseDenial: seen.existence.name === null ? null : isDenied(seen),
  };
}

function stateOf(seen: Seen): MailDkim['state'] {
  if (seen.keys.some(({ usable }) => usable)) return 'proven';
  if (isImpossible(seen)) return 'impossible';
  if (seen.toldUnheard) return 'unknown';
  const bad = seen.keys.filter(isMeant);
  if (bad.some(({ revoked }) => !revoked)) return 'broken';
  return bad.length > 0 || seen.wildcardRevoked ? 'revoked' : 'unknown';
}

/** A key that is there, or that the settings say is there. */
const isMeant = ({ records, sources }: DkimKeyFact): boolean =>
  records > 0 || sources.includes('settings');

const isDenied = ({ existence, hits }: Seen): boolean => existence.name === 'missing' && hits > 0;

/** Some servers deny names that have others below them, so that only signatures are taken at their word. */
function isImpossible({ existence, hits, toldUnheard, answered, tried }: Seen): boolean {
  if (existence.name !== 'missing' || existence.status === 'bogus' || hits > 0) return false;
  return existence.status === 'secure' || (!toldUnheard && (answered > 0 || tried === 0));
}

/** Selectors of old mail may be retired, and guesses miss; those of the settings are in use. */
function isProven(state: MailDkim['state'], { keys, toldUnheard }: Seen): boolean | null {
  if (state === 'proven') return true;
  if (state === 'impossible') return false;
  return keys.some(({ sources }) => sources.includes('settings')) && !toldUnheard ? false : null;
}

const REASONS: Readonly<Record<MailDkim['state'], (seen: Seen) => string>> = {
  proven: ({ keys }) =>
    `Verifiers can use the key of ${namesOf(keys.filter(({ usable }) => usable))}`,
  impossible: ({ name, existence }) =>
    `${name} does not exist${existence.status === 'secure' ? ', as DNSSEC proves' : ''}: nothing below it can have a key (RFC 8020)`,
  revoked: ({ keys, name }) =>
    keys.some(isMeant)
      ? `Every key found is revoked: ${namesOf(keys.filter(isMeant))}`
      : `A wildcard below ${name} revokes every key`,
  broken: ({ keys }) => `No verifier can use what stands at ${namesOf(keys.filter(isMeant))}`,
  unknown: (seen) =>
    `${hintOf(seen)}; name the selectors in use with --dkim-selector, or have them read with --mail-message or --dmarc-report`,
};

const namesOf = (keys: readonly DkimKeyFact[]): string => {
  const names = keys.map(({ selector }) => selector);
  return names.length > 5 ? `${names.slice(0, 5).join(', ')} and others` : names.join(', ');
};

/** Why it is not known, the most telling first. */
function hintOf(seen: Seen): string {
  const { name, existence, invented, wildcard, providers, answered, tried, toldUnheard } = seen;
  const unguessable = providers.filter((one) => one.unguessable).map((one) => one.name);
  if (wildcard === true) return `Made-up selectors below ${name} have a key as well`;
  if (tried > 0 && answered === 0) return 'No selector could be looked up';
  if (toldUnheard) return 'Not every selector that was named could be looked up';
  if (existence.status === 'bogus') return `The answer for ${name} is bogus`;
  if (unguessable.length > 0) return `Selectors of ${unguessable.join(', ')} cannot be guessed`;
  const within = existence.name === 'exists' && invented.name === 'missing';
  const none = `None of ${tried} selectors asked for has a key`;
  return within ? `${none}, though names below ${name} exist` : none;
}
