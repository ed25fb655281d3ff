import { fieldLines } from '../../codec/http/fields.ts';
import { redirectOf } from '../../codec/http/redirect.ts';
import { webRedirect, type WebRedirect } from '../../evidence/kinds/web/redirects.ts';
import { webResponses, type Hop, type WebResponses } from '../../evidence/kinds/web/response.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { blockOf } from './block.ts';
import { gapIn } from './landing.ts';

/**
 * What becomes of a plain http request, certain where both walks were seen: `301` to
 * `https://example.com/` leads to https on the same host.
 */
export const webRedirectDerivation: Derivation<WebRedirect> = {
  kind: webRedirect,
  from: [webResponses],
  derive: (context) => fromPresent(context.get(webResponses), redirectIn),
};

function redirectIn({ http, https }: WebResponses): Observation<WebRedirect> {
  const [first] = http.items;
  const gap = gapIn(http);
  if (first === undefined) {
    return gap === null ? absent('port 80 refuses connections') : unavailable(gap);
  }
  const block = blockOf(first);
  if (block !== null) return unavailable(block);
  const target = redirectOf(first.url, first.status, first.headers);
  const last = http.items.at(-1) ?? first;
  return present({
    status: first.status,
    location: target === null ? null : (fieldLines(first.headers, 'Location')[0] ?? null),
    toHttps: target?.protocol === 'https:',
    sameHost: target === null ? null : target.hostname === new URL(first.url).hostname,
    endsOnHttps: gap === null ? endsOnHttps(last) : null,
    refused: isRefusal(first, https.items[0]),
    hops: http.items.length,
    permanent: target === null ? null : [301, 308].includes(first.status),
    keepsPath: target === null ? null : keepsPath(new URL(first.url), target),
    hstsOverHttp: http.items.some(
      ({ url, headers }) =>
        url.startsWith('http:') && fieldLines(headers, 'Strict-Transport-Security').length > 0,
    ),
  });
}

/** Where a challenge is the end on plain http, nobody knows where the site would have led. */
const endsOnHttps = (last: Hop): boolean | null =>
  last.url.startsWith('https:') || (blockOf(last) === null ? false : null);

/** Null where the root was asked for: there is nothing to lose. A slash added at the end loses nothing. */
function keepsPath(asked: URL, { pathname, search }: URL): boolean | null {
  if (asked.pathname === '/' && asked.search === '') return null;
  return [asked.pathname, `${asked.pathname}/`].includes(pathname) && search === asked.search;
}

/**
 * A `404` over http is no refusal where https says `404` as well: the path may not exist. Nor is it
 * known for one where https gave no word of the site. A `426` asks for an upgrade and is one by its
 * meaning (RFC 9110, section 15.5.22).
 */
function isRefusal({ status }: Hop, overHttps: Hop | undefined): boolean | null {
  if (status < 400) return false;
  if (status === 426) return true;
  if (overHttps === undefined || blockOf(overHttps) !== null) return null;
  return overHttps.status === status ? null : true;
}
