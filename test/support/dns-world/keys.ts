import {
  createHash,
  generateKeyPairSync,
  sign,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { keyTag, rdataOf, wireName } from '../../../src/codec/dns/canonical.ts';
import type { RdataOf } from '../../../src/codec/dns/rdata.ts';
import type { KeyPlan, ZoneKey } from './plan.ts';

const HASHES: Readonly<Record<number, string>> = {
  5: 'sha1',
  7: 'sha1',
  8: 'sha256',
  10: 'sha512',
  13: 'sha256',
  14: 'sha384',
};
const DIGESTS: Readonly<Record<number, string>> = { 1: 'sha1', 2: 'sha256', 4: 'sha384' };
const SEP = 1;
const REVOKE = 0x80;
const ZONE_KEY = 0x100;

/** RSA keys take long to find: a few serve all the worlds of a test file. */
const rsaKeys = new Map<string, KeyPair>();

type KeyPair = { readonly publicKey: KeyObject; readonly privateKey: KeyObject };

/** Makes a key; `index` tells those of one algorithm within a zone apart. */
export function makeKey(plan: KeyPlan, zone: string, index: number): ZoneKey {
  const { publicKey, privateKey } = pairFor(plan, `${zone} ${index}`);
  const flags =
    plan.flags ?? ZONE_KEY | (plan.role === 'zsk' ? 0 : SEP) | (plan.revoked === true ? REVOKE : 0);
  const data = {
    kind: 'DNSKEY' as const,
    flags,
    protocol: plan.protocol ?? 3,
    algorithm: plan.algorithm,
    publicKey: publicOctets(publicKey.export({ format: 'jwk' })),
  };
  const hash = HASHES[plan.algorithm] ?? null;
  return {
    plan,
    data,
    keyTag: keyTag(rdataOf(data)),
    sign: (bytes) => sign(hash, bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
  };
}

function pairFor({ algorithm, bits = 2048 }: KeyPlan, name: string): KeyPair {
  if (algorithm === 13) return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  if (algorithm === 14) return generateKeyPairSync('ec', { namedCurve: 'P-384' });
  if (algorithm === 15) return generateKeyPairSync('ed25519');
  if (algorithm === 16) return generateKeyPairSync('ed448');
  const kept =
    rsaKeys.get(`${bits} ${name}`) ?? generateKeyPairSync('rsa', { modulusLength: bits });
  rsaKeys.set(`${bits} ${name}`, kept);
  return kept;
}

/** RFC 3110 for RSA, RFC 6605 for ECDSA, RFC 8080 for EdDSA. */
function publicOctets({ e, n, x, y }: JsonWebKey): Uint8Array {
  const octets = (text = ''): Buffer => Buffer.from(text, 'base64url');
  if (e === undefined) return Buffer.concat([octets(x), octets(y)]);
  return Buffer.concat([Buffer.from([octets(e).length]), octets(e), octets(n)]);
}

/** The DS record of a key (RFC 4034, section 5.1); of zeros where the digest is not known. */
export function dsOf(
  zone: string,
  { data, keyTag: tag }: ZoneKey,
  digestType: number,
): RdataOf<'DS'> {
  const hash = DIGESTS[digestType];
  const digest =
    hash === undefined
      ? new Uint8Array(32)
      : createHash(hash).update(wireName(zone)).update(rdataOf(data)).digest();
  return { kind: 'DS', keyTag: tag, algorithm: data.algorithm, digestType, digest };
}
