import { DecodeError, Reader } from '../../codec/base/reader.ts';
import { readName } from '../../codec/x509/name.ts';

const MOST_NAMES = 100;
const LONGEST_TEXT = 500;

/** Names of the CAs that a server takes client certificates of, as text; not those that are none. */
export const authoritiesOf = (names: readonly Uint8Array[]): string[] =>
  names.slice(0, MOST_NAMES).flatMap((der) => {
    try {
      const { text } = readName(new Reader(der, 'DistinguishedName'), []);
      return [text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text];
    } catch (error) {
      if (error instanceof DecodeError) return [];
      throw error;
    }
  });
