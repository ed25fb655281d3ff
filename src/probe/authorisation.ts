import type { Authorisation } from './probe.ts';

/** A host with what it permits there: any port where it names none, `*` at the end of a path. */
const ENTRY =
  /^(?<host>\[[0-9a-f:.]+\]|[\p{L}\p{M}\p{N}._-]+)(?::(?<port>\d{1,5}))?(?<path>\/[^\s?#*\\]*\*?)?$/iu;

/** A URL resolves these itself: a path that has them says something else than it seems to. */
const DOT_SEGMENT = /\/(?:\.|%2e){1,2}(?:\/|$)/i;

/** Leads up from where it stands, or further down, for servers that read it so. */
const CLIMBS = /%(?:25)*(?:2e|2f|5c)|\/\.{1,2};/i;

/** A place in a scope, as `api.example.com/v1/*`; null where the text is none. */
export function scopeEntry(
  text: string,
): { readonly host: string; readonly port: number | null; readonly path: string } | null {
  const { host = '', port, path = '/*' } = ENTRY.exec(text)?.groups ?? {};
  const url = URL.parse(`https://${host}${path}`);
  const named = port === undefined ? null : Number(port);
  if (host === '' || url === null || DOT_SEGMENT.test(path)) return null;
  if (named !== null && (named < 1 || named > 65_535)) return null;
  return { host: bare(url.hostname), port: named, path: url.pathname };
}

/** Something that is to be done to a target: a host with its port, and a URL where it is one. */
export type Place = { readonly host: string; readonly port: number | null } | { readonly url: URL };

/**
 * Why an active probe may not be made there now; null where it may. An entry without a port stands
 * for every port, one without a path for every path. Without a place it is whether anything may be.
 */
export function refusalOf(
  authorisation: Authorisation | null,
  place: Place | null,
  now: Date,
): string | null {
  if (authorisation === null) {
    return (
      'not authorised: name under authorisation: in assay.yaml who permits it (by), ' +
      'for which hosts and paths (scope) and until when (until)'
    );
  }
  const { by, scope, until } = authorisation;
  if (Number.isNaN(until.getTime()) || now > until) {
    return `the authorisation by ${by} ended on ${dayOf(until)}: have it renewed (authorisation.until in assay.yaml)`;
  }
  if (place === null || scope.some((text) => covers(text, place))) return null;
  const what = 'url' in place ? `${place.url.host}${place.url.pathname}` : place.host;
  return `${what} is outside the scope that ${by} authorised: authorisation.scope in assay.yaml has ${scope.join(', ')}`;
}

const dayOf = (time: Date): string =>
  Number.isNaN(time.getTime()) ? 'no day' : time.toISOString().slice(0, 10);

function covers(text: string, place: Place): boolean {
  const entry = scopeEntry(text);
  if (entry === null) return false;
  const { host, port, path } = 'url' in place ? placeOf(place.url) : { ...place, path: null };
  if (entry.host !== bare(host.toLowerCase())) return false;
  if (entry.port !== null && entry.port !== port) return false;
  return path === null ? entry.path === '/*' : covering(entry.path, path);
}

/** The port that it names, or the usual one of its scheme. */
const placeOf = ({ hostname, port, protocol, pathname }: URL) => ({
  host: hostname,
  port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  path: pathname,
});

/** As targets have it: no brackets round an IPv6 address, no dot at the end of a name. */
const bare = (host: string): string => host.replace(/^\[|\]$|\.$/g, '');

/** `/v1/*` stands for `/v1` too. What may lead out of it is not inside. */
function covering(path: string, asked: string): boolean {
  if (path === asked || path === '/*') return true;
  if (!path.endsWith('*')) return false;
  const stem = path.slice(0, -1);
  if (`${asked}/` === stem) return true;
  return asked.startsWith(stem) && !CLIMBS.test(asked.slice(stem.lastIndexOf('/')));
}
