import { mapped, opaque, repeated, struct, u32, u8, type Codec } from '../base/codec.ts';
import { DecodeError } from '../base/reader.ts';
import { decode, encode } from '../base/codec.ts';

/** Connection ids of one side's packets: where they go, and where they come from. */
interface ConnectionIds {
  readonly destination: Uint8Array;
  readonly source: Uint8Array;
}

const LONG_HEADER = 0x80;
const FIXED_BIT = 0x40;
/** Versions of QUIC version 1 and 2 have ids of at most 20 bytes; other versions may have more. */
const header = {
  first: u8,
  version: u32,
  destination: opaque(u8),
  source: opaque(u8),
};

/** The least that a datagram of a client's first packet must have (RFC 9000, section 14.1). */
const DATAGRAM_BYTES = 1200;

/**
 * A first packet of a version that nobody has: servers of QUIC answer it with the versions they do
 * have (RFC 9000, section 6.1; the form of such versions: section 15).
 */
export function encodeUnknownVersion(ids: ConnectionIds, random: Uint8Array): Uint8Array {
  const version = random
    .subarray(0, 4)
    .reduce((sum, byte) => sum * 0x100 + ((byte & 0xf0) | 0x0a), 0);
  const packet = encode(struct(header), { first: LONG_HEADER | FIXED_BIT, version, ...ids });
  const datagram = new Uint8Array(DATAGRAM_BYTES);
  datagram.set(packet);
  return datagram;
}

/** A Version Negotiation packet (RFC 8999, section 6): the version 0 and those that are there. */
export interface VersionNegotiation extends ConnectionIds {
  /** But for its highest bit without meaning. */
  readonly first: number;
  readonly versions: readonly number[];
}

export const versionNegotiation: Codec<VersionNegotiation> = mapped(
  struct({ ...header, versions: repeated(u32) }),
  ({ version, ...packet }, reader) => {
    if ((packet.first & LONG_HEADER) === 0) reader.fail('a short header');
    if (version !== 0) reader.fail(`version ${version}, not 0`);
    if (packet.versions.length === 0) reader.fail('no version');
    return packet;
  },
  (packet) => ({ ...packet, version: 0 }),
);

/**
 * The versions in the answer to a packet with these ids; null where the datagram is anything else.
 * The ids come back swapped, which a forger who saw nothing cannot know.
 */
export function versionsIn(datagram: Uint8Array, asked: ConnectionIds): readonly number[] | null {
  try {
    const { destination, source, versions } = decode(
      versionNegotiation,
      datagram,
      'VersionNegotiation',
    );
    const ours = same(destination, asked.source) && same(source, asked.destination);
    return ours ? versions : null;
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}

const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;
