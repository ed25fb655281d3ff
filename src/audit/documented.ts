import { ACROSS } from '../derive/index.ts';
import { judgeClaims } from '../control/claims.ts';
import { judgeControls } from '../control/control.ts';
import { judgedAttestations, usedAttestations } from '../control/attestation.ts';
import { brokenFloors, changedParameters } from '../control/floors.ts';
import { frameworkResults } from '../control/framework.ts';
import { staleQuote } from '../control/wording.ts';
import { overlaid } from '../control/lineage.ts';
import type { Known } from '../control/parts.ts';
import type { ClaimResult, DisposedFinding, RequirementResult } from '../control/result.ts';
import { rulesOfClaim, type Claim } from '../document/claims.ts';
import type { Parameters } from '../document/profile.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Problem } from '../evidence/problem.ts';
import type { Target } from '../evidence/target.ts';
import type { Grades } from '../grade/grade.ts';
import type { Rule } from '../judge/rule.ts';
import type { Report } from '../report/report.ts';
import type { JudgeRun } from './judge-run.ts';
import { isOfRegister } from './plan.ts';

/** What the evidence of a run came to, rule by rule. */
interface Judged {
  readonly now: Date;
  readonly targets: readonly Target[];
  readonly evidence: readonly Evidence[];
  readonly grades: Grades;
  /** The rules of the profile, and what they found. */
  readonly rules: readonly Rule[];
  readonly findings: readonly DisposedFinding[];
  /** The rules that only controls and the security page are held against, and what they found. */
  readonly beyond: readonly Rule[];
  readonly besides: readonly DisposedFinding[];
  /** What rules find with other parameters. */
  readonly judge: (rules: readonly Rule[], params: Parameters) => readonly DisposedFinding[];
}

type Documented = Pick<Report, 'controls' | 'claims' | 'frameworks' | 'attestations'>;

/** Holds the controls, the sentences of the page and the requirements against what was found. */
export function documented(run: JudgeRun, judged: Judged): Documented {
  const { pack, profile, attestations: checked = [] } = run;
  const attestations = judgedAttestations(checked, pack.controls, judged.now);
  const known: Omit<Known, 'findings' | 'contradicts'> = {
    unseen: unseenIn(judged.evidence),
    titles: new Map(pack.rules.map(({ id, title }) => [id, title])),
    judged: new Set(judged.rules.map(({ id }) => id)),
    across: new Set(pack.rules.filter(isAcross).map(({ id }) => id)),
    grades: judged.grades.areas,
    attestations,
  };
  const controls = judgeControls(pack.controls, {
    ...known,
    judged: new Set([...judged.rules, ...judged.beyond.filter(isOfRegister)].map(({ id }) => id)),
    findings: [...judged.findings, ...judged.besides.filter(isOfRegister)],
  });
  const broken = brokenFloors(pack.controls, pack.rules, [profile.parameters]);
  const requirementsOf = (id: string, prefixes: readonly string[] | null): RequirementResult[] => {
    const catalogue = pack.frameworks.filter((framework) => framework.id === id);
    return frameworkResults(catalogue, controls, broken, prefixes).flatMap(
      ({ requirements }) => requirements,
    );
  };
  const claims = claimsOf(run, judged, known, (id, prefix) => requirementsOf(id, [prefix]));
  const asked = pack.frameworks.filter(({ id }) => profile.frameworks.includes(id));
  return {
    controls,
    claims,
    frameworks: frameworkResults(asked, controls, broken, profile.requirements),
    attestations: usedAttestations(attestations, {
      used: new Set([...controls, ...claims].flatMap((one) => one.attestations)),
      claims,
    }),
  };
}

function claimsOf(
  { claims: page, pack, profile }: JudgeRun,
  { now, rules, beyond, findings, besides, judge, targets }: Judged,
  known: Omit<Known, 'findings' | 'contradicts'>,
  requirementsOf: (id: string, prefix: string) => readonly RequirementResult[],
): ClaimResult[] {
  if (!page) return [];
  const all = [...rules, ...beyond];
  const found = [...findings, ...besides];
  const findingsOf = (claim: Claim): readonly DisposedFinding[] => {
    const { parameters = {} } = claim;
    const named = rulesOfClaim(claim);
    const again = all.filter(({ id }) => named.includes(id) && Object.hasOwn(parameters, id));
    return [
      ...found.filter(({ rule }) => named.includes(rule) && !Object.hasOwn(parameters, rule)),
      ...judge(again, overlaid(profile.parameters, parameters)),
    ];
  };
  return judgeClaims(page.sheet, {
    ...known,
    judged: new Set(all.map(({ id }) => id)),
    ...{ targets, named: page.targets, findingsOf },
    changedFor: (claim) =>
      changedParameters(
        all.filter(({ id }) => rulesOfClaim(claim).includes(id)),
        profile.parameters,
        claim.parameters ?? {},
      ),
    requirementsOf: ({ id, requirements }) => requirementsOf(id, requirements),
    staleIn: (text) => staleQuote(text, pack.wording, now),
  });
}

const isAcross = ({ kind }: Rule): boolean => ACROSS.some((one) => one.kind.id === kind.id);

/** The evidence that could not be had, by its ids. */
const unseenIn = (evidence: readonly Evidence[]): ReadonlyMap<string, Problem> =>
  new Map(
    evidence.flatMap(({ id, observation }) =>
      observation.status === 'unavailable' ? [[id, observation.problem] as const] : [],
    ),
  );
