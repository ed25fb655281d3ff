import { readFileSync } from 'node:fs';
import { decodeCertificate, type Certificate } from '../../../src/codec/x509/certificate.ts';
import { decodePem } from '../../../src/codec/x509/pem.ts';
import { parseRoots } from '../../../src/codec/x509/roots.ts';

/** The certificates of a PEM file below fixtures/certs, as DER. */
export const fixtureDer = (path: string): readonly Uint8Array[] =>
  decodePem(readFileSync(`fixtures/certs/${path}`, 'utf8')).map(({ bytes }) => bytes);

/** The certificates of a PEM file below fixtures/certs, decoded. */
export const fixture = (path: string): readonly Certificate[] =>
  fixtureDer(path).map(decodeCertificate);

/** The bundled roots. */
export const BUNDLED = parseRoots(readFileSync('rules/data/roots.pem', 'utf8'));
