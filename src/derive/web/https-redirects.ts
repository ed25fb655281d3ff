import { parse } from 'tldts';
import { fieldLines } from '../../codec/http/fields.ts';
import { parseHsts } from '../../codec/http/hsts.ts';
import { redirectOf } from '../../codec/http/redirect.ts';
import { webHttpsRedirects, type WebHttpsRedirects } from '../../evidence/kinds/web/redirects.ts';
import { webResponses, type Hop, type WebResponses } from '../../evidence/kinds/web/response.ts';
import { complete, cutShort } from '../../evidence/listing.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { blockOf } from './block.ts';
import { gapIn } from './landing.ts';

/**
 * The redirects that a walk from https met on https addresses, read from the answers themselves:
 * certain also where the next hop does not answer. Example: a `302` of `https://example.com/` to
 * `http://example.com/login`, port 80 of which is closed.
 */
export const webHttpsRedirectsDerivation: Derivation<WebHttpsRedirects> = {
  kind: webHttpsRedirects,
  from: [webResponses],
  derive: (context) => fromPresent(context.get(webResponses), redirectsIn),
};

function redirectsIn({ https }: WebResponses): Observation<WebHttpsRedirects> {
  const last = https.items.at(-1);
  const gap = gapIn(https) ?? (last === undefined ? null : blockOf(last));
  if (last === undefined) {
    return gap === null ? absent('https connections are refused') : unavailable(gap);
  }
  const redirects = https.items.flatMap(({ url, status, headers }, index) => {
    const target = url.startsWith('https:') ? redirectOf(url, status, headers) : null;
    if (target === null) return [];
    const upgraded = target.protocol === 'http:' && isHeld(target, https.items.slice(0, index + 1));
    return [{ from: url, to: target.href, upgraded }];
  });
  return present({ redirects: gap === null ? complete(redirects) : cutShort(redirects, gap) });
}

/** Whether a policy of these answers holds browsers to https for a host (RFC 6797, section 8.3). */
const isHeld = ({ hostname }: URL, hops: readonly Hop[]): boolean =>
  hops.some(({ url, headers }) => {
    const from = new URL(url);
    if (from.protocol !== 'https:' || parse(url).isIp === true) return false;
    const hsts = parseHsts(fieldLines(headers, 'Strict-Transport-Security'));
    if (hsts === null || (hsts.maxAgeSeconds ?? 0) === 0) return false;
    return (
      hostname === from.hostname ||
      (hsts.includeSubDomains && hostname.endsWith(`.${from.hostname}`))
    );
  });
