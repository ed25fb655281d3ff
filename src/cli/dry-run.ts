import { shortenText } from '../codec/http/secrets.ts';
import { rateLimitLoginAttempts } from '../evidence/kinds/rate-limit/login.ts';
import { rateLimitSequence, type ProbePlan } from '../evidence/kinds/rate-limit/sequence.ts';
import type { Target } from '../evidence/target.ts';
import { MOST_PLACES } from '../audit/observe.ts';
import { kindsOf, planProbes, probesFor } from '../audit/plan.ts';
import { siteOf, zoneTarget, type TargetRequest } from '../audit/target.ts';
import { refusalOf } from '../probe/authorisation.ts';
import type { Intensity, Probe, RateLimitSettings } from '../probe/probe.ts';
import { declaredFor } from '../probe/rate-limit/endpoint.ts';
import { planOf } from '../probe/rate-limit/plan.ts';
import type { Judging, Looking } from './settings.ts';

/** What one active probe would do at one target. */
export interface PlannedProbe {
  readonly target: string;
  readonly probe: string;
  readonly title: string;
  /** Why nothing would be sent; null where something would be. */
  readonly instead: string | null;
  /** Null for a probe that does not ask many times. */
  readonly requests: PlannedRequests | null;
}

/** The requests of a probe that asks many times. */
export interface PlannedRequests {
  readonly method: string;
  /** Secret parameters are shortened. */
  readonly url: string;
  /** Where it redirects, the page that the target ends on is asked for. */
  readonly follows: boolean;
  /** Null for a sign-in, which has attempts alone. */
  readonly plan: ProbePlan | null;
  readonly most: number;
  /** What is tried besides, while the limit refuses. */
  readonly also: readonly string[];
}

/** What the active probes of a run would do, before anything is sent. */
export interface DryRun {
  readonly intensity: Intensity;
  readonly authorisation: { readonly by: string; readonly until: string } | null;
  readonly scope: readonly string[];
  readonly probes: readonly PlannedProbe[];
}

/** How a run is going to be made. */
interface Run extends Pick<Looking, 'settings' | 'fixture'> {
  readonly intensity: Intensity;
  readonly now: Date;
}

/** The plan of a run: nothing is sent to make it, not even questions to the DNS. */
export function dryRunOf(
  requests: readonly TargetRequest[],
  { pack, profile, claims }: Pick<Judging, 'pack' | 'profile'> & Partial<Pick<Judging, 'claims'>>,
  run: Run,
): DryRun {
  const kinds = kindsOf(pack, profile, claims?.sheet ?? null);
  const active = planProbes(kinds).filter((probe) => probe.intensity === 'active');
  const planned = requests
    .flatMap(targetsOf)
    .flatMap((target) => probesFor(active, target).map((probe) => plannedAt(probe, target, run)));
  const { authorisation } = run.settings;
  return {
    intensity: run.intensity,
    authorisation: authorisation && {
      by: authorisation.by,
      until: authorisation.until.toISOString(),
    },
    scope: authorisation?.scope ?? [],
    probes: withinPlaces(planned),
  };
}

/** A bare name is its site, and the zone it lies in, which is not looked up. */
const targetsOf = (request: TargetRequest): readonly Target[] =>
  request.type === 'target'
    ? [request.target]
    : [siteOf(request.host, null), zoneTarget(request.host)];

function plannedAt({ kind }: Probe, target: Target, run: Run): PlannedProbe {
  const asked = ASKED[kind.id]?.(target, run.settings.rateLimit) ?? null;
  const isUnasked = kind.id === rateLimitLoginAttempts.id && asked === null;
  const place = asked === null ? target : { url: asked.url };
  const reasons = [
    run.intensity === 'active' ? null : 'needs --intensity active',
    run.fixture === null ? null : 'nothing but the DNS of the fixture is looked at',
    isUnasked ? NO_LOGIN : refusalOf(run.settings.authorisation, place, run.now),
  ].filter((reason) => reason !== null);
  return {
    target: target.id,
    probe: kind.id,
    title: kind.title,
    instead: reasons.length === 0 ? null : reasons.join('; '),
    requests: asked && { ...asked, url: shortenText(asked.url.href) },
  };
}

const NO_LOGIN = 'needs --try-login, and login: in assay.yaml with a URL of this site';

type Asked = Omit<PlannedRequests, 'url'> & { readonly url: URL };

/** What probes that ask many times ask for; null where they have nothing to ask. */
const ASKED: Readonly<
  Record<string, (target: Target, settings: RateLimitSettings) => Asked | null>
> = {
  [rateLimitSequence.id]: sequenceAt,
  [rateLimitLoginAttempts.id]: loginAt,
};

/** Reckons with other probes of the run having asked before. */
const SPENT = 1;

const TRIED = [
  ['forged', "fields that name another client's address"],
  ['variants', 'other forms of the path'],
  ['token', 'the same without the token'],
] as const;

function sequenceAt(target: Target, settings: RateLimitSettings): Asked {
  const endpoint = declaredFor(target.host, settings);
  const plan = planOf(endpoint, null, SPENT);
  return {
    method: endpoint.method,
    url: new URL(endpoint.path ?? '', target.uri),
    follows: endpoint.path === null,
    plan,
    most: plan.budget,
    also: TRIED.filter(([dimension]) => endpoint[dimension]).map(([, what]) => what),
  };
}

function loginAt(target: Target, { login }: RateLimitSettings): Asked | null {
  if (login === null || login.url.origin !== new URL(target.uri).origin) return null;
  const { url, attempts } = login;
  return { method: 'POST', url, follows: false, plan: null, most: attempts, also: [] };
}

/** Of those that ask many times, the ones at the first targets alone. */
function withinPlaces(planned: readonly PlannedProbe[]): readonly PlannedProbe[] {
  const places = new Set<string>();
  return planned.map((one) => {
    if (one.requests === null || one.instead !== null) return one;
    if (places.has(one.target) || places.size < MOST_PLACES) {
      places.add(one.target);
      return one;
    }
    return { ...one, instead: `no more than ${MOST_PLACES} targets are tested in one run` };
  });
}
