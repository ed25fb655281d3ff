import { sign, type KeyObject } from 'node:crypto';
import {
  bitString,
  boolean,
  element,
  explicit,
  integer,
  namedBits,
  octetString,
  oid,
  sequence,
  setOf,
  text,
  time,
} from '../../../src/codec/der/write.ts';
import { TAG } from '../../../src/codec/der/element.ts';

/** A certificate to be made; what is left out is as ordinary as can be. */
export interface Forgery {
  readonly subject: string | Uint8Array;
  readonly issuer: string | Uint8Array;
  readonly publicKey: KeyObject | Uint8Array;
  readonly signingKey: KeyObject;
  /** OID of the signature algorithm, and its hash in node:crypto. */
  readonly algorithm?: string;
  readonly digest?: string | null;
  readonly innerAlgorithm?: string;
  readonly serial?: bigint;
  readonly version?: Uint8Array;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly extensions?: readonly Uint8Array[];
}

export const commonName = (value: string): Uint8Array =>
  sequence(setOf(sequence(oid('2.5.4.3'), text(value))));

export const extension = (id: string, value: Uint8Array, critical = false): Uint8Array =>
  sequence(oid(id), ...(critical ? [boolean(true)] : []), octetString(value));

export const basicConstraints = (ca: boolean, pathLen?: number): Uint8Array =>
  extension(
    '2.5.29.19',
    sequence(...(ca ? [boolean(true)] : []), ...(pathLen === undefined ? [] : [integer(pathLen)])),
    true,
  );

export const keyCertSign = extension('2.5.29.15', namedBits([5, 6]), true);

export const dnsNames = (...names: readonly string[]): Uint8Array =>
  extension('2.5.29.17', sequence(...names.map((name) => text(name, 0x82))));

const ECDSA_SHA256 = '1.2.840.10045.4.3.2';

/** Makes a certificate with the project's own DER writer and a key of node:crypto. */
export function forge(forgery: Forgery): Uint8Array {
  const { subject, issuer, publicKey, signingKey, extensions = [] } = forgery;
  const algorithm = sequence(oid(forgery.algorithm ?? ECDSA_SHA256));
  const name = (value: string | Uint8Array): Uint8Array =>
    typeof value === 'string' ? commonName(value) : value;
  const tbs = sequence(
    forgery.version ?? explicit(0, integer(2)),
    integer(forgery.serial ?? 7n),
    forgery.innerAlgorithm === undefined ? algorithm : sequence(oid(forgery.innerAlgorithm)),
    name(issuer),
    sequence(
      time(forgery.notBefore ?? new Date('2030-01-01T00:00:00Z')),
      time(forgery.notAfter ?? new Date('2030-12-31T23:59:59Z')),
    ),
    name(subject),
    publicKey instanceof Uint8Array
      ? publicKey
      : new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })),
    ...(extensions.length > 0 ? [explicit(3, sequence(...extensions))] : []),
  );
  const digest = forgery.digest === undefined ? 'sha256' : forgery.digest;
  return sequence(tbs, algorithm, bitString(sign(digest, tbs, signingKey)));
}

/** A string type spelled out, for odd subjects. */
export const rawName = (tag: number, octets: Uint8Array): Uint8Array =>
  sequence(element(TAG.set, sequence(oid('2.5.4.3'), element(tag, octets))));
