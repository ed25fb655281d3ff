/** An RSA public key without zeros in front. */
interface RsaPublicKey {
  readonly exponent: Uint8Array;
  readonly modulus: Uint8Array;
}

/** Below 512 bits and above 4096 a key is none (RFC 3110, section 2; RFC 5702, section 2.1). */
const LEAST_BITS = 512;
const MOST_BITS = 4096;
/** A long exponent makes each verification as slow as signing; OpenSSL draws the line here too. */
const MOST_EXPONENT_BITS = 64;

/** Exponent and modulus of the public key field (RFC 3110, section 2); null where it is cut short. */
export function rsaParts(publicKey: Uint8Array): RsaPublicKey | null {
  const [short = 0, high = 0, low = 0] = publicKey;
  const start = short === 0 ? 3 : 1;
  const end = start + (short === 0 ? (high << 8) | low : short);
  if (end === start || publicKey.length <= end) return null;
  return {
    exponent: stripped(publicKey.subarray(start, end)),
    modulus: stripped(publicKey.subarray(end)),
  };
}

const stripped = (octets: Uint8Array): Uint8Array => {
  const first = octets.findIndex((octet) => octet !== 0);
  return first === -1 ? new Uint8Array() : octets.subarray(first);
};

/** Length in bits of an unsigned number without zeros in front. */
export const bitLength = (octets: Uint8Array): number =>
  octets.length === 0 ? 0 : 8 * octets.length - Math.clz32(octets[0] ?? 0) + 24;

/** An RSA key that can be used; a sentence where it cannot. */
export function rsaPublicKey(publicKey: Uint8Array): RsaPublicKey | string {
  const parts = rsaParts(publicKey);
  if (parts === null) return 'the key ends before its modulus';
  const bits = bitLength(parts.modulus);
  if (bits < LEAST_BITS || bits > MOST_BITS) {
    return `the modulus has ${bits} bits, it must have ${LEAST_BITS} to ${MOST_BITS}`;
  }
  const exponentBits = bitLength(parts.exponent);
  const odd = ((parts.exponent.at(-1) ?? 0) & 1) === 1;
  if (!odd || exponentBits < 2) return 'the exponent is not an odd number from 3 upwards';
  if (exponentBits > MOST_EXPONENT_BITS) {
    return `the exponent has ${exponentBits} bits, at most ${MOST_EXPONENT_BITS} are taken`;
  }
  return parts;
}
