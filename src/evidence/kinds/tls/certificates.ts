import { z } from 'zod';
import { listingOf } from '../../listing.ts';
import { Problem } from '../../problem.ts';
import { TlsVersion } from './versions.ts';

/** One chain as it was sent. */
const SentChain = z.strictObject({
  /** The protocol version of the handshake it came in. */
  version: TlsVersion,
  /** DER in base64, in the order sent; the first is the server's own. */
  certificates: z.array(z.base64()),
  /** OCSP response in base64 that came with it (RFC 6066, section 8); null where none came. */
  staple: z.base64().nullable(),
  /** SignedCertificateTimestampList in base64 sent beside it (RFC 6962, section 3.3); null for none. */
  scts: z.base64().nullable(),
});
export type SentChain = z.infer<typeof SentChain>;

/** What a server shows under a name that is not the target's. */
const OtherName = z.strictObject({
  /** Null where no server_name was sent. */
  serverName: z.string().nullable(),
  outcome: z.enum(['certificate', 'refused', 'unknown']),
  /** The alert that refused, by its name; null where none was sent. */
  alert: z.string().nullable(),
  /** The chain shown, DER in base64; empty where none was. */
  certificates: z.array(z.base64()),
  problem: Problem.nullable(),
});
export type OtherName = z.infer<typeof OtherName>;

/** Certificates as the server sent them. */
export const tlsCertificates = {
  id: 'tls.certificates',
  title: 'Certificates sent',
  schema: z.strictObject({
    /** The name sent in server_name, null for an address literal. */
    serverName: z.string().nullable(),
    chains: listingOf(SentChain),
    /** Without a name and under a foreign one. */
    otherNames: z.array(OtherName).readonly(),
  }),
};
export type TlsCertificates = z.infer<typeof tlsCertificates.schema>;

/** What the CA says of the server's certificates now; only where asked for (`--revocation`). */
export const tlsRevocation = {
  id: 'tls.revocation',
  title: 'Revocation, as the CA answers',
  schema: z.strictObject({
    /** One for each address that a server's own certificate names for OCSP or CRL. */
    answers: z.array(
      z.strictObject({
        /** Hex of the digest of the certificate. */
        sha256: z.string(),
        source: z.enum(['ocsp', 'crl']),
        url: z.string(),
        /** OCSPResponse or CertificateList, DER in base64; null where none came. */
        response: z.base64().nullable(),
        problem: Problem.nullable(),
      }),
    ),
  }),
};
export type TlsRevocation = z.infer<typeof tlsRevocation.schema>;
