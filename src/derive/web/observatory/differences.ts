import { fieldLines, type HeaderList } from '../../../codec/http/fields.ts';
import { framingOf } from '../../../codec/http/framing.ts';
import { parseHsts } from '../../../codec/http/hsts.ts';
import { mediaTypeOf } from '../../../codec/http/media-type.ts';
import { isNosniff, referrerPolicyOf, referrerPolicyOfMeta } from '../../../codec/http/policies.ts';
import { resourcePolicyOf } from '../../../codec/http/cross-origin.ts';
import { quoted } from '../../../codec/http/fault.ts';
import { parse } from 'tldts';
import { CSP_DIFFERENCES } from './csp-differences.ts';
import { hasInvalidSameSite } from './cookies.ts';
import { referrerPolicyRead } from './fields.ts';
import { scriptsOf } from './scripts.ts';
import { beganSecure, joinedField, metaReferrer } from './sight.ts';
import type { Difference } from './difference.ts';

const HALF_A_YEAR = 15_552_000;

/** What browsers make of an HSTS field, in the words of its results. */
function hstsInForce(headers: HeaderList): string {
  const hsts = parseHsts(fieldLines(headers, 'strict-transport-security'));
  if (hsts === null) return 'hsts-not-implemented';
  if (hsts.maxAgeSeconds === null) return 'hsts-header-invalid';
  return hsts.maxAgeSeconds < HALF_A_YEAR
    ? 'hsts-implemented-max-age-less-than-six-months'
    : 'hsts-implemented-max-age-at-least-six-months';
}

const hstsField = (headers: HeaderList): string =>
  quoted(fieldLines(headers, 'strict-transport-security')[0] ?? '');

const HSTS_DIFFERENCES: readonly Difference[] = [
  {
    test: 'strict-transport-security',
    holds: ({ sight: { host, https } }) => https !== null && parse(host).isIp === true,
    say: () => 'browsers keep no policy for an address',
  },
  {
    test: 'strict-transport-security',
    holds: ({ sight: { https }, result }) =>
      https !== null && hstsInForce(https.headers) !== result,
    say: ({ sight: { https } }) => {
      const field = hstsField(https?.headers ?? []);
      const hsts = parseHsts(fieldLines(https?.headers ?? [], 'strict-transport-security'));
      return hsts?.valid === true
        ? `browsers take the first line alone: ${field}`
        : `browsers ignore ${field}: ${hsts?.errors[0] ?? 'it is not sent'}`;
    },
  },
  {
    test: 'strict-transport-security',
    holds: ({ sight: { host, https, walk } }) => {
      const [first] = walk;
      if (https === null || first === undefined || new URL(https.url).hostname === host)
        return false;
      return hstsInForce(first.headers) !== hstsInForce(https.headers);
    },
    say: ({ sight: { host, https } }) =>
      `it reads the policy of ${https === null ? '' : new URL(https.url).hostname}, where ${host} leads; browsers keep one for each host`,
  },
];

const FRAMING_DIFFERENCES: readonly Difference[] = [
  {
    test: 'x-frame-options',
    holds: ({ result }) => result === 'x-frame-options-allow-from-origin',
    say: () => 'browsers ignore ALLOW-FROM: any site may frame the page',
  },
  {
    test: 'x-frame-options',
    holds: ({ sight: { page }, result }) =>
      result === 'x-frame-options-header-invalid' && framingOf(page.headers).restricted,
    say: ({ sight: { page } }) =>
      `browsers restrict frames by ${quoted(fieldLines(page.headers, 'x-frame-options').join(', '))}`,
  },
  {
    test: 'x-frame-options',
    holds: ({ sight: { page }, result }) =>
      result === 'x-frame-options-implemented-via-csp' &&
      framingOf(page.headers).by !== 'frame-ancestors',
    say: () => 'browsers ignore frame-ancestors in <meta>',
  },
  {
    test: 'x-frame-options',
    holds: ({ sight: { page } }) => {
      const { by, restricted } = framingOf(page.headers);
      return by === 'frame-ancestors' && !restricted;
    },
    say: () => 'frame-ancestors lets every site frame the page',
  },
];

