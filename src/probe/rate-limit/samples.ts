import { announcesLimits } from '../../codec/http/rate-limit/names.ts';
import { shortenText } from '../../codec/http/secrets.ts';
import {
  rateLimitSamples,
  type LimitAnswer,
  type RateLimitSamples,
} from '../../evidence/kinds/rate-limit/samples.ts';
import { webResponses } from '../../evidence/kinds/web/response.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import { problemOf, type Problem } from '../../evidence/problem.ts';
import type { ClientRequest, HttpClient } from '../../net/net.ts';
import type { Probe, ProbeContext, RateLimitEndpoint } from '../probe.ts';
import { endpointOf } from './endpoint.ts';
import { limitAnswerOf } from './limit-answer.ts';

type Sample = RateLimitSamples['samples'][number];

/** Between the two requests: what counts down in whole seconds has done so twice. */
const APART_MS = 2100;

/** Enough to see that a page has nothing but a challenge. */
const BODY_LIMIT = 128 * 1024;

/** Addresses that are tried where one cannot be reached. */
const MOST_ADDRESSES = 3;
const OTHER_ADDRESS: readonly string[] = ['refused', 'unreachable', 'timeout'];

/** Browsers' own, so that no server thinks it has nothing acceptable to say. */
export const HEADERS = {
  Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
};

/**
 * Asks for the endpoint, and a second time where the first answer says something of limits. One that
 * refuses already says all.
 */
export const rateLimitSamplesProbe: Probe<RateLimitSamples> = {
  kind: rateLimitSamples,
  intensity: 'standard',
  needs: [webResponses],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'web',
  async observe(context) {
    const observation = await endpointOf(context);
    if (observation.status !== 'present') return observation;
    const { endpoint, url } = observation.value;
    return sampled(endpoint, url, context);
  },
};

async function sampled(
  endpoint: RateLimitEndpoint,
  url: URL,
  context: ProbeContext,
): Promise<Observation<RateLimitSamples>> {
  const request = requestFor(endpoint, url, context);
  const { problem, samples } = await atFirstThatAnswers(request, context);
  if (problem?.code === 'refused') return absent(problem.detail);
  if (problem !== null) return unavailable(problem);
  const { method, limit: documented } = endpoint;
  return present({ url: shortenText(url.href), method, documented, samples });
}

/** Anonymous, unless the token was asked for: that goes to the target's own origin alone. */
function requestFor(
  { method, token }: RateLimitEndpoint,
  url: URL,
  { target, settings }: ProbeContext,
): ClientRequest {
  const own = url.protocol === 'https:' && url.origin === new URL(target.uri).origin;
  const secrets = token && own ? { secrets: settings.web.headers } : {};
  return { url, method, headers: HEADERS, ...secrets };
}

interface Sampled {
  /** Why no address answered. */
  readonly problem: Problem | null;
  readonly samples: Sample[];
}

async function atFirstThatAnswers(request: ClientRequest, { net }: ProbeContext): Promise<Sampled> {
  const { url } = request;
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const { items, because } = await net.locate(host, port);
  const problems: Problem[] = because === undefined ? [] : [because];
  for (const endpoint of items.slice(0, MOST_ADDRESSES)) {
    const client = net.client({
      ...{ endpoint, connections: 1, bodyLimit: BODY_LIMIT },
      purpose: `samples at ${endpoint.address}`,
    });
    try {
      const samples = await askTwice(client, request);
      const [first] = samples;
      if (first?.answer.is !== 'problem') return { problem: null, samples };
      problems.push(first.answer.problem);
      if (!OTHER_ADDRESS.includes(first.answer.problem.code)) break;
    } finally {
      client.close();
    }
  }
  // Refused everywhere is the target's word, anything else is not.
  const [unknown] = problems.filter(({ code }) => code !== 'refused');
  const nowhere: Problem = { code: 'unreachable', detail: `${host} has no address` };
  return { problem: unknown ?? problems[0] ?? nowhere, samples: [] };
}

async function askTwice(client: HttpClient, request: ClientRequest): Promise<Sample[]> {
  const { url, secrets } = request;
  const first = await client.send(request);
  const answer = limitAnswerOf(url, first.answer, secrets);
  const samples: Sample[] = [{ at: 0, answer }];
  if (first.answer.is === 'problem' || !isWorthAnother(answer)) return samples;
  try {
    await client.until(first.at + APART_MS);
    const second = await client.send(request);
    samples.push({
      at: second.at - first.at,
      answer: limitAnswerOf(url, second.answer, secrets),
    });
  } catch (error) {
    // What was seen is kept where the time is over.
    samples.push({ at: APART_MS, answer: { is: 'problem', problem: problemOf(error) } });
  }
  return samples;
}

const isWorthAnother = (answer: LimitAnswer): boolean =>
  answer.is === 'response' &&
  answer.status !== 429 &&
  answer.challenge === null &&
  announcesLimits(answer.fields);
