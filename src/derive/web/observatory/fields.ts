import { itemOf, tokenOf } from '../../../codec/http/structured.ts';
import type { Hop } from '../../../evidence/kinds/web/response.ts';
import type { CspReading } from './csp.ts';
import { joinedField, metaReferrer, type Sight } from './sight.ts';

/** Half a year, said to be a little shorter than it is. */
const HALF_A_YEAR = 15_552_000;

/** Its test `strict-transport-security`: the last response over https, as for a host that is not preloaded. */
export function readHsts({ https }: Sight): string {
  if (https === null) return 'hsts-not-implemented-no-https';
  const field = joinedField(https.headers, 'strict-transport-security')?.slice(0, 1024);
  if (field === undefined) return 'hsts-not-implemented';
  const maxAge = field
    .split(';')
    .map((directive) => directive.trim().toLowerCase())
    .findLast((directive) => directive.startsWith('max-age='));
  if (field.includes(',') || maxAge === undefined) return 'hsts-header-invalid';
  // What begins with no digit is not a number, and not less than half a year.
  return parseInt(maxAge.slice('max-age='.length), 10) < HALF_A_YEAR
    ? 'hsts-implemented-max-age-less-than-six-months'
    : 'hsts-implemented-max-age-at-least-six-months';
}

const PRIVATE = ['no-referrer', 'same-origin', 'strict-origin', 'strict-origin-when-cross-origin'];
const UNSAFE = ['origin', 'origin-when-cross-origin', 'unsafe-url', 'no-referrer-when-downgrade'];

/** The policy that it takes to be in force: the last one that it knows. */
export function referrerPolicyRead(page: Hop): string | null {
  const field = [joinedField(page.headers, 'referrer-policy'), metaReferrer(page)];
  return (
    field
      .filter((text) => text !== null)
      .join(', ')
      .split(',')
      .map((token) => token.toLowerCase().trim())
      .findLast((token) => PRIVATE.includes(token) || UNSAFE.includes(token)) ?? null
  );
}

/** Its test `referrer-policy`. */
export function readReferrer({ page }: Sight): string {
  const sent = joinedField(page.headers, 'referrer-policy') ?? metaReferrer(page);
  if (sent === null) return 'referrer-policy-not-implemented';
  const policy = referrerPolicyRead(page);
  if (policy === null) return 'referrer-policy-header-invalid';
  return PRIVATE.includes(policy) ? 'referrer-policy-private' : 'referrer-policy-unsafe';
}

/** Its test `x-content-type-options`. */
export function readContentTypeOptions({ page }: Sight): string {
  const field = joinedField(page.headers, 'x-content-type-options');
  if (!field) return 'x-content-type-options-not-implemented';
  return field.slice(0, 256).trim().toLowerCase() === 'nosniff'
    ? 'x-content-type-options-nosniff'
    : 'x-content-type-options-header-invalid';
}

/** Its test `x-frame-options`. */
export function readFrameOptions({ page }: Sight, { policy }: CspReading): string {
  if (policy?.lists.has('frame-ancestors') === true) return 'x-frame-options-implemented-via-csp';
  const field = joinedField(page.headers, 'x-frame-options');
  if (!field) return 'x-frame-options-not-implemented';
  const option = field.slice(0, 1024).trim().toLowerCase();
  if (['deny', 'sameorigin'].includes(option)) return 'x-frame-options-sameorigin-or-deny';
  return option.startsWith('allow-from')
    ? 'x-frame-options-allow-from-origin'
    : 'x-frame-options-header-invalid';
}

/** Its test `cross-origin-resource-policy`. */
export function readResourcePolicy({ page }: Sight): string {
  const policy = joinedField(page.headers, 'cross-origin-resource-policy');
  if (!policy) return 'corp-not-implemented';
  return implemented('corp', policy.slice(0, 256).trim().toLowerCase(), [
    'same-origin',
    'same-site',
    'cross-origin',
  ]);
}

/** Its test `cross-origin-embedder-policy`. */
export const readEmbedderPolicy = ({ page }: Sight): string =>
  tokenResult('coep', page, 'cross-origin-embedder-policy', [
    'require-corp',
    'credentialless',
    'unsafe-none',
  ]);

/** Its test `cross-origin-opener-policy`. */
export const readOpenerPolicy = ({ page }: Sight): string =>
  tokenResult('coop', page, 'cross-origin-opener-policy', [
    'same-origin',
    'same-origin-allow-popups',
    'noopener-allow-popups',
    'unsafe-none',
  ]);

function tokenResult(
  prefix: string,
  { headers }: Hop,
  name: string,
  known: readonly string[],
): string {
  if (!joinedField(headers, name)) return `${prefix}-not-implemented`;
  const item = itemOf(headers, name);
  return implemented(prefix, item && tokenOf(item[0]), known);
}

const implemented = (prefix: string, policy: string | null, known: readonly string[]): string =>
  policy !== null && known.includes(policy)
    ? `${prefix}-implemented-with-${policy}`
    : `${prefix}-header-invalid`;