const OTHER_DIFFERENCES: readonly Difference[] = [
  {
    test: 'x-content-type-options',
    holds: ({ sight: { page }, result }) =>
      isNosniff(page.headers) !== (result === 'x-content-type-options-nosniff'),
    say: ({ sight: { page } }) => {
      const field = quoted(joinedField(page.headers, 'x-content-type-options') ?? '');
      return `browsers ${isNosniff(page.headers) ? 'take nosniff from' : 'ignore'} ${field}`;
    },
  },
  {
    test: 'referrer-policy',
    holds: ({ sight: { page } }) => {
      const meta = metaReferrer(page);
      const inForce =
        (meta === null ? null : referrerPolicyOfMeta([meta])) ?? referrerPolicyOf(page.headers);
      return inForce !== referrerPolicyRead(page);
    },
    say: () =>
      'browsers read `<meta name=referrer>` as one policy, in old words too, not as a list',
  },
  {
    test: 'cross-origin-resource-policy',
    holds: ({ sight: { page }, result }) =>
      result.startsWith('corp-implemented') && resourcePolicyOf(page.headers) === 'none',
    say: ({ sight: { page } }) =>
      `browsers want lower case: they ignore ${quoted(joinedField(page.headers, 'cross-origin-resource-policy') ?? '')}`,
  },
  {
    test: 'cookies',
    holds: ({ sight: { page }, result }) =>
      result === 'cookies-samesite-flag-invalid' &&
      fieldLines(page.headers, 'set-cookie').some(hasInvalidSameSite),
    say: () => 'browsers read a SameSite that they do not know as none sent',
  },
  {
    test: 'cross-origin-resource-sharing',
    holds: ({ sight: { preflight } }) =>
      preflight !== null &&
      joinedField(preflight.hop.headers, 'access-control-allow-origin') === preflight.origin,
    say: ({ sight: { preflight } }) =>
      joinedField(preflight?.hop.headers ?? [], 'access-control-allow-credentials') === 'true'
        ? 'browsers let every site read with the cookies of its users: the origin asked with is allowed, whatever it is'
        : 'browsers let every site read: the origin asked with is allowed, whatever it is',
  },
  {
    test: 'cross-origin-resource-sharing',
    holds: ({ sight: { preflight } }) =>
      preflight !== null &&
      joinedField(preflight.hop.headers, 'access-control-allow-origin') === 'null',
    say: () => 'browsers let sandboxed frames of every site read: the origin null is allowed',
  },
];

const SCRIPT_DIFFERENCES: readonly Difference[] = [
  {
    test: 'subresource-integrity',
    holds: ({ sight: { page }, result }) =>
      result === 'sri-not-implemented-response-not-html' && page.page !== null,
    say: ({ sight: { page } }) =>
      `browsers read the response as ${mediaTypeOf(page.headers) ?? 'HTML'}: letter case and spaces do not count`,
  },
  {
    test: 'subresource-integrity',
    holds: ({ sight }) =>
      beganSecure(sight) &&
      sight.page.url.startsWith('https:') &&
      scriptsOf(sight.page.page).some(({ written }) => written === 'schemeless'),
    say: () => 'browsers load `//host/…` over https on a page over https',
  },
  {
    test: 'subresource-integrity',
    holds: ({ sight: { page } }) =>
      scriptsOf(page.page).some(({ integrity }) => integrity !== null && !hasHash(integrity)),
    say: () => 'browsers check nothing where `integrity` has no hash that they know',
  },
];

/** Subresource Integrity, section 3.3. */
const hasHash = (integrity: string): boolean =>
  integrity.split(/\s/).some((token) => /^sha(?:256|384|512)-[A-Za-z0-9+/_-]/.test(token));

/** Where its reading is not that of browsers; the first that holds for a test is said. */
const DIFFERENCES: readonly Difference[] = [
  ...HSTS_DIFFERENCES,
  ...FRAMING_DIFFERENCES,
  ...CSP_DIFFERENCES,
  ...OTHER_DIFFERENCES,
  ...SCRIPT_DIFFERENCES,
];

/** One short sentence; empty where nothing is known to differ. */
export function differenceOf(test: string, seen: Parameters<Difference['holds']>[0]): string {
  const difference = DIFFERENCES.find((one) => one.test === test && one.holds(seen));
  return difference?.say(seen) ?? '';
}
