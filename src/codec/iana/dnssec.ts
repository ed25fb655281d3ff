/** How an algorithm is to be used (RFC 9904, section 2). */
export type Use = 'recommended' | 'may' | 'not-recommended' | 'must-not';

/** A row of IANA "DNS Security Algorithm Numbers" with its columns of RFC 9904, section 3. */
export interface DnssecAlgorithm {
  readonly mnemonic: string;
  /** "Use for DNSSEC Signing". */
  readonly signing: Use;
  /** "Use for DNSSEC Validation". */
  readonly validation: Use;
  /**
   * Operators of validating resolvers rely on it: the registry does not forbid it, and it is not one
   * of those that RFC 9905, section 2, has them treat as insecure.
   */
  readonly accepted: boolean;
}

type Row = readonly [
  number: number,
  mnemonic: string,
  signing: Use,
  validation: Use,
  accepted: boolean,
];

/** As of 2026-08-10; 5 and 7 by RFC 9905, section 4, and 12 by RFC 9906, section 3. */
const ALGORITHM_ROWS: readonly Row[] = [
  [1, 'RSAMD5', 'must-not', 'must-not', false],
  [3, 'DSA', 'must-not', 'must-not', false],
  [5, 'RSASHA1', 'must-not', 'recommended', false],
  [6, 'DSA-NSEC3-SHA1', 'must-not', 'must-not', false],
  [7, 'RSASHA1-NSEC3-SHA1', 'must-not', 'recommended', false],
  [8, 'RSASHA256', 'recommended', 'recommended', true],
  [10, 'RSASHA512', 'not-recommended', 'recommended', true],
  [12, 'ECC-GOST', 'must-not', 'must-not', false],
  [13, 'ECDSAP256SHA256', 'recommended', 'recommended', true],
  [14, 'ECDSAP384SHA384', 'may', 'recommended', true],
  [15, 'ED25519', 'recommended', 'recommended', true],
  [16, 'ED448', 'may', 'recommended', true],
  [17, 'SM2SM3', 'may', 'may', true],
  [18, 'MLDSA44', 'may', 'may', true],
  [23, 'ECC-GOST12', 'may', 'may', true],
  [253, 'PRIVATEDNS', 'may', 'may', true],
  [254, 'PRIVATEOID', 'may', 'may', true],
];

/** Algorithms of zone keys by number; those without recommendations are not here. */
export const DNSSEC_ALGORITHMS: ReadonlyMap<number, DnssecAlgorithm> = new Map(
  ALGORITHM_ROWS.map(([number, mnemonic, signing, validation, accepted]) => [
    number,
    { mnemonic, signing, validation, accepted },
  ]),
);

/** Mnemonics of the numbers that sign no zone. */
const OTHER_ALGORITHMS: ReadonlyMap<number, string> = new Map([
  [0, 'DELETE'],
  [2, 'DH'],
  [252, 'INDIRECT'],
]);

/** The mnemonic of an algorithm; `ALGORITHM200` where it has none. */
export const algorithmName = (number: number): string =>
  DNSSEC_ALGORITHMS.get(number)?.mnemonic ?? OTHER_ALGORITHMS.get(number) ?? `ALGORITHM${number}`;

const ALGORITHM_NUMBERS: ReadonlyMap<string, number> = new Map([
  ...[...DNSSEC_ALGORITHMS].map(([number, { mnemonic }]) => [mnemonic, number] as const),
  ...[...OTHER_ALGORITHMS].map(([number, mnemonic]) => [mnemonic, number] as const),
]);

/** The number of an algorithm's mnemonic, in capitals; undefined where it is none. */
export const algorithmNumber = (mnemonic: string): number | undefined =>
  ALGORITHM_NUMBERS.get(mnemonic);

/** A row of IANA "DS RR Type Digest Algorithms" with its columns of RFC 9904, section 4. */
export interface DsDigest {
  readonly name: string;
  /** "Use for DNSSEC Delegation". */
  readonly delegation: Use;
  /** "Use for DNSSEC Validation". */
  readonly validation: Use;
  /** Octets of the digest; null where there is none. */
  readonly octets: number | null;
}

/** Digests of DS records by number, as of 2026-01-13; 3 by RFC 9906, section 3. */
export const DS_DIGESTS: ReadonlyMap<number, DsDigest> = new Map([
  [0, { name: 'NULL', delegation: 'must-not', validation: 'must-not', octets: null }],
  [1, { name: 'SHA-1', delegation: 'must-not', validation: 'recommended', octets: 20 }],
  [2, { name: 'SHA-256', delegation: 'recommended', validation: 'recommended', octets: 32 }],
  [3, { name: 'GOST R 34.11-94', delegation: 'must-not', validation: 'must-not', octets: 32 }],
  [4, { name: 'SHA-384', delegation: 'may', validation: 'recommended', octets: 48 }],
  [5, { name: 'GOST R 34.11-2012', delegation: 'may', validation: 'may', octets: 32 }],
  [6, { name: 'SM3', delegation: 'may', validation: 'may', octets: 32 }],
]);

/** The name of a digest; `DIGEST200` where it has none. */
export const digestName = (number: number): string =>
  DS_DIGESTS.get(number)?.name ?? `DIGEST${number}`;

const EXTENDED_ERRORS = [
  'Other Error',
  'Unsupported DNSKEY Algorithm',
  'Unsupported DS Digest Type',
  'Stale Answer',
  'Forged Answer',
  'DNSSEC Indeterminate',
  'DNSSEC Bogus',
  'Signature Expired',
  'Signature Not Yet Valid',
  'DNSKEY Missing',
  'RRSIGs Missing',
  'No Zone Key Bit Set',
  'NSEC Missing',
  'Cached Error',
  'Not Ready',
  'Blocked',
  'Censored',
  'Filtered',
  'Prohibited',
  'Stale NXDOMAIN Answer',
  'Not Authoritative',
  'Not Supported',
  'No Reachable Authority',
  'Network Error',
  'Invalid Data',
  'Signature Expired before Valid',
  'Too Early',
  'Unsupported NSEC3 Iterations Value',
  'Unable to conform to policy',
  'Synthesized',
  'Invalid Query Type',
  'Rate Limited',
  'Over Quota',
  'Negative Trust Anchor',
];

/** The purpose of an extended DNS error (RFC 8914, section 5.2, and the registry); `EDE200` where it has none. */
export const extendedErrorName = (code: number): string => EXTENDED_ERRORS[code] ?? `EDE${code}`;
