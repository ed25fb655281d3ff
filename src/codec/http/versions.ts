import type { HeaderList } from './fields.ts';

/** Fields that name software; a digit in their value is its version. */
const SOFTWARE = [
  'x-powered-by',
  'x-powered-by-plesk',
  'x-powered-cms',
  'x-server-powered-by',
  'powered-by',
  'x-generator',
  'x-generated-by',
  'x-framework',
  'x-cms',
  'x-php-version',
  'x-aspnet-version',
  'x-aspnetmvc-version',
  'x-umbraco-version',
  'x-cocoon-version',
  'x-jitsi-release',
  'x-owa-version',
  'x-mod-pagespeed',
  'x-page-speed',
  'x-jenkins',
  'x-hudson',
  'liferay-portal',
  'oraclecommercecloud-version',
  'microsoftsharepointteamservices',
];

/**
 * Further fields that OWASP Secure Headers lists for removal (`ci/headers_remove.json`), in lower
 * case: they tell of frameworks, caches and hosts behind. `Server` alone is left out: browsers are
 * used to it, and without a version it tells little.
 */
const INTERNALS = [
  '$wsep',
  'host-header',
  'k-proxy-request',
  'pega-host',
  'product',
  'sourcemap',
  'x-sourcemap',
  'x-sourcefiles',
  'x-backside-transport',
  'x-beserver',
  'x-calculatedbetarget',
  'x-feserver',
  'x-diaginfo',
  'x-dtagentid',
  'x-dthealthcheck',
  'x-dtinjectedservlet',
  'x-cf-powered-by',
  'x-content-encoded-by',
  'x-old-content-length',
  'x-oneagent-js-injection',
  'x-redirect-by',
  'x-ruxit-js-agent',
  'x-turbo-charged-by',
  'x-varnish',
];

/** The same for families of fields. */
const INTERNAL_FAMILIES = [
  'x-atmosphere-',
  'x-b3-',
  'x-datadog-',
  'x-envoy-',
  'x-kong-',
  'x-kubernetes-pf-',
  'x-litespeed-',
  'x-nextjs-',
  'x-varnish-',
];

/** Field lines that name software with its version, as `Name: value` in the order sent. */
export const versionsDisclosed = (headers: HeaderList): string[] =>
  headers.filter(([name, value]) => disclosesVersion(name, value)).map((line) => line.join(': '));

/** Field lines that name frameworks or inner machinery without a version, in the same form. */
export const internalsDisclosed = (headers: HeaderList): string[] =>
  headers
    .filter(([name, value]) => isInternal(name) && !disclosesVersion(name, value))
    .map((line) => line.join(': '));

function isInternal(name: string): boolean {
  const field = name.toLowerCase();
  return (
    SOFTWARE.includes(field) ||
    INTERNALS.includes(field) ||
    INTERNAL_FAMILIES.some((family) => field.startsWith(family))
  );
}

function disclosesVersion(name: string, value: string): boolean {
  const field = name.toLowerCase();
  if (SOFTWARE.includes(field)) return /\d/.test(value);
  // The software of a proxy stands in a comment (RFC 9110, section 7.6.3): `1.1 a (squid/4.10)`.
  if (field === 'via') return /\([^()]{0,80}\/v?\d/i.test(value);
  if (field !== 'server') return false;
  // A product-version (RFC 9110, section 10.2.4) begins with a digit. In comments only a dotted
  // number is taken for one: `(dcb/7F3B)` is the name of an edge server.
  return /\d\.\d/.test(value) || /\/v?\d/i.test(value.replace(/\([^()]*\)/g, ''));
}
