import type { Control } from '../document/control.ts';
import type { AreaGrade } from '../grade/grade.ts';
import { SEVERITIES, type Finding, type Severity } from '../judge/finding.ts';
import { either, together } from './decide.ts';
import { gradePieces, requirementPieces, rulePieces, type Findings, type Piece } from './pieces.ts';
import { reasonsOf } from './reasons.ts';
import type { Parts, PartState, RequirementResult } from './result.ts';
import { statedBy, statements, thatSpeak, type Statements } from './stated.ts';

/** What settles a control or a sentence. */
type Deciders = Pick<
  Control,
  'rules' | 'grade' | 'evidence' | 'attest' | 'attestBeside' | 'awaits'
>;

/** What there is that may settle it. */
export interface Known extends Findings, Statements {
  readonly grades: readonly AreaGrade[];
  /** Targets that it is about and that the run does not have. */
  readonly missing?: readonly string[];
  /** The requirements that a sentence stands for; null where it stands for none. */
  readonly requirements?: readonly RequirementResult[] | null;
  /** What to do where its rules have no finding. */
  readonly remedy?: string | undefined;
  /** A failure milder than this only holds back what passed. */
  readonly contradicts: Severity;
}

/** What a control or a sentence comes to, and why. */
export interface Decision {
  readonly parts: Parts;
  readonly reasons: string[];
  /** Of its rules. */
  readonly findings: readonly Finding[];
  /** Ids of the attestations that made a difference. */
  readonly attestations: string[];
}

const NO_TARGET = 'no target of the kind was looked at';
const NOT_HERE = {
  state: 'not-looked-at',
  what: 'the target',
  why: 'it is none of this run',
} as const;
const UNSAID = 'that it is so (say in attest what of it)';
const NO_FILE = 'no file was given that shows it: --evidence, --register';

/** Takes a control or a sentence apart and settles each part. */
export function decide(deciders: Deciders, known: Known): Decision {
  const { rules = [], evidence = [], attest, attestBeside, awaits } = deciders;
  const word = attest ?? (attestBeside === true ? UNSAID : undefined);
  const state = (pieces: readonly Piece[]): PartState => stateOf(pieces, known.contradicts);
  const seen = seenPieces(deciders, known);
  const awaited: readonly Piece[] =
    awaits === undefined ? [] : [{ state: 'not-looked-at', what: awaits, where: null, why: null }];
  const groups = evidence.map((group) => rulePieces(group, known, NO_FILE));
  const parts: Parts = {
    seen: seen.length + awaited.length === 0 ? null : state([...seen, ...awaited]),
    filed: groups.length === 0 ? null : either(groups.map(state)),
    stated: word === undefined ? null : statedBy(known.attestations),
  };
  const named = new Set([...rules, ...evidence.flat()]);
  return {
    parts,
    reasons: [
      ...reasonsOf(seen),
      ...awaited.map(({ what }) => `needs ${what}, which this version of assay does not look at`),
      ...reasonsOf(groups.filter((group) => state(group) === parts.filed).flat(), true),
      ...(word === undefined ? [] : statements(word, parts, known, attestBeside)),
    ],
    findings: known.findings.filter(({ rule }) => named.has(rule)),
    attestations: thatSpeak(known.attestations, parts, attestBeside).map(({ id }) => id),
  };
}

/** Everything that can be seen from outside. */
const seenPieces = ({ rules = [], grade }: Deciders, known: Known): readonly Piece[] => [
  ...rulePieces(rules, known, known.remedy ?? NO_TARGET),
  ...(grade === undefined ? [] : gradePieces(grade, known.grades)),
  ...(known.missing ?? []).map((where) => ({ ...NOT_HERE, where })),
  ...(known.requirements ? requirementPieces(known.requirements) : []),
];

/** What several things come to that all have to be so. */
function stateOf(pieces: readonly Piece[], contradicts: Severity): PartState {
  const passed = pieces.some(({ state }) => state === 'pass');
  const least = SEVERITIES.indexOf(contradicts);
  const isMild = ({ severity = 'critical' }: Piece): boolean =>
    passed && SEVERITIES.indexOf(severity) < least;
  return together(
    pieces.map((piece) => (piece.state === 'fail' && isMild(piece) ? 'partly' : piece.state)),
  );
}
