import { redirectOf } from '../../codec/http/redirect.ts';
import { shortenText } from '../../codec/http/secrets.ts';
import { webResponses, type Hop, type WebResponses } from '../../evidence/kinds/web/response.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';
import { present, unavailable } from '../../evidence/observation.ts';
import { problemOf, type Problem } from '../../evidence/problem.ts';
import type { HttpResponse } from '../../net/net.ts';
import type { Probe } from '../probe.ts';
import { asker, hopOf, type Ask } from './ask.ts';

/**
 * Sends what a browser sends: GET for the target over https and, where that is on port 443, for
 * the same path over http on port 80; follows redirects itself and keeps every hop. A refused
 * connection is a fact, silence is not. It runs no script, keeps no cookie and reads no page: what
 * a site says in `<meta>` or only to one who has its cookies stays unseen.
 */
export const webResponsesProbe: Probe<WebResponses> = {
  kind: webResponses,
  intensity: 'passive',
  needs: [],
  perAddress: true,
  appliesTo: ({ kind, uri }) => kind === 'web' && uri.startsWith('https:'),
  async observe(context) {
    const get = getter(asker(context));
    const start = new URL(context.target.uri);
    start.hash = '';
    const [https, http] = await Promise.all([walk(start, get), walkPlain(start, get)]);
    const problem = startProblem(https);
    if (problem === null) return present({ https, http });
    if (http.items.length === 0) return unavailable(problem);
    return present({ https: problem.code === 'refused' ? complete([]) : https, http });
  },
};

/** Responses read from one start. */
const MAX_HOPS = 10;

type Get = (url: URL) => Promise<HttpResponse>;

/** A port of its own has no plain counterpart; nobody promised one. */
async function walkPlain(start: URL, get: Get): Promise<Listing<Hop>> {
  if (start.port !== '') {
    const detail = `port 80 belongs to another origin than port ${start.port}`;
    return cutShort([], { code: 'not-requested', detail });
  }
  const plain = new URL(start);
  plain.protocol = 'http:';
  const http = await walk(plain, get);
  return startProblem(http)?.code === 'refused' ? complete([]) : http;
}

/** Why not even the first hop was seen; null where it was. */
const startProblem = ({ items, because }: Listing<Hop>): Problem | null =>
  items.length === 0 ? (because ?? null) : null;

/** Follows redirects to their end. One that leads to no http or https address is an end too. */
async function walk(start: URL, get: Get): Promise<Listing<Hop>> {
  const hops: Hop[] = [];
  const seen = new Set<string>();
  for (let url = start; ;) {
    seen.add(url.href);
    let response: HttpResponse;
    try {
      response = await get(url);
    } catch (error) {
      return cutShort(hops, problemOf(error));
    }
    hops.push(hopOf(url, response));
    const next = redirectOf(url.href, response.status, response.headers);
    if (next === null || !['http:', 'https:'].includes(next.protocol)) return complete(hops);
    const place = shortenText(next.href);
    if (seen.has(next.href)) {
      const detail = `the redirect to ${place} is a loop for a client that keeps no cookies`;
      return cutShort(hops, { code: 'limit', detail });
    }
    if (hops.length === MAX_HOPS) {
      const detail = `more than ${MAX_HOPS} hops; the next leads to ${place}`;
      return cutShort(hops, { code: 'limit', detail });
    }
    url = next;
  }
}

/** Asks for each URL once: the walk from http mostly runs into the one from https. */
function getter(ask: Ask): Get {
  const responses = new Map<string, Promise<HttpResponse>>();

  /** A refusal is taken for a fact only when it comes a second time: a limiter refuses once. */
  async function getOrAgain(url: URL): Promise<HttpResponse> {
    try {
      return await ask(url);
    } catch (error) {
      if (problemOf(error).code !== 'refused') throw error;
      return ask(url);
    }
  }

  return (url) => {
    const response = responses.get(url.href) ?? getOrAgain(url);
    responses.set(url.href, response);
    return response;
  };
}
