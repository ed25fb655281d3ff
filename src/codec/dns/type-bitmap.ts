import type { Codec } from '../base/codec.ts';

/** Types present at a name (RFC 4034, section 4.1.2), ascending, each once. */
export const typeBitmap: Codec<readonly number[]> = {
  decode(reader) {
    const types: number[] = [];
    let previous = -1;
    while (reader.remaining > 0) {
      const window = reader.uint(1);
      const bits = reader.bytes(reader.uint(1));
      if (window <= previous) reader.fail(`window ${window} after window ${previous}`);
      if (bits.length === 0 || bits.length > 32) reader.fail(`${bits.length} bytes of bits`);
      if (bits.at(-1) === 0) reader.fail('the last byte of a window is zero');
      previous = window;
      for (let bit = 0; bit < 8 * bits.length; bit += 1) {
        if (((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0) types.push((window << 8) | bit);
      }
    }
    return types;
  },
  encode(writer, types) {
    const ascending = [...new Set(types)].sort((a, b) => a - b);
    for (const [window, members] of Map.groupBy(ascending, (type) => type >> 8)) {
      const bits = new Uint8Array((((members.at(-1) ?? 0) & 0xff) >> 3) + 1);
      for (const type of members) {
        const at = (type & 0xff) >> 3;
        bits[at] = (bits[at] ?? 0) | (0x80 >> (type & 7));
      }
      writer.uint(1, window);
      writer.prefixed(1, () => {
        writer.bytes(bits);
      });
    }
  },
};
