import { z } from 'zod';
import { listingOf } from '../../listing.ts';
import { CodePoint, TlsVersion } from './versions.ts';

const AcceptedSuites = z.strictObject({
  version: TlsVersion,
  suites: listingOf(CodePoint),
  /** The server chooses by its own order. Null where fewer than two suites or not known. */
  serverPreference: z.boolean().nullable(),
  /**
   * ChaCha20 is chosen for a client that puts it first, although the order is the server's. Null
   * where the order is the client's, has ChaCha20 first anyway or is not known.
   */
  chachaPriority: z.boolean().nullable(),
  /** The server answered with a suite that was not offered. */
  unoffered: CodePoint.nullable(),
});
export type AcceptedSuites = z.infer<typeof AcceptedSuites>;

const AcceptedGroups = z.strictObject({
  version: TlsVersion,
  groups: listingOf(CodePoint),
  serverPreference: z.boolean().nullable(),
});
export type AcceptedGroups = z.infer<typeof AcceptedGroups>;

/**
 * What the server asks for in TLS 1.3 by HelloRetryRequest, which names a suite and a group at once:
 * the part of TLS 1.3 in `tls.cipher-suites` and `tls.groups`. Absent where TLS 1.3 is refused.
 */
export const tlsHelloRetry = {
  id: 'tls.hello-retry',
  title: 'Suites and groups of TLS 1.3',
  schema: z.strictObject({ suites: AcceptedSuites, groups: AcceptedGroups }),
};
export type TlsHelloRetry = z.infer<typeof tlsHelloRetry.schema>;

/**
 * What the server signs up to TLS 1.2 in ServerKeyExchange, which names a curve and a signature
 * scheme at once, in each version that is not refused: the part up to TLS 1.2 in `tls.groups` and
 * `tls.signature-schemes`. Absent where no version from TLS 1.0 to TLS 1.2 may be offered.
 */
export const tlsServerKeyExchange = {
  id: 'tls.server-key-exchange',
  title: 'Curves and signatures up to TLS 1.2',
  schema: z.array(
    z.strictObject({
      version: TlsVersion,
      groups: listingOf(CodePoint),
      serverPreference: z.boolean().nullable(),
      /** Null before TLS 1.2, where the client offers none. */
      schemes: listingOf(CodePoint).nullable(),
      ignoresOffer: z.boolean().nullable(),
      /** The same public value of a curve came twice. Null where no curve came twice. */
      reused: z.boolean().nullable(),
    }),
  ),
};
export type TlsServerKeyExchange = z.infer<typeof tlsServerKeyExchange.schema>;

/**
 * The cipher suites accepted in each version that is not refused, in the server's order where it has
 * one, else in ours. Suites of SSL 2.0 have codes of three bytes.
 */
export const tlsCipherSuites = {
  id: 'tls.cipher-suites',
  title: 'Cipher suites',
  schema: z.array(AcceptedSuites),
};
export type TlsCipherSuites = z.infer<typeof tlsCipherSuites.schema>;

/** The groups for key agreement accepted in each version from TLS 1.0 that has any. */
export const tlsGroups = {
  id: 'tls.groups',
  title: 'Groups for key agreement',
  schema: z.array(AcceptedGroups),
};
export type TlsGroups = z.infer<typeof tlsGroups.schema>;

/** The signature schemes that the server signs the handshake with, in TLS 1.2 and TLS 1.3. */
export const tlsSignatureSchemes = {
  id: 'tls.signature-schemes',
  title: 'Signature schemes of the handshake',
  schema: z.array(
    z.strictObject({
      version: TlsVersion,
      schemes: listingOf(CodePoint),
      /** The server signs although the client offered no scheme that it can have. */
      ignoresOffer: z.boolean().nullable(),
    }),
  ),
};
export type TlsSignatureSchemes = z.infer<typeof tlsSignatureSchemes.schema>;

/** Ephemeral parameters as the server sent them, up to TLS 1.2. */
export const tlsKeyExchange = {
  id: 'tls.key-exchange',
  title: 'Ephemeral parameters',
  schema: z.strictObject({
    /** Every different finite-field group that was seen: also where groups of RFC 7919 were offered. */
    finiteField: listingOf(
      z.strictObject({
        version: TlsVersion,
        /** Hex, without leading zeros. */
        prime: z.string(),
        generator: z.string(),
        /** The group is chosen only for a client that offers groups of RFC 7919. */
        negotiated: z.boolean(),
        /** The suite it came with is an EXPORT one. */
        export: z.boolean(),
        /** Only suites without authentication were offered. */
        anonymous: z.boolean(),
        /** The same public value came twice. Null where it was seen once only. */
        reused: z.boolean().nullable(),
      }),
    ),
    /** The same public value of an elliptic curve came twice; null where not known or none is used. */
    ellipticCurveReused: z.boolean().nullable(),
    /** Bits of the temporary RSA key of an EXPORT suite; null where none was seen. */
    exportRsaBits: z.int().nullable(),
  }),
};
export type TlsKeyExchange = z.infer<typeof tlsKeyExchange.schema>;
