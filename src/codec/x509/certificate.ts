import { Reader } from '../base/reader.ts';
import {
  contextConstructed,
  contextPrimitive,
  isNext,
  note,
  readElement,
  readInside,
  readOptional,
  TAG,
  type Quirks,
} from '../der/element.ts';
import { readBitString, readInteger, readSmallInteger } from '../der/primitive.ts';
import { readTime } from '../der/time.ts';
import { readSignatureAlgorithm, type SignatureAlgorithm } from './algorithm.ts';
import { readExtensions, type Extensions } from './extension.ts';
import { readName, type Name } from './name.ts';
import { readPublicKey, type PublicKey } from './public-key.ts';

/** Certificate (RFC 5280, section 4.1). */
export interface Certificate {
  readonly der: Uint8Array;
  /** The bytes that are signed. */
  readonly tbs: Uint8Array;
  readonly version: number;
  readonly serial: bigint;
  readonly signatureAlgorithm: SignatureAlgorithm;
  /** The algorithm inside the signed part is the one outside (RFC 5280, section 4.1.1.2). */
  readonly algorithmsAgree: boolean;
  readonly signature: Uint8Array;
  readonly issuer: Name;
  readonly subject: Name;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: PublicKey;
  readonly extensions: Extensions;
  /** Departures from the rules that were tolerated. */
  readonly quirks: readonly string[];
}

const LARGEST = 0x4_0000;
const NO_EXTENSIONS: Extensions = { all: [], known: {}, broken: [], unknownCritical: [] };

type Tbs = Omit<
  Certificate,
  'der' | 'tbs' | 'signatureAlgorithm' | 'signature' | 'algorithmsAgree' | 'quirks'
> & { readonly algorithm: Uint8Array };

/** The bytes of what `decode` takes from the reader. */
function raw(reader: Reader, take: (reader: Reader) => unknown): Uint8Array {
  const start = reader.offset;
  take(reader);
  return reader.message.subarray(start, reader.offset);
}

/** Version ::= INTEGER { v1(0), v2(1), v3(2) } DEFAULT v1 (RFC 5280, section 4.1.2.1). */
function readVersion(reader: Reader, quirks: Quirks): number {
  const version = readOptional(reader, contextConstructed(0), (inner) =>
    readSmallInteger(inner, quirks),
  );
  if (version === 0) note(quirks, reader, 'v1 written out');
  if (version !== undefined && version > 2) note(quirks, reader, `version ${version + 1}`);
  return (version ?? 0) + 1;
}

/** CertificateSerialNumber: positive, at most 20 octets (RFC 5280, section 4.1.2.2). */
function readSerial(reader: Reader, quirks: Quirks): bigint {
  const serial = readInteger(reader, quirks);
  if (serial <= 0n) note(quirks, reader, 'serial number is not positive');
  if (serial >= 1n << 159n) note(quirks, reader, 'serial number of more than 20 octets');
  return serial;
}

/** TBSCertificate (RFC 5280, section 4.1.2). */
function readTbs(reader: Reader, quirks: Quirks): Tbs {
  const version = reader.in('version', (inner) => readVersion(inner, quirks));
  const serial = reader.in('serialNumber', (inner) => readSerial(inner, quirks));
  const algorithm = reader.in('signature', (inner) => raw(inner, readElement));
  const issuer = reader.in('issuer', (inner) => readName(inner, quirks));
  const [notBefore, notAfter] = reader.in('validity', (inner) =>
    readInside(inner, TAG.sequence, (content): [Date, Date] => [
      content.in('notBefore', (time) => readTime(time, quirks)),
      content.in('notAfter', (time) => readTime(time, quirks)),
    ]),
  );
  const subject = reader.in('subject', (inner) => readName(inner, quirks));
  const publicKey = reader.in('subjectPublicKeyInfo', (inner) => readPublicKey(inner, quirks));
  // issuerUniqueID and subjectUniqueID: out of use (RFC 5280, section 4.1.2.8).
  for (const tag of [contextPrimitive(1), contextPrimitive(2)]) {
    if (isNext(reader, tag)) readElement(reader);
  }
  const extensions = readOptional(reader, contextConstructed(3), (inner) =>
    inner.in('extensions', (list) => readExtensions(list, quirks)),
  );
  if (extensions !== undefined && version !== 3) {
    note(quirks, reader, `extensions in version ${version}`);
  }
  return {
    version,
    serial,
    algorithm,
    issuer,
    subject,
    notBefore,
    notAfter,
    publicKey,
    extensions: extensions ?? NO_EXTENSIONS,
  };
}

/** Decodes a certificate (RFC 5280, section 4.1). Throws a DecodeError. */
export function decodeCertificate(der: Uint8Array): Certificate {
  const quirks: Quirks = [];
  const reader = new Reader(der, 'Certificate');
  if (der.length > LARGEST) reader.fail(`${der.length} bytes, at most ${LARGEST} are read`);
  const certificate = readInside(reader, TAG.sequence, (content): Certificate => {
    const start = content.offset;
    const { algorithm, ...fields } = content.in('tbsCertificate', (inner) =>
      readInside(inner, TAG.sequence, (tbs) => readTbs(tbs, quirks)),
    );
    const tbs = der.subarray(start, content.offset);
    const outer = content.offset;
    const signatureAlgorithm = content.in('signatureAlgorithm', (inner) =>
      readSignatureAlgorithm(inner, quirks),
    );
    const algorithmsAgree = Buffer.compare(algorithm, der.subarray(outer, content.offset)) === 0;
    if (!algorithmsAgree) note(quirks, content, 'another signature algorithm inside than outside');
    const signature = content.in('signatureValue', (inner) => readBitString(inner, quirks).bytes);
    return { der, tbs, ...fields, signatureAlgorithm, algorithmsAgree, signature, quirks };
  });
  reader.end();
  return certificate;
}

/** The subject alone, for an index of many certificates. Throws a DecodeError. */
export function decodeSubject(der: Uint8Array): Name {
  const reader = new Reader(der, 'Certificate');
  const tbs = readElement(readElement(reader).content).content;
  if (isNext(tbs, contextConstructed(0))) readElement(tbs);
  for (let before = 0; before < 4; before += 1) readElement(tbs);
  return readName(tbs, []);
}
