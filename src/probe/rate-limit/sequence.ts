import { readLimitFields } from '../../codec/http/rate-limit/read.ts';
import { shortenText } from '../../codec/http/secrets.ts';
import { rateLimitSamples } from '../../evidence/kinds/rate-limit/samples.ts';
import {
  rateLimitSequence,
  type ProbePlan,
  type RateLimitSequence,
} from '../../evidence/kinds/rate-limit/sequence.ts';
import { absent, present, type Observation } from '../../evidence/observation.ts';
import { ProblemError } from '../../evidence/problem.ts';
import type { Endpoint } from '../../net/net.ts';
import { refusalOf } from '../authorisation.ts';
import type { Authorisation, Probe, ProbeContext, RateLimitEndpoint } from '../probe.ts';
import { Asking } from './asking.ts';
import { tryBypasses, waysRound } from './bypass.ts';
import type { Quota } from './burst-size.ts';
import { drive, type Ending } from './drive.ts';
import { endpointOf, UNDECLARED } from './endpoint.ts';
import { auditIdOf, userAgentComment } from './identify.ts';
import { recorded } from './recorded.ts';
import { longestSeconds, planOf } from './plan.ts';
import { HEADERS } from './samples.ts';

/** Beyond the time of the plan, for the last answers. */
const SPARE_SECONDS = 30;

/** Kept while ways round the limit are tried: the end of the limit is to be seen as well. */
const AFTER_BYPASSES = 30;

/** Addresses that are tried where one cannot be reached. */
const MOST_ADDRESSES = 3;
const OTHER_ADDRESS: readonly string[] = ['refused', 'unreachable', 'timeout'];

/** Asks more and more of one endpoint until it refuses, and until it admits again. */
export const rateLimitSequenceProbe: Probe<RateLimitSequence> = {
  kind: rateLimitSequence,
  intensity: 'active',
  needs: [rateLimitSamples],
  perAddress: false,
  alone: ({ rateLimit: { endpoints } }) =>
    1000 *
    (Math.max(...[UNDECLARED, ...endpoints].map((one) => longestSeconds(one))) + SPARE_SECONDS),
  appliesTo: ({ kind }) => kind === 'web',
  async observe(context) {
    const observation = await endpointOf(context);
    if (observation.status !== 'present') return observation;
    const { endpoint, url } = observation.value;
    const authorisation = permittedBy(context, url);
    const plan = await plannedFor(endpoint, context);
    return sequenceOf({ context, endpoint, url, authorisation, plan });
  },
};

/** All that a sequence is made by. */
interface Look {
  readonly context: ProbeContext;
  readonly endpoint: RateLimitEndpoint;
  readonly url: URL;
  readonly authorisation: Authorisation;
  readonly plan: ProbePlan;
}

/** Throws a ProblemError where nobody permits it. */
function permittedBy({ settings, net }: ProbeContext, url: URL): Authorisation {
  const { authorisation } = settings;
  const refusal = refusalOf(authorisation, { url }, net.now());
  if (refusal !== null || authorisation === null) {
    throw new ProblemError('not-permitted', refusal ?? 'not authorised');
  }
  return authorisation;
}

/** For the documented limit, or the lowest of those announced that can be reached. */
async function plannedFor(endpoint: RateLimitEndpoint, context: ProbeContext): Promise<ProbePlan> {
  const { spent = 0 } = context;
  const samples = await context.get(rateLimitSamples);
  const answers = samples.status === 'present' ? samples.value.samples : [];
  const quotas = answers.slice(0, 1).flatMap(({ answer }) => {
    if (answer.is !== 'response') return [];
    return readLimitFields(answer.fields, null)
      .policies.filter(({ unit }) => unit === 'requests')
      .flatMap(({ quota: requests, windowSeconds }): Quota[] =>
        windowSeconds === null || requests < 1 ? [] : [{ requests, windowSeconds }],
      );
  });
  const plans = quotas
    .sort((one, other) => one.requests - other.requests)
    .map((quota) => planOf(endpoint, quota, spent));
  return plans.find(({ limit }) => limit !== null) ?? plans[0] ?? planOf(endpoint, null, spent);
}

async function sequenceOf(look: Look): Promise<Observation<RateLimitSequence>> {
  const { context, url, plan } = look;
  const auditId = auditIdOf(context.net.random('audit id', 16));
  if (plan.burst === 0) {
    const stopped = { because: 'budget' as const, detail: plan.left[0] ?? 'nothing to send' };
    return present(valueOf(look, auditId, [], { stopped, asBefore: null }));
  }
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const { items, because } = await context.net.locate(host, port);
  let observation: Observation<RateLimitSequence> | null = null;
  for (const endpoint of items.slice(0, MOST_ADDRESSES)) {
    const { asking, ending } = await driven(look, endpoint, auditId);
    const codes = asking.answers.map((one) => (one.is === 'problem' ? one.problem.code : ''));
    observation = codes.every((code) => code === 'refused')
      ? absent(`${host} refuses connections on port ${port}`)
      : present(valueOf(look, auditId, asking.seen, ending));
    if (!codes.every((code) => OTHER_ADDRESS.includes(code))) break;
  }
  if (observation !== null) return observation;
  throw new ProblemError(
    because?.code ?? 'unreachable',
    because?.detail ?? `${host} has no address`,
  );
}

/** Drives the sequence at one address. */
async function driven(
  look: Look,
  address: Endpoint,
  auditId: string,
): Promise<{ asking: Asking; ending: Ending }> {
  const { context, endpoint, url, authorisation, plan } = look;
  const { net, settings, target } = context;
  const own = url.protocol === 'https:' && url.origin === new URL(target.uri).origin;
  const client = net.client({
    endpoint: address,
    purpose: `sequence at ${address.address}`,
    connections: Math.max(plan.connections, plan.parallel),
    comment: userAgentComment(authorisation.contact),
  });
  try {
    const asking = new Asking({
      ...{ client, url, plan, method: endpoint.method },
      headers: { ...HEADERS, 'X-Audit-Id': auditId },
      secrets: endpoint.token && own ? settings.web.headers : {},
      startMs: plan.settleSeconds * 1000,
      refusalOf: (one) => refusalOf(settings.authorisation, { url: one }, net.now()),
    });
    const { perSecond } = plan;
    const quota = (): number =>
      asking.admittedIn('baseline').length + asking.admittedIn('burst').length;
    const around = { net, settings, reserve: AFTER_BYPASSES, perSecond, quota };
    const ending = await drive(asking, plan, {
      random: () => (net.random('pause', 1)[0] ?? 0) / 256,
      tryBypasses: () => tryBypasses(asking, endpoint, url, around),
    });
    return { asking, ending };
  } finally {
    client.close();
  }
}

function valueOf(
  { context, endpoint, url, authorisation, plan }: Look,
  auditId: string,
  seen: Asking['seen'],
  ending: Ending,
): RateLimitSequence {
  const { net, settings, spent = 0 } = context;
  const ways = waysRound(endpoint, url, { net, settings });
  return {
    url: shortenText(url.href),
    method: endpoint.method,
    authorisation: { by: authorisation.by, until: authorisation.until.toISOString() },
    auditId,
    documented: endpoint.limit,
    plan,
    before: spent,
    ...recorded(seen),
    ...(ways.length > 0 ? { ways } : {}),
    ...ending,
  };
}
