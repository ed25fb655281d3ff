import type { WebHsts, WebPreload } from '../../evidence/kinds/web/hsts.ts';
import type { WebRedirect } from '../../evidence/kinds/web/redirects.ts';
import type { Target } from '../../evidence/target.ts';
import { fewOf, noted, verdictsOn, type Seen } from '../known.ts';
import { plainPart, type Part, type Verdict } from '../part.ts';
import { counted } from '../words.ts';

/** What becomes of who comes over plain http. */
export const plainPartOf = (seen: Seen<WebRedirect>, { role, port }: Target): Part =>
  plainPart(
    'Plain HTTP',
    // For a target on a port of its own, port 80 is another origin.
    port === 443
      ? verdictsOn(
          seen,
          (how) => [{ tone: 'good', text: how }],
          (value) => [redirectOf(value, role), ...overHttp(value)],
        )
      : [],
  );

function redirectOf(
  { status, location, toHttps, sameHost, refused, endsOnHttps, hops }: WebRedirect,
  role: Target['role'],
): Verdict {
  if (refused === true) return { tone: 'good', text: `refused with status ${status}` };
  if (location === null) {
    const text = `answered with status ${status} and not sent to https`;
    return refused === null
      ? { tone: 'open', text: `${text}; https answers so too, or is not known` }
      : { tone: 'bad', text };
  }
  const way = `redirected with ${status} to ${location}${hops > 2 ? `, ${hops - 1} steps` : ''}`;
  if (endsOnHttps === null) return { tone: 'open', text: `${way}; where it ends is not known` };
  if (!endsOnHttps) return { tone: 'bad', text: `${way}; it does not end on https` };
  if (role === 'api') {
    return { tone: 'fair', text: `${way}; an API should refuse, so that clients are noticed` };
  }
  if (!toHttps || sameHost !== true) {
    return { tone: 'fair', text: `${way}; not to https on the same host first` };
  }
  return { tone: 'good', text: way };
}

const overHttp = ({ hstsOverHttp }: WebRedirect): readonly Verdict[] =>
  hstsOverHttp ? noted('Strict-Transport-Security is sent too, which nobody takes over http') : [];

/** The policy that holds browsers to https. */
export const hstsPart = (seen: Seen<WebHsts>, preload: Seen<WebPreload>): Part =>
  plainPart(
    'HSTS',
    verdictsOn(
      seen,
      (how) => [{ tone: 'bad', text: `none: ${how}` }],
      (value) => [...policyOf(value), ...preloadOf(value, preload)],
    ),
  );

const DAY = 86_400;
const YEAR = 365 * DAY;
const MOST_ERRORS = 4;

function policyOf(value: WebHsts): readonly Verdict[] {
  const { addressLiteral, maxAgeSeconds, errors, includeSubDomains, lines } = value;
  if (addressLiteral) return [{ tone: 'quiet', text: 'browsers take none from an address' }];
  if (maxAgeSeconds === null) {
    return [{ tone: 'bad', text: `browsers ignore the field: ${fewOf(errors, MOST_ERRORS)}` }];
  }
  if (maxAgeSeconds === 0) return [{ tone: 'bad', text: 'max-age=0 switches it off' }];
  const span = counted(Math.floor(maxAgeSeconds / DAY), 'day');
  const scope = includeSubDomains ? 'with subdomains' : 'without subdomains';
  const second = lines > 1 ? `; ${lines} lines are sent, and only the first counts` : '';
  const tone = maxAgeSeconds >= YEAR && includeSubDomains && lines === 1 ? 'good' : 'fair';
  return [{ tone, text: `${span}, ${scope}${second}` }];
}

function preloadOf(hsts: WebHsts, preload: Seen<WebPreload>): readonly Verdict[] {
  if (!hsts.preload || preload === null || preload.status === 'absent') return [];
  const asks = 'asks to be preloaded';
  if (preload.status === 'unavailable') {
    return [{ tone: 'open', text: `${asks}; whether it can be: ${preload.problem.detail}` }];
  }
  const { eligible, errors, open } = preload.value;
  if (eligible === true) return [{ tone: 'good', text: `${asks}, and meets the conditions` }];
  if (eligible === null) {
    const unseen = open.map((text) => text.replace(/^[a-z0-9_.]+: /, ''));
    const text = `${asks}; nothing seen is against it; not looked at: ${fewOf(unseen, MOST_ERRORS)}`;
    return [{ tone: 'open', text }];
  }
  const against = errors.map(({ sentence }) => sentence);
  return [{ tone: 'fair', text: `${asks}, and cannot be: ${fewOf(against, MOST_ERRORS)}` }];
}
