import { fieldLines, fieldList, stripTabsAndSpaces, type HeaderList } from './fields.ts';

/** What a response lets the scripts of one origin do. */
export interface CorsReading {
  /** Access-Control-Allow-Origin with all its lines; null where it was not sent. */
  readonly allowOrigin: string | null;
  /** They may read what is given without credentials. */
  readonly readable: boolean;
  /** They may read what is given to the user signed in. */
  readonly withCredentials: boolean;
  /** What it says takes no effect in any browser: see isBroken. */
  readonly broken: boolean;
  /** Access-Control-Allow-Methods in upper case, each once. */
  readonly methods: readonly string[];
}

/** What an origin may read of a response (Fetch, section 4.10, "CORS check"): compared byte by byte. */
export function readCors(headers: HeaderList, origin: string): CorsReading {
  const allowOrigin = valueOf(headers, 'Access-Control-Allow-Origin');
  const credentials = valueOf(headers, 'Access-Control-Allow-Credentials');
  return {
    allowOrigin,
    readable: allowOrigin === '*' || allowOrigin === origin,
    withCredentials: allowOrigin === origin && credentials === 'true',
    broken: allowOrigin !== null && isBroken(allowOrigin, credentials, origin),
    methods: methodsOf(headers),
  };
}

/**
 * The same for the answer to a preflight (Fetch, section 4.8, "CORS-preflight fetch", step 7): it
 * also needs an ok status and lists that can be read. GET needs not be in them.
 */
export function readPreflight(status: number, headers: HeaderList, origin: string): CorsReading {
  const reading = readCors(headers, origin);
  const lists = ['Access-Control-Allow-Methods', 'Access-Control-Allow-Headers'];
  const passes =
    status >= 200 &&
    status <= 299 &&
    lists.every((name) => tokensOf(headers, name).every((token) => TOKEN.test(token)));
  return {
    ...reading,
    readable: reading.readable && passes,
    withCredentials: reading.withCredentials && passes,
  };
}

/** Whether caches keep the answers to different origins apart (RFC 9110, section 12.5.5). */
export const variesByOrigin = (headers: HeaderList): boolean =>
  (fieldList(headers, 'Vary') ?? []).some((member) =>
    ['origin', '*'].includes(member.toLowerCase()),
  );

/** Fetch, "get": the lines joined; null where there is none. */
function valueOf(headers: HeaderList, name: string): string | null {
  const lines = fieldLines(headers, name);
  return lines.length === 0 ? null : lines.join(', ');
}

/**
 * No origin ever matches, as with several origins; or credentials are meant and browsers refuse
 * them, as with `*` and with `True`.
 */
function isBroken(allowOrigin: string, credentials: string | null, origin: string): boolean {
  const meant = credentials !== null && /\btrue\b/i.test(credentials);
  if (meant && (allowOrigin === '*' || credentials !== 'true')) return true;
  return !['*', 'null', origin].includes(allowOrigin) && !isSerializedOrigin(allowOrigin);
}

const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^\s,/?#@*]+$/;

/** HTML Standard, section 7.1.1. Other schemes than those of the web are the browsers' own affair. */
const isSerializedOrigin = (text: string): boolean =>
  ORIGIN.test(text) && (!/^https?:/.test(text) || URL.parse(text)?.origin === text);

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** More are no methods any more. */
const MOST_METHODS = 50;

const methodsOf = (headers: HeaderList): string[] => {
  const tokens = tokensOf(headers, 'Access-Control-Allow-Methods').filter(
    (token) => TOKEN.test(token) && token.length <= 40,
  );
  return [...new Set(tokens.map((token) => token.toUpperCase()))].slice(0, MOST_METHODS);
};

/** Members of a list of tokens, empty ones left out (RFC 9110, section 5.6.1.2). */
const tokensOf = (headers: HeaderList, name: string): string[] =>
  fieldLines(headers, name)
    .flatMap((line) => line.split(','))
    .map(stripTabsAndSpaces)
    .filter((token) => token !== '');
