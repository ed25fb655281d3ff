import { z } from 'zod';
import { decidedBeside, listingOf } from '../listing.ts';
import { Problem } from '../problem.ts';

/** Names of the protocol versions, oldest first. */
const TLS_VERSIONS = ['SSL 2.0', 'SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'] as const;
export const TlsVersion = z.enum(TLS_VERSIONS);
export type TlsVersion = z.infer<typeof TlsVersion>;

/** Which protocol versions an endpoint answers with a ServerHello. */
export const tlsVersions = {
  id: 'tls.versions',
  title: 'Protocol versions',
  schema: z.strictObject({
    offered: decidedBeside(TlsVersion, 'unknown'),
    refused: decidedBeside(TlsVersion, 'unknown'),
    /** Versions of which neither could be established. */
    unknown: z.array(TlsVersion),
    /** One problem for each version in `unknown`. */
    problems: z.array(z.strictObject({ version: TlsVersion, problem: Problem })),
  }),
};
export type TlsVersions = z.infer<typeof tlsVersions.schema>;

/** Certificates as the server sent them. */
export const tlsCertificates = {
  id: 'tls.certificates',
  title: 'Certificates sent',
  schema: z.strictObject({
    /** The name sent in server_name, null for an address literal. */
    serverName: z.string().nullable(),
    chains: listingOf(
      z.strictObject({
        /** The protocol version of the handshake it came in. */
        version: TlsVersion,
        /** DER in base64, in the order sent; the first is the server's own. */
        certificates: z.array(z.base64()),
        /** False where the order is not known (read through a TLS library that sorts). */
        orderKnown: z.boolean(),
      }),
    ),
  }),
};
export type TlsCertificates = z.infer<typeof tlsCertificates.schema>;

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
     * where that could not be decided, such as for a signature that cannot be verified here.
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
     * with another certificate only; null where no path was found.
     */
    complete: z.boolean().nullable(),
    /** Each certificate certifies the one before it; null where the order is not known. */
    ordered: z.boolean().nullable(),
  }),
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
  }),
};
export type TlsCertificate = z.infer<typeof tlsCertificate.schema>;
