import { redirectOf } from '../../codec/http/redirect.ts';
import {
  webHttpsRedirects,
  webResponses,
  type WebHttpsRedirects,
  type WebResponses,
} from '../../evidence/kinds/web.ts';
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
  const redirects = https.items.flatMap(({ url, status, headers }) => {
    const target = url.startsWith('https:') ? redirectOf(url, status, headers) : null;
    return target === null ? [] : [{ from: url, to: target.href }];
  });
  return present({ redirects: gap === null ? complete(redirects) : cutShort(redirects, gap) });
}
