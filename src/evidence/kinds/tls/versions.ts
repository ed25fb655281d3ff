import { z } from 'zod';
import { decidedBeside } from '../../listing.ts';
import { Problem } from '../../problem.ts';

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

/** A code point of a registry of IANA: `0xc02f` and its name there, or the code where it has none. */
export const CodePoint = z.strictObject({
  id: z.string().regex(/^0x([0-9a-f]{4}|[0-9a-f]{6})$/),
  name: z.string(),
});
export type CodePoint = z.infer<typeof CodePoint>;

/**
 * Which protocol versions an endpoint answers with a ServerHello (SSL 2.0: a SERVER-HELLO). Absent
 * where a protocol that could be upgraded offers no STARTTLS.
 */
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
