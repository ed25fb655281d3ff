import type { RateLimitAnnounced } from '../../evidence/kinds/rate-limit/announced.ts';
import type { RateLimitEnforced } from '../../evidence/kinds/rate-limit/enforced.ts';
import { noted } from '../known.ts';
import { plainPart, type Part, type Verdict } from '../part.ts';
import type { Tone } from '../tone.ts';
import { fewOf } from '../known.ts';
import { secondsText } from './words.ts';

type Refusal = NonNullable<RateLimitEnforced['refusal']>;
type Said = NonNullable<RateLimitAnnounced['refusal']>;

/** How the service refuses, what it says of when to come back, and whether that is true. */
export const refusalPart = (
  enforced: RateLimitEnforced | null,
  announced: RateLimitAnnounced | null,
): Part => {
  const [seen, said] = [enforced?.refusal ?? null, announced?.refusal ?? null];
  return plainPart('Refusal', [
    ...(seen === null ? [] : howIt(seen)),
    ...(seen === null ? [] : [whenAgain(seen)]),
    ...(said === null ? [] : saidBy(said)),
  ]);
};

const MOST = 4;

const howIt = ({ signatures, withStatusOfSuccess, tarpitSeconds }: Refusal): readonly Verdict[] => [
  ...(signatures.length === 0 ? [] : noted(`refuses with ${fewOf(signatures, MOST)}`)),
  ...(withStatusOfSuccess
    ? [{ tone: 'fair' as const, text: 'refuses with the status of success' }]
    : []),
  ...(tarpitSeconds === null
    ? []
    : noted(`refusals come only after ${secondsText(tarpitSeconds)}`)),
];

/** `Retry-After` names 42 s; admitted again after 42.3 s. */
function whenAgain({
  retryAfterSeconds,
  recoveredAfterSeconds,
  retryAfterHonest,
}: Refusal): Verdict {
  const named =
    retryAfterSeconds === null
      ? 'no Retry-After'
      : `Retry-After names ${secondsText(retryAfterSeconds)}`;
  const again =
    recoveredAfterSeconds === null
      ? 'when it admits again was not seen'
      : `admitted again after ${secondsText(recoveredAfterSeconds)}`;
  const tone: Tone = retryAfterHonest === null ? 'quiet' : retryAfterHonest ? 'good' : 'bad';
  const early = retryAfterHonest === false ? ': it does not admit at the time that it names' : '';
  return { tone, text: `${named}; ${again}${early}` };
}

const saidBy = ({ cacheable, retryAfterTooSoon, mediaType, usualMediaType }: Said) => [
  ...(cacheable
    ? [{ tone: 'bad' as const, text: 'a cache may keep the refusal (RFC 6585, section 4)' }]
    : []),
  ...(retryAfterTooSoon === true
    ? [{ tone: 'fair' as const, text: 'Retry-After names an earlier time than the fields do' }]
    : []),
  ...(mediaType === null || usualMediaType === null || mediaType === usualMediaType
    ? []
    : noted(`refuses in ${mediaType}, where answers are ${usualMediaType}`)),
];
