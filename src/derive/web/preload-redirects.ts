import { fieldLines } from '../../codec/http/fields.ts';
import { preloadHeaderOf, type PreloadIssue } from '../../codec/http/hsts-preload.ts';
import { redirectOf } from '../../codec/http/redirect.ts';
import type { Hop, WebResponses } from '../../evidence/kinds/web/response.ts';
import type { Listing } from '../../evidence/listing.ts';
import { blockOf } from './block.ts';
import { gapIn } from './landing.ts';

/** More are refused. */
const MOST_REDIRECTS = 3;

/** What was found, and what has to be known besides. */
interface Found {
  readonly errors: readonly PreloadIssue[];
  readonly warnings: readonly PreloadIssue[];
  readonly unseen: readonly string[];
}

const NOTHING: Found = { errors: [], warnings: [], unseen: [] };
const error = (code: string, sentence: string): Found => ({
  ...NOTHING,
  errors: [{ code: `redirects.${code}`, sentence: sentence.slice(0, 200) }],
});
const warning = (code: string, sentence: string): Found => ({
  ...NOTHING,
  warnings: [{ code: `redirects.${code}`, sentence: sentence.slice(0, 200) }],
});
const unseen = (what: string): Found => ({ ...NOTHING, unseen: [what.slice(0, 200)] });

const all = (...found: readonly Found[]): Found => ({
  errors: found.flatMap(({ errors }) => errors),
  warnings: found.flatMap(({ warnings }) => warnings),
  unseen: found.flatMap((one) => one.unseen),
});

/** Where the front pages lead, as the rules of the preload list have it. */
export const redirectIssues = (host: string, { http, https }: WebResponses): Found =>
  all(
    fromHttp(host, http),
    endIssues(https, `https://${host}`),
    insecureIssues(chainOf(https), `https://${host}`),
  );

export const hstsLines = ({ headers }: Hop): string[] =>
  fieldLines(headers, 'Strict-Transport-Security');

function fromHttp(host: string, http: Listing<Hop>): Found {
  const start = `http://${host}`;
  const [first, second] = http.items;
  if (first === undefined) {
    return gapIn(http) === null
      ? warning('http.does_not_exist', `${start} refuses connections, which is allowed`)
      : unseen(`what ${start} answers: ${gapIn(http)?.detail ?? ''}`);
  }
  if (blockOf(first) !== null)
    return unseen(`where ${start} leads: ${blockOf(first)?.detail ?? ''}`);
  const sentence = `${start} sends Strict-Transport-Security, which has no effect there`;
  const useless = hstsLines(first).length > 0 ? warning('http.useless_header', sentence) : NOTHING;
  const chain = chainOf(http);
  const [to] = chain;
  const end = endIssues(http, start);
  if (to === undefined) {
    return all(
      useless,
      end,
      error('http.no_redirect', `${start} does not redirect to https://${host}`),
    );
  }
  if (to.protocol === 'https:' && to.hostname === host) {
    return all(useless, end, firstRedirect(to, second, http), insecureIssues(chain, start));
  }
  return to.hostname === `www.${host}`
    ? all(
        useless,
        end,
        error('http.www_first', `${start} leads to ${to.href} before https://${host}`),
      )
    : all(
        useless,
        end,
        error(
          'http.first_redirect.insecure',
          `${start} leads to ${to.href} and not to https://${host}`,
        ),
      );
}

/** The answer that the first redirect leads to needs the field as well as the front page. */
function firstRedirect(to: URL, hop: Hop | undefined, { because }: Listing<Hop>): Found {
  if (hop === undefined) {
    return because?.code === 'refused'
      ? error('http.first_redirect.invalid', `${to.href} refuses connections`)
      : unseen(`what ${to.href} answers: ${because?.detail ?? ''}`);
  }
  if (blockOf(hop) !== null)
    return unseen(`what ${to.href} answers: ${blockOf(hop)?.detail ?? ''}`);
  const [problem] = preloadHeaderOf(to.href, hstsLines(hop)).errors;
  return problem === undefined
    ? NOTHING
    : error('http.first_redirect.no_hsts', `${to.href}: ${problem.sentence}`);
}

/** Where a walk leads, one after the other; no further than it is followed there. */
const chainOf = ({ items }: Listing<Hop>): URL[] =>
  items
    .flatMap(({ url, status, headers }) => redirectOf(url, status, headers) ?? [])
    .slice(0, MOST_REDIRECTS + 1);

function insecureIssues(chain: readonly URL[], start: string): Found {
  const place = chain.findIndex(({ protocol }) => protocol !== 'https:');
  const to = chain[place];
  if (to === undefined) return NOTHING;
  return place === 0
    ? error('insecure.initial', `${start} leads to ${to.href}`)
    : error('insecure.subsequent', `redirect ${place + 1} from ${start} leads to ${to.href}`);
}

/** How a walk ends; one in a circle has no end. */
function endIssues(walk: Listing<Hop>, start: string): Found {
  const chain = chainOf(walk);
  const last = walk.items.at(-1);
  const gap = gapIn(walk);
  if (chain.length > MOST_REDIRECTS || gap?.code === 'limit') {
    return error('too_many', `there are more than ${MOST_REDIRECTS} redirects from ${start}`);
  }
  const to = chain.at(-1);
  if (gap?.code === 'refused')
    return error('follow_error', `${to?.href ?? start} refuses connections`);
  if (gap !== null) return unseen(`where the redirects from ${start} end: ${gap.detail}`);
  if (last === undefined) return NOTHING;
  const leads = redirectOf(last.url, last.status, last.headers);
  if (leads !== null) return error('follow_error', `${last.url} leads to no web address`);
  const block = walk.items.length > 1 ? blockOf(last) : null;
  return block === null
    ? NOTHING
    : unseen(`where the redirects from ${start} end: ${block.detail}`);
}
