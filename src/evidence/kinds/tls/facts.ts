import { z } from 'zod';
import { listingOf } from '../../listing.ts';
import { TlsVersion } from './versions.ts';

/** A cipher suite accepted in one version, with what it is made of. */
export const Suite = z.strictObject({
  version: TlsVersion,
  id: z.string(),
  name: z.string(),
  /** `RSA`, `DHE`, `ECDHE`, `DH`, `ECDH`, `PSK`, `SRP`, `GOST`, `any` in TLS 1.3 …; null if not known. */
  keyExchange: z.string().nullable(),
  /** `RSA`, `ECDSA`, `DSS`, `PSK`, `anon`, `any` in TLS 1.3 …; null if not known. */
  authentication: z.string().nullable(),
  /** Such as `AES_128_GCM`, `3DES_EDE_CBC`, `RC4_128`, `NULL`; null if not known. */
  cipher: z.string().nullable(),
  /** Bits of the key that have to be found: 112 for 3DES, 40 or 56 for EXPORT. */
  bits: z.int().nullable(),
  /** Bits of a block; null for stream ciphers and AEAD without blocks. */
  blockBits: z.int().nullable(),
  mac: z.string().nullable(),
  aead: z.boolean().nullable(),
  cbc: z.boolean().nullable(),
  export: z.boolean().nullable(),
  forwardSecrecy: z.boolean().nullable(),
  /** How IANA recommends it (RFC 9847): `Y`, `N`, `D`; null where not in the registry. */
  recommended: z.enum(['Y', 'N', 'D']).nullable(),
});
export type Suite = z.infer<typeof Suite>;

/** Every suite accepted, in every version. */
export const tlsSuites = {
  id: 'tls.suites',
  title: 'Cipher suites and what they are made of',
  schema: z.strictObject({
    suites: listingOf(Suite),
    /**
     * The server chooses in each version up to TLS 1.2 with several suites, so also where there is no
     * such version; null where not known.
     */
    serverPreference: z.boolean().nullable(),
    /** Versions in which the server answered with a suite that was not offered. */
    unoffered: z.array(TlsVersion),
  }),
};
export type TlsSuites = z.infer<typeof tlsSuites.schema>;

/** A group accepted in one version, with its strength. */
const Group = z.strictObject({
  version: TlsVersion,
  id: z.string(),
  name: z.string(),
  /** `EC`, `FFDH`, `hybrid` (classical and post-quantum), `ML-KEM`; null if not known. */
  type: z.enum(['EC', 'FFDH', 'hybrid', 'ML-KEM']).nullable(),
  /** Strength in bits of an RSA key that is as strong (NIST SP 800-57 Part 1, table 2). */
  rsaBits: z.int().nullable(),
});

/** A finite-field group that the server sent itself. */
const FiniteField = z.strictObject({
  bits: z.int(),
  /** Name of RFC 7919, 3526, 5114 or of a product that ships it; null where not a known one. */
  name: z.string().nullable(),
  /** Shared by many servers, so that one precomputation breaks all; not for large groups of an RFC. */
  common: z.boolean(),
  /** Null where it is too long to be tested, like the next. */
  prime: z.boolean().nullable(),
  /** (p-1)/2 is prime too. */
  safePrime: z.boolean().nullable(),
  export: z.boolean(),
  /** It came with suites without authentication alone. */
  anonymous: z.boolean(),
  /** Its public value was used again. */
  reused: z.boolean().nullable(),
});

/** Everything that keys are agreed with. */
export const tlsParameters = {
  id: 'tls.parameters',
  title: 'Strength of key agreement',
  schema: z.strictObject({
    groups: listingOf(Group),
    finiteField: listingOf(FiniteField),
    ellipticCurveReused: z.boolean().nullable(),
    /** A group that resists quantum computers is accepted; null where not known. */
    postQuantum: z.boolean().nullable(),
  }),
};
export type TlsParameters = z.infer<typeof tlsParameters.schema>;

/**
 * Attacks that follow from what is offered, each true, false or null where not known. They say that
 * what an attack needs is offered, not that an attack was carried out.
 */
export const tlsExposure = {
  id: 'tls.exposure',
  title: 'What known attacks need',
  schema: z.strictObject({
    /** SSL 2.0 with any suite here (CVE-2016-0800), or at a sibling port with the same key. */
    drown: z.boolean().nullable(),
    /** SSL 3.0 with a CBC suite (CVE-2014-3566). */
    poodle: z.boolean().nullable(),
    /** EXPORT suites with RSA (CVE-2015-0204). */
    freak: z.boolean().nullable(),
    /** EXPORT suites with DHE, or a finite-field group below 1024 bits (CVE-2015-4000). */
    logjam: z.boolean().nullable(),
    /** 64-bit block ciphers (CVE-2016-2183). */
    sweet32: z.boolean().nullable(),
    /** … that a client of TLS 1.1 or newer which prefers better ones is given all the same. */
    sweet32Modern: z.boolean().nullable(),
    rc4: z.boolean().nullable(),
    /** RC4 with TLS 1.1 or newer. */
    rc4Modern: z.boolean().nullable(),
    /** No suite but RC4. */
    rc4Only: z.boolean().nullable(),
    /** CBC suites in TLS 1.0 or SSL 3.0 (CVE-2011-3389). */
    beast: z.boolean().nullable(),
    /** CBC suites at all (CVE-2013-0169 was an implementation's flaw). */
    lucky13: z.boolean().nullable(),
    /** TLS compression (CVE-2012-4929). */
    crime: z.boolean().nullable(),
    /** Finite-field keys are used again, or lasting ones are used at all (CVE-2020-1968). */
    raccoon: z.boolean().nullable(),
    /** Neither server_name nor ALPN is held to: another service's answers could be passed off. */
    alpaca: z.boolean().nullable(),
    anonymous: z.boolean().nullable(),
    nullCipher: z.boolean().nullable(),
    exportSuites: z.boolean().nullable(),
    /** What current browsers get has forward secrecy. */
    forwardSecrecy: z.boolean().nullable(),
    aead: z.boolean().nullable(),
  }),
};
export type TlsExposure = z.infer<typeof tlsExposure.schema>;

/** A quantity that is known within bounds; both are the same where it is known. */
const Bounds = z.strictObject({ least: z.number(), most: z.number() });

/**
 * What the scores of the SSL Labs guide are drawn from. `least` and `most` differ where something is
 * not settled; the scheme's tables turn them into scores.
 */
export const tlsRating = {
  id: 'tls.rating',
  title: 'Input of the SSL Labs rating',
  schema: z.strictObject({
    protocol: z.strictObject({
      /** The best and worst versions, as the least and most favourable reading of what is unknown. */
      best: z.strictObject({ least: TlsVersion, most: TlsVersion }),
      worst: z.strictObject({ least: TlsVersion, most: TlsVersion }),
    }),
    /** RSA-equivalent bits of the weakest key or exchange; 0 for anonymous ones. */
    keyExchangeBits: Bounds,
    /** Bits of the strongest and weakest cipher; 0 for none. */
    cipherBits: z.strictObject({ strongest: Bounds, weakest: Bounds }),
  }),
};
export type TlsRating = z.infer<typeof tlsRating.schema>;
