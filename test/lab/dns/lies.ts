import type { TrustAnchor } from '../../../src/codec/dns/anchor.ts';
import type { DnsPath } from '../../../src/evidence/kinds/dns/observed.ts';
import { presentRdata } from '../../../src/codec/dns/present.ts';
import { byAssay, networkOf } from './assay.ts';
import type { Hierarchy } from './hierarchy.ts';
import { Dice, LIES, LIES_ABOUT_RECORDS } from './mutations.ts';
import { byUnbound, forget, type LabQuestion } from './oracles.ts';
import type { Status } from './plan.ts';
import { KINDS } from './questions.ts';

const SIGNED = ['nsec.gamma', 'nsec3.gamma'];
const QUESTIONS_A_LIE = 4;
type Answer = Awaited<ReturnType<typeof byAssay>>[number];

/** What became of many lies. */
export interface Outcome {
  /** Verdicts of assay that are wrong, as sentences. */
  readonly wrong: readonly string[];
  /** How often each pair of verdicts was met, as `unbound bogus, assay bogus`. */
  readonly met: ReadonlyMap<string, number>;
  /** Answers that were changed. */
  readonly told: number;
}

/** Tells lies, one after the other, to unbound and to assay, and compares what they make of them. */
export async function tell(
  hierarchy: Hierarchy,
  anchors: readonly TrustAnchor[],
  count: number,
): Promise<Outcome> {
  const ways = Object.keys(LIES);
  const truth = await truths(hierarchy, anchors);
  const before = hierarchy.mutants.told();
  const [wrong, met] = [[] as string[], new Map<string, number>()];
  for (let number = 0; number < count; number += 1) {
    const way = ways[number % ways.length] ?? '';
    const lie = { way, seed: `${way} ${number}` };
    const asked = questionsOf(lie.seed);
    hierarchy.mutants.lie(lie);
    await forget(hierarchy, 'gamma');
    const [theirs, ours] = await Promise.all([
      byUnbound(hierarchy, asked),
      byAssay(networkOf(hierarchy), anchors, asked),
    ]);
    for (const [index, question] of asked.entries()) {
      const [other, own] = [theirs[index], ours[index]];
      if (other === undefined || own === undefined) continue;
      const pair = `unbound ${other.status}, assay ${own.status}`;
      met.set(pair, (met.get(pair) ?? 0) + 1);
      const isTrue = said(own) === truth.get(keyOf(question));
      const fault = faultOf(own, other.status, { question, way, isTrue });
      if (fault === null) continue;
      wrong.push(`${lie.seed}: ${keyOf(question)}: ${pair}: ${fault}: ${own.reason} ${said(own)}`);
    }
  }
  hierarchy.mutants.lie(null);
  await forget(hierarchy, 'gamma');
  return { wrong, met, told: hierarchy.mutants.told() - before };
}

interface Told {
  readonly question: LabQuestion;
  readonly way: string;
  /** The records are those of the zone. */
  readonly isTrue: boolean;
}

/** What is wrong with a verdict of assay: a false secure, or a false "there is nothing to protect". */
function faultOf(own: Answer, other: Status, { question, way, isTrue }: Told): string | null {
  const { name } = question;
  if (own.status === 'insecure') {
    const signed = SIGNED.some((zone) => name === zone || name.endsWith(`.${zone}`));
    return signed ? 'the zone is signed' : null;
  }
  if (own.status !== 'secure') return null;
  if (!isTrue) return 'it is not true';
  if (other === 'insecure') return 'unbound finds nothing that protects it';
  // Who asked other questions on the way met another lie; what is true and proven may be secure then.
  if (other !== 'bogus' || !(way in LIES_ABOUT_RECORDS)) return null;
  // Unbound takes a signature whose records are missing for an RRset that does not verify; RFC 4035,
  // section 5 has no such rule, and what is left proves all that is claimed.
  return hasOrphan(own.path) ? null : 'unbound calls it bogus';
}

/** Whether a message has a signature and not the records that it signs. */
const hasOrphan = ({ exchanges }: DnsPath): boolean =>
  exchanges.items.some(({ reply }) =>
    [reply?.answer ?? [], reply?.authority ?? []].some((section) => {
      const fields = section.map((line) => line.split(' '));
      const there = new Set(fields.map(([name, , , type]) => `${name ?? ''} ${type ?? ''}`));
      return fields.some(
        ([name, , , type, covered]) =>
          type === 'RRSIG' && !there.has(`${name ?? ''} ${covered ?? ''}`),
      );
    }),
  );

const keyOf = ({ name, type }: LabQuestion): string => `${name} ${type}`;

/** The records of an answer as text, each once; the TTL of each message is not what is signed. */
const said = ({ records }: Answer): string => {
  const lines = records.map((record) => `${record.name} ${record.type} ${presentRdata(record)}`);
  return [...new Set(lines)].sort().join('\n');
};

/** What is so where nobody lies. */
async function truths(
  hierarchy: Hierarchy,
  anchors: readonly TrustAnchor[],
): Promise<ReadonlyMap<string, string>> {
  const questions = [...SIGNED, 'plain.gamma'].flatMap((zone) =>
    Object.values(KINDS).map((kind) => questionOf(zone, kind)),
  );
  const answers = await byAssay(networkOf(hierarchy), anchors, questions);
  return new Map(
    questions.flatMap((question, index) => {
      const answer = answers[index];
      return answer === undefined ? [] : [[keyOf(question), said(answer)]];
    }),
  );
}

const questionOf = (zone: string, [label, type]: readonly [string, string]): LabQuestion => ({
  name: label === '' ? zone : `${label}.${zone}`,
  type,
});

/** Some questions, of all kinds in turn, to one zone. */
function questionsOf(seed: string): readonly LabQuestion[] {
  const dice = new Dice(seed);
  const zone = dice.pick([...SIGNED, 'nsec.gamma', 'plain.gamma']) ?? '';
  return Array.from({ length: QUESTIONS_A_LIE }, () =>
    questionOf(zone, dice.pick(Object.values(KINDS)) ?? KINDS.positive),
  );
}
