/** The bytes of an IPv4 or IPv6 address in text form (RFC 4291, section 2.2); null if it is none. */
export function addressBytes(text: string): readonly number[] | null {
  return text.includes(':') ? ipv6Bytes(text) : ipv4Bytes(text);
}

/** Whether an address lies in a network such as `10.0.0.0/8`; null where one of them is not valid. */
export function liesWithin(address: string, network: string): boolean | null {
  const bytes = addressBytes(address);
  const range = networkOf(network);
  if (bytes === null || range === null) return null;
  if (bytes.length !== range.bytes.length) return false;
  return bytes.every((byte, index) => {
    const bits = Math.min(8, Math.max(0, range.length - 8 * index));
    return byte >> (8 - bits) === (range.bytes[index] ?? 0) >> (8 - bits);
  });
}

/** A network in CIDR form (RFC 4632, section 3.1); a lone address is a network of one. */
export function networkOf(text: string): { bytes: readonly number[]; length: number } | null {
  const [address = '', length, ...rest] = text.split('/');
  const bytes = addressBytes(address);
  if (bytes === null || rest.length > 0) return null;
  const longest = 8 * bytes.length;
  if (length === undefined) return { bytes, length: longest };
  return /^\d{1,3}$/.test(length) && Number(length) <= longest
    ? { bytes, length: Number(length) }
    : null;
}

function ipv4Bytes(text: string): readonly number[] | null {
  const parts = text.split('.');
  const valid = parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part));
  const bytes = parts.map(Number);
  return valid && bytes.every((byte) => byte < 256) ? bytes : null;
}

function ipv6Bytes(text: string): readonly number[] | null {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return null;
  const first = groupBytes(head, tail === undefined);
  const last = tail === undefined ? [] : groupBytes(tail, true);
  if (first === null || last === null) return null;
  const gap = 16 - first.length - last.length;
  const fits = tail === undefined ? gap === 0 : gap >= 2;
  return fits ? [...first, ...Array.from({ length: gap }, () => 0), ...last] : null;
}

/** The bytes of groups between colons; the last group may be an IPv4 address where `atEnd`. */
function groupBytes(text: string, atEnd: boolean): readonly number[] | null {
  if (text === '') return [];
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [index, group] of groups.entries()) {
    const ipv4 = atEnd && index === groups.length - 1 ? ipv4Bytes(group) : null;
    if (ipv4) bytes.push(...ipv4);
    else if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return null;
    else bytes.push(parseInt(group, 16) >> 8, parseInt(group, 16) & 0xff);
  }
  return bytes;
}
