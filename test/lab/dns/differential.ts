import type { TrustAnchor } from '../../../src/codec/dns/anchor.ts';
import { byAssay, networkOf } from './assay.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { LabQuestion } from './oracles.ts';

/** Zones that are looked at side by side. */
const LANES = 4;

/** Does the work for every item, a few at a time; the results are in the order of the items. */
export async function inLanes<T, U>(
  items: readonly T[],
  work: (item: T) => Promise<U>,
): Promise<readonly U[]> {
  const results: U[] = [];
  const left = [...items.entries()];
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      results[next[0]] = await work(next[1]);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return results;
}

type Answer = Awaited<ReturnType<typeof byAssay>>[number];

/** What assay makes of many questions; each zone is asked about as if nothing were known before. */
export async function verdictsOf(
  hierarchy: Hierarchy,
  anchors: readonly TrustAnchor[],
  questions: readonly LabQuestion[],
): Promise<readonly Answer[]> {
  const zones = [
    ...Map.groupBy(questions, ({ name }) => name.split('.').slice(-2).join('.')).values(),
  ];
  const verdicts = new Map<LabQuestion, Answer>();
  await inLanes(zones, async (own) => {
    const answers = await byAssay(networkOf(hierarchy), anchors, own);
    for (const [index, answer] of answers.entries()) {
      const question = own[index];
      if (question !== undefined) verdicts.set(question, answer);
    }
  });
  return questions.flatMap((question) => verdicts.get(question) ?? []);
}

/** Why another validator may say otherwise. */
export interface Explanation {
  readonly validator: 'unbound' | 'delv';
  /** Names that it is about. */
  readonly names: RegExp;
  /** What the other says, and assay. */
  readonly says: readonly [string, string];
  readonly because: string;
}

/** Every difference there may be, by name. */
export const EXPLANATIONS: readonly Explanation[] = [
  {
    ...{ validator: 'unbound', names: /\brecent\.alpha$/, says: ['secure', 'bogus'] },
    because:
      'unbound allows for clocks that are wrong by a tenth of the lifetime of a signature, an hour ' +
      'at least; RFC 4035, section 5.3.1 has no such grace',
  },
  {
    ...{ validator: 'unbound', names: /\brevoked\.alpha$/, says: ['secure', 'bogus'] },
    because:
      'unbound heeds the REVOKE bit of trust anchors alone; RFC 5011, section 2.1 lets a revoked key ' +
      'do nothing but sign its own revocation',
  },
  {
    ...{ validator: 'delv', names: /\brevoked\.alpha$/, says: ['secure', 'bogus'] },
    because: 'delv does not heed the REVOKE bit of a key that a DS record names either',
  },
  {
    ...{ validator: 'unbound', names: /^loop1\.alias\.alpha$/, says: ['indeterminate', 'bogus'] },
    because: 'a resolver gives up on aliases that lead back; assay says that they do',
  },
  {
    ...{ validator: 'delv', names: /^loop1\.alias\.alpha$/, says: ['indeterminate', 'bogus'] },
    because: 'delv gets no answer through unbound',
  },
  {
    ...{ validator: 'delv', names: /(?:^|\.)(?:opt)?.*\bbeta$/, says: ['secure', 'insecure'] },
    because:
      'delv calls a denial validated that rests on opt-out; RFC 5155, section 9.2 does not let it ' +
      'be called authentic',
  },
];
