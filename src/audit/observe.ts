import type { Bundle } from '../evidence/bundle.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { mailSpfRecords } from '../evidence/kinds/mail/answers.ts';
import { mailMx, mailSmtp } from '../evidence/kinds/mail/exchanges.ts';
import type { Kind } from '../evidence/kind.ts';
import { webResponses } from '../evidence/kinds/web/response.ts';
import { ProblemError } from '../evidence/problem.ts';
import type { Target } from '../evidence/target.ts';
import { mailRoleOf } from '../derive/mail/role.ts';
import { roleOf } from '../derive/web/role.ts';
import { within } from './deadline.ts';
import { exchangesOf, expand, landingOf } from './expand.ts';
import { notLooked } from './look.ts';
import type { ObserveRun } from './observe-run.ts';
import { probesFor } from './plan.ts';
import { TargetLooks } from './target-looks.ts';
import type { TargetRequest } from './target.ts';

/** Targets looked at side by side. */
const SIDE_BY_SIDE = 8;

/** Targets at which probes are made alone in one run. */
export const MOST_PLACES = 3;

/** Looks at everything asked for and what that leads to: what a bundle holds of it. */
export async function observe(
  requests: readonly TargetRequest[],
  run: ObserveRun,
): Promise<Pick<Bundle, 'targets' | 'evidence' | 'problems'>> {
  const net = run.network.use({ kind: 'run', target: 'expansion', signal: run.signal });
  const expanded = await Promise.all(requests.map((request) => expand(request, net, run.dnsOnly)));
  const given = distinct(expanded.flat());
  if (given.length > 0) run.progress({ type: 'expanded', targets: given });
  const queue = [...given];
  const seen = new Map<string, readonly Evidence[]>();
  const looks = new Map<string, TargetLooks>();
  const left = new Map<string, Target>();
  for (let begun = 0; begun < queue.length;) {
    const batch = queue.slice(begun, begun + SIDE_BY_SIDE);
    begun += batch.length;
    await Promise.all(
      batch.map(async (target) => {
        const own = given.includes(target) ? run : asStranger(run);
        const { evidence, looks: made } = await observeTarget(target, own);
        seen.set(target.id, evidence);
        looks.set(target.id, made);
      }),
    );
    for (const target of batch) {
      const { look, leave } = followUps(target, given, seen.get(target.id) ?? [], run);
      for (const one of leave) left.set(one.id, one);
      queue.push(...distinct(look).filter((one) => !queue.some((other) => isSame(one, other))));
    }
  }
  const tested: Target[] = [];
  for (const target of queue) {
    const spent = requestsTo(target.host, queue, seen);
    const instead = insteadOfAlone(target, given, tested);
    const alone = await looks.get(target.id)?.alone({ spent, signal: run.signal, instead });
    seen.set(target.id, [...(seen.get(target.id) ?? []), ...(alone ?? [])]);
    if (alone?.some(({ cost }) => cost.requests > 0) === true) tested.push(target);
  }
  // Left alone by one domain, an exchange may still have been looked at for another.
  for (const one of left.values()) {
    if (seen.has(one.id)) continue;
    queue.push(one);
    seen.set(one.id, [leftAlone(one, net.now())]);
  }
  return {
    targets: queue.map((target) => settled(target, seen.get(target.id) ?? [])),
    evidence: queue.flatMap(({ id }) => seen.get(id) ?? []),
    problems: [...run.network.problems],
  };
}

/** What the user gives is for the hosts that the user named, and not for those that they lead to. */
const asStranger = (run: ObserveRun): ObserveRun => ({
  ...run,
  settings: { ...run.settings, web: { ...run.settings.web, headers: {} } },
});

/** The evidence of one target but for what is looked at alone, in the order of the probes. */
async function observeTarget(
  target: Target,
  run: ObserveRun,
): Promise<{ evidence: readonly Evidence[]; looks: TargetLooks }> {
  const { deadlines } = run.network.settings;
  const probes = probesFor(run.probes, target);
  run.progress({ type: 'target', target, probes: probes.length });
  const limit = { ms: deadlines.target, parent: run.signal, what: target.id };
  const seen = await within(limit, async (signal) => {
    const looks = new TargetLooks(target, { ...run, signal }, probes);
    return { evidence: await looks.all(), looks };
  });
  run.progress({ type: 'done', target });
  return seen;
}

/** Why probes are not made alone at a target; null where they are. */
function insteadOfAlone(
  target: Target,
  given: readonly Target[],
  tested: readonly Target[],
): ProblemError | null {
  if (!given.includes(target)) {
    return new ProblemError('not-requested', 'name it as a target of its own to have it tested');
  }
  const same = tested.find((one) => isSame(one, target));
  if (same !== undefined) {
    return new ProblemError('not-requested', `tested in this run as ${same.id}`);
  }
  if (tested.length < MOST_PLACES) return null;
  return new ProblemError('limit', `no more than ${MOST_PLACES} targets are tested in one run`);
}

/** What all probes asked of a host so far over HTTP. */
const requestsTo = (
  host: string,
  targets: readonly Target[],
  seen: ReadonlyMap<string, readonly Evidence[]>,
): number =>
  targets
    .filter((target) => target.host === host)
    .flatMap(({ id }) => seen.get(id) ?? [])
    .reduce((sum, { cost }) => sum + cost.requests, 0);

/** Mail servers of a domain, and the host that a site given sends browsers to; no further. */
function followUps(
  target: Target,
  given: readonly Target[],
  evidence: readonly Evidence[],
  { probes, dnsOnly }: ObserveRun,
): { look: readonly Target[]; leave: readonly Target[] } {
  if (dnsOnly === true) return { look: [], leave: [] };
  const exchanges = probes.some(({ kind }) => kind.id === mailSmtp.id)
    ? evidence.map((one) => exchangesOf(target, one))
    : [];
  const landings = given.includes(target) ? evidence.flatMap((one) => landingOf(target, one)) : [];
  return {
    look: [...landings, ...exchanges.flatMap(({ look }) => look)],
    leave: exchanges.flatMap(({ leave }) => leave),
  };
}

/** Whether two targets are one place; a path makes no other site of a host. */
const isSame = (a: Target, b: Target): boolean =>
  a.kind === b.kind && a.host === b.host && a.port === b.port;

const leftAlone = (target: Target, now: Date): Evidence =>
  notLooked(mailSmtp.id, target, now, new ProblemError('limit', 'one mail exchange too many'));

/** The target as the bundle keeps it: with its addresses, and the role that was stated or seen. */
function settled(target: Target, evidence: readonly Evidence[]): Target {
  const addresses = new Set(evidence.flatMap(({ address }) => address ?? []));
  return { ...target, addresses: [...addresses], role: target.role ?? seenRole(target, evidence) };
}

function seenRole({ host }: Target, evidence: readonly Evidence[]): Target['role'] {
  const [mx] = presentOf(mailMx, evidence);
  const [spf] = presentOf(mailSpfRecords, evidence);
  if (mx !== undefined && spf !== undefined) return mailRoleOf(host, mx, spf);
  const roles = presentOf(webResponses, evidence).map(roleOf);
  return roles.find((role) => role !== null) ?? null;
}

const presentOf = <T>({ id, schema }: Kind<T>, evidence: readonly Evidence[]): readonly T[] =>
  evidence.flatMap(({ kind, observation }) =>
    kind === id && observation.status === 'present' ? [schema.parse(observation.value)] : [],
  );

const distinct = (targets: readonly Target[]): Target[] => [
  ...new Map(targets.map((target) => [target.id, target])).values(),
];
