import { parseCookieDate } from './cookie-date.ts';
import { stripTabsAndSpaces } from './fields.ts';

/** What a user agent makes of one `Set-Cookie` line. */
export interface SetCookie {
  readonly name: string;
  /** Name and value in octets. */
  readonly bytes: number;
  /** All of them in order, names in lower case: those ignored and those that stand twice as well. */
  readonly attributes: readonly CookieAttribute[];
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly partitioned: boolean;
  readonly sameSite: 'strict' | 'lax' | 'none' | 'default';
  /** `SameSite` is there with a value that nobody knows. */
  readonly sameSiteUnknown: boolean;
  /** The domain with all hosts under it; null where the cookie is for the host alone. */
  readonly domain: string | null;
  readonly path: string;
  readonly prefix: CookiePrefix | 'none';
  /** Milliseconds that it lives, by Max-Age and else by Expires; null until the browser is closed. */
  readonly lifetime: number | null;
  /** Why it is ignored, as `__Host- with Domain`; empty where it is kept. */
  readonly rejected: string;
}

interface CookieAttribute {
  readonly name: string;
  readonly value: string;
}

/** Where a line came from. */
export interface CookieSource {
  readonly url: URL;
  /** The time of the server when it answered, by which Expires is measured; in milliseconds. */
  readonly time: number;
  readonly isPublicSuffix: (domain: string) => boolean;
}

/** The longest first: one is the beginning of another. */
const PREFIXES = ['__Host-Http-', '__Host-', '__Http-', '__Secure-'] as const;
type CookiePrefix = (typeof PREFIXES)[number];

const MOST_BYTES = 4096;
const MOST_ATTRIBUTE_BYTES = 1024;
const CONTROLS = /[\0-\x08\x0a-\x1f\x7f]/;
/** As evidence keeps a value; see shortenSecrets. A value that really reads so is shortened too. */
const SHORTENED = /^\[(\d{1,9}) characters\][\0-\x1f\x7f]?$/;

/**
 * Reads a line of evidence as user agents do (RFC 6265bis, sections 5.6 and 5.7, and CHIPS for
 * `Partitioned`). Values are not known, only their length: that one without a name begins like a
 * prefix is not seen. Nor is what the store holds: an older cookie may keep a new one out.
 */
export function readSetCookie(line: string, source: CookieSource): SetCookie {
  const [pair = '', ...rest] = line.split(';');
  const equals = pair.indexOf('=');
  const name = stripTabsAndSpaces(pair.slice(0, Math.max(equals, 0)));
  const value = stripTabsAndSpaces(pair.slice(equals + 1));
  const bytes = octetsOf(name) + valueOctets(value);
  const attributes = rest.map(attributeOf);
  const counted = attributes.filter((one) => octetsOf(one.value) <= MOST_ATTRIBUTE_BYTES);
  const last = (wanted: string): string | null =>
    counted.findLast((one) => one.name === wanted)?.value ?? null;
  const sameSite = last('samesite')?.toLowerCase();
  const known = SAME_SITE.find((one) => one === sameSite);
  const asked = last('domain')?.toLowerCase().replace(/^\./, '') ?? '';
  const cookie = {
    ...{ name, bytes, attributes },
    secure: last('secure') !== null,
    httpOnly: last('httponly') !== null,
    partitioned: last('partitioned') !== null,
    sameSite: known ?? 'default',
    sameSiteUnknown: sameSite !== undefined && known === undefined,
    domain: domainOf(asked, source),
    path: pathOf(last('path'), source.url),
    prefix: PREFIXES.find((one) => name.toLowerCase().startsWith(one.toLowerCase())) ?? 'none',
    lifetime: lifetimeOf(counted, source.time),
  } as const;
  const facts: Facts = {
    ...{ cookie, source, asked },
    control: CONTROLS.test(line),
    explicitPath: last('path') !== null,
  };
  return { ...cookie, rejected: REJECTIONS.find(({ when }) => when(facts))?.why ?? '' };
}

const SAME_SITE = ['strict', 'lax', 'none'] as const;

interface Facts {
  readonly cookie: Omit<SetCookie, 'rejected'>;
  readonly source: CookieSource;
  /** The domain asked for; empty where none is. */
  readonly asked: string;
  readonly control: boolean;
  readonly explicitPath: boolean;
}

const isSecure = ({ cookie }: Facts): boolean => cookie.prefix === '__Secure-';
const isHost = ({ cookie }: Facts): boolean => /^__Host-/.test(cookie.prefix);
const isHttp = ({ cookie }: Facts): boolean => /Http-$/.test(cookie.prefix);

