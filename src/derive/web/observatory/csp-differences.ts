import {
  contentSecurityPolicies,
  directiveOf,
  parsePolicyList,
  type ContentSecurityPolicy,
} from '../../../codec/http/csp.ts';
import { fieldLines } from '../../../codec/http/fields.ts';
import { isPlain } from './csp.ts';
import type { Difference } from './difference.ts';
import { metaPolicies, type Sight } from './sight.ts';

/** Those that browsers enforce: of the fields and of `<meta>` in `<head>`. */
const enforcedIn = ({ page }: Sight): readonly ContentSecurityPolicy[] => [
  ...contentSecurityPolicies(page.headers),
  ...(page.page?.httpEquiv ?? [])
    .filter(({ name, inHead }) => name.trim() === 'content-security-policy' && inHead)
    .flatMap(({ content }) => parsePolicyList(content)),
];

const REFUSED = 'csp-header-invalid';

/** Directives that name where reports go, or load nothing. */
const NOT_LOADED = ['report-uri', 'report-to', 'frame-ancestors', 'form-action', 'base-uri'];

const REFINEMENTS = ['script-src-elem', 'script-src-attr', 'style-src-elem', 'style-src-attr'];

const WAYS: readonly Omit<Difference, 'test'>[] = [
  {
    holds: ({ sight, result }) =>
      result === REFUSED && enforcedIn(sight).some(({ repeated }) => repeated.length > 0),
    say: ({ sight }) =>
      `browsers take the first ${enforcedIn(sight).find(({ repeated }) => repeated.length > 0)?.repeated[0] ?? ''} of a policy and enforce the policy`,
  },
  {
    holds: ({ sight: { page }, algorithm }) =>
      !algorithm.partsPolicies &&
      fieldLines(page.headers, 'content-security-policy').join(', ').includes(','),
    say: () => 'it reads policies in one field as one; browsers enforce each',
  },
  {
    holds: ({ sight, result }) => result === REFUSED && enforcedIn(sight).length > 0,
    say: () => 'browsers enforce the policy',
  },
  {
    holds: ({ sight: { page }, result }) =>
      !result.startsWith('csp-not-implemented') &&
      contentSecurityPolicies(page.headers).length === 0 &&
      metaPolicies(page).length > 0 &&
      (page.page?.httpEquiv ?? []).every(
        ({ name, inHead }) => name.trim() !== 'content-security-policy' || !inHead,
      ),
    say: () => 'browsers ignore a policy in <meta> outside <head>',
  },
  {
    holds: ({ sight }) => enforcedIn(sight).length > 1,
    say: () => 'it makes one policy of several; browsers enforce each by itself',
  },
  {
    holds: ({ sight, result }) =>
      result === 'csp-implemented-with-insecure-scheme' && plainNowhereLoaded(sight),
    say: () => 'http: stands only where nothing is loaded from',
  },
  {
    holds: ({ sight }) =>
      enforcedIn(sight).some((policy) => REFINEMENTS.some((name) => directiveOf(policy, name))),
    say: () => 'browsers go by script-src-elem and its like, which it does not read',
  },
  {
    holds: ({ sight, result }) =>
      result === 'csp-implemented-with-unsafe-inline' &&
      enforcedIn(sight).every(
        (policy) => directiveOf(policy, 'script-src') !== null && !allowsInline(policy),
      ),
    say: () => 'browsers run no inline script: sources are broad, or object-src is missing',
  },
];

export const CSP_DIFFERENCES: readonly Difference[] = WAYS.map((way) => ({
  test: 'content-security-policy',
  ...way,
}));

const plainNowhereLoaded = (sight: Sight): boolean =>
  enforcedIn(sight).every(({ directives }) =>
    directives.every(
      ({ name, values }) =>
        NOT_LOADED.includes(name) || !values.some((value) => isPlain(value.toLowerCase())),
    ),
  );

/** A nonce, a hash or 'strict-dynamic' switches 'unsafe-inline' off (CSP Level 3, section 6.7.3.2). */
function allowsInline(policy: ContentSecurityPolicy): boolean {
  const values =
    directiveOf(policy, 'script-src')?.values.map((value) => value.toLowerCase()) ?? [];
  return (
    values.includes("'unsafe-inline'") &&
    !values.some((value) => /^'(?:nonce-|sha(?:256|384|512)-|strict-dynamic')/.test(value))
  );
}
