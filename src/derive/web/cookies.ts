import { getPublicSuffix } from 'tldts';
import { parseCookieDate } from '../../codec/http/cookie-date.ts';
import { fieldLines } from '../../codec/http/fields.ts';
import { readSetCookie, type SetCookie } from '../../codec/http/set-cookie.ts';
import { webCookies, type WebCookies } from '../../evidence/kinds/web/cookies.ts';
import {
  webResponses,
  webSamples,
  type Answer,
  type Hop,
  type WebResponses,
  type WebSamples,
} from '../../evidence/kinds/web/response.ts';
import type { Listing } from '../../evidence/listing.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import { fromPresent, type DeriveContext, type Derivation } from '../derivation.ts';
import { gapIn, isSameSite } from './landing.ts';
import { listingFrom, seenIn } from './seen.ts';
import { isAntiCsrfCookie, isSessionCookie } from './session-cookie.ts';
import { shortText } from './short-text.ts';

type Cookie = WebCookies['cookies']['items'][number];

/**
 * The cookies that one without an account gets: from all hops of both walks and from the samples, as
 * far as they are of the target's own site. In one answer the last line for a name, domain and path
 * counts, as in browsers. Where answers differ, an entry has the weakest of each attribute and the
 * longest life. What comes over http, what browsers drop and what only deletes stand apart.
 */
export const webCookiesDerivation: Derivation<WebCookies> = {
  kind: webCookies,
  from: [webResponses, webSamples],
  derive: (context) =>
    fromPresent(context.get(webResponses), (responses) =>
      cookiesOf(responses, context.get(webSamples), context),
    ),
};

function cookiesOf(
  responses: WebResponses,
  samples: Observation<WebSamples>,
  { target, now }: DeriveContext,
): Observation<WebCookies> {
  const given = samples.status === 'present' ? samples.value : null;
  const { hops, problems } = ownAnswers(
    [...walked(responses.https), ...walked(responses.http), ...sampled(given)],
    target.uri,
  );
  if (samples.status === 'unavailable') problems.push(samples.problem);
  if (hops.length === 0) {
    const [problem] = problems;
    return problem === undefined ? absent('no answer of the site itself') : unavailable(problem);
  }
  const declared = given?.sessionCookies ?? [];
  const cookies = merged(hops.flatMap((hop) => cookiesIn(hop, now, declared)));
  if (cookies.length > MOST) problems.push({ code: 'limit', detail: `more than ${MOST} cookies` });
  return present({ cookies: listingFrom(cookies.slice(0, MOST), problems) });
}

/** Browsers keep fewer for one site. */
const MOST = 200;

/** The hops of a walk and what cut it short. That nobody promised a port 80 cuts nothing. */
function walked(walk: Listing<Hop>): Answer[] {
  const problem = gapIn(walk);
  const answers = walk.items.map((hop): Answer => ({ is: 'response', hop }));
  if (problem === null || problem.code === 'not-requested') return answers;
  return [...answers, { is: 'problem', problem }];
}

/** Nobody owes a sister host, nor HTTP/2: where these are not seen, nothing is missing. */
const OPTIONAL: readonly string[] = ['sister', 'sister-plain', 'http2'];

const sampled = (samples: WebSamples | null): Answer[] =>
  (samples?.samples ?? [])
    .filter(({ what, answer }) => !OPTIONAL.includes(what) || 'hop' in seenIn(answer))
    .map(({ answer }) => answer);

/** What the site itself says in these answers, and what stands in the way of it. */
function ownAnswers(
  answers: readonly Answer[],
  site: string,
): { hops: Hop[]; problems: Problem[] } {
  const hops: Hop[] = [];
  const problems: Problem[] = [];
  for (const answer of answers) {
    if (answer.is === 'response' && !isSameSite(site, answer.hop.url)) continue;
    const seen = seenIn(answer);
    if ('hop' in seen) hops.push(seen.hop);
    else problems.push(seen.problem);
  }
  return { hops, problems };
}

