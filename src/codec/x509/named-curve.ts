/** A named curve: its name and the bits of its field. */
interface NamedCurve {
  readonly name: string;
  readonly bits: number;
}

const sec = (name: string, bits: number, arc: number): [string, NamedCurve] => [
  `1.3.132.0.${arc}`,
  { name, bits },
];

const brainpool = (bits: number, arc: number): [string, NamedCurve][] => [
  [`1.3.36.3.3.2.8.1.1.${arc}`, { name: `brainpoolP${bits}r1`, bits }],
  [`1.3.36.3.3.2.8.1.1.${arc + 1}`, { name: `brainpoolP${bits}t1`, bits }],
];

/** Curves by OID, under the names of IANA's TLS Supported Groups (RFC 5480, SEC 2, RFC 5639). */
export const NAMED_CURVES: ReadonlyMap<string, NamedCurve> = new Map([
  ['1.2.840.10045.3.1.1', { name: 'secp192r1', bits: 192 }],
  ['1.2.840.10045.3.1.7', { name: 'secp256r1', bits: 256 }],
  ['1.2.156.10197.1.301', { name: 'curveSM2', bits: 256 }],
  sec('secp112r1', 112, 6),
  sec('secp112r2', 112, 7),
  sec('secp128r1', 128, 28),
  sec('secp128r2', 128, 29),
  sec('secp160k1', 160, 9),
  sec('secp160r1', 160, 8),
  sec('secp160r2', 160, 30),
  sec('secp192k1', 192, 31),
  sec('secp224k1', 224, 32),
  sec('secp224r1', 224, 33),
  sec('secp256k1', 256, 10),
  sec('secp384r1', 384, 34),
  sec('secp521r1', 521, 35),
  sec('sect113r1', 113, 4),
  sec('sect113r2', 113, 5),
  sec('sect131r1', 131, 22),
  sec('sect131r2', 131, 23),
  sec('sect163k1', 163, 1),
  sec('sect163r1', 163, 2),
  sec('sect163r2', 163, 15),
  sec('sect193r1', 193, 24),
  sec('sect193r2', 193, 25),
  sec('sect233k1', 233, 26),
  sec('sect233r1', 233, 27),
  sec('sect239k1', 239, 3),
  sec('sect283k1', 283, 16),
  sec('sect283r1', 283, 17),
  sec('sect409k1', 409, 36),
  sec('sect409r1', 409, 37),
  sec('sect571k1', 571, 38),
  sec('sect571r1', 571, 39),
  ...brainpool(160, 1),
  ...brainpool(192, 3),
  ...brainpool(224, 5),
  ...brainpool(256, 7),
  ...brainpool(320, 9),
  ...brainpool(384, 11),
  ...brainpool(512, 13),
]);
