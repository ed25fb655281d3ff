import { addressOctets } from '../../dns/special-address.ts';

/** Whether an address in text is the same as another in its first `length` bits, and of its family. */
export function samePrefix(text: string, address: Uint8Array, length: number): boolean {
  const octets = addressOctets(text);
  return (
    octets?.length === address.length &&
    octets.every((octet, index) => {
      const bits = Math.min(Math.max(length - 8 * index, 0), 8);
      return (octet ^ (address[index] ?? 0)) >> (8 - bits) === 0;
    })
  );
}
