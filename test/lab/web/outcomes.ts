import type { Finding } from '../../../src/judge/finding.ts';
import type { Host } from './plan.ts';

/** What a page without any protection fails. */
const BARE = ['content-type-nosniff', 'framing-restricted', 'referrer-policy-set', 'csp-published'];
const NO_HSTS = ['hsts-published', 'hsts-six-months'];

/** Every rule above `info` that a host fails. */
export const FAILED: Readonly<Record<Host, readonly string[]>> = {
  'nginx-good.test': [],
  'nginx-errors.test': [
    ...['hsts-on-every-answer', 'nosniff-on-every-answer', 'framing-on-every-document'],
    'csp-on-every-document',
  ],
  'nginx-inherit.test': [
    ...['hsts-on-every-answer', 'nosniff-on-every-answer', 'framing-on-every-document'],
    'csp-on-every-document',
  ],
  'nginx-plain-hsts.test': [...NO_HSTS, ...BARE],
  'nginx-twice.test': ['hsts-valid', 'csp-published'],
  'nginx-contradictory.test': [
    ...[...NO_HSTS, 'hsts-valid', 'hsts-not-disabled'],
    ...['content-type-nosniff', 'frame-options-agree', 'headers-effective', 'csp-published'],
    ...['referrer-policy-set', 'referrer-policy-safe'],
  ],
  'nginx-allow-from.test': [...BARE, 'csp-enforced', 'headers-effective'],
  'nginx-by-www.test': [...NO_HSTS, ...BARE, 'http-redirect-same-host', 'hsts-on-every-answer'],
  'nginx-chain.test': [...BARE, 'http-redirect-same-host'],
  'nginx-careless.test': [
    ...[...NO_HSTS, ...BARE, 'http-redirects-to-https', 'versions-not-disclosed'],
    ...['cache-control-personal', 'session-cookies-secure', 'cookies-secure', 'cookies-accepted'],
    ...['session-cookies-http-only', 'session-cookies-same-site', 'cookies-not-over-http'],
    ...['scripts-integrity', 'mixed-content-active', 'version-control-hidden', 'secrets-hidden'],
    ...['cors-no-credentials-to-strangers', 'cors-no-credentials-to-null', 'cors-vary'],
    ...['cors-no-plain-origins', 'cors-no-subdomains', 'listings-off'],
    'cookies-same-site-known',
  ],
  'nginx-403.test': NO_HSTS,
  'nginx-406.test': NO_HSTS,
  'nginx-503.test': [],
  'nginx-challenge.test': [],
  'api-good.test': [],
  'api-open.test': [
    ...[...NO_HSTS, 'content-type-nosniff', 'http-api-encrypted', 'http-api-refused'],
    ...['api-token-required', 'graphql-introspection-off'],
  ],
  'api-redirect.test': ['http-api-refused', 'content-type-nosniff', 'api-refuses-with-401'],
  'apache-good.test': [],
  'apache-careless.test': [
    ...['http-redirects-to-https', 'hsts-subdomains', 'referrer-policy-set'],
    ...['referrer-policy-safe', 'hsts-on-every-answer', 'nosniff-on-every-answer'],
    ...['csp-on-every-document', 'versions-not-disclosed', 'csp-no-inline-scripts'],
    ...['csp-no-wildcard-scripts', 'csp-objects-blocked', 'csp-base-restricted'],
    ...['scripts-integrity', 'mixed-content-active', 'trace-refused', 'cors-vary'],
    ...['cors-no-credentials-to-strangers', 'cors-no-plain-origins', 'cors-no-subdomains'],
    ...['version-control-hidden', 'secrets-hidden', 'monitoring-hidden', 'listings-off'],
  ],
  'caddy-good.test': [],
  'caddy-errors.test': ['hsts-on-every-answer', 'nosniff-on-every-answer'],
  'caddy-careless.test': [
    ...[...NO_HSTS, ...BARE, 'http-redirects-to-https', 'compression-tells-nothing'],
    'cors-no-credentials-to-null',
  ],
  'haproxy-good.test': [],
  'haproxy-careless.test': [
    ...['http-redirect-same-host', 'hsts-subdomains', 'content-type-nosniff', 'csp-published'],
    ...['frame-options-agree', 'referrer-policy-set', 'cache-control-personal', 'cors-vary'],
    ...['session-cookies-secure', 'session-cookies-http-only', 'session-cookies-same-site'],
    ...['cors-no-credentials-to-strangers', 'host-not-followed', 'forwarded-host-not-followed'],
  ],
};

