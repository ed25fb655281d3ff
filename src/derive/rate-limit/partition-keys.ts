import { parseIpv4, parseIpv6 } from '../../codec/dns/address.ts';
import { quoted } from '../../codec/http/fault.ts';
import type { LimitPolicy, LimitState } from '../../codec/http/rate-limit/limit-fields.ts';
import { sha256 } from '../../crypto/digest.ts';

type Keyed = Pick<LimitPolicy | LimitState, 'name' | 'partition'>;

/** Of a client on the same machine, which is the one client whose address is known here. */
const LOOPBACK = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];

/** What express-rate-limit makes of an address: the first digits of its SHA-256. */
const HASH = /^[0-9a-f]{12}$/;

const hashOf = (text: string): string => sha256(Buffer.from(text, 'utf8')).slice(0, 12);

/** What a key shows of who asked; the first that fits is told. */
const SHOWN: readonly { readonly what: string; readonly in: (text: string) => boolean }[] = [
  {
    what: 'what lets the client in',
    in: (text) => /\*{8}|\[\d+ characters\]|^bearer /i.test(text),
  },
  { what: 'a mailbox', in: (text) => /[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,190}/.test(text) },
  { what: 'an IP address', in: (text) => text.split(/[^0-9a-fA-F.:]+/).some(isAddress) },
  {
    what: 'a name of an account',
    in: (text) =>
      /(?:^|[^a-z])(?:user|username|login|account|customer|tenant)[_-]?(?:id|name)?[=:/]/i.test(
        text,
      ),
  },
  {
    what: 'the hash of an IP address, without salt',
    in: (text) => LOOPBACK.some((address) => hashOf(address) === text),
  },
];

/** A colon may stand before it, and a port behind. */
const isAddress = (text: string): boolean =>
  [text, text.replace(/^:(?!:)/, ''), text.replace(/:\d{1,5}$/, '')].some(
    (one) => parseIpv4(one) !== null || (one.length > 6 && parseIpv6(one) !== null),
  );

/** What partition keys show of the client (draft-ietf-httpapi-ratelimit-headers-11, section 6.1). */
export function leaksOf(keyed: readonly Keyed[]): string[] {
  const leaks = keyed.flatMap(({ name, partition }) => {
    const text = textOf(partition);
    const shown = SHOWN.find((one) => one.in(text));
    return shown === undefined ? [] : [`the partition key of ${quoted(name)} shows ${shown.what}`];
  });
  return [...new Set(leaks)];
}

/** A policy whose key has the form of a short hash, which may be one of an address. */
export const hashedKey = (keyed: readonly Keyed[]): Keyed | null =>
  keyed.find(({ partition }) => HASH.test(textOf(partition))) ?? null;

/** Empty where it is no text. */
function textOf(partition: string | null): string {
  const bytes = Buffer.from(partition ?? '', 'base64');
  const text = bytes.toString('latin1');
  return /^[\x20-\x7e]{1,1024}$/.test(text) ? text : '';
}
