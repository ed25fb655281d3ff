import { spawnSync } from 'node:child_process';

/**
 * A self-signed certificate and its key in PEM, made by openssl, which the tests need; `algorithm`
 * is what its -newkey takes.
 */
export function freshIdentity(algorithm: string, ...options: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(
    'openssl',
    [
      ...['req', '-x509', '-nodes', '-newkey', algorithm, ...options],
      ...['-keyout', '-', '-subj', '/CN=service.test', '-days', '30'],
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`openssl made no certificate: ${stderr}`);
  return stdout;
}

/** The certificate of an identity as the server sends it, in base64. */
export const certificateOf = (pem: string): string =>
  /-----BEGIN CERTIFICATE-----([^-]+)/.exec(pem)?.[1]?.replaceAll(/\s/g, '') ?? '';
