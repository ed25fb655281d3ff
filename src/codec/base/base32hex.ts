const ALPHABET = '0123456789abcdefghijklmnopqrstuv';

/** Base 32 with the extended hex alphabet (RFC 4648, section 7), lower case, without padding. */
export function encodeBase32hex(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += ALPHABET[(held >> (bits - 5)) & 31] ?? '';
  }
  return bits === 0 ? text : text + (ALPHABET[(held << (5 - bits)) & 31] ?? '');
}

/**
 * The bytes of base 32 with the extended hex alphabet, in either case and without padding; null where
 * it is something else, left-over bits that are not zero included.
 */
export function decodeBase32hex(text: string): Uint8Array | null {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const character of text) {
    const digit = ALPHABET.indexOf(character.toLowerCase());
    if (digit === -1) return null;
    held = ((held << 5) | digit) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
    }
  }
  // Five bits or more left over are a character too many.
  return bits < 5 && (held & ((1 << bits) - 1)) === 0 ? Uint8Array.from(bytes) : null;
}
