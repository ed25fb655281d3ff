import { NamedGroup } from '../../codec/iana/named-group.ts';
import { nameIn } from '../../codec/iana/tls.ts';
import type { PublicKey } from '../../codec/x509/public-key.ts';
import type { TlsParameters } from '../../evidence/kinds/tls/facts.ts';

type Group = TlsParameters['groups']['items'][number];
type GroupStrength = Pick<Group, 'type' | 'rsaBits'>;

/** The strongest that is told apart, in bits of RSA. */
export const STRONGEST_RSA_BITS = 15_360;

/** Least bits of a curve's field, and bits of an RSA key as strong (NIST SP 800-57 Part 1, table 2). */
const BY_FIELD: readonly (readonly [fieldBits: number, rsaBits: number])[] = [
  [512, STRONGEST_RSA_BITS],
  [384, 7680],
  // Curve25519 counts with those of 256 bits (NIST SP 800-186, section 3.2.2.1).
  [255, 3072],
  [224, 2048],
  [160, 1024],
  [112, 512],
];

/** Curves whose names do not tell the bits of their fields, and those whose names mislead. */
const FIELDS: Readonly<Record<string, number>> = {
  x25519: 255,
  x448: 448,
  curveSM2: 256,
  GC256A: 256,
  GC256B: 256,
  GC256C: 256,
  GC256D: 256,
  GC512A: 512,
  GC512B: 512,
  GC512C: 512,
};

/** ML-KEM by security category: 1, 3 and 5 are AES of 128, 192 and 256 bits (FIPS 203, section 8). */
const ML_KEM: Readonly<Record<string, number>> = {
  MLKEM512: 3072,
  MLKEM768: 7680,
  MLKEM1024: STRONGEST_RSA_BITS,
};

/** Hybrids by the field of their classical half, which alone has stood the test of time. */
const HYBRIDS: Readonly<Record<string, number>> = {
  X25519MLKEM768: 255,
  SecP256r1MLKEM768: 256,
  SecP384r1MLKEM1024: 384,
  curveSM2MLKEM768: 256,
  SecP256r1MLKEM512: 256,
  MLKEM512X25519: 255,
  X25519Kyber768Draft00: 255,
  SecP256r1Kyber768Draft00: 256,
};

/** What kind of group a code point stands for, and how strong it is; null where it is not a known one. */
export function groupStrength(code: number): GroupStrength {
  const name = nameIn(NamedGroup, code);
  const [, finite] = /^ffdhe(\d+)$/.exec(name) ?? [];
  if (finite !== undefined) return { type: 'FFDH', rsaBits: Number(finite) };
  if (ML_KEM[name] !== undefined) return { type: 'ML-KEM', rsaBits: ML_KEM[name] };
  if (HYBRIDS[name] !== undefined) return { type: 'hybrid', rsaBits: curveStrength(HYBRIDS[name]) };
  const [, digits] = /^(?:secp|sect|brainpoolP)(\d+)/.exec(name) ?? [];
  const field = FIELDS[name] ?? (digits === undefined ? null : Number(digits));
  if (field !== null) return { type: 'EC', rsaBits: curveStrength(field) };
  return { type: name.startsWith('arbitrary_explicit') ? 'EC' : null, rsaBits: null };
}

/** Bits of an RSA key as strong as a curve over a field of so many bits. */
const curveStrength = (fieldBits: number): number =>
  BY_FIELD.find(([least]) => fieldBits >= least)?.[1] ?? 0;

const KEYS: Readonly<Record<string, number>> = {
  Ed25519: 3072,
  Ed448: 7680,
  'ML-DSA-44': 3072,
  'ML-DSA-65': 7680,
  'ML-DSA-87': STRONGEST_RSA_BITS,
};

/** Bits of an RSA key as strong as a certificate's; null where that cannot be told. */
export function keyStrength({ type, bits }: Pick<PublicKey, 'type' | 'bits'>): number | null {
  if (type === null) return null;
  if (KEYS[type] !== undefined) return KEYS[type];
  if (type.startsWith('SLH-DSA-'))
    return SLH_DSA[/(128|192|256)[fs]$/.exec(type)?.[1] ?? ''] ?? null;
  if (bits === null) return null;
  return type === 'EC' ? curveStrength(bits) : bits;
}

const SLH_DSA: Readonly<Record<string, number>> = {
  '128': 3072,
  '192': 7680,
  '256': STRONGEST_RSA_BITS,
};