/** What becomes of some other rules. */
export const OUTCOMES: readonly (readonly [
  host: Host,
  outcome: Finding['outcome'],
  rules: readonly string[],
])[] = [
  ['nginx-good.test', 'pass', ['csp-strict', 'csp-nonces-fresh', 'csp-nonce-length']],
  ['nginx-good.test', 'pass', ['http-redirect-same-host', 'hsts-on-every-answer', 'hsts-valid']],
  ['nginx-good.test', 'pass', ['host-not-followed', 'trace-refused', 'http2-same-protection']],
  ['nginx-good.test', 'pass', ['session-cookies-prefixed', 'security-txt-valid', 'http2-offered']],
  ['apache-good.test', 'pass', ['csp-no-inline-scripts', 'trace-refused', 'host-not-followed']],
  ['caddy-good.test', 'pass', ['nosniff-on-every-answer', 'hsts-on-every-answer']],
  ['caddy-good.test', 'pass', ['http2-offered', 'compression-tells-nothing']],
  ['haproxy-good.test', 'pass', ['hsts-on-every-answer', 'csp-on-every-document']],
  ['haproxy-good.test', 'pass', ['forwarded-host-not-followed', 'internals-not-disclosed']],
  ['haproxy-good.test', 'pass', ['session-cookies-same-site', 'http-redirect-same-host']],

  // Browsers take what is sent twice with the same value, and of contradicting ones the stricter.
  ['nginx-twice.test', 'pass', ['framing-restricted', 'content-type-nosniff']],
  ['nginx-twice.test', 'pass', ['referrer-policy-set', 'hsts-published']],
  ['nginx-contradictory.test', 'pass', ['framing-restricted']],
  ['apache-careless.test', 'pass', ['framing-restricted', 'frame-options-agree']],
  // A quoted max-age is one (RFC 6797, section 6.1).
  ['nginx-allow-from.test', 'pass', ['hsts-published', 'hsts-valid', 'hsts-max-age']],
  ['nginx-plain-hsts.test', 'fail', ['hsts-not-over-http']],
  ['nginx-plain-hsts.test', 'pass', ['http-redirects-to-https']],
  ['nginx-chain.test', 'pass', ['http-redirects-to-https']],
  ['nginx-chain.test', 'fail', ['http-redirect-permanent']],
  ['haproxy-careless.test', 'fail', ['internals-not-disclosed', 'http-redirect-permanent']],

  // What a wall says is not what the site says.
  ['nginx-503.test', 'pass', ['https-answered']],
  ['nginx-503.test', 'inconclusive', ['hsts-published', 'csp-published', 'framing-restricted']],
  ['nginx-503.test', 'inconclusive', ['http-redirects-to-https', 'trace-refused']],
  ['nginx-503.test', 'inconclusive', ['version-control-hidden', 'cors-no-reflection']],
  ['nginx-challenge.test', 'pass', ['https-answered']],
  [
    'nginx-challenge.test',
    'inconclusive',
    ['hsts-published', 'csp-published', 'framing-restricted'],
  ],
  ['nginx-challenge.test', 'inconclusive', ['http-redirects-to-https', 'security-txt-published']],
  ['nginx-403.test', 'pass', ['https-answered', 'version-control-hidden']],
  ['nginx-403.test', 'inconclusive', ['csp-published', 'framing-restricted']],
  ['nginx-406.test', 'inconclusive', ['csp-published', 'http-redirects-to-https']],
  ['haproxy-careless.test', 'inconclusive', ['hsts-on-every-answer', 'nosniff-on-every-answer']],

  // An API is no site.
  ['api-good.test', 'not-applicable', ['csp-published', 'framing-restricted']],
  ['api-good.test', 'not-applicable', ['http-redirects-to-https', 'referrer-policy-set']],
  ['api-good.test', 'pass', ['http-api-refused', 'http-api-encrypted', 'content-type-nosniff']],
  ['api-good.test', 'pass', ['api-token-required', 'api-refuses-with-401', 'api-challenge']],
  ['api-open.test', 'not-applicable', ['csp-published', 'framing-restricted']],
  ['api-redirect.test', 'pass', ['http-api-encrypted', 'api-token-required', 'hsts-published']],
  ['api-redirect.test', 'not-applicable', ['http-redirects-to-https', 'csp-published']],
];
