import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { ProblemError } from '../evidence/problem.ts';

/** Error codes of OpenSSL and node:tls for a certificate that does not stand up. */
const UNTRUSTED =
  /^(?:CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_|PATH_LENGTH_|HOSTNAME_MISMATCH|ERR_TLS_CERT_)/;

/** The Problem of a server of ours (a resolver) whose certificate does not stand up; else null. */
export function trustProblem(error: unknown, name: string): ProblemError | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!UNTRUSTED.test(code)) return null;
  const [reason] = (error instanceof Error ? error.message : '').split('\n');
  const detail = `the certificate of ${name} is not trusted (--ca adds roots): ${reason ?? code}`;
  return new ProblemError('unsupported', detail);
}

/** The roots of Node and those given (DER), as PEM. */
export const trustedRoots = (given: readonly Uint8Array[]): string[] => [
  ...rootCertificates,
  ...given.map((der) => new X509Certificate(der).toString()),
];
