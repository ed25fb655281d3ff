import type { Verdict, Weight } from './weight.ts';
import type { AreaGrade } from './grade.ts';
import { rank, type Letter } from './letter.ts';

/**
 * What would raise the ceiling: each failed rule whose mending alone does; where none does, the
 * fewest that do together, heaviest first.
 */
export function nextSteps(failed: readonly Weight[], verdict: Verdict): AreaGrade['next'] {
  const now = verdict(failed).letter;
  const raised = (mended: readonly Weight[]): Letter | null => {
    const { letter } = verdict(failed.filter((weight) => !mended.includes(weight)));
    return rank(letter) < rank(now) ? letter : null;
  };
  const alone = failed.flatMap((weight) => {
    const letter = raised([weight]);
    return letter === null ? [] : [{ rule: weight.rule, letter }];
  });
  return alone.length > 0 ? alone : together(failed, now, raised);
}

function together(
  failed: readonly Weight[],
  now: Letter,
  raised: (mended: readonly Weight[]) => Letter | null,
): AreaGrade['next'] {
  // Every rule that caps at the present letter must go; of the others the heaviest suffice.
  const binds = ({ caps }: Weight): number =>
    caps.some(({ letter }) => rank(letter) >= rank(now)) ? 1 : 0;
  const heaviest = failed.toSorted((a, b) => binds(b) - binds(a) || b.deduction - a.deduction);
  const enough = heaviest.findIndex((_, index) => raised(heaviest.slice(0, index + 1)) !== null);
  if (enough < 0) return [];
  const mended = heaviest.slice(0, enough + 1).reduceRight<readonly Weight[]>(
    (kept, weight) => {
      const fewer = kept.filter((other) => other !== weight);
      return raised(fewer) === null ? kept : fewer;
    },
    heaviest.slice(0, enough + 1),
  );
  const letter = raised(mended);
  const [first, ...others] = mended.map(({ rule }) => rule);
  return first === undefined || letter === null ? [] : [{ rule: first, letter, with: others }];
}
