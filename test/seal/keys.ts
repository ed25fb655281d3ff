import { createPublicKey } from 'node:crypto';
import { signingKey, verifyingKey, type Key } from '../../src/seal/key.ts';

/** The private halves of RFC 8032, section 7.1, by the number of the test. */
export const SEEDS = [
  '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
  '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
  'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
] as const;

/** PKCS #8 of Ed25519 as far as the 32 bytes of the seed (RFC 8410, section 7). */
const PKCS8 = '302e020100300506032b657004220420';

const pemOf = (label: string, der: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64')}\n-----END ${label}-----\n`;

/** Both halves of a pair as PEM. */
export function pairOf(seed: string): { readonly secret: string; readonly open: string } {
  const secret = pemOf('PRIVATE KEY', Buffer.from(PKCS8 + seed, 'hex'));
  const der = createPublicKey(secret).export({ type: 'spki', format: 'der' });
  return { secret, open: pemOf('PUBLIC KEY', der) };
}

/** Keys that sign, and those that verify what they sign. */
export const [ANNA, BERT, CARL] = [keysOf(SEEDS[0]), keysOf(SEEDS[1]), keysOf(SEEDS[2])];

function keysOf(seed: string): { readonly signs: Key; readonly verifies: Key } {
  const { secret, open } = pairOf(seed);
  return { signs: signingKey(secret), verifies: verifyingKey(open) };
}
