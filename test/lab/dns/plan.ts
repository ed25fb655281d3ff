import type { DnssecCause } from '../../../src/evidence/kinds/dns/dnssec.ts';
import type { RecordLine } from './record-line.ts';

/** What a validator makes of a name (RFC 4033, section 5). */
export type Status = 'secure' | 'insecure' | 'bogus' | 'indeterminate';

/** One key that is made; `ksk` keys are named by DS records. */
export interface LabKey {
  /** As dnssec-keygen names it. */
  readonly algorithm: string;
  readonly ksk: boolean;
  readonly bits?: number;
  /** Does not stand in the zone, though it signs; stands there, though it does not. */
  readonly use?: 'hidden' | 'idle';
  readonly revoked?: boolean;
}

/** Where name servers of the lab listen; the last octet of their address. */
export type Host = keyof typeof HOSTS;
export const HOSTS = {
  'nsd-root': 11,
  'knot-root': 12,
  'bind-alpha': 21,
  'nsd-alpha': 22,
  'knot-beta': 31,
  'bind-beta': 32,
  'nsd-leaf': 41,
  'bind-leaf': 42,
  'knot-leaf': 43,
  'nsd-stale': 44,
  silent: 45,
  refusing: 46,
  // In front of other servers, outside the namespace: what they say is changed on the way.
  'mutant-parent': 201,
  'mutant-leaf': 202,
} as const;

/** Servers that the mutants ask; the last octet of their address. */
export const ORIGINS = { 'mutant-parent': 23, 'mutant-leaf': 47 } as const;
/** Hosts that are mutants. */
export type Mutant = keyof typeof ORIGINS;

/** One zone of the lab. */
export interface LabZone {
  /** Without the trailing dot; `.` for the root. */
  readonly name: string;
  /** What is wrong with it, or what it is an example of. */
  readonly title: string;
  /** Null: not signed. */
  readonly keys: readonly LabKey[] | null;
  /** Arguments of dnssec-signzone. */
  readonly sign?: readonly string[];
  /** Iterations that dnssec-signzone refuses: signed by ldns-signzone. */
  readonly iterations?: number;
  readonly hosts: readonly Host[];
  /** Lines beside those of every zone. */
  readonly records?: string;
  /** Has no other lines than these, its name servers and its delegations. */
  readonly bare?: boolean;
  /** What becomes of the signed zone. */
  readonly change?: (lines: readonly RecordLine[]) => readonly RecordLine[];
  /** What becomes of its DS records, each `TAG ALGORITHM TYPE DIGEST`. */
  readonly ds?: (ds: readonly string[]) => readonly string[];
  /** Digest types of its DS records; 2 where not given. */
  readonly digests?: readonly string[];
  /** What becomes of the records of the signed parent. */
  readonly changeParent?: (lines: readonly RecordLine[]) => readonly RecordLine[];
  /** A second version of the zone at one of its hosts. */
  readonly elsewhere?: { readonly host: Host; readonly sign: readonly string[] };
  /** What a validator makes of the zone as a whole. */
  readonly status: Status;
  /** The cause that assay names first. */
  readonly cause?: DnssecCause;
  /** What the first line about the zone says. */
  readonly says?: RegExp;
}

/** A KSK and a ZSK of one algorithm. */
export const pair = (algorithm: string): readonly LabKey[] => [
  { algorithm, ksk: true },
  { algorithm, ksk: false },
];

/** What most zones are signed with. */
export const KSK: LabKey = { algorithm: 'ECDSAP256SHA256', ksk: true };
export const ZSK: LabKey = { algorithm: 'ECDSAP256SHA256', ksk: false };
export const P256: readonly LabKey[] = [KSK, ZSK];

/** NSEC3 as RFC 9276, section 3.1 has it: no salt, no iterations. */
export const NSEC3 = ['-3', '-', '-H', '0'] as const;
