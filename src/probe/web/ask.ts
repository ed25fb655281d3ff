import { mediaTypeOf } from '../../codec/http/media-type.ts';
import { readPage } from '../../codec/html/page.ts';
import { decodeContent } from '../../codec/http/content-coding.ts';
import { shortenSecrets, shortenText } from '../../codec/http/secrets.ts';
import { sha256 } from '../../crypto/digest.ts';
import type { Answer, Hop, Page } from '../../evidence/kinds/web/response.ts';
import { problemOf, ProblemError } from '../../evidence/problem.ts';
import type { Endpoint, HttpResponse } from '../../net/net.ts';
import type { ProbeContext } from '../probe.ts';

/** What a request says beyond its URL. */
export interface Asking {
  /** GET where not given. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly http2?: boolean;
  /** Sends none of the fields that the user gave, so that nobody is signed in. */
  readonly anonymous?: boolean;
  /** Bytes of the body that are read; 1 MiB where not given. */
  readonly bodyLimit?: number;
}

/** Sends one request and follows nothing. Throws a ProblemError. */
export type Ask = (url: URL, asking?: Asking) => Promise<HttpResponse>;

/** Browsers' own, so that no server thinks it has nothing acceptable to say. */
const HEADERS = {
  Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
};

const BODY_LIMIT = 1024 * 1024;

/** Failures of an address that another one may not have. */
const OTHER_ADDRESS: readonly string[] = ['refused', 'unreachable', 'timeout'];

/**
 * Asks as one client: at the address given for the target's own host, or at the first that answers.
 * What the user gave to be sent goes to the target's own origin over https and nowhere else.
 */
export function asker({ net, endpoint: given, target, settings }: ProbeContext): Ask {
  const answering = new Map<string, Endpoint>();

  async function endpointsOf(url: URL): Promise<readonly Endpoint[]> {
    const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (given?.host === host && given.port === port) return [given];
    const known = answering.get(url.origin);
    if (known !== undefined) return [known];
    const { items, because } = await net.locate(host, port);
    const same = items.filter(({ address }) => host === given?.host && address === given.address);
    if (items.length > 0) return same.length > 0 ? same : items;
    throw new ProblemError(
      because?.code ?? 'unreachable',
      because?.detail ?? `${host} has no address`,
    );
  }

  function requestAt(url: URL, endpoint: Endpoint, asking: Asking): Promise<HttpResponse> {
    const { method = 'GET', headers, body, http2, anonymous, bodyLimit = BODY_LIMIT } = asking;
    const own = url.protocol === 'https:' && url.origin === new URL(target.uri).origin;
    // The walks from several addresses of the target may meet at one address of another host.
    const begun = given?.address ?? 'any';
    return net.request({
      url,
      endpoint,
      method,
      headers: { ...HEADERS, ...headers },
      purpose: `${method} ${url.href} at ${endpoint.address}, begun at ${begun}`,
      bodyLimit,
      lenient: true,
      ...(own && anonymous !== true ? { secrets: settings.web.headers } : {}),
      ...(body === undefined ? {} : { body }),
      ...(http2 === true ? { http2 } : {}),
    });
  }

  return async (url, asking = {}) => {
    const [first, ...others] = await endpointsOf(url);
    let failure: unknown = null;
    for (const endpoint of first === undefined ? [] : [first, ...others.slice(0, 2)]) {
      try {
        const response = await requestAt(url, endpoint, asking);
        answering.set(url.origin, endpoint);
        return response;
      } catch (error) {
        failure = error;
        if (!OTHER_ADDRESS.includes(problemOf(error).code)) break;
      }
    }
    throw failure;
  };
}

/** The response to one request, or the problem in its place. */
export async function answerOf(url: URL, asked: Promise<HttpResponse>): Promise<Answer> {
  try {
    return { is: 'response', hop: hopOf(url, await asked) };
  } catch (error) {
    return { is: 'problem', problem: problemOf(error) };
  }
}

/** A response as evidence keeps it, with what matters of its page. */
export function hopOf(url: URL, response: HttpResponse): Hop {
  const { status, headers, protocol, malformed, ms, interim, body, truncated, tls } = response;
  return {
    url: shortenText(url.href),
    status,
    headers: shortenSecrets(headers),
    protocol,
    malformed: malformed.map(shortenText),
    ms,
    interim: interim.map((one) => ({ status: one.status, headers: shortenSecrets(one.headers) })),
    body: { bytes: body.length, truncated, sha256: sha256(body) },
    page: pageOf(url, response),
    tls: tls && { protocol: tls.protocol, certificateSha256: sha256(tls.certificate) },
  };
}

const PAGE_TYPES: readonly (string | null)[] = ['text/html', 'application/xhtml+xml'];

/** What matters of its page; null where the body is not HTML. */
export function pageOf(url: URL, { headers, body, truncated }: HttpResponse): Page | null {
  if (!PAGE_TYPES.includes(mediaTypeOf(headers))) return null;
  const content = decodeContent(headers, body);
  return content && readPage(content.bytes, headers, url, !truncated && content.complete);
}
