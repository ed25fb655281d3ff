/** The 4 octets of an IPv4 address in dotted decimal; null for anything else. */
function parseIpv4(text: string): readonly number[] | null {
  const octets = text.split('.');
  const proper = octets.length === 4 && octets.every((octet) => /^(0|[1-9]\d{0,2})$/.test(octet));
  const values = octets.map(Number);
  return proper && values.every((value) => value <= 255) ? values : null;
}

/** The octets of groups between colons; null where one is none. */
function parseGroups(text: string): readonly number[] | null {
  if (text === '') return [];
  const octets: number[] = [];
  const groups = text.split(':');
  for (const [index, group] of groups.entries()) {
    if (index === groups.length - 1 && group.includes('.')) {
      const ipv4 = parseIpv4(group);
      if (ipv4 === null) return null;
      octets.push(...ipv4);
    } else {
      if (!/^[0-9a-f]{1,4}$/i.test(group)) return null;
      const value = Number.parseInt(group, 16);
      octets.push(value >> 8, value & 0xff);
    }
  }
  return octets;
}

function parseIpv6(text: string): readonly number[] | null {
  if (text.length > 45) return null;
  const halves = text.split('::').map(parseGroups);
  const [head, tail] = halves;
  if (head === undefined || head === null || tail === null || halves.length > 2) return null;
  if (tail === undefined) return head.length === 16 ? head : null;
  const gap = 16 - head.length - tail.length;
  return gap >= 2 ? [...head, ...new Uint8Array(gap), ...tail] : null;
}

/** Octets of an IP address in text form (RFC 4291, section 2.2), brackets allowed; null for a name. */
export function parseIpAddress(text: string): Uint8Array | null {
  const bare = /^\[(.*)\]$/.exec(text)?.[1] ?? text;
  const octets = bare.includes(':') ? parseIpv6(bare) : parseIpv4(bare);
  return octets === null ? null : Uint8Array.from(octets);
}

/** Text form of 4 or 16 octets (RFC 5952); other lengths in hex after `#`. */
export function formatIpAddress(octets: Uint8Array): string {
  if (octets.length === 4) return octets.join('.');
  if (octets.length !== 16) return `#${Buffer.from(octets).toString('hex')}`;
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((octets[2 * index] ?? 0) << 8) | (octets[2 * index + 1] ?? 0)).toString(16),
  );
  const full = groups.join(':');
  const [longest] = [...full.matchAll(/(?<![^:])0(?::0)+(?![^:])/g)].toSorted(
    (a, b) => b[0].length - a[0].length,
  );
  if (longest === undefined) return full;
  const [head, tail] = [
    full.slice(0, longest.index),
    full.slice(longest.index + longest[0].length),
  ];
  return `${head.replace(/:$/, '')}::${tail.replace(/^:/, '')}`;
}
