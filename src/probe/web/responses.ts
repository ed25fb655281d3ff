import { redirectOf } from '../../codec/http/redirect.ts';
import { shortenSecrets, shortenText } from '../../codec/http/secrets.ts';
import { sha256 } from '../../crypto/digest.ts';
import { webResponses, type Hop, type WebResponses } from '../../evidence/kinds/web.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';
import { present, unavailable } from '../../evidence/observation.ts';
import { problemOf, ProblemError, type Problem } from '../../evidence/problem.ts';
import type { Endpoint, HttpResponse } from '../../net/net.ts';
import type { Probe, ProbeContext } from '../probe.ts';

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
    const ask = asker(context);
    const start = new URL(context.target.uri);
    start.hash = '';
    const [https, http] = await Promise.all([walk(start, ask), walkPlain(start, ask)]);
    const problem = startProblem(https);
    if (problem === null) return present({ https, http });
    if (http.items.length === 0) return unavailable(problem);
    return present({ https: problem.code === 'refused' ? complete([]) : https, http });
  },
};

/** Browsers' own, so that no server thinks it has nothing acceptable to say. */
const HEADERS = {
  Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
};

const BODY_LIMIT = 1024 * 1024;

/** Responses read from one start. */
const MAX_HOPS = 10;

type Ask = (url: URL) => Promise<HttpResponse>;

/** A port of its own has no plain counterpart; nobody promised one. */
async function walkPlain(start: URL, ask: Ask): Promise<Listing<Hop>> {
  if (start.port !== '') {
    const detail = `port 80 belongs to another origin than port ${start.port}`;
    return cutShort([], { code: 'not-requested', detail });
  }
  const plain = new URL(start);
  plain.protocol = 'http:';
  const http = await walk(plain, ask);
  return startProblem(http)?.code === 'refused' ? complete([]) : http;
}

/** Why not even the first hop was seen; null where it was. */
const startProblem = ({ items, because }: Listing<Hop>): Problem | null =>
  items.length === 0 ? (because ?? null) : null;

/** Follows redirects to their end. One that leads to no http or https address is an end too. */
async function walk(start: URL, ask: Ask): Promise<Listing<Hop>> {
  const hops: Hop[] = [];
  const seen = new Set<string>();
  for (let url = start; ;) {
    seen.add(url.href);
    let response: HttpResponse;
    try {
      response = await ask(url);
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
function asker({ net, endpoint: given }: ProbeContext): Ask {
  const responses = new Map<string, Promise<HttpResponse>>();

  /** The address given for the target's own host, as far as it serves the port at all. */
  async function locate(host: string, port: number): Promise<Endpoint> {
    if (given?.host === host && given.port === port) return given;
    const { items, because } = await net.locate(host, port);
    const same = host === given?.host && items.find(({ address }) => address === given.address);
    const endpoint = same || items[0];
    if (endpoint !== undefined) return endpoint;
    throw new ProblemError(
      because?.code ?? 'unreachable',
      because?.detail ?? `${host} has no address`,
    );
  }

  async function request(url: URL): Promise<HttpResponse> {
    const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
    const endpoint = await locate(url.hostname.replace(/^\[|\]$/g, ''), port);
    // The walks from several addresses of the target may meet at one address of another host.
    const purpose = `GET ${url.href} at ${endpoint.address}, begun at ${given?.address ?? 'any'}`;
    return net.request({
      url,
      endpoint,
      method: 'GET',
      headers: HEADERS,
      purpose,
      bodyLimit: BODY_LIMIT,
    });
  }

  /** A refusal is taken for a fact only when it comes a second time: a limiter refuses once. */
  async function requestOrAgain(url: URL): Promise<HttpResponse> {
    try {
      return await request(url);
    } catch (error) {
      if (problemOf(error).code !== 'refused') throw error;
      return request(url);
    }
  }

  return (url) => {
    const response = responses.get(url.href) ?? requestOrAgain(url);
    responses.set(url.href, response);
    return response;
  };
}

function hopOf(url: URL, { status, headers, protocol, body, truncated, tls }: HttpResponse): Hop {
  return {
    url: shortenText(url.href),
    status,
    headers: shortenSecrets(headers),
    protocol,
    body: { bytes: body.length, truncated, sha256: sha256(body) },
    tls: tls && { protocol: tls.protocol, certificateSha256: sha256(tls.certificate) },
  };
}
