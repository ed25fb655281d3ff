import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isOf } from '../../../src/codec/dns/answer.ts';
import { labelCount, signedData } from '../../../src/codec/dns/canonical.ts';
import type { ResourceRecord } from '../../../src/codec/dns/message.ts';
import type { RdataOf } from '../../../src/codec/dns/rdata.ts';
import { parseZoneFile } from '../../../src/codec/dns/zone-file.ts';
import { tagOf } from '../../../src/crypto/dnssec/digest.ts';

/** The records of a zone in fixtures/wire/dns. */
export const fixture = (name: string): readonly ResourceRecord[] =>
  records(readFileSync(`fixtures/wire/dns/${name}.zone`, 'utf8'));

/** The records of lines of a master file. */
export const records = (text: string): readonly ResourceRecord[] =>
  parseZoneFile(text, { origin: '.', ttl: 3600 });

/** All keys among records. */
export const keysIn = (zone: readonly ResourceRecord[]): readonly RdataOf<'DNSKEY'>[] =>
  zone.filter((record) => isOf(record, 'DNSKEY')).map(({ data }) => data);

/** A record under another name, as a server expands a wildcard. */
export const renamed = (record: ResourceRecord, name: string): ResourceRecord => ({
  ...record,
  name,
});

/** A key pair that signs RRsets. */
export interface Signer {
  readonly key: RdataOf<'DNSKEY'>;
  readonly privateKey: KeyObject;
}

const octets = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64url');

/** A new key of an algorithm that node:crypto makes. */
export function newSigner(algorithm: number, { flags = 257, bits = 1024 } = {}): Signer {
  const { publicKey, privateKey } = newPair(algorithm, bits);
  const jwk = publicKey.export({ format: 'jwk' });
  const exponent = octets(jwk.e);
  const parts: readonly Buffer[] =
    jwk.kty === 'RSA'
      ? [Buffer.of(exponent.length), exponent, octets(jwk.n)]
      : [octets(jwk.x), octets(jwk.y)];
  return {
    key: { kind: 'DNSKEY', flags, protocol: 3, algorithm, publicKey: Buffer.concat(parts) },
    privateKey,
  };
}

function newPair(algorithm: number, bits: number): { publicKey: KeyObject; privateKey: KeyObject } {
  if (algorithm === 13) return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  if (algorithm === 14) return generateKeyPairSync('ec', { namedCurve: 'P-384' });
  if (algorithm === 15) return generateKeyPairSync('ed25519');
  if (algorithm === 16) return generateKeyPairSync('ed448');
  return generateKeyPairSync('rsa', { modulusLength: bits });
}

const HASHES: Readonly<Record<number, string>> = {
  5: 'sha1',
  7: 'sha1',
  8: 'sha256',
  10: 'sha512',
  13: 'sha256',
  14: 'sha384',
};

/** A signature over an RRset, with fields as given where they are. */
export function signed(
  { key, privateKey }: Signer,
  rrset: readonly ResourceRecord[],
  fields: Partial<RdataOf<'RRSIG'>> = {},
): RdataOf<'RRSIG'> {
  const [first] = rrset;
  if (first === undefined) throw new Error('nothing to sign');
  const rrsig: RdataOf<'RRSIG'> = {
    kind: 'RRSIG',
    typeCovered: first.type,
    algorithm: key.algorithm,
    labels: labelCount(first.name),
    originalTtl: 3600,
    expiration: 1_800_000_000,
    inception: 1_790_000_000,
    keyTag: tagOf(key),
    signerName: 'example',
    signature: new Uint8Array(),
    ...fields,
  };
  const options = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
  const data = signedData(rrsig, rrset);
  return { ...rrsig, signature: sign(HASHES[key.algorithm] ?? null, data, options) };
}

/** A time at which signatures of `signed` are valid. */
export const SIGNED_AT = new Date(1_795_000_000_000);
