import type { ResourceRecord, DnsMessage } from '../../../src/codec/dns/message.ts';
import type { RdataOf } from '../../../src/codec/dns/rdata.ts';

/** A key of a zone; the DS record at the parent names those that say so. */
export interface KeyPlan {
  /** IANA number; 5, 7, 8, 10, 13, 14, 15 or 16. */
  readonly algorithm: number;
  /** `ksk` signs the DNSKEY RRset, `zsk` the others, `csk` everything. */
  readonly role: 'ksk' | 'zsk' | 'csk';
  /** Stands in the DNSKEY RRset; true where not given. */
  readonly published?: boolean;
  /** Makes signatures; true where not given. */
  readonly signing?: boolean;
  /** A DS record (or the trust anchor) names it; all `ksk` and `csk` where not given. */
  readonly trusted?: boolean;
  readonly revoked?: boolean;
  /** Of an RSA modulus; 2048 where not given. */
  readonly bits?: number;
  /** In place of 256, or of 257 for `ksk` and `csk`. */
  readonly flags?: number;
  /** In place of 3. */
  readonly protocol?: number;
}

/** How names and types that are not there are denied. */
export type DenialPlan =
  | 'nsec'
  | {
      readonly iterations?: number;
      /** Hexadecimal. */
      readonly salt?: string;
      readonly optOut?: boolean;
    };

export interface SigningPlan {
  /** Of a KSK and a ZSK; 13 where not given. Not read where there are `keys`. */
  readonly algorithm?: number;
  readonly keys?: readonly KeyPlan[];
  /** NSEC where not given. */
  readonly denial?: DenialPlan;
  /** Seconds from the time of the world; a day ago and 14 days on where not given. */
  readonly inception?: number;
  readonly expiration?: number;
  /** Digest types of the DS records; 2 where not given. */
  readonly digests?: readonly number[];
}

/** What is wrong with a zone although it was signed well; see `FAULTS`. */
export type FaultName =
  | 'expired'
  | 'not-yet-valid'
  | 'corrupted-signature'
  | 'missing-signature'
  | 'wrong-signer'
  | 'unknown-key'
  | 'too-many-labels'
  | 'missing-dnskey'
  | 'missing-ds'
  | 'wrong-ds'
  | 'wrong-digest'
  | 'unsupported-digest'
  | 'stripped-denial'
  | 'wrong-denial'
  | 'stripped-wildcard-proof';

/** A fault, at RRsets of some names and types alone where they are given. */
export type Fault =
  | FaultName
  | {
      readonly fault: FaultName;
      readonly types?: readonly string[];
      readonly names?: readonly string[];
    };

/** What a server does instead of answering well; see `BEHAVIOURS`. */
export type BehaviourName =
  | 'silent'
  | 'refused'
  | 'servfail'
  | 'lame'
  | 'tcp-only'
  | 'udp-only'
  | 'upward-referral'
  | 'referral-loop'
  | 'other-port'
  | 'huge'
  | 'truncates-all'
  | 'no-edns'
  | 'formerr-edns'
  | 'lower-cases'
  | 'other-question'
  | 'garbage';

/** Answers in its own way: `usual` makes the answer of a sound server; null stays silent. */
export type Respond = (
  query: DnsMessage,
  over: 'udp' | 'tcp',
  usual: () => DnsMessage,
) => DnsMessage | Uint8Array | null;

/** A name server of a zone at one address; the same address in two zones is one server. */
export interface ServerPlan {
  readonly name: string;
  /** A documentation address, e.g. `192.0.2.1`; the world gives one where there is none. */
  readonly address?: string;
  readonly behaviour?: BehaviourName | Respond;
  /** In place of the records of the zone, at this server alone. */
  readonly records?: string;
  /** Beside those of the zone, at this server alone. */
  readonly faults?: readonly Fault[];
  /** Named by the parent, by the zone; both where not given. */
  readonly inParent?: boolean;
  readonly inChild?: boolean;
}

export interface ZonePlan {
  /** Master-file lines relative to the zone. SOA, NS and the addresses of servers are added. */
  readonly records?: string;
  /** Null: not signed. Signed with ECDSAP256SHA256 and NSEC where not given. */
  readonly signing?: SigningPlan | null;
  /** Two where not given: `ns1` and `ns2` of the zone. */
  readonly servers?: readonly ServerPlan[];
  readonly faults?: readonly Fault[];
  /** In place of the DS records that follow from the keys; an empty list: none. */
  readonly ds?: readonly RdataOf<'DS'>[];
}

/** Zones by name; `.` is added, and every zone is delegated by the closest one above it. */
export type WorldPlan = Readonly<Record<string, ZonePlan>>;

/** A question as it arrived. */
export interface Asked {
  /** Documentation address of the server. */
  readonly address: string;
  readonly over: 'udp' | 'tcp';
  /** As it was spelt. */
  readonly name: string;
  readonly type: string;
  readonly query: DnsMessage;
  /** Milliseconds since the world began. */
  readonly at: number;
}

/** A key as it was made. */
export interface ZoneKey {
  readonly plan: KeyPlan;
  readonly data: RdataOf<'DNSKEY'>;
  readonly keyTag: number;
  sign(bytes: Uint8Array): Uint8Array;
}

/** A zone as one of its servers holds it. */
export interface BuiltZone {
  readonly name: string;
  readonly keys: readonly ZoneKey[];
  /** Signed where it is signed. */
  readonly records: readonly ResourceRecord[];
}
