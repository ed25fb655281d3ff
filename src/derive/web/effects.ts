import { contentSecurityPolicies } from '../../codec/http/csp.ts';
import {
  embedderPolicyOf,
  openerPolicyOf,
  resourcePolicyOf,
} from '../../codec/http/cross-origin.ts';
import { fieldLines, type HeaderList } from '../../codec/http/fields.ts';
import { frameOptionsOf } from '../../codec/http/frame-options.ts';
import { parseHsts } from '../../codec/http/hsts.ts';
import { integrityPolicyOf } from '../../codec/http/integrity-policy.ts';
import { permissionsPolicyOf } from '../../codec/http/permissions-policy.ts';
import { isNosniff, referrerPolicyOf } from '../../codec/http/policies.ts';

/** What each security field does to a page, in a form in which equal effects are equal. */
const EFFECTS: Readonly<Record<string, (headers: HeaderList) => unknown>> = {
  'Strict-Transport-Security': hstsEffect,
  'Content-Security-Policy': cspEffect,
  'X-Frame-Options': frameOptionsOf,
  'X-Content-Type-Options': isNosniff,
  'Referrer-Policy': referrerPolicyOf,
  'Permissions-Policy': permissionsEffect,
  'Cross-Origin-Opener-Policy': openerPolicyOf,
  'Cross-Origin-Embedder-Policy': embedderPolicyOf,
  'Cross-Origin-Resource-Policy': resourcePolicyOf,
  'Integrity-Policy': (headers) => integrityPolicyOf(headers).blocked,
};

/** Names of the fields whose effect is another one in `headers` than on the page. */
export const effectsApart = (page: HeaderList, headers: HeaderList): string[] =>
  Object.entries(EFFECTS)
    .filter(([, effectOf]) => JSON.stringify(effectOf(page)) !== JSON.stringify(effectOf(headers)))
    .map(([field]) => field);

function hstsEffect(headers: HeaderList): unknown {
  const { maxAgeSeconds, includeSubDomains } = parseHsts(
    fieldLines(headers, 'Strict-Transport-Security'),
  ) ?? { maxAgeSeconds: null, includeSubDomains: false };
  return [maxAgeSeconds, includeSubDomains];
}

function permissionsEffect(headers: HeaderList): unknown {
  const { features } = permissionsPolicyOf(headers);
  return features.map(({ feature, allow }) => `${feature}=${[...allow].sort().join(' ')}`).sort();
}

/** Directives that let nothing through and keep nothing out. */
const REPORTING = ['report-uri', 'report-to'];

/** Nonces and hashes belong to one answer; the order of policies, directives and sources means nothing. */
function cspEffect(headers: HeaderList): unknown {
  const policies = contentSecurityPolicies(headers).map(({ directives }) =>
    directives
      .filter(({ name }) => !REPORTING.includes(name))
      .map(({ name, values }) => `${name} ${sourcesOf(values).join(' ')}`)
      .sort()
      .join('; '),
  );
  return policies.sort();
}

const sourcesOf = (values: readonly string[]): string[] =>
  [
    ...new Set(values.map((value) => value.replace(/^'(nonce|sha256|sha384|sha512)-.*'$/i, '$1'))),
  ].sort();
