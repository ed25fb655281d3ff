import type { Change } from '../../control/comparison.ts';
import type { Verdict } from '../part.ts';
import type { Tone } from '../tone.ts';
import { counted, shortened } from '../words.ts';

/** Characters of a title, a target or a reason. */
export const LONGEST = 400;
/** Targets of one rule that are named. */
const TARGETS = 3;

/**
 * One verdict for each rule to which the same happened, with its targets; of more than `most` their
 * number. Rules that came or went with their target and do not fail are counted together.
 */
export function changeVerdicts(
  changes: readonly Change[],
  tone: Tone,
  most: number,
): readonly Verdict[] {
  const together = Map.groupBy(changes.filter(isPlain), ({ target, state, why }) =>
    JSON.stringify([target, state, why]),
  );
  const alike = Map.groupBy(
    changes.filter((change) => !isPlain(change)),
    ({ rule, reason }) => JSON.stringify([rule, reason]),
  );
  const texts = [...[...alike.values()].map(ruleText), ...[...together.values()].map(plainText)];
  return [
    ...texts.slice(0, most).map((text): Verdict => ({ tone, text })),
    ...(texts.length > most
      ? [{ tone: 'quiet' as const, text: `and ${texts.length - most} more` }]
      : []),
  ];
}

/** Judged on one side only, and no failure. */
const isPlain = ({ before, after }: Change): boolean =>
  (before === null || after === null) && (before ?? after)?.outcome !== 'fail';

function ruleText(group: readonly Change[]): string {
  const [first] = group;
  if (first === undefined) return '';
  const targets = group.slice(0, TARGETS).map(({ target }) => shortened(target, LONGEST));
  const more = group.length - targets.length;
  const places = [...targets, ...(more > 0 ? [counted(more, 'more target')] : [])].join(', ');
  const title = shortened(first.title, LONGEST);
  return `${title} (${first.severity}) at ${places}: ${shortened(first.reason, LONGEST)}`;
}

function plainText(group: readonly Change[]): string {
  const [first] = group;
  if (first === undefined) return '';
  const [when, was] = first.after === null ? ['any more', 'is'] : ['before', 'was'];
  const what = first.why.includes('target') ? `the target ${was} not audited` : 'not judged';
  const place = shortened(first.target, LONGEST);
  return `${counted(group.length, 'rule')} without a failure at ${place}: ${what} ${when}`;
}
