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
  return maskOfTexts(
    Object.entries(sent)
      .filter(([name]) => letsIn(name))
      .flatMap(([name, value]) =>
        value
          .split(/[\s;,]+/)
          .map((part) => (/cookie/i.test(name) ? part.replace(/^[^=]*=/, '') : part)),
      )
      .filter(({ length }) => length >= LEAST_SECRET),
  );
}

/** Likewise for texts, in whatever case, also as URLs, forms and base64 have them. */
export function maskOfTexts(texts: readonly string[]): (text: string) => string {
  const masks = texts.flatMap((text) => {
    const written = [text, encodeURIComponent(text), new URLSearchParams({ '': text }).toString()];
    return [
      ...[...new Set(written.map((one) => one.replace(/^=/, '')))].map((one) => ({
        found: new RegExp(one.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`), 'gi'),
        instead: '*'.repeat(one.length),
      })),
      ...(text.length < LEAST_SECRET ? [] : encodedForms(text)),
    ];
  });
  return (text) =>
    masks.reduce((rest, { found, instead }) => rest.replaceAll(found, instead), text);
}

/** What stands for a text in the base64 of a longer one, and the same of asterisks. */
const encodedForms = (text: string): { found: string; instead: string }[] =>
  [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.from(' '.repeat(before) + text, 'utf8');
    const [start, end] = [Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6)];
    const instead = 'Kioq'.repeat(bytes.length).slice(start, end);
    return (['base64', 'base64url'] as const).map((form) => ({
      found: bytes.toString(form).slice(start, end),
      instead,
    }));
  });

const shorten = (secret: string): string => (secret === '' ? '' : `[${secret.length} characters]`);
