import { parseTrustAnchors, type TrustAnchor } from '../codec/dns/anchor.ts';
import type { Bundle } from '../evidence/bundle.ts';
import type { Cost, Evidence } from '../evidence/evidence.ts';
import { kindOf } from '../evidence/kinds/index.ts';
import { compare } from '../control/compare.ts';
import { decideGate } from '../control/gate.ts';
import { applyWaivers } from '../control/waiver.ts';
import { gradeDeployment } from '../grade/deployment.ts';
import { judge as judgeRules } from '../judge/judge.ts';
import type { Finding } from '../judge/finding.ts';
import type { Rule } from '../judge/rule.ts';
import { NOTHING_SAID } from '../evidence/about.ts';
import { identified, type Report } from '../report/report.ts';
import { ProblemError } from '../evidence/problem.ts';
import { deriveFacts } from './facts.ts';
import { notLooked } from './look.ts';
import { documented } from './documented.ts';
import { planProbes, probesFor, rulesBeyond, rulesToJudge } from './plan.ts';
import { profileText } from './profile-text.ts';
import type { JudgeRun } from './judge-run.ts';

/** A bundle whose content is not what its schema says. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
}

/**
 * Derives, judges and weighs stored evidence. The same bundle, pack, profile and time give the
 * same report, byte for byte. Throws a BundleError where evidence has not the shape of its kind.
 */
export function judgeBundle(bundle: Bundle, run: JudgeRun): Report {
  const { pack, profile } = run;
  const now = run.now ?? new Date(bundle.now);
  const rules = rulesToJudge(pack, profile);
  const beyond = rulesBeyond(pack, profile, rules, run.claims?.sheet ?? null);
  const held = profileText(profile);
  const evidence = [
    ...bundle.evidence.map((one) => checked(one)),
    ...missing(bundle, [...rules, ...beyond]),
  ];
  const facts = deriveFacts({ ...bundle, evidence }, now, pack.roots, anchorsOf(bundle, run));
  const observed = [
    ...evidence,
    ...facts.map((fact) => ({ ...fact, id: `${fact.kind} ${fact.target}` })),
  ];
  const judged = (given: readonly Rule[], params = profile.parameters): readonly Finding[] =>
    judgeRules(given, observed, bundle.targets, { now, params });
  const [raw, besides] = [judged(rules), judged(beyond)];
  const schemes = pack.schemes.filter(({ area }) => held.areas.includes(area));
  const grades = gradeDeployment(schemes, bundle.targets, raw, rules, facts);
  const disposed = applyWaivers(run.waivers, [...raw, ...besides], now, pack.controls);
  const findings = disposed.findings.slice(0, raw.length);
  const said = documented(run, {
    ...{ now, targets: bundle.targets, evidence, grades },
    ...{ findings, besides: disposed.findings.slice(raw.length) },
    ...{ rules, beyond },
    judge: (given, params) =>
      applyWaivers(run.waivers, judged(given, params), now, pack.controls).findings,
  });
  const by = {
    tool: { name: 'assay' as const, version: run.version },
    rulesHash: pack.rulesHash,
    profile: held,
  };
  const compared = { ...by, now: now.toISOString(), targets: bundle.targets, grades, findings };
  const comparison = run.baseline
    ? compare(run.baseline, { ...compared, ...said })
    : (run.comparison ?? null);
  return identified({
    schemaVersion: 1,
    about: run.about ?? NOTHING_SAID,
    ...by,
    data: [...pack.data],
    startedAt: bundle.startedAt,
    endedAt: bundle.endedAt,
    now: now.toISOString(),
    targets: bundle.targets,
    grades,
    findings,
    ...said,
    waivers: disposed.waivers,
    gate: decideGate(run.gate, { grades, findings, all: disposed.findings, ...said, comparison }),
    problems: bundle.problems,
    cost: totalCost(bundle),
    comparison,
    evidence,
    facts,
  });
}

/** The trust anchors of the look; those of the pack where the bundle has none. */
function anchorsOf({ settings, now }: Bundle, { pack }: JudgeRun): readonly TrustAnchor[] {
  const { trustAnchors } = settings;
  if (trustAnchors === undefined) return pack.anchors;
  if (trustAnchors.length === 0) return [];
  try {
    return parseTrustAnchors(trustAnchors.join('\n'), new Date(now));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new BundleError(`settings.trustAnchors: ${detail}`, { cause: error });
  }
}

/**
 * What the rules need and the bundle does not hold, because it was made for other rules: missing
 * evidence leaves a rule open, it does not take the rule away.
 */
function missing({ targets, evidence, startedAt }: Bundle, rules: readonly Rule[]): Evidence[] {
  const probes = planProbes(new Set(rules.map(({ kind }) => kind.id)));
  const problem = new ProblemError('not-requested', 'was not looked at when the bundle was made');
  return targets.flatMap((target) =>
    probesFor(probes, target)
      .filter(({ kind }) => !evidence.some((e) => e.target === target.id && e.kind === kind.id))
      .map(({ kind }) => notLooked(kind.id, target, new Date(startedAt), problem)),
  );
}

/** The evidence, its value held against the schema of its kind. */
function checked(evidence: Evidence): Evidence {
  const { id, kind, observation } = evidence;
  const known = kindOf(kind);
  if (known === undefined) throw new BundleError(`${id}: this version knows no kind ${kind}`);
  if (observation.status !== 'present') return evidence;
  const parsed = known.schema.safeParse(observation.value);
  if (parsed.success) {
    return { ...evidence, observation: { status: 'present', value: parsed.data } };
  }
  const [issue] = parsed.error.issues;
  throw new BundleError(`${id}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'malformed'}`);
}

function totalCost({ evidence, startedAt, endedAt }: Bundle): Cost {
  const sum = (count: (cost: Cost) => number): number =>
    evidence.reduce((total, { cost }) => total + count(cost), 0);
  return {
    connections: sum(({ connections }) => connections),
    queries: sum(({ queries }) => queries),
    requests: sum(({ requests }) => requests),
    ms: Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)),
  };
}
