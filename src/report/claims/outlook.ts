import type { ClaimResult, PartState } from '../../control/result.ts';
import type { Report } from '../report.ts';
import { countsOf, VERDICTS, type Shown } from './words.ts';

/** A page at a glance: what became of its sentences, and what the open ones lack. */
export interface Outlook {
  readonly source: string;
  readonly sentences: number;
  readonly verdicts: readonly (Shown & { readonly count: number })[];
  /** Sentences by their place in the report, from 1. */
  readonly contradicted: readonly Place[];
  readonly stale: readonly Place[];
  /** How many open sentences lack each; of several one is often enough. */
  readonly ways: readonly (Way & { readonly count: number })[];
}

interface Place {
  readonly id: string;
  readonly nth: number;
}

interface Way {
  readonly name: string;
  readonly how: string;
}

const OPEN: readonly ClaimResult['verdict'][] = ['not-testable', 'partly-confirmed'];
const MISSING: readonly PartState[] = ['not-looked-at', 'inconclusive', 'partly'];

const WAYS: readonly (Way & { readonly part: keyof ClaimResult['parts'] })[] = [
  {
    part: 'filed',
    name: 'files',
    how: 'exports of the account (assay evidence commands; --evidence), or a register of certificates and reports (--register)',
  },
  {
    part: 'stated',
    name: 'people',
    how: 'somebody answers for it, for a time (assay attest new; --attestations)',
  },
  { part: 'seen', name: 'a look', how: 'what is missing stands at the sentence' },
];

/** Null where no page was asked about. */
export function outlookOf({ claims }: Pick<Report, 'claims'>): Outlook | null {
  const [first] = claims;
  if (first === undefined) return null;
  const placed = claims.map((claim, index) => ({ claim, place: { id: claim.id, nth: index + 1 } }));
  const placesOf = (isMeant: (claim: ClaimResult) => boolean): Place[] =>
    placed.filter(({ claim }) => isMeant(claim)).map(({ place }) => place);
  const open = claims.filter(({ verdict }) => OPEN.includes(verdict));
  return {
    source: first.source,
    sentences: claims.length,
    verdicts: countsOf(
      VERDICTS,
      claims.map(({ verdict }) => verdict),
    ),
    contradicted: placesOf(({ verdict }) => verdict === 'contradicted'),
    stale: placesOf(({ stale }) => stale.length > 0),
    ways: WAYS.flatMap(({ part, ...way }) => {
      const count = open.filter(({ parts }) => MISSING.includes(parts[part] ?? 'pass')).length;
      return count === 0 ? [] : [{ ...way, count }];
    }),
  };
}
