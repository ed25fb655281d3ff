import { joinedField, type Sight } from './sight.ts';

/** Its test `redirection`, as for hosts that are not preloaded. */
export function readRedirection({ http }: Sight): string {
  if (http === null) return 'redirection-not-needed-no-http';
  const [first, second, ...others] = http.map(({ url }) => new URL(url));
  const last = others.at(-1) ?? second;
  if (first === undefined || second === undefined) return 'redirection-missing';
  if (last?.protocol !== 'https:') return 'redirection-not-to-https';
  if (second.protocol === 'http:') return 'redirection-not-to-https-on-initial-redirection';
  return first.hostname === second.hostname
    ? 'redirection-to-https'
    : 'redirection-off-host-from-http';
}

/**
 * Its test `cross-origin-resource-sharing`. It does not see that a field follows the origin asked
 * with: it looks for that origin where it is not.
 */
export function readSharing({ preflight }: Sight): string {
  const allowed = preflight && joinedField(preflight.hop.headers, 'access-control-allow-origin');
  if (!allowed) return 'cross-origin-resource-sharing-not-implemented';
  return allowed.slice(0, 256).trim() === '*'
    ? 'cross-origin-resource-sharing-implemented-with-public-access'
    : 'cross-origin-resource-sharing-implemented-with-restricted-access';
}
