import { judgeBundle } from '../../../src/audit/judge.ts';
import { loadPack } from '../../../src/audit/pack.ts';
import { observeBundle } from '../../../src/audit/run.ts';
import { parseTarget } from '../../../src/audit/target.ts';
import { resolveProfile } from '../../../src/control/profile.ts';
import type { Cost, Evidence } from '../../../src/evidence/evidence.ts';
import type { Kind } from '../../../src/evidence/kind.ts';
import type { Observation } from '../../../src/evidence/observation.ts';
import type { Rule } from '../../../src/judge/rule.ts';
import { DEFAULT_TIMEOUT_SECONDS } from '../../../src/net/deadlines.ts';
import type { Report } from '../../../src/report/report.ts';
import { NO_SETTINGS } from '../../support/settings.ts';
import { anchorsOf } from '../dns/assay.ts';
import type { MailLab } from './lab.ts';
import { NETWORK } from './plan.ts';

/** What runs of assay saw in the lab, and what they made of it. */
export interface Seen {
  /** The evidence or fact of a kind about a target that has one address at most. */
  observation<T>(kind: Kind<T>, target: string): Observation<T>;
  /** The value of a kind that is present. */
  value<T>(kind: Kind<T>, target: string): T;
  outcome(rule: string, target: string): string | undefined;
  /** The sum of one cost over evidence. */
  cost(of: keyof Cost, which: (one: Evidence) => boolean): number;
}

const pack = loadPack();

/** Looks as the command does that was given root hints, trust anchor, CA and resolver, and judges. */
export async function look(
  lab: MailLab,
  targets: readonly string[],
  { judged = isOfMail, seconds = DEFAULT_TIMEOUT_SECONDS }: LookOptions = {},
): Promise<Report> {
  const baseline = pack.profiles.find(({ value }) => value.id === 'baseline');
  if (baseline === undefined) throw new Error('no profile baseline');
  const whole = resolveProfile(baseline, null, pack.rules, { only: null, skip: null });
  const profile = { ...whole, rules: whole.rules.filter(judged) };
  const bundle = await observeBundle({
    requests: targets.map((target) => parseTarget(target)),
    ...{ pack, profile, now: null, version: '0.0.0', intensity: 'standard' },
    network: {
      connectTo: [],
      resolver: { address: lab.resolver, port: 53 },
      rootHints: [{ host: lab.root, port: 53, address: lab.root }],
      scope: [`${NETWORK}.0/24`],
      families: [4],
      polite: false,
      concurrency: null,
      userAgent: 'assay/lab',
    },
    timeoutSeconds: seconds,
    settings: NO_SETTINGS,
    trustedRoots: [lab.certificates.rootDer],
    trustAnchors: anchorsOf(lab),
    signal: new AbortController().signal,
    progress: () => undefined,
  });
  const gate = { minGrade: null, failOn: null, allowInconclusive: false };
  const run = { pack, profile, waivers: [], gate, now: null, version: '0.0.0' };
  return judgeBundle(bundle, run);
}

interface LookOptions {
  readonly judged?: (rule: Rule) => boolean;
  /** The deadline of a target, with which the others scale. */
  readonly seconds?: number;
}

const isOfMail = ({ area }: Rule): boolean => area === 'mail';

/** Where a target was looked at more than once, the first report counts. */
export function seenIn(...reports: readonly Report[]): Seen {
  const evidence = reports.flatMap((report) => report.evidence);
  const observed = [...evidence, ...reports.flatMap(({ facts }) => facts)];
  const findings = reports.flatMap((report) => report.findings);
  const observation = <T>(kind: Kind<T>, target: string): Observation<T> => {
    const found = observed.find((one) => one.kind === kind.id && one.target === target);
    if (found === undefined) throw new Error(`nothing of ${kind.id} about ${target}`);
    if (found.observation.status === 'present') kind.schema.parse(found.observation.value);
    // Checked against the schema of its kind just now.
    return found.observation as Observation<T>;
  };
  return {
    observation,
    value(kind, target) {
      const one = observation(kind, target);
      if (one.status !== 'present') throw new Error(`${kind.id}: ${JSON.stringify(one)}`);
      return one.value;
    },
    outcome: (rule, target) =>
      findings.find((one) => one.rule === rule && one.target === target)?.outcome,
    cost: (of, which) => evidence.filter(which).reduce((sum, { cost }) => sum + cost[of], 0),
  };
}