/** What one answer sets: of lines for the same cookie the last, of those dropped each. */
function cookiesIn(hop: Hop, now: Date, declared: readonly string[]): Cookie[] {
  const [date = ''] = fieldLines(hop.headers, 'Date');
  const source = {
    url: new URL(hop.url),
    time: parseCookieDate(date) ?? now.getTime(),
    isPublicSuffix,
  };
  const kept = new Map<string, Cookie>();
  const dropped: Cookie[] = [];
  for (const line of fieldLines(hop.headers, 'Set-Cookie')) {
    const cookie = cookieOf(readSetCookie(line, source), hop.url, declared);
    if (cookie.rejected === '') kept.set(identityOf(cookie), cookie);
    else dropped.push(cookie);
  }
  return [...kept.values(), ...dropped];
}

const isPublicSuffix = (domain: string): boolean =>
  getPublicSuffix(domain, { allowPrivateDomains: true, extractHostname: false }) === domain;

function cookieOf(read: SetCookie, url: string, declared: readonly string[]): Cookie {
  const { name, domain, path, attributes, lifetime, ...rest } = read;
  const names = attributes.map((one) => one.name);
  return {
    name: shortText(name),
    url,
    overHttps: url.startsWith('https:'),
    secure: rest.secure,
    httpOnly: rest.httpOnly,
    sameSite: rest.sameSite,
    sameSiteUnknown: rest.sameSiteUnknown,
    domain: domain === null ? 'host' : shortText(domain),
    path: shortText(path),
    prefix: rest.prefix,
    partitioned: rest.partitioned,
    lifetimeDays: Math.ceil((lifetime ?? 0) / TEN_THOUSANDTH_OF_DAY) / 10_000,
    bytes: rest.bytes,
    session: isSessionCookie(name, declared),
    antiCsrf: isAntiCsrfCookie(name),
    deletes: lifetime === 0,
    rejected: rest.rejected,
    repeated: ATTRIBUTES.filter((one) => names.indexOf(one) !== names.lastIndexOf(one)),
  };
}

const TEN_THOUSANDTH_OF_DAY = 8640;

/** Those that browsers know. */
const ATTRIBUTES = [
  ...['expires', 'max-age', 'domain', 'path', 'secure', 'httponly', 'samesite', 'partitioned'],
  'priority',
];

/** What browsers tell cookies apart by: a host-only cookie belongs to its host. */
const identityOf = ({ name, domain, path, url }: Cookie): string =>
  JSON.stringify([name, domain === 'host' ? new URL(url).hostname : `.${domain}`, path]);

function merged(cookies: readonly Cookie[]): Cookie[] {
  const entries = new Map<string, Cookie>();
  for (const cookie of cookies) {
    const { overHttps, rejected, deletes } = cookie;
    const key = JSON.stringify([identityOf(cookie), overHttps, rejected, deletes]);
    const known = entries.get(key);
    entries.set(key, known === undefined ? cookie : weaker(known, cookie));
  }
  return [...entries.values()];
}

/** From the weakest: without the attribute, browsers differ. */
const SAME_SITE = ['none', 'default', 'lax', 'strict'] as const;

/** How much protection a cookie lacks. */
const lackOf = ({ secure, httpOnly, sameSite, sameSiteUnknown }: Cookie): number =>
  Number(!secure) + Number(!httpOnly) + Number(sameSiteUnknown) - SAME_SITE.indexOf(sameSite);

/** The weakest of what two answers say of one cookie, at the place of the weaker one. */
const weaker = (a: Cookie, b: Cookie): Cookie => ({
  ...a,
  url: lackOf(b) > lackOf(a) ? b.url : a.url,
  secure: a.secure && b.secure,
  httpOnly: a.httpOnly && b.httpOnly,
  sameSite: SAME_SITE.find((one) => one === a.sameSite || one === b.sameSite) ?? 'default',
  sameSiteUnknown: a.sameSiteUnknown || b.sameSiteUnknown,
  partitioned: a.partitioned && b.partitioned,
  lifetimeDays: Math.max(a.lifetimeDays, b.lifetimeDays),
  bytes: Math.max(a.bytes, b.bytes),
  repeated: ATTRIBUTES.filter((one) => a.repeated.includes(one) || b.repeated.includes(one)),
});
