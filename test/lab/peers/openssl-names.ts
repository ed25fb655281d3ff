import type { TlsVersion } from '../../../src/evidence/kinds/tls/versions.ts';
import { run } from '../process.ts';

/** Names of suites that OpenSSL had once and 3.0 has no more (openssl-ciphers of 1.0.2). */
const LOST = `
NULL-MD5 EXP-RC4-MD5 RC4-MD5 RC4-SHA EXP-RC2-CBC-MD5 RC2-CBC-MD5 IDEA-CBC-SHA IDEA-CBC-MD5
EXP-DES-CBC-SHA DES-CBC-SHA DES-CBC-MD5 DES-CBC3-SHA DES-CBC3-MD5 RC4-64-MD5
EXP-DH-DSS-DES-CBC-SHA DH-DSS-DES-CBC-SHA DH-DSS-DES-CBC3-SHA EXP-DH-RSA-DES-CBC-SHA
DH-RSA-DES-CBC-SHA DH-RSA-DES-CBC3-SHA EXP-EDH-DSS-DES-CBC-SHA EDH-DSS-DES-CBC-SHA
EDH-DSS-DES-CBC3-SHA EXP-EDH-RSA-DES-CBC-SHA EDH-RSA-DES-CBC-SHA EDH-RSA-DES-CBC3-SHA
EXP-ADH-RC4-MD5 ADH-RC4-MD5 EXP-ADH-DES-CBC-SHA ADH-DES-CBC-SHA ADH-DES-CBC3-SHA
EXP1024-DES-CBC-SHA EXP1024-RC4-SHA EXP1024-RC4-MD5 EXP1024-RC2-CBC-MD5
EXP1024-DHE-DSS-DES-CBC-SHA EXP1024-DHE-DSS-RC4-SHA DHE-DSS-RC4-SHA
SEED-SHA DH-DSS-SEED-SHA DH-RSA-SEED-SHA DHE-DSS-SEED-SHA DHE-RSA-SEED-SHA ADH-SEED-SHA
ECDH-RSA-NULL-SHA ECDH-RSA-RC4-SHA ECDH-RSA-DES-CBC3-SHA ECDHE-RSA-RC4-SHA
ECDHE-RSA-DES-CBC3-SHA ECDHE-ECDSA-RC4-SHA ECDHE-ECDSA-DES-CBC3-SHA AECDH-RC4-SHA
AECDH-DES-CBC3-SHA PSK-RC4-SHA PSK-3DES-EDE-CBC-SHA SRP-3DES-EDE-CBC-SHA
SRP-RSA-3DES-EDE-CBC-SHA
`;

/** Names of suites up to TLS 1.2 that the openssl of this machine knows, for one version if given. */
export async function namesByOpenssl(flags: readonly string[] = []): Promise<readonly string[]> {
  const list = ['ciphers', ...flags, 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'];
  const { stdout } = await run('openssl', list);
  return stdout
    .trim()
    .split(':')
    .filter((name) => !name.startsWith('TLS_'));
}

/** Names of all suites that any OpenSSL of the lab may have. */
export const allNames = async (): Promise<readonly string[]> => [
  ...new Set([...LOST.trim().split(/\s+/), ...(await namesByOpenssl())]),
];

/** The suites that OpenSSL offers in a version with one group, named as in the registry. */
export function suitesWith(version: TlsVersion, group: string): string {
  if (version === 'TLS 1.3') return 'ALL:@SECLEVEL=0';
  return `${group.startsWith('ffdhe') ? 'kDHE' : 'kECDHE'}:@SECLEVEL=0`;
}
