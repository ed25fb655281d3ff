import { z } from 'zod';
import { decidedBeside, listingOf } from '../listing.ts';
import { Problem } from '../problem.ts';

/** Names of the protocol versions, oldest first. */
export const TLS_VERSIONS = [
  'SSL 2.0',
  'SSL 3.0',
  'TLS 1.0',
  'TLS 1.1',
  'TLS 1.2',
  'TLS 1.3',
] as const;
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

/** The server's certificate and its chain, decoded and checked (a fact). */
export const tlsCertificate = {
  id: 'tls.certificate',
  title: 'Server certificate',
  schema: z.strictObject({
    subject: z.string(),
    issuer: z.string(),
    serial: z.string(),
    sha256: z.string(),
    /** dNSName and iPAddress entries of subjectAltName. */
    names: z.array(z.string()),
    /** The name asked for is covered (RFC 9525, section 6). */
    nameMatches: z.boolean(),
    notBefore: z.iso.datetime(),
    notAfter: z.iso.datetime(),
    /** Validity period in days of 86 400 s, notAfter inclusive (RFC 5280, section 4.1.2.5). */
    lifetimeDays: z.number(),
    key: z.strictObject({
      type: z.string(),
      bits: z.int().nullable(),
      curve: z.string().nullable(),
    }),
    signature: z.strictObject({ algorithm: z.string(), hash: z.string().nullable() }),
    selfSigned: z.boolean(),
    trust: z.strictObject({
      /** A path to a trusted root was found; the leaf's own dates and name are judged apart. */
      trusted: z.boolean(),
      reason: z.string(),
      /** Where the root is from; null where no path was found. */
      root: z.enum(['mozilla', 'given']).nullable(),
      /** Subjects from the leaf to the root; what was sent where no path was found. */
      path: z.array(z.string()),
    }),
    chain: z.strictObject({
      sent: z.int(),
      /** Every certificate needed between leaf and root was sent; null without a trusted path. */
      complete: z.boolean().nullable(),
      /** Each certificate certifies the one before it; null where the order is not known. */
      ordered: z.boolean().nullable(),
    }),
  }),
};
export type TlsCertificate = z.infer<typeof tlsCertificate.schema>;
