import { bytes, mapped, type Codec } from '../base/codec.ts';

const decimalOctet = /^(?:0|[1-9]\d{0,2})$/;
const hexGroup = /^[0-9a-fA-F]{1,4}$/;

/** The four octets of dotted-decimal text without leading zeros; null where it is something else. */
export function parseIpv4(text: string): Uint8Array | null {
  const parts = text.split('.', 5);
  const valid = parts.length === 4 && parts.every((part) => decimalOctet.test(part));
  const octets = parts.map(Number);
  return valid && octets.every((octet) => octet <= 255) ? Uint8Array.from(octets) : null;
}

/** The 16 octets of an IPv6 address in text (RFC 4291, section 2.2); null where it is something else. */
export function parseIpv6(text: string): Uint8Array | null {
  if (text.length > 45) return null;
  const halves = text.split('::', 3).map(parseGroups);
  const [head, tail] = halves;
  if (head === undefined || head === null || tail === null) return null;
  if (tail === undefined) return head.length === 16 ? Uint8Array.from(head) : null;
  const gap = 16 - head.length - tail.length;
  if (halves.length > 2 || gap < 2 || text.slice(0, text.indexOf('::')).includes('.')) return null;
  return Uint8Array.from([...head, ...new Array<number>(gap).fill(0), ...tail]);
}

/** Octets of groups between colons, of which the last may be dotted decimal. */
function parseGroups(text: string): number[] | null {
  if (text === '') return [];
  const octets: number[] = [];
  const groups = text.split(':', 9);
  for (const [index, group] of groups.entries()) {
    const last = index === groups.length - 1;
    const embedded = last ? parseIpv4(group) : null;
    if (embedded !== null) octets.push(...embedded);
    else if (hexGroup.test(group))
      octets.push(parseInt(group, 16) >> 8, parseInt(group, 16) & 0xff);
    else return null;
  }
  return octets;
}

const presentIpv4 = (octets: Uint8Array): string => octets.join('.');

/** Canonical text of an IPv6 address (RFC 5952). */
function presentIpv6(octets: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((octets[2 * index] ?? 0) << 8) | (octets[2 * index + 1] ?? 0)).toString(16),
  );
  const text = groups.join(':');
  if (text.startsWith('0:0:0:0:0:ffff:')) return `::ffff:${presentIpv4(octets.subarray(12))}`;
  const run = [...text.matchAll(/\b0(?::0)+\b/g)].reduce<{ at: number; length: number }>(
    (longest, { 0: zeros, index }) =>
      zeros.length > longest.length ? { at: index, length: zeros.length } : longest,
    { at: 0, length: 0 },
  );
  if (run.length === 0) return text;
  const before = text.slice(0, run.at).replace(/:$/, '');
  return `${before}::${text.slice(run.at + run.length).replace(/^:/, '')}`;
}

const octetsOf = (parse: (text: string) => Uint8Array | null) => (text: string) => {
  const octets = parse(text);
  if (octets === null) throw new RangeError(`${text} is not an address of this family`);
  return octets;
};

/** An IPv4 address as text (RFC 1035, section 3.4.1). */
export const ipv4: Codec<string> = mapped(bytes(4), presentIpv4, octetsOf(parseIpv4));

/** An IPv6 address as text (RFC 3596, section 2.2). */
export const ipv6: Codec<string> = mapped(bytes(16), presentIpv6, octetsOf(parseIpv6));
