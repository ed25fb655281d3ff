import { challengeOf } from '../../codec/http/challenge.ts';
import { fieldLines } from '../../codec/http/fields.ts';
import { webResponses, webSamples, type Hop } from '../../evidence/kinds/web/response.ts';
import { webProtection, type WebProtection } from '../../evidence/kinds/web/surface.ts';
import { absent, present, unavailable } from '../../evidence/observation.ts';
import type { Derivation } from '../derivation.ts';
import { gapIn, isSameSite } from './landing.ts';
import { SERVICES, type Service } from './services.ts';

/**
 * The services that the answers of a site show in front of it: `cf-ray` for Cloudflare, a cookie
 * `visid_incap_…` for Imperva. What hides itself is not found, and one that is found need not filter.
 */
export const webProtectionDerivation: Derivation<WebProtection> = {
  kind: webProtection,
  from: [webResponses, webSamples],
  derive(context) {
    const responses = context.get(webResponses);
    if (responses.status !== 'present') return responses;
    const samples = context.get(webSamples);
    const { https, http } = responses.value;
    const sampled = samples.status === 'present' ? samples.value.samples : [];
    const hops = [
      ...https.items,
      ...http.items,
      ...sampled.flatMap(({ answer }) => (answer.is === 'response' ? [answer.hop] : [])),
    ].filter(({ url }) => isSameSite(url, context.target.uri));
    if (hops.length > 0) return present({ services: servicesOf(hops), blocked: blockedIn(hops) });
    const gap = gapIn(https) ?? gapIn(http);
    return gap === null ? absent('connections are refused') : unavailable(gap);
  },
};

const servicesOf = (hops: readonly Hop[]): WebProtection['services'] =>
  SERVICES.flatMap((service) => {
    const by = hops.map((hop) => markIn(service, hop)).find((mark) => mark !== null);
    return by == null ? [] : [{ name: service.name, is: service.is, by }];
  });

/** What shows the service in an answer; of a cookie its name. */
function markIn({ fields = [], cookies }: Service, { headers }: Hop): string | null {
  for (const [name, value] of fields) {
    const line = fieldLines(headers, name).find((one) => value.test(one));
    if (line !== undefined) return `${name}: ${line}`.slice(0, 200);
  }
  if (cookies === undefined) return null;
  const names = fieldLines(headers, 'Set-Cookie').map(
    (line) => line.split('=', 1)[0]?.trim() ?? '',
  );
  const name = names.find((one) => cookies.test(one));
  return name === undefined ? null : `cookie ${name}`.slice(0, 200);
}

/** Each URL once; 429 turns away as a block page does. */
function blockedIn(hops: readonly Hop[]): WebProtection['blocked'] {
  const blocked = hops.flatMap((hop) => {
    const by = challengeOf(hop) ?? (hop.status === 429 ? 'status 429' : null);
    return by === null ? [] : [{ url: hop.url, by }];
  });
  return [...new Map(blocked.map((one) => [one.url, one])).values()];
}
