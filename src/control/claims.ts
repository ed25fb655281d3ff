import type { Claim, ClaimSheet } from '../document/claims.ts';
import { FILED_AREAS } from '../evidence/kind.ts';
import type { Target, TargetKind } from '../evidence/target.ts';
import { verdictOf } from './decide.ts';
import { decide, type Known } from './parts.ts';
import type { Statements } from './stated.ts';
import type {
  AttestationResult,
  ClaimResult,
  DisposedFinding,
  RequirementResult,
} from './result.ts';

/** What the sentences of a page are held against. */
export interface ClaimBasis extends Pick<
  Known,
  'unseen' | 'titles' | 'judged' | 'across' | 'grades' | 'attestations'
> {
  readonly targets: readonly Target[];
  /** Targets that a sentence is about alone: claim id to target ids. */
  readonly named: Readonly<Record<string, readonly string[]>>;
  /** What the rules of a sentence found, under the parameters that its words fix. */
  readonly findingsOf: (claim: Claim) => readonly DisposedFinding[];
  /** One sentence for each parameter of its rules that is not the default, nor fixed by its words. */
  readonly changedFor: (claim: Claim) => readonly string[];
  readonly requirementsOf: (
    framework: NonNullable<Claim['framework']>,
  ) => readonly RequirementResult[];
  /** Wording that has lost its meaning. */
  readonly staleIn: (text: string) => ClaimResult['stale'];
}

/** What becomes of each sentence of a page, in its order. */
export function judgeClaims(
  { id: source, claims }: ClaimSheet,
  { targets, named, ...basis }: ClaimBasis,
): ClaimResult[] {
  const apart = pagesApart(claims, named, targets);
  return claims.map((claim) => {
    const { id, quote, lines, by, controls, assurance, own = false, framework, note } = claim;
    const places = named[id];
    const others = idsOf(targets, claim).filter((target) => !apart.has(target));
    const rulesAt = places ?? (own ? [] : others);
    const gradesAt = own ? others : rulesAt;
    const found = basis.findingsOf(claim);
    const findings = found.filter(
      ({ area, target }) => FILED_AREAS.includes(area) || rulesAt.includes(target),
    );
    const graded = claim.grade === undefined ? [] : basis.grades;
    const spared = own || places !== undefined ? [] : [...found, ...graded];
    const { parts, reasons, ...decided } = decide(claim, {
      ...basis,
      findings,
      grades: basis.grades.filter(({ target }) => gradesAt.includes(target)),
      missing: (places ?? []).filter((place) => !targets.some((target) => target.id === place)),
      ...about(claim, basis.attestations),
      requirements: framework === undefined ? null : basis.requirementsOf(framework),
      remedy: own && places === undefined ? NAME_IT : undefined,
      contradicts: 'info',
    });
    return {
      ...{ id, source, quote: quote.join(' ... '), line: lines?.[0] ?? null, by, assurance },
      verdict: verdictOf(parts, claim.attestBeside),
      ...{
        parts,
        reasons: [...reasons, ...sparing(apart, spared), ...basis.changedFor(claim)],
      },
      stale: basis.staleIn(quote.join(' ... ')),
      note: note ?? null,
      controls,
      findings: findings
        .filter((finding) => decided.findings.includes(finding))
        .map(({ rule, target, outcome, title, expected, disposition }) => ({
          ...{ rule, target, outcome, title, expected },
          waiver: disposition?.type === 'waiver' ? disposition.id : null,
        })),
      attestations: decided.attestations,
    };
  });
}

/** The targets that a sentence is about by their kinds. */
const idsOf = (targets: readonly Target[], { kinds }: Claim): readonly string[] =>
  targets.filter(({ kind }) => kinds?.includes(kind) ?? true).map(({ id }) => id);

/** Who reads has to know which targets could have spoken and were not asked. */
const sparing = (
  apart: ReadonlySet<string>,
  speaking: readonly { readonly target: string }[],
): string[] =>
  [...apart]
    .filter((id) => speaking.some(({ target }) => target === id))
    .map((id) => `not asked of ${id}, which claims.targets names for a sentence of its own`);

/** Targets that no look from outside is made at. */
const FILED: readonly TargetKind[] = ['account', 'organisation'];

const NAME_IT = 'name the page under claims.targets in assay.yaml';

/**
 * Targets that are named for sentences about a page of their own, on hosts that no other target is
 * on: a status page of somebody else's says nothing of the rest.
 */
function pagesApart(
  claims: readonly Claim[],
  named: ClaimBasis['named'],
  targets: readonly Target[],
): ReadonlySet<string> {
  const pages = claims.flatMap(({ id, own }) => (own === true ? (named[id] ?? []) : []));
  const others = targets.filter(({ id, kind }) => !pages.includes(id) && !FILED.includes(kind));
  if (others.length === 0) return new Set();
  const hosts = others.map(({ host }) => host);
  return new Set(
    targets
      .filter(({ id, host }) => pages.includes(id) && !hosts.includes(host))
      .map(({ id }) => id),
  );
}

/**
 * The attestations about a sentence: those that name it, as an instance of one of its controls. Those
 * of whole controls speak for it only if all of its controls have one that says the same, and never
 * where the words ask for more.
 */
function about(
  { id, controls, attestNamed }: Claim,
  attestations: readonly AttestationResult[],
): Statements {
  const own = attestations.filter(({ control }) => controls.includes(control));
  const naming = own.filter(({ claims }) => claims.includes(id));
  const whole = own.filter(({ claims }) => claims.length === 0);
  if (attestNamed === true) return { attestations: naming, wide: whole };
  const covered = controls.every((control) =>
    whole.some((one) => one.control === control && one.state === 'active' && one.status !== 'fail'),
  );
  const counts = ({ state, status }: AttestationResult): boolean =>
    covered || state !== 'active' || status === 'fail';
  return {
    attestations: [...naming, ...whole.filter(counts)],
    wide: whole.filter((one) => !counts(one)),
  };
}
