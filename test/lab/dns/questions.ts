import type { LabQuestion } from './oracles.ts';
import type { LabZone } from './plan.ts';

/** One question of each kind that a zone can be asked. */
export const KINDS = {
  positive: ['www', 'A'],
  nodata: ['www', 'AAAA'],
  'no such name': ['nothing', 'A'],
  'far below nothing': ['a.b.nothing', 'A'],
  wildcard: ['any.w', 'TXT'],
  'wildcard without the type': ['any.w', 'A'],
  'empty non-terminal': ['empty', 'A'],
  alias: ['own', 'A'],
  keys: ['', 'DNSKEY'],
  delegation: ['', 'DS'],
  start: ['', 'SOA'],
} as const;

/** Names that are in one zone alone. */
const OTHERS: readonly (readonly [string, string])[] = [
  ['secure.alias.alpha', 'A'],
  ['chain.alias.alpha', 'A'],
  ['far.alias.alpha', 'A'],
  ['insecure.alias.alpha', 'A'],
  ['bogus.alias.alpha', 'A'],
  ['nothing.alias.alpha', 'A'],
  ['nodata.alias.alpha', 'AAAA'],
  ['loop1.alias.alpha', 'A'],
  ['www.tree.alias.alpha', 'A'],
  ['nothing.tree.alias.alpha', 'A'],
  ['www.inner.alias.alpha', 'A'],
  ['any.stars.alias.alpha', 'A'],
  ['sub.optout.beta', 'DS'],
  ['www.sub.optout.beta', 'DS'],
  ['nothing.optout.beta', 'DS'],
  ['big.big.alpha', 'TXT'],
  ['alpha', 'DS'],
  ['beta', 'DNSKEY'],
  ['nothing', 'A'],
  ['nothing.alpha', 'A'],
  ['nothing.beta', 'A'],
  ['nothing.beta', 'DS'],
  ['deep.a13.alpha', 'A'],
];

/** All questions to all zones, a few hundred. */
export function questionsFor(zones: readonly LabZone[]): readonly LabQuestion[] {
  const leaves = zones.filter(({ name }) => name.includes('.') && name !== '.');
  return [
    ...leaves.flatMap(({ name, status }) =>
      Object.values(status === 'indeterminate' ? { positive: KINDS.positive } : KINDS).map(
        ([label, type]) => ({
          name: label === '' ? name : `${label}.${name}`,
          type,
        }),
      ),
    ),
    ...OTHERS.map(([name, type]) => ({ name, type })),
  ];
}
