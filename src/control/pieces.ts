import { isBelowIntensity, type Problem } from '../evidence/problem.ts';
import type { AreaGrade } from '../grade/grade.ts';
import { atLeast, type Letter } from '../grade/letter.ts';
import type { Finding, Severity } from '../judge/finding.ts';
import type { PartState, RequirementResult } from './result.ts';

/** One thing that a control or a sentence depends on, at one place. */
export interface Piece {
  readonly state: PartState;
  /** What has to be so. */
  readonly what: string;
  /** Id of the target; null where it is of none. */
  readonly where: string | null;
  readonly why: string | null;
  /** Of the rule, where it is one. */
  readonly severity?: Severity;
}

/** Findings, and what is known beside them. */
export interface Findings {
  /** Of the rules that are asked about; those of others do no harm. */
  readonly findings: readonly Finding[];
  /** Ids of evidence that could not be had, with the problems. */
  readonly unseen: ReadonlyMap<string, Problem>;
  /** Titles of rules by their ids. */
  readonly titles: ReadonlyMap<string, string>;
  /** Ids of the rules that were put to the targets. */
  readonly judged: ReadonlySet<string>;
  /** Those of them that compare the addresses of a target, and say nothing where there is but one. */
  readonly across: ReadonlySet<string>;
}

const LEFT_OUT = 'the profile leaves it out';
const ONE_ADDRESS = 'no target has several addresses';

/** A piece for each finding of the rules, and one for each rule without any: `without` says why. */
export const rulePieces = (
  rules: readonly string[],
  known: Findings,
  without: string,
): readonly Piece[] =>
  rules.flatMap((rule): readonly Piece[] => {
    const what = `"${known.titles.get(rule) ?? rule}"`;
    const own = known.findings.filter((finding) => finding.rule === rule);
    if (own.length === 0) return [{ what, where: null, ...unfound(rule, known, without) }];
    return own.map((finding) => ({
      what,
      where: finding.target,
      severity: finding.severity,
      ...stateOf(finding, known.unseen),
    }));
  });

/** What it means that a rule has no finding. */
function unfound(
  rule: string,
  { judged, across }: Findings,
  without: string,
): Pick<Piece, 'state' | 'why'> {
  if (!judged.has(rule)) return { state: 'not-looked-at', why: LEFT_OUT };
  return across.has(rule)
    ? { state: 'not-applicable', why: ONE_ADDRESS }
    : { state: 'not-looked-at', why: without };
}

/** How the reason of a finding begins whose evidence was not given, or not asked for. */
const NOT_GIVEN = /^(?:not-requested|not-permitted(?=: needs --intensity )): /;

/** What nobody asked for was not looked at, whatever came of it. */
function stateOf(
  { outcome, reason, evidence }: Finding,
  unseen: Findings['unseen'],
): Pick<Piece, 'state' | 'why'> {
  if (outcome === 'pass' || outcome === 'fail') return { state: outcome, why: null };
  if (outcome === 'manual') return { state: 'not-looked-at', why: reason };
  if (outcome === 'inconclusive' && reason !== null && NOT_GIVEN.test(reason)) {
    return { state: 'not-looked-at', why: reason.replace(NOT_GIVEN, '') };
  }
  const problems = evidence.flatMap((id) => unseen.get(id) ?? []);
  const [first] = problems;
  return first !== undefined && problems.every(isBelowIntensity)
    ? { state: 'not-looked-at', why: first.detail }
    : { state: outcome, why: reason };
}

/** A piece for each target that the area grades. */
export function gradePieces(
  { area, letter }: { readonly area: AreaGrade['area']; readonly letter: Letter },
  grades: readonly AreaGrade[],
): readonly Piece[] {
  const what = `"${area.toUpperCase()} is graded ${letter} or better"`;
  const own = grades.filter((grade) => grade.area === area);
  return own.length === 0
    ? [{ state: 'not-looked-at', what, where: null, why: 'nothing was graded' }]
    : own.map((grade) => ({ what, where: grade.target, ...reached(grade, letter) }));
}

/** A proven worse letter fails; what is not settled counts neither way. */
function reached(
  { ceiling, floor }: Pick<AreaGrade, 'ceiling' | 'floor'>,
  letter: Letter,
): Pick<Piece, 'state' | 'why'> {
  if (!atLeast(ceiling, letter)) return { state: 'fail', why: `it is ${ceiling} at best` };
  if (atLeast(floor, letter)) return { state: 'pass', why: null };
  return { state: 'inconclusive', why: `the grade lies between ${floor} and ${ceiling}` };
}

const BY_REQUIREMENT: Readonly<Record<RequirementResult['status'], Pick<Piece, 'state' | 'why'>>> =
  {
    met: { state: 'pass', why: null },
    'not-met': { state: 'fail', why: null },
    'partly-met': { state: 'partly', why: null },
    attested: { state: 'attested', why: null },
    'not-assessed': { state: 'not-looked-at', why: 'it could not be assessed' },
    'not-covered': { state: 'not-looked-at', why: 'no control covers it' },
  };

/** A piece for each requirement of a framework; one that is open where the framework has none. */
export const requirementPieces = (requirements: readonly RequirementResult[]): readonly Piece[] =>
  requirements.length === 0
    ? [{ what: 'the framework', where: null, state: 'not-looked-at', why: 'no such requirement' }]
    : requirements.map(({ id, title, status }) => ({
        what: `${id} (${title})`,
        where: null,
        ...BY_REQUIREMENT[status],
      }));
