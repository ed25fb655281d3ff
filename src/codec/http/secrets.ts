import type { HeaderList } from './fields.ts';

/** In the name of a field or of a URL parameter: its value lets the bearer in. */
const SECRET =
  /token|secret|signature|passw|session|assertion|authori[sz]ation|authentication-info|api[-_]?key|csrf|xsrf|jwt/i;

/** Names of URL parameters that do so only there. */
const SECRET_PARAMETER =
  /(?:^|[-_])(?:sig|auth|sid|key|code|state|nonce|ticket|hmac|credential)(?:$|[-_])|^saml|^relaystate$/i;

/** The field lines with cookie values, tokens and signatures shortened to their length. */
export const shortenSecrets = (headers: HeaderList): [string, string][] =>
  headers.map(([name, value]) => [name, shortenField(name.toLowerCase(), value)]);

function shortenField(name: string, value: string): string {
  if (name === 'set-cookie' || name === 'set-cookie2') return shortenCookie(value);
  return SECRET.test(name) ? shorten(value) : shortenText(value);
}

/** Keeps the name and the attributes (RFC 6265, section 5.2); without `=` all is value. */
function shortenCookie(line: string): string {
  const [pair = ''] = line.split(';', 1);
  const value = pair.slice(pair.indexOf('=') + 1);
  return line.slice(0, pair.length - value.length) + shorten(value) + line.slice(pair.length);
}

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
    .replace(/eyJ[\w-]{8,2048}\.[\w-]{1,4096}(?:\.[\w-]{0,2048})?/g, shorten);

const shorten = (secret: string): string => (secret === '' ? '' : `[${secret.length} characters]`);
