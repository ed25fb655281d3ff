import type { RateLimitAnnounced } from '../../evidence/kinds/rate-limit/announced.ts';
import type { Candidate, RateLimitEnforced } from '../../evidence/kinds/rate-limit/enforced.ts';
import type { Seen } from '../known.ts';
import { plainCell, plainPart, seenCell, type Cell, type Part, type Row } from '../part.ts';
import type { Tone } from '../tone.ts';
import { counted } from '../words.ts';
import { FAMILY_WORDS, limiterText, limitText, shareText } from './words.ts';

/** What is documented, announced and enforced, one below the other. */
export function limitsPart(
  enforced: RateLimitEnforced | null,
  announced: Seen<RateLimitAnnounced>,
): Part {
  const [documented, observed] = [documentedRow(enforced, announced), observedRow(enforced)];
  // That nothing is announced is worth a table only beside what is known otherwise.
  const isNothing =
    announced?.status === 'absent' && documented.length === 0 && observed.length === 0;
  const rows = isNothing ? [] : [...documented, ...announcedRows(announced), ...observed];
  const grid = { caption: 'The limit', heads: ['Source', 'Requests', 'Remarks'], rows };
  return { ...plainPart('Limit', []), grid: rows.length === 0 ? null : grid };
}

/** The kinds of limiters that fit what was seen, where it is not one alone. */
export function kindPart(enforced: RateLimitEnforced | null): Part {
  const candidates = enforced?.candidates ?? [];
  if (candidates.length < 2) return plainPart('Kind', []);
  const row = (one: Candidate): Row => ({
    cells: [
      plainCell(FAMILY_WORDS[one.family]),
      plainCell(shareText(one.posterior)),
      plainCell(limiterText(one)),
    ],
    remarks: [],
  });
  const text = `what was seen fits ${counted(candidates.length, 'kind')} of limiters`;
  const grid = {
    caption: 'Kinds of limiters that fit, the likeliest first',
    heads: ['Kind', 'Posterior', 'Requests'],
    rows: candidates.map(row),
  };
  return { ...plainPart('Kind', [{ tone: 'open', text }]), grid };
}

const rowOf = (name: string, value: Cell, remarks: string): Row => ({
  cells: [plainCell(name), value, plainCell(remarks)],
  remarks: [],
});

const COUNTED_WORDS = { ip: 'address', token: 'token', account: 'account' } as const;

function documentedRow(
  enforced: RateLimitEnforced | null,
  announced: Seen<RateLimitAnnounced>,
): readonly Row[] {
  const said = announced?.status === 'present' ? announced.value.documented : null;
  const limit = enforced?.documented ?? said;
  if (limit === null) return [];
  const remarks = `for each ${COUNTED_WORDS[limit.per]}${limit.strict ? '' : ', by several nodes'}`;
  return [rowOf('documented', plainCell(limitText(limit.requests, limit.windowSeconds)), remarks)];
}

const MOST_POLICIES = 4;

function announcedRows(seen: Seen<RateLimitAnnounced>): readonly Row[] {
  switch (seen?.status) {
    case undefined:
      return [];
    case 'absent':
      return [rowOf('announced', { tone: 'quiet', text: 'nothing' }, '')];
    case 'unavailable':
      return [
        {
          ...rowOf('announced', { tone: 'open', text: 'not known' }, ''),
          remarks: [{ tone: 'open', text: seen.problem.detail }],
        },
      ];
    case 'present':
      return announcedBy(seen.value);
  }
}

const UNIT_WORDS = {
  requests: '',
  'content-bytes': 'bytes',
  'concurrent-requests': 'at the same time',
} as const;

function announcedBy({ policies, asDocumented }: RateLimitAnnounced): readonly Row[] {
  if (policies.length === 0) {
    return [rowOf('announced', { tone: 'quiet', text: 'no quota' }, '')];
  }
  const tone: Tone | null = asDocumented === null ? null : asDocumented ? 'good' : 'fair';
  const more = policies.length - MOST_POLICIES;
  return [
    ...policies.slice(0, MOST_POLICIES).map(({ name, quota, windowSeconds, unit }) => {
      const text = limitText(quota, windowSeconds);
      const remarks = [name === '' ? '' : `"${name}"`, UNIT_WORDS[unit]];
      const cell = tone === null ? seenCell(text) : { tone, text };
      return rowOf('announced', cell, remarks.filter((one) => one !== '').join(', '));
    }),
    ...(more > 0 ? [rowOf('announced', plainCell(`and ${more} more`), '')] : []),
  ];
}

/** How what is enforced compares with what is documented. */
const COMPARED_TONES = { 'as-documented': 'good', stricter: 'fair', looser: 'bad' } as const;
const COMPARED_WORDS = {
  'as-documented': 'as documented',
  stricter: 'stricter than documented',
  looser: 'looser than documented',
} as const;

function observedRow(enforced: RateLimitEnforced | null): readonly Row[] {
  if (enforced?.tested !== true) return [];
  const { compared } = enforced;
  const tone = compared === null ? null : COMPARED_TONES[compared];
  const [cell, remarks] =
    enforced.enforced === true ? seenLimit(enforced, tone) : unseenLimit(enforced, tone);
  const words = compared === null ? [] : [COMPARED_WORDS[compared]];
  return [rowOf('observed', cell, [...remarks, ...words].filter((one) => one !== '').join(', '))];
}

type Observed = readonly [cell: Cell, remarks: readonly string[]];

/** The numbers of the limit as far as they are known. */
function seenLimit(enforced: RateLimitEnforced, tone: Tone | null): Observed {
  const { limit, windowSeconds } = enforced;
  const numbers = limiterText(enforced);
  const short = limit === null ? numbers : limitText(limit, windowSeconds);
  const text = short === '' ? 'a limit' : short;
  const cell = tone === null ? seenCell(text) : { tone, text };
  return [cell, [kindText(enforced), ...(numbers === short ? [] : [numbers])]];
}

/** Nothing refused, or it is not known whether something did. */
function unseenLimit(enforced: RateLimitEnforced, tone: Tone | null): Observed {
  const { verdict, requestsSent } = enforced;
  const isKnown = enforced.enforced === false || verdict === 'not-observed-within-budget';
  const text = isKnown ? `no limit in ${counted(requestsSent, 'request')}` : 'not known';
  return [{ tone: tone ?? 'open', text }, []];
}

/** The kind of limiter and how sure that is; both where there are two. */
function kindText({ family, confidence, candidates }: RateLimitEnforced): string {
  if (family !== null) {
    const sure = confidence === null ? '' : ` (${shareText(confidence)} sure)`;
    return FAMILY_WORDS[family] + sure;
  }
  return candidates.length === 2
    ? candidates.map((one) => FAMILY_WORDS[one.family]).join(' or ')
    : candidates.length > 2
      ? 'kind not settled'
      : '';
}
