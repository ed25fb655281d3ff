import { z } from 'zod';
import { listingOf } from '../../listing.ts';
import { TlsVersion } from './versions.ts';

const PublicKey = z.strictObject({
  /** Dotted OID. */
  algorithm: z.string(),
  /** `RSA`, `EC`, `Ed25519`, `ML-DSA-65` …; null where the algorithm is not known. */
  type: z.string().nullable(),
  /** Null where the key has no size that can be told. */
  bits: z.int().nullable(),
  curve: z.string().nullable(),
  /** Hex; null where the key is not RSA. */
  exponent: z.string().nullable(),
});

const Signature = z.strictObject({
  algorithm: z.string(),
  /** Null where the algorithm is not known. */
  hash: z.string().nullable(),
});

/** A server's certificate with its chain, decoded and checked. */
export const ServerCertificate = z.strictObject({
  /** Protocol versions of the handshakes it came in. */
  versions: z.array(TlsVersion),
  subject: z.string(),
  issuer: z.string(),
  /** Hex. */
  serial: z.string(),
  /** Hex of the digest of the DER. */
  sha256: z.string(),
  /** dNSName and iPAddress entries of subjectAltName. */
  names: listingOf(z.string()),
  /** The name asked for is covered (RFC 9525, section 6). */
  nameMatches: z.boolean(),
  notBefore: z.iso.datetime(),
  notAfter: z.iso.datetime(),
  /** Validity period in days of 86 400 s, notAfter inclusive (RFC 5280, section 4.1.2.5). */
  lifetimeDays: z.number(),
  key: PublicKey,
  signature: Signature,
  selfSigned: z.boolean(),
  trust: z.strictObject({
    /**
     * A path to a trusted root was found; the leaf's own dates and name are judged apart. Null
     * where that could not be decided, such as for a signature that cannot be verified here, or an
     * issuer that was not sent and can be fetched (caIssuers).
     */
    trusted: z.boolean().nullable(),
    reason: z.string(),
    /** Where the root is from; `none` where no path was found, null where it is not decided. */
    root: z.enum(['mozilla', 'given', 'none']).nullable(),
    /** From the leaf to the root, or as far as issuers were found. */
    path: z.array(
      z.strictObject({
        subject: z.string(),
        key: PublicKey,
        signature: Signature,
        /** The trusted root, whose own signature does not count. */
        anchor: z.boolean(),
      }),
    ),
  }),
  chain: z.strictObject({
    sent: z.int(),
    /**
     * Every certificate needed between leaf and root was sent with it; false where one was sent
     * with another certificate only or has to be fetched (caIssuers); null where no path was found.
     */
    complete: z.boolean().nullable(),
    /** Each certificate certifies the one before it; null where the order is not known. */
    ordered: z.boolean().nullable(),
    /**
     * Subjects of certificates sent that certify nothing on any way up from the leaf, or were sent
     * before; null where no path was found, or not all that was sent could be seen or read.
     */
    surplus: z.array(z.string()).nullable(),
    /** The root itself was sent; null where what was sent is not known. */
    anchorSent: z.boolean().nullable(),
  }),
  /** keyUsage, by the names of RFC 5280, section 4.2.1.3; null where there is none that is sound. */
  keyUsage: z.array(z.string()).nullable(),
  /** extendedKeyUsage, names where known, else OIDs; null where there is none that is sound. */
  extendedKeyUsage: z.array(z.string()).nullable(),
  /** basicConstraints says that it is a CA. */
  isCa: z.boolean(),
  /** Bytes of the serial number's content (RFC 5280, section 4.1.2.2: at most 20, and positive). */
  serialBytes: z.int(),
  serialPositive: z.boolean(),
  /** A wildcard stands in subjectAltName. */
  wildcard: z.boolean(),
  /**
   * Known weaknesses of its key. These break it: `ROCA`, `Fermat`, `exponent 1`, `even exponent`,
   * `small factor`, `shared factor` (with another certificate at hand). `small exponent` (below
   * 65537) does not by itself. Of a modulus beyond 8192 bits only the exponent is tested, and the
   * quirks say so.
   */
  keyWeaknesses: z.array(z.string()),
  /** The TLS feature extension asks for a staple (RFC 7633). */
  mustStaple: z.boolean(),
  /** By the policy it was issued under (2.23.140.1, CA/Browser Forum); null where not told. */
  validation: z.enum(['DV', 'OV', 'EV', 'IV']).nullable(),
  /** Where it says that OCSP is answered, and CRLs are had. */
  ocspUrls: z.array(z.string()),
  crlUrls: z.array(z.string()),
  /** The OCSP response that came with it; of several the worst. */
  staple: z.strictObject({
    /**
     * `none` sent; `invalid` where it is not for this certificate, not signed well or out of date;
     * `not-verified` where the issuer is not known, or what it says cannot be verified here.
     */
    status: z.enum(['none', 'good', 'revoked', 'unknown', 'invalid', 'not-verified']),
    reason: z.string(),
    thisUpdate: z.iso.datetime().nullable(),
    nextUpdate: z.iso.datetime().nullable(),
  }),
  /** Of this certificate itself; those of its issuers are not looked up. */
  revocation: z.strictObject({
    /**
     * `good` or `revoked` by a verified staple, OCSP answer or CRL; `not-checked` where neither was
     * asked for nor stapled; `unknown` where it was asked for and no answer could be verified.
     */
    status: z.enum(['good', 'revoked', 'unknown', 'not-checked']),
    reason: z.string(),
    revokedAt: z.iso.datetime().nullable(),
  }),
  /**
   * Signed certificate timestamps of version 1 (RFC 6962) in the certificate, the TLS extension and
   * the staple. They are counted; their signatures are not verified, as no list of logs is at hand.
   */
  scts: z.strictObject({
    embedded: z.int(),
    tls: z.int(),
    ocsp: z.int(),
    /** Different logs, by hex of their ids. */
    logs: z.array(z.string()),
  }),
  /** Hashes for TLSA records with selectors Cert(0) and SPKI(1) and matching type SHA-256 (RFC 6698). */
  dane: z.strictObject({ certificateSha256: z.string(), spkiSha256: z.string() }),
  /** Departures from the rules of encoding that were tolerated. */
  quirks: z.array(z.string()),
});
export type ServerCertificate = z.infer<typeof ServerCertificate>;

/** The server's certificates (a fact): one for each different chain, such as RSA and ECDSA. */
export const tlsCertificate = {
  id: 'tls.certificate',
  title: 'Server certificates',
  schema: z.strictObject({
    /** The host whose name the certificates should bear. */
    host: z.string(),
    certificates: listingOf(ServerCertificate),
    /**
     * Certificate shown without server_name and under a foreign one: `same` as one of the above,
     * `other`, `refused`, or null where not known.
     */
    withoutName: z.enum(['same', 'other', 'refused']).nullable(),
    foreignName: z.enum(['same', 'other', 'refused']).nullable(),
  }),
};
export type TlsCertificate = z.infer<typeof tlsCertificate.schema>;
