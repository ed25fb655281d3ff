import {
  mapped,
  opaque,
  repeated,
  rest,
  struct,
  u16,
  u32,
  u8,
  type Codec,
  type Decoded,
} from '../base/codec.ts';
import { DecodeError, type Reader } from '../base/reader.ts';
import type { Writer } from '../base/writer.ts';
import { RR_TYPES } from '../iana/dns.ts';
import { ipv4, ipv6 } from './address.ts';
import { domainName } from './name.ts';

const target = struct({ target: domainName });

const delegationSigner = struct({ keyTag: u16, algorithm: u8, digestType: u8, digest: rest });
const key = struct({ flags: u16, protocol: u8, algorithm: u8, publicKey: rest });

/** Letters and digits, at least one (RFC 8659, section 4.1). */
const caaTag: Codec<string> = mapped(
  opaque(u8),
  (octets, reader) => {
    const text = Buffer.from(octets).toString('latin1');
    if (!/^[0-9A-Za-z]+$/.test(text)) reader.fail('the tag is not made of letters and digits');
    return text;
  },
  (tag) => Buffer.from(tag, 'latin1'),
);

/** Types present at a name (RFC 4034, section 4.1.2), ascending. */
const typeBitmap: Codec<readonly number[]> = {
  decode(reader) {
    const types: number[] = [];
    let previous = -1;
    while (reader.remaining > 0) {
      const window = reader.uint(1);
      const bits = reader.bytes(reader.uint(1));
      if (window <= previous) reader.fail(`window ${window} after window ${previous}`);
      if (bits.length === 0 || bits.length > 32) reader.fail(`${bits.length} bytes of bits`);
      previous = window;
      for (let bit = 0; bit < 8 * bits.length; bit += 1) {
        if (((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0) types.push((window << 8) | bit);
      }
    }
    return types;
  },
  encode(writer, types) {
    for (const [window, members] of Map.groupBy(types, (type) => type >> 8)) {
      const bits = new Uint8Array((Math.max(...members.map((type) => type & 0xff)) >> 3) + 1);
      for (const type of members) {
        const at = (type & 0xff) >> 3;
        bits[at] = (bits[at] ?? 0) | (0x80 >> (type & 7));
      }
      writer.uint(1, window);
      writer.uint(1, bits.length);
      writer.bytes(bits);
    }
  },
};

/** The layout of the data of each type that is read; fields have the names of the RFC. */
const LAYOUTS = {
  /** RFC 1035, section 3.4.1. */
  A: struct({ address: ipv4 }),
  /** RFC 3596, section 2.2. */
  AAAA: struct({ address: ipv6 }),
  /** RFC 1035, sections 3.3.11, 3.3.1 and 3.3.12. */
  NS: target,
  CNAME: target,
  PTR: target,
  /** RFC 6672, section 2.1. */
  DNAME: target,
  /** RFC 1035, section 3.3.13. */
  SOA: struct({
    mname: domainName,
    rname: domainName,
    serial: u32,
    refresh: u32,
    retry: u32,
    expire: u32,
    minimum: u32,
  }),
  /** RFC 1035, section 3.3.9. */
  MX: struct({ preference: u16, exchange: domainName }),
  /** RFC 1035, section 3.3.14. */
  TXT: struct({ strings: repeated(opaque(u8)) }),
  /** RFC 2782. */
  SRV: struct({ priority: u16, weight: u16, port: u16, target: domainName }),
  /** RFC 8659, section 4.1. */
  CAA: struct({ flags: u8, tag: caaTag, value: rest }),
  /** RFC 4034, section 5.1, and RFC 7344, section 3.1. */
  DS: delegationSigner,
  CDS: delegationSigner,
  /** RFC 4034, section 2.1, and RFC 7344, section 3.2. */
  DNSKEY: key,
  CDNSKEY: key,
  /** RFC 4034, section 3.1. */
  RRSIG: struct({
    typeCovered: u16,
    algorithm: u8,
    labels: u8,
    originalTtl: u32,
    expiration: u32,
    inception: u32,
    keyTag: u16,
    signerName: domainName,
    signature: rest,
  }),
  /** RFC 4034, section 4.1. */
  NSEC: struct({ nextDomainName: domainName, types: typeBitmap }),
  /** RFC 6698, section 2.1. */
  TLSA: struct({ usage: u8, selector: u8, matchingType: u8, data: rest }),
};

type Layouts = typeof LAYOUTS;

/** The data of a record: decoded by type, or its bytes where the type is not read or not kept to. */
export type Rdata =
  | { [K in keyof Layouts]: { readonly kind: K } & Decoded<Layouts[K]> }[keyof Layouts]
  | { readonly kind: 'unknown'; readonly bytes: Uint8Array }
  | { readonly kind: 'malformed'; readonly bytes: Uint8Array; readonly error: string };

/** Decoded data of one kind. */
export type RdataOf<K extends Rdata['kind']> = Extract<Rdata, { readonly kind: K }>;

const LAYOUT_OF: ReadonlyMap<number, [keyof Layouts, Codec<object>]> = new Map(
  Object.entries(LAYOUTS).map(([name, codec]) => {
    // LAYOUTS has no other keys.
    const kind = name as keyof Layouts;
    return [RR_TYPES[kind], [kind, codec]];
  }),
);

/** Decodes all that is left of `reader`; never throws because of what the data says. */
export function decodeRdata(type: number, reader: Reader): Rdata {
  const [kind, codec] = LAYOUT_OF.get(type) ?? [];
  const octets = reader.message.slice(reader.offset, reader.offset + reader.remaining);
  if (codec === undefined) {
    reader.bytes(reader.remaining);
    return { kind: 'unknown', bytes: octets };
  }
  try {
    const value = codec.decode(reader);
    reader.end();
    // The codec stands beside its kind in LAYOUTS.
    return { kind, ...value } as Rdata;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { kind: 'malformed', bytes: octets, error: error.message };
  }
}

/** Encodes data without compression. Throws a RangeError where a value does not fit its field. */
export function encodeRdata(writer: Writer, data: Rdata): void {
  if (data.kind === 'unknown' || data.kind === 'malformed') writer.bytes(data.bytes);
  else LAYOUT_OF.get(RR_TYPES[data.kind])?.[1].encode(writer, data);
}
