/** A source expression (CSP Level 3, section 2.3.1). */
export type CspSource =
  | { readonly is: 'none' }
  /** In lower case with its quotes. */
  | { readonly is: 'keyword'; readonly keyword: string }
  | { readonly is: 'nonce'; readonly nonce: string }
  | { readonly is: 'hash'; readonly algorithm: string; readonly digest: string }
  /** Without the colon, in lower case. */
  | { readonly is: 'scheme'; readonly scheme: string }
  | CspHost
  /** What browsers ignore. */
  | { readonly is: 'invalid' };

interface CspHost {
  readonly is: 'host';
  readonly scheme: string | null;
  /** In lower case; may be `*` or begin with `*.`. */
  readonly host: string;
  /** Digits or `*`. */
  readonly port: string | null;
  /** With its slash; empty where there is none. */
  readonly path: string;
}

/** Keyword sources of CSP Level 3, Trusted Types, WebTransport and Speculation Rules. */
const KEYWORDS: readonly string[] = [
  "'self'",
  "'unsafe-inline'",
  "'unsafe-eval'",
  "'strict-dynamic'",
  "'unsafe-hashes'",
  "'report-sample'",
  "'unsafe-allow-redirects'",
  "'wasm-unsafe-eval'",
  "'trusted-types-eval'",
  "'report-sha256'",
  "'report-sha384'",
  "'report-sha512'",
  "'unsafe-webtransport-hashes'",
  "'inline-speculation-rules'",
];

const BASE64 = '([a-z0-9+/_-]+={0,2})';
const NONCE = new RegExp(`^'nonce-${BASE64}'$`, 'i');
const HASH = new RegExp(`^'(sha256|sha384|sha512)-${BASE64}'$`, 'i');
const SCHEME_PART = '[a-z][a-z0-9+.-]*';
const SCHEME = new RegExp(`^(${SCHEME_PART}):$`, 'i');
const HOST = new RegExp(
  String.raw`^(?:(${SCHEME_PART})://)?(\*|(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::([0-9]+|\*))?(/[^?#]*)?(?:[?#].*)?$`,
  'i',
);

/**
 * Reads one source expression. Strings of the grammar are case-insensitive (RFC 5234, section 2.3).
 * A query after the path is against the grammar, but browsers take the rest.
 */
export function parseSource(text: string): CspSource {
  const lower = text.toLowerCase();
  if (lower === "'none'") return { is: 'none' };
  if (KEYWORDS.includes(lower)) return { is: 'keyword', keyword: lower };
  const [, nonce] = NONCE.exec(text) ?? [];
  if (nonce !== undefined) return { is: 'nonce', nonce };
  const [, algorithm, digest] = HASH.exec(text) ?? [];
  if (algorithm !== undefined && digest !== undefined) {
    // One character over is no base64, and Chromium ignores it.
    if (digest.replace(/=/g, '').length % 4 === 1) return { is: 'invalid' };
    return { is: 'hash', algorithm: algorithm.toLowerCase(), digest };
  }
  const [, scheme] = SCHEME.exec(lower) ?? [];
  return scheme === undefined ? parseHost(text) : { is: 'scheme', scheme };
}

function parseHost(text: string): CspSource {
  const [, scheme, host, port, path] = HOST.exec(text) ?? [];
  if (host === undefined) return { is: 'invalid' };
  return {
    is: 'host',
    scheme: scheme?.toLowerCase() ?? null,
    host: host.toLowerCase(),
    port: port ?? null,
    path: path ?? '',
  };
}

/** `*`, a bare scheme of the web, or a host wild card over all names or all of a top level. */
export function admitsAnyHost(source: CspSource): boolean {
  if (source.is === 'scheme') return WEB_SCHEMES.includes(source.scheme);
  if (source.is !== 'host' || !WEB_SCHEMES.includes(source.scheme ?? 'https')) return false;
  return source.host === '*' || /^\*\.[^.]+$/.test(source.host);
}

/** Schemes of a source that match `https` (section 6.7.2.9). */
const WEB_SCHEMES = ['https', 'http', 'wss', 'ws'];

/** Whether a URL matches a source expression on a page of an origin, without redirects (section 6.7.2.8). */
export function matchesSource(url: URL, source: CspSource, origin: URL): boolean {
  switch (source.is) {
    case 'keyword':
      return source.keyword === "'self'" && matchesSelf(url, origin);
    case 'scheme':
      return matchesScheme(source.scheme, url);
    case 'host':
      return isWildcard(source)
        ? ['https:', 'http:', origin.protocol].includes(url.protocol)
        : matchesHostSource(url, source, origin);
    case 'none':
    case 'nonce':
    case 'hash':
    case 'invalid':
      return false;
  }
}

const isWildcard = ({ scheme, host, port, path }: CspHost): boolean =>
  host === '*' && scheme === null && port === null && path === '';

const matchesHostSource = (url: URL, { scheme, host, port, path }: CspHost, origin: URL): boolean =>
  url.hostname !== '' &&
  matchesScheme(scheme ?? origin.protocol.slice(0, -1), url) &&
  matchesHost(host, url.hostname) &&
  matchesPort(port, url, scheme) &&
  matchesPath(path, url.pathname);

const UPGRADES: Readonly<Record<string, readonly string[]>> = {
  http: ['https'],
  ws: ['wss', 'http', 'https'],
  wss: ['https'],
};

function matchesScheme(scheme: string, { protocol }: URL): boolean {
  const given = protocol.slice(0, -1);
  return scheme === given || UPGRADES[scheme]?.includes(given) === true;
}

const matchesHost = (host: string, given: string): boolean =>
  host.startsWith('*') ? given.endsWith(host.slice(1)) : given === host;

/** Without a port the default one is meant; `http:` with port 80 also admits its secure upgrade. */
function matchesPort(port: string | null, url: URL, scheme: string | null): boolean {
  const standard = url.protocol === 'https:' || url.protocol === 'wss:' ? 443 : 80;
  const given = url.port === '' ? standard : Number(url.port);
  if (port === null) return given === standard;
  const upgraded = scheme === 'http' && Number(port) === 80 && given === 443;
  return port === '*' || Number(port) === given || upgraded;
}

/** A path that ends with a slash covers what is below it (section 6.7.2.12). */
function matchesPath(path: string, given: string): boolean {
  if (path === '' || (path === '/' && given === '')) return true;
  const [a, b] = [path, given].map((one) => one.split('/').map(percentDecoded));
  if (a === undefined || b === undefined) return false;
  if (!path.endsWith('/')) return a.length === b.length && a.every((piece, at) => piece === b[at]);
  return a.length <= b.length && a.slice(0, -1).every((piece, at) => piece === b[at]);
}

const percentDecoded = (piece: string): string =>
  piece.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

function matchesSelf(url: URL, origin: URL): boolean {
  if (url.origin === origin.origin && url.origin !== 'null') return true;
  const ports = url.port === origin.port || (url.port === '' && origin.port === '');
  if (url.hostname !== origin.hostname || !ports) return false;
  const secure = url.protocol === 'https:' || url.protocol === 'wss:';
  return secure || (origin.protocol === 'http:' && /^(?:http|ws):$/.test(url.protocol));
}
