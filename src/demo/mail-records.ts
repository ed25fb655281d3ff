import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { decodePem } from '../codec/x509/pem.ts';
import type { Identity } from './authority.ts';

/** Octets of a character-string of TXT (RFC 1035, section 3.3). */
const LONGEST_STRING = 255;

/** A line of a master file with a new DKIM key of so many bits (RFC 6376, section 3.6.1). */
export function dkimRecord(selector: string, rsaBits: number): string {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: rsaBits });
  const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const text = `v=DKIM1; k=rsa; p=${key}`;
  const strings = Array.from(
    { length: Math.ceil(text.length / LONGEST_STRING) },
    (_, index) => `"${text.slice(index * LONGEST_STRING, (index + 1) * LONGEST_STRING)}"`,
  );
  return `${selector}._domainkey TXT ${strings.join(' ')}`;
}

/**
 * Lines with TLSA records of the key of the server and of the key of its issuer, so that either can
 * be changed without a gap (RFC 7671, sections 5.1 and 5.2).
 */
export const tlsaRecords = (owner: string, { cert }: Identity): readonly string[] =>
  decodePem(cert).map(({ bytes }, index) => {
    const { publicKey } = new X509Certificate(bytes);
    const key = publicKey.export({ type: 'spki', format: 'der' });
    const digest = createHash('sha256').update(key).digest('hex');
    return `${owner} TLSA ${index === 0 ? DANE_EE : DANE_TA} 1 1 ${digest}`;
  });

const DANE_TA = 2;
const DANE_EE = 3;
