import { presentRdata } from '../dns/present.ts';

/** Octets of one character-string (RFC 1035, section 3.3.14). */
const MOST_OCTETS = 255;

/**
 * A TXT record as a line of a master file, its text in as many strings as it takes. Example:
 * `_dmarc.example.com. IN TXT "v=DMARC1; p=reject"`.
 */
export function txtLine(owner: string, text: string): string {
  const octets = Buffer.from(text, 'latin1');
  const count = Math.max(1, Math.ceil(octets.length / MOST_OCTETS));
  const strings = Array.from({ length: count }, (_, index) =>
    octets.subarray(index * MOST_OCTETS, (index + 1) * MOST_OCTETS),
  );
  return `${owner}. IN TXT ${presentRdata({ data: { kind: 'TXT', strings } })}`;
}
