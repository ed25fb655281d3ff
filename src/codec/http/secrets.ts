import { stripTabsAndSpaces, type HeaderList } from './fields.ts';

/** In the name of a field or of a URL parameter: its value lets the bearer in. */
const SECRET =
  /token|secret|signature|passw|session|assertion|authori[sz]ation|authentication-info|api[-_]?key|csrf|xsrf|jwt/i;

/** Names of URL parameters that do so only there. */
const SECRET_PARAMETER =
  /(?:^|[-_])(?:sig|auth|sid|key|code|state|nonce|ticket|hmac|credential)(?:$|[-_])|^saml|^relaystate$/i;

/** The field lines with cookie values, tokens and signatures shortened to their length. */
export const shortenSecrets = (headers: HeaderList): [string, string][] =>
  headers.map(([name, value]) => [name, shortenField(visible(name).toLowerCase(), value)]);

/** White space round a malformed name makes its value no less secret. */
const visible = (name: string): string => name.replace(/[^!-~]/g, '');

function shortenField(name: string, value: string): string {
  if (name === 'set-cookie' || name === 'set-cookie2') return shortenCookie(value);
  return SECRET.test(name) ? shorten(value) : shortenText(value);
}

/**
 * Keeps the name, the attributes and the white space round the value (RFC 6265, section 5.2), and of
 * control characters in the value the first, for which browsers drop the cookie. Without `=` all is
 * value.
 */
function shortenCookie(line: string): string {
  const [pair = ''] = line.split(';', 1);
  const given = pair.slice(pair.indexOf('=') + 1);
  const value = stripTabsAndSpaces(given);
  const control = /[\0-\x08\x0a-\x1f\x7f]/.exec(value)?.[0] ?? '';
  const start = pair.length - given.length + given.indexOf(value);
  return `${line.slice(0, start)}${shorten(value)}${control}${line.slice(start + value.length)}`;
}

/**
 * Its first part does not begin a second time in itself: else a run of such beginnings would take
 * quadratic time.
 */
const JSON_WEB_TOKEN = /eyJ(?:(?!eyJ)[\w-]){8,2048}\.[\w-]{1,4096}(?:\.[\w-]{0,2048})?/g;

/** A text with URLs in it: user information, secret parameters and JSON Web Tokens shortened. */
export const shortenText = (text: string): string =>
  text
    .replace(/(?<=:\/\/)[^/?#@\s]{1,1024}(?=@)/g, shorten)
    .replace(
      /([?&#;])([^=?&#;\s]{1,64})=([^?&#;\s"'<>]*)/g,
      (whole, separator: string, name: string, value: string) =>
        SECRET.test(name) || SECRET_PARAMETER.test(name)
          ? `${separator}${name}=${shorten(value)}`
          : whole,
    )
    .replace(JSON_WEB_TOKEN, shorten);

/** Of what the user gives to be sent: its value lets the sender in. */
export const letsIn = (name: string): boolean =>
  /auth|cookie|bypass/i.test(name) || SECRET.test(name);

/** Shorter texts stand in answers by chance. */
const LEAST_SECRET = 8;

/** Puts asterisks, as many, in place of what was sent in fields that let the sender in. */
export function maskOf(sent: Readonly<Record<string, string>>): (text: string) => string {
  const secrets = Object.entries(sent)
    .filter(([name]) => letsIn(name))
    .flatMap(([name, value]) =>
      value
        .split(/[\s;,]+/)
        .map((part) => (/cookie/i.test(name) ? part.replace(/^[^=]*=/, '') : part)),
    )
    .filter(({ length }) => length >= LEAST_SECRET)
    .flatMap((secret) => [secret, encodeURIComponent(secret)]);
  return (text) =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, '*'.repeat(secret.length)), text);
}

const shorten = (secret: string): string => (secret === '' ? '' : `[${secret.length} characters]`);
