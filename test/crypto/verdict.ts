import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeCertificate } from '../../src/codec/x509/certificate.ts';
import { findPath, type ChainVerdict } from '../../src/crypto/chain.ts';
import { trustStore } from '../../src/crypto/trust-store.ts';
import { BUNDLED } from '../codec/x509/fixture.ts';

/** The time at which most fixtures are valid. */
export const NOW = new Date('2030-06-01T00:00:00Z');

/** Judges a chain, leaf first, by our own code. */
export function judge(
  chain: readonly Uint8Array[],
  given: readonly Uint8Array[],
  time = NOW,
): ChainVerdict {
  const [leaf, ...sent] = chain.map(decodeCertificate);
  if (leaf === undefined) throw new Error('no leaf');
  return findPath(leaf, sent, trustStore(given, BUNDLED.certificates), time);
}

const pem = (certificates: readonly Uint8Array[]): string =>
  certificates
    .map((each) =>
      Buffer.from(each)
        .toString('base64')
        .replace(/.{64}(?=.)/g, '$&\n'),
    )
    .map((base64) => `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`)
    .join('');

/** What `openssl verify` says of the same certificates at the same time. */
export function opensslTrusts(chain: readonly Uint8Array[], given: readonly Uint8Array[]): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'chain-'));
  const file = (name: string, certificates: readonly Uint8Array[]): string => {
    const path = join(folder, name);
    writeFileSync(path, pem(certificates));
    return path;
  };
  const untrusted = chain.length > 1 ? ['-untrusted', file('sent.pem', chain.slice(1))] : [];
  try {
    execFileSync(
      'openssl',
      [
        ...['verify', '-no-CApath', '-no-CAstore', '-CAfile', file('roots.pem', given)],
        ...['-purpose', 'sslserver', '-attime', String(NOW.getTime() / 1000)],
        ...untrusted,
        file('leaf.pem', chain.slice(0, 1)),
      ],
      { stdio: 'pipe' },
    );
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