/**
 * The steps of sections 5.6 and 5.7 that ignore a cookie; those that all browsers take stand before
 * those that some do not.
 */
const REJECTIONS: readonly { readonly why: string; readonly when: (facts: Facts) => boolean }[] = [
  { why: 'control character', when: ({ control }) => control },
  { why: 'neither name nor value', when: ({ cookie }) => cookie.bytes === 0 },
  { why: `more than ${MOST_BYTES} octets`, when: ({ cookie }) => cookie.bytes > MOST_BYTES },
  { why: 'Domain with characters beyond ASCII', when: ({ asked }) => !/^[\0-\x7f]*$/.test(asked) },
  {
    why: 'Domain is a public suffix',
    when: ({ asked, source }) => asked !== hostOf(source) && isSuffix(asked, source),
  },
  {
    why: 'Domain of another host',
    when: ({ asked, source }) => asked !== '' && !domainMatches(hostOf(source), asked),
  },
  {
    why: 'Secure over plain http',
    when: ({ cookie, source }) => cookie.secure && source.url.protocol !== 'https:',
  },
  { why: '__Secure- without Secure', when: (of) => isSecure(of) && !of.cookie.secure },
  { why: '__Host- without Secure', when: (of) => isHost(of) && !of.cookie.secure },
  { why: '__Host- with Domain', when: (of) => isHost(of) && of.cookie.domain !== null },
  {
    why: '__Host- without Path=/',
    when: (of) => isHost(of) && !(of.explicitPath && of.cookie.path === '/'),
  },
  {
    why: 'SameSite=None without Secure',
    when: ({ cookie }) => cookie.sameSite === 'none' && !cookie.secure,
  },
  { why: '__Http- without Secure', when: (of) => isHttp(of) && !of.cookie.secure },
  { why: '__Http- without HttpOnly', when: (of) => isHttp(of) && !of.cookie.httpOnly },
  {
    why: 'Partitioned without Secure',
    when: ({ cookie }) => cookie.partitioned && !cookie.secure,
  },
];

function attributeOf(text: string): CookieAttribute {
  const equals = text.indexOf('=');
  const name = equals < 0 ? text : text.slice(0, equals);
  const value = equals < 0 ? '' : text.slice(equals + 1);
  return { name: stripTabsAndSpaces(name).toLowerCase(), value: stripTabsAndSpaces(value) };
}

const isSuffix = (domain: string, { isPublicSuffix }: CookieSource): boolean =>
  domain !== '' && isPublicSuffix(domain);

const hostOf = ({ url }: CookieSource): string => url.hostname;

/** A suffix that is the host itself, and an address, have no hosts under them to share with. */
function domainOf(asked: string, source: CookieSource): string | null {
  const host = hostOf(source);
  const alone = asked === host && (isSuffix(asked, source) || isAddress(host));
  return asked === '' || alone ? null : asked;
}

/** Section 5.1.3. */
const domainMatches = (host: string, domain: string): boolean =>
  host === domain || (host.endsWith(`.${domain}`) && !isAddress(host));

/** A host name that a URL parser has made canonical ends in a number only if it is an address. */
const isAddress = (host: string): boolean => host.startsWith('[') || /\.\d+$/.test(host);

/** The default is the directory of the request (section 5.1.4). */
function pathOf(asked: string | null, { pathname }: URL): string {
  if (asked?.startsWith('/') === true) return asked;
  return pathname.slice(0, Math.max(pathname.lastIndexOf('/'), 1));
}

/** Attributes that cannot be read are as if they were not there, so that an earlier one counts. */
function lifetimeOf(attributes: readonly CookieAttribute[], time: number): number | null {
  const read = (wanted: string, parse: (text: string) => number | null): number | null =>
    attributes
      .filter(({ name }) => name === wanted)
      .map(({ value }) => parse(value))
      .findLast((one) => one !== null) ?? null;
  const maxAge = read('max-age', (text) => (/^-?\d+$/.test(text) ? Number(text) : null));
  if (maxAge !== null) return Math.min(Math.max(maxAge, 0), MOST_SECONDS) * 1000;
  const expires = read('expires', parseCookieDate);
  return expires === null ? null : Math.max(expires - time, 0);
}

/** 100,000 years; more digits than a number holds are no longer life. */
const MOST_SECONDS = 100_000 * 365 * 86_400;

const valueOctets = (value: string): number => {
  const [, length] = SHORTENED.exec(value) ?? [];
  return length === undefined ? octetsOf(value) : Number(length);
};

/** Header fields are read byte by byte, a character for each; text that was not is taken for UTF-8. */
const octetsOf = (text: string): number =>
  /^[\0-\xff]*$/.test(text) ? text.length : Buffer.byteLength(text);
