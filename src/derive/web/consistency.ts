import { parse } from 'tldts';
import { cacheControlOf, mayBeKept } from '../../codec/http/cache-control.ts';
import { contentSecurityPolicies, parsePolicyList } from '../../codec/http/csp.ts';
import { fieldLines } from '../../codec/http/fields.ts';
import { framingOf } from '../../codec/http/framing.ts';
import { parseHsts } from '../../codec/http/hsts.ts';
import { charsetOf, mediaTypeOf } from '../../codec/http/media-type.ts';
import { isNosniff, referrerPolicyOf } from '../../codec/http/policies.ts';
import { redirectOf } from '../../codec/http/redirect.ts';
import { webConsistency, type WebConsistency } from '../../evidence/kinds/web/headers.ts';
import {
  webResponses,
  webSamples,
  type Hop,
  type WebResponses,
  type WebSamples,
} from '../../evidence/kinds/web/response.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { blockOf } from './block.ts';
import { effectsApart } from './effects.ts';
import { referrerPolicyIn } from './header-problems.ts';
import { gapIn, isSameSite, landingOf } from './landing.ts';
import { setsSession } from './personal.ts';
import { listingFrom, seenIn } from './seen.ts';

type ConsistentAnswer = WebConsistency['answers']['items'][number];
type Sample = WebSamples['samples'][number];

/** An answer of the site, and what it is. */
interface Seen {
  readonly what: ConsistentAnswer['what'];
  readonly hop: Hop;
  /** Declared to be personal. */
  readonly personal: boolean;
}

/**
 * What protects each answer of the host over https: every hop of the walk, and the samples. What
 * was blocked or failed makes the list incomplete and is not taken for an answer without fields.
 */
export const webConsistencyDerivation: Derivation<WebConsistency> = {
  kind: webConsistency,
  from: [webResponses, webSamples],
  derive: (context) =>
    fromPresent(context.get(webResponses), (responses) =>
      consistencyIn(responses, context.get(webSamples), context.target.uri, context.now),
    ),
};

function consistencyIn(
  { https }: WebResponses,
  samples: Observation<WebSamples>,
  uri: string,
  now: Date,
): Observation<WebConsistency> {
  const landing = landingOf(https);
  if (landing.status === 'absent') return landing;
  const page = landing.status === 'present' ? landing.value : null;
  if (page?.url.startsWith('https:') === false)
    return absent(`https leads to plain http: ${page.url}`);
  const walked = inWalk(https.items, page, uri);
  const sampled = inSamples(samples);
  const problems = [gapIn(https), ...walked.problems, ...sampled.problems].filter(
    (problem) => problem !== null,
  );
  const [first] = problems;
  const personal = sampled.seen.filter((one) => one.personal).map(({ hop }) => hop.url);
  const seen = [...walked.seen, ...sampled.seen].map((one) =>
    personal.includes(one.hop.url) ? { ...one, personal: true } : one,
  );
  if (seen.length === 0 && first !== undefined) return unavailable(first);
  const declared = samples.status === 'present' ? samples.value.sessionCookies : [];
  const items = seen.map((one) => answerFrom(one, page, declared, now));
  return present({ answers: listingFrom(items, problems) });
}

interface Found {
  readonly seen: readonly Seen[];
  readonly problems: readonly Problem[];
}

/** Hops of the own site over https; the last one is the page where the walk came to its end. */
function inWalk(hops: readonly Hop[], page: Hop | null, uri: string): Found {
  const own = hops.filter(({ url }) => url.startsWith('https:') && isSameSite(url, uri));
  const blocks = own.map((hop) => ({ hop, block: blockOf(hop) }));
  return {
    seen: blocks
      .filter(({ block }) => block === null)
      .map(({ hop }) => ({ what: hop === page ? 'page' : 'redirect', hop, personal: false })),
    problems: blocks.flatMap(({ block }) => block ?? []),
  };
}

function inSamples(samples: Observation<WebSamples>): Found {
  if (samples.status === 'unavailable') return { seen: [], problems: [samples.problem] };
  if (samples.status === 'absent') return { seen: [], problems: [] };
  const seen: Seen[] = [];
  const problems: Problem[] = [];
  for (const sample of samples.value.samples) {
    const { what, access, answer } = sample;
    if (what === 'sister-plain') continue;
    const one = seenIn(answer);
    if ('hop' in one) seen.push({ what, hop: one.hop, personal: isPersonal(access, one.hop) });
    else if (!isOptional(sample)) problems.push(one.problem);
  }
  return { seen, problems };
}

/** A redirect to the login and a `401` hold nothing of anybody. */
const isPersonal = (access: Sample['access'], { status }: Hop): boolean =>
  access === 'personal' && status >= 200 && status < 300;

/** Nobody has to have a sister host, nor HTTP/2. */
const isOptional = ({ what, answer }: Sample): boolean =>
  answer.is === 'problem' &&
  (what === 'sister' || (what === 'http2' && answer.problem.code === 'unsupported'));

const DOCUMENTS: readonly (string | null)[] = ['text/html', 'application/xhtml+xml'];

/** Types that need a charset (OWASP ASVS 5.0, 4.1.1). */
const TEXT = /^text\/|[/+]xml$/;

const MOST_TEXT = 200;

function answerFrom(
  { what, hop, personal }: Seen,
  page: Hop | null,
  declared: readonly string[],
  now: Date,
): ConsistentAnswer {
  const { url, status, headers } = hop;
  const type = mediaTypeOf(headers);
  const hasBody = hop.body.bytes > 0;
  const seconds = hstsSecondsOf(hop);
  return {
    url,
    what,
    status,
    document: DOCUMENTS.includes(type) && hasBody && redirectOf(url, status, headers) === null,
    body: hasBody,
    contentType: (type ?? 'none').slice(0, MOST_TEXT),
    charset: (charsetOf(headers) ?? 'none').slice(0, MOST_TEXT),
    text: type !== null && TEXT.test(type),
    hsts: seconds > 0,
    hstsSeconds: seconds,
    nosniff: isNosniff(headers),
    framing: framingOf(headers).restricted,
    csp: contentSecurityPolicies(headers).length > 0 || hasMetaCsp(hop),
    referrerPolicy: referrerPolicyOf(headers) !== null || referrerPolicyIn(hop.page) !== null,
    personal: personal || setsSession(hop, declared, now),
    noStore: cacheControlOf(headers).noStore || !mayBeKept(status, headers),
    differs: isSamePage(what, hop, page) ? effectsApart(page?.headers ?? [], headers) : [],
  };
}

/** Of an address user agents take no policy (RFC 6797, section 8.1.1). */
const hstsSecondsOf = ({ url, headers }: Hop): number =>
  parse(url).isIp
    ? 0
    : (parseHsts(fieldLines(headers, 'Strict-Transport-Security'))?.maxAgeSeconds ?? 0);

const hasMetaCsp = ({ page }: Hop): boolean =>
  (page?.httpEquiv ?? []).some(
    ({ name, content, inHead }) =>
      name === 'content-security-policy' && inHead && parsePolicyList(content).length > 0,
  );

/** The page once more: another status is another answer, which has fields of its own. */
const isSamePage = (what: Seen['what'], { status }: Hop, page: Hop | null): boolean =>
  (what === 'again' || what === 'http2') && status === page?.status;
