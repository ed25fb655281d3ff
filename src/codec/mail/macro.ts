import { canonicalName, presentName } from '../dns/name.ts';

/** What macros stand for in one evaluation (RFC 7208, section 7.2). */
export interface MacroValues {
  /** Of the sender; `postmaster` where it has none. */
  readonly localPart: string;
  readonly senderDomain: string;
  /** The domain whose record is evaluated. */
  readonly domain: string;
  /** Octets of the address of the sending server, 4 or 16. */
  readonly address: Uint8Array;
  /** The same in text. */
  readonly addressText: string;
  readonly helo: string;
  /** The validated domain name of the address, or `unknown`. */
  readonly validated: string;
  /** The host that evaluates; for explanations alone. */
  readonly receiver: string;
  /** Seconds since 1970; for explanations alone. */
  readonly time: number;
}

const VALUES: Readonly<Record<string, (values: MacroValues) => string>> = {
  s: ({ localPart, senderDomain }) => `${localPart}@${senderDomain}`,
  l: ({ localPart }) => localPart,
  o: ({ senderDomain }) => senderDomain,
  d: ({ domain }) => domain,
  i: ({ address }) => (address.length === 4 ? address.join('.') : nibbles(address).join('.')),
  p: ({ validated }) => validated,
  h: ({ helo }) => helo,
  v: ({ address }) => (address.length === 4 ? 'in-addr' : 'ip6'),
  c: ({ addressText }) => addressText,
  r: ({ receiver }) => receiver,
  t: ({ time }) => String(time),
};

const ESCAPES: Readonly<Record<string, string>> = { '%': '%', _: ' ', '-': '%20' };

/** The hexadecimal digits of an address. */
const nibbles = (octets: Uint8Array): readonly string[] =>
  Buffer.from(octets).toString('hex').split('');

const MACRO = /%(?:([%_-])|\{([A-Za-z])(\d*)([Rr]?)([-.+,/_=]*)\})/g;

/**
 * Puts values in the place of macros (RFC 7208, section 7). `text` has passed the check of its
 * syntax. Example: `%{ir}.%{v}._spf.%{d2}` for 192.0.2.3 at mail.example.com gives
 * `3.2.0.192.in-addr._spf.example.com`.
 */
export const expandMacros = (text: string, values: MacroValues): string =>
  text.replace(MACRO, (macro: string, escape: string | undefined, ...rest: string[]) => {
    if (escape !== undefined) return ESCAPES[escape] ?? macro;
    const [letter = '', digits = '', reverse = '', delimiters = ''] = rest;
    const value = VALUES[letter.toLowerCase()]?.(values) ?? macro;
    const parts = partsOf(value, digits, reverse !== '', delimiters);
    return letter === letter.toLowerCase() ? parts : urlEscaped(parts);
  });

/** The transformers, in the order of RFC 7208, section 7.3: split, reverse, keep, join by dots. */
function partsOf(value: string, digits: string, reverse: boolean, delimiters: string): string {
  const splitters = delimiters === '' ? '.' : delimiters;
  const parts = [''];
  for (const character of value) {
    if (splitters.includes(character)) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${character}`);
  }
  if (reverse) parts.reverse();
  return parts.slice(digits === '' ? 0 : -Number(digits)).join('.');
}

/** All but the unreserved characters (RFC 3986, section 2.3) as `%XX`. */
const urlEscaped = (text: string): string =>
  text.replace(/[^-A-Za-z0-9._~]/gu, (character) =>
    Buffer.from(character)
      .toString('hex')
      .toUpperCase()
      .replace(/../g, (octet) => `%${octet}`),
  );

export const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

const MAX_LABEL = 63;
const MAX_NAME = 253;

/**
 * A domain in the form check_host() takes it (RFC 7208, section 4.3), without a dot at its end; null
 * where it is malformed or has one label.
 */
export const checkedDomain = (text: string): string | null => checked(text.replace(/\.$/, ''));

/** The same of an expanded domain-spec, which loses labels at its left until it fits (section 7.3). */
export function checkedTarget(text: string): string | null {
  const name = text.replace(/\.$/, '');
  const dot = name.length <= MAX_NAME ? -1 : name.indexOf('.', name.length - MAX_NAME - 1);
  return checked(name.slice(dot + 1));
}

function checked(domain: string): string | null {
  const labels = domain.split('.');
  const valid =
    domain.length <= MAX_NAME &&
    labels.length > 1 &&
    isAscii(domain) &&
    labels.every((label) => label !== '' && label.length <= MAX_LABEL);
  return valid ? domain : null;
}

/** A checked domain as the DNS is asked for it: characters without meaning but the dot. */
export const queryName = (domain: string): string =>
  canonicalName(presentName(domain.split('.').map((label) => Buffer.from(label))));
