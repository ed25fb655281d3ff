import { z } from 'zod';
import { listingOf } from '../../listing.ts';
import { Problem } from '../../problem.ts';
import { CodePoint, TlsVersion } from './versions.ts';

/** A client certificate that the server asks for. */
const CertificateRequest = z.strictObject({
  /** Distinguished names of CAs as text; at most 100. */
  authorities: z.array(z.string()),
});

/**
 * What a ServerHello up to TLS 1.2 answers to a hello with every extension. Absent where no version
 * up to TLS 1.2 is offered. Null stands for what was not answered.
 */
export const tlsServerHello = {
  id: 'tls.server-hello',
  title: 'Extensions up to TLS 1.2',
  schema: z.strictObject({
    /** The newest version up to TLS 1.2. */
    version: TlsVersion,
    extensions: z.array(CodePoint),
    /** renegotiation_info came back (RFC 5746). */
    secureRenegotiation: z.boolean(),
    /** RFC 7627. */
    extendedMasterSecret: z.boolean(),
    /** RFC 7366; null where the server accepts no CBC suite or that was not found out. */
    encryptThenMac: z.boolean().nullable(),
    sessionTicket: z.boolean(),
    /** A session id was given for resumption. */
    sessionId: z.boolean(),
    /** RFC 6520. */
    heartbeat: z.boolean(),
    /** TLS compression chosen when it was offered (RFC 3749): `DEFLATE`, `LZS`, else `null`. */
    compression: z.enum(['null', 'DEFLATE', 'LZS']).nullable(),
    /** Protocols of NPN; null where the server does not answer it. */
    nextProtocols: z.array(z.string()).nullable(),
    /** Sentinel in the random that tells a newer client of a downgrade (RFC 9846, section 4.2.3). */
    downgradeSentinel: z.enum(['TLS 1.2', 'TLS 1.1 or below', 'none']),
    clientCertificate: CertificateRequest.nullable(),
  }),
};
export type TlsServerHello = z.infer<typeof tlsServerHello.schema>;

/**
 * A whole TLS 1.3 handshake by our own client. Absent where TLS 1.3 is refused.
 */
export const tlsHandshake13 = {
  id: 'tls.handshake-13',
  title: 'Handshake of TLS 1.3',
  schema: z.strictObject({
    suite: CodePoint,
    group: CodePoint,
    signatureScheme: CodePoint,
    /** The signature of CertificateVerify is right; null where it cannot be verified here. */
    signatureValid: z.boolean().nullable(),
    /** Finished of the server is right. */
    finishedValid: z.boolean(),
    encryptedExtensions: z.array(CodePoint),
    clientCertificate: CertificateRequest.nullable(),
    /**
     * NewSessionTickets that came after the handshake (RFC 9846, section 4.7.1); not complete where
     * none came and the server did not end its side either.
     */
    tickets: listingOf(
      z.strictObject({
        lifetimeSeconds: z.int(),
        /** Of early_data; null where the ticket allows none. */
        maxEarlyDataSize: z.int().nullable(),
      }),
    ),
    /** Name of the alert that answered our Finished, such as certificate_required; null for none. */
    alert: z.string().nullable(),
  }),
};
export type TlsHandshake13 = z.infer<typeof tlsHandshake13.schema>;

/** Application protocols chosen by ALPN (RFC 7301). */
export const tlsAlpn = {
  id: 'tls.alpn',
  title: 'Application protocols',
  schema: z.strictObject({
    /** In the server's order, of those asked for. */
    protocols: listingOf(z.string()),
    /** `refused`: no_application_protocol for a foreign one; `ignored`: the handshake goes on. */
    foreign: z.enum(['refused', 'ignored']).nullable(),
  }),
};
export type TlsAlpn = z.infer<typeof tlsAlpn.schema>;

/** Whether sessions can be resumed. Null where not known or the version is not offered. */
export const tlsResumption = {
  id: 'tls.resumption',
  title: 'Session resumption',
  schema: z.strictObject({
    /** By session id, up to TLS 1.2. */
    sessionId: z.boolean().nullable(),
    /** By ticket, up to TLS 1.2 (RFC 5077). */
    ticket: z.boolean().nullable(),
    ticketLifetimeSeconds: z.int().nullable(),
    /** By pre-shared key of TLS 1.3. */
    psk: z.boolean().nullable(),
    problems: z.array(Problem),
  }),
};
export type TlsResumption = z.infer<typeof tlsResumption.schema>;

/** Renegotiation that the client asks for. Absent where no version up to TLS 1.2 is offered. */
export const tlsRenegotiation = {
  id: 'tls.renegotiation',
  title: 'Renegotiation',
  schema: z.strictObject({
    version: TlsVersion,
    /** The server went through one renegotiation that the client asked for. */
    clientInitiated: z.boolean(),
    detail: z.string(),
  }),
};
export type TlsRenegotiation = z.infer<typeof tlsRenegotiation.schema>;

/**
 * Whether a fallback is refused (RFC 7507). Absent where fewer than two versions are offered, of
 * which one is below TLS 1.2: there is then nothing to fall back to that matters.
 */
export const tlsFallback = {
  id: 'tls.fallback',
  title: 'Protection from version fallback',
  schema: z.strictObject({
    /** The version of the hello with TLS_FALLBACK_SCSV. */
    version: TlsVersion,
    /** `refused` with inappropriate_fallback, `refused otherwise`, or `accepted`. */
    answer: z.enum(['refused', 'refused otherwise', 'accepted']),
  }),
};
export type TlsFallback = z.infer<typeof tlsFallback.schema>;

/** Unusual hellos that a server has to tolerate (RFC 8701; RFC 9325, section 3.1). */
export const tlsIntolerances = {
  id: 'tls.intolerances',
  title: 'Unusual hellos',
  schema: z.strictObject({
    tests: z.array(
      z.strictObject({
        /** Such as `unknown cipher suites`, `hello of 256 to 511 bytes`, `newer version`. */
        test: z.string(),
        tolerated: z.boolean().nullable(),
        detail: z.string(),
      }),
    ),
  }),
};
export type TlsIntolerances = z.infer<typeof tlsIntolerances.schema>;
