import type { RateLimitAnnounced } from '../../evidence/kinds/rate-limit/announced.ts';
import { fewOf, noted, valueOf, type Seen } from '../known.ts';
import { plainPart, type Part, type Verdict } from '../part.ts';

/** What is wrong with the fields that announce a limit. */
export function fieldsPart(seen: Seen<RateLimitAnnounced>): Part {
  const announced = valueOf(seen);
  if (announced === null || announced.families.length === 0) return plainPart('Fields', []);
  return plainPart('Fields', [
    ...noted(formText(announced)),
    ...faultsIn(announced),
    ...contradictions(announced),
    ...announced.leaks.slice(0, MOST).map((text): Verdict => ({ tone: 'bad', text })),
  ]);
}

const MOST = 6;

const FORM_WORDS: Readonly<Record<RateLimitAnnounced['families'][number], string>> = {
  ietf: 'RateLimit and RateLimit-Policy as the draft has them',
  'draft-7': 'RateLimit in the form of draft 7',
  'draft-6': 'RateLimit-Limit in the form of draft 6',
  'x-ratelimit': 'X-RateLimit-Limit and its like',
  vendor: 'fields of a vendor',
};

const formText = ({ families, vendor }: RateLimitAnnounced): string =>
  families
    .map((one) => (one === 'vendor' && vendor !== null ? `fields of ${vendor}` : FORM_WORDS[one]))
    .join('; ');

function faultsIn({ faults }: RateLimitAnnounced): readonly Verdict[] {
  const more = faults.length - MOST;
  return [
    ...faults.slice(0, MOST).map(({ field, sentence, level }): Verdict => ({
      tone: level === 'error' ? 'fair' : 'quiet',
      text: `${field}: ${sentence}`,
    })),
    ...(more > 0 ? noted(`and ${more} more`) : []),
  ];
}

const contradictions = (announced: RateLimitAnnounced): readonly Verdict[] =>
  [
    ...named('states without a policy of that name', announced.withoutPolicy),
    ...named('more remains than the quota', announced.aboveQuota),
    ...named('much remains for a short time, which invites bursts', announced.bursts),
    ...(announced.falls === false ? ['what remains does not fall from request to request'] : []),
    ...(announced.cached ? ['the answers come from a cache, and so do their fields'] : []),
  ].map((text) => ({ tone: 'fair', text }));

const named = (what: string, names: readonly string[]): readonly string[] =>
  names.length === 0
    ? []
    : [
        `${what}: ${fewOf(
          names.map((name) => (name === '' ? 'without a name' : name)),
          MOST,
        )}`,
      ];
