import { Reader } from '../base/reader.ts';
import {
  contextConstructed,
  contextPrimitive,
  isNext,
  readElement,
  readInside,
  readOptional,
  TAG,
  type Quirks,
} from '../der/element.ts';
import { readBitString, readBoolean, readSmallInteger } from '../der/primitive.ts';
import { readTime } from '../der/time.ts';
import { integer } from '../der/write.ts';
import { readSignatureAlgorithm, type SignatureAlgorithm } from './algorithm.ts';
import { readDistributionPointName, readExtensions, type Extensions } from './extension.ts';
import type { GeneralName } from './general-name.ts';
import { readName, type Name } from './name.ts';
import { reasonOf } from './revocation-reason.ts';

/** IssuingDistributionPoint (RFC 5280, section 5.2.5): what a CRL covers. */
export interface IssuingDistributionPoint {
  /** Undefined where the CRL is not for one point; null for a name relative to the issuer's. */
  readonly names: readonly GeneralName[] | null | undefined;
  readonly onlyContainsUserCerts: boolean;
  readonly onlyContainsCaCerts: boolean;
  readonly onlySomeReasons: boolean;
  readonly indirectCrl: boolean;
  readonly onlyContainsAttributeCerts: boolean;
}

/** CertificateList (RFC 5280, section 5.1); its entries are read by `findRevoked`. */
export interface CertificateList {
  /** The bytes that are signed. */
  readonly tbs: Uint8Array;
  readonly issuer: Name;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | null;
  /** The content of revokedCertificates: entry after entry. */
  readonly revoked: Uint8Array;
  /** Null where the extension is not there. */
  readonly issuingDistributionPoint: IssuingDistributionPoint | null;
  /** It lists only changes to another CRL (RFC 5280, section 5.2.4). */
  readonly delta: boolean;
  /** OIDs of critical extensions that are not decoded here. */
  readonly unknownCritical: readonly string[];
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
}

/** An entry of a CRL. */
export interface RevokedCertificate {
  readonly revokedAt: Date;
  /** CRLReason by name; null where none is given. */
  readonly reason: string | null;
}

const LARGEST = 10 * 1024 * 1024;
const ISSUING_DISTRIBUTION_POINT = '2.5.29.28';
const DELTA_CRL_INDICATOR = '2.5.29.27';
const CRL_REASON = '2.5.29.21';

/** Decodes a CertificateList apart from its entries (RFC 5280, section 5.1). Throws a DecodeError. */
export function decodeCrl(der: Uint8Array): CertificateList {
  const reader = new Reader(der, 'CertificateList');
  if (der.length > LARGEST) reader.fail(`${der.length} bytes, at most ${LARGEST} are read`);
  const list = readInside(reader, TAG.sequence, (content): CertificateList => {
    const quirks: Quirks = [];
    const start = content.offset;
    const fields = content.in('tbsCertList', (inner) =>
      readInside(inner, TAG.sequence, (tbs) => readTbs(tbs, quirks)),
    );
    const tbs = content.message.subarray(start, content.offset);
    const signatureAlgorithm = content.in('signatureAlgorithm', (inner) =>
      readSignatureAlgorithm(inner, quirks),
    );
    const signature = content.in('signatureValue', (inner) => readBitString(inner, quirks).bytes);
    return { tbs, ...fields, signatureAlgorithm, signature };
  });
  reader.end();
  return list;
}

type Tbs = Omit<CertificateList, 'tbs' | 'signatureAlgorithm' | 'signature'>;

/** TBSCertList (RFC 5280, section 5.1.2). */
function readTbs(reader: Reader, quirks: Quirks): Tbs {
  if (isNext(reader, TAG.integer)) readSmallInteger(reader, quirks);
  reader.in('signature', readElement);
  const issuer = reader.in('issuer', (inner) => readName(inner, quirks));
  const thisUpdate = reader.in('thisUpdate', (inner) => readTime(inner, quirks));
  const timed = isNext(reader, TAG.utcTime) || isNext(reader, TAG.generalizedTime);
  const nextUpdate = timed ? reader.in('nextUpdate', (inner) => readTime(inner, quirks)) : null;
  const revoked = reader.in('revokedCertificates', (inner) =>
    readOptional(inner, TAG.sequence, (entries) => entries.bytes(entries.remaining)),
  );
  const extensions = readOptional(reader, contextConstructed(0), (inner) =>
    inner.in('crlExtensions', (list) => readExtensions(list, quirks)),
  );
  return {
    issuer,
    thisUpdate,
    nextUpdate,
    revoked: revoked ?? new Uint8Array(),
    ...scopeOf(extensions?.all ?? [], quirks),
  };
}

/** What the extensions say of the scope of a CRL. */
function scopeOf(
  extensions: Extensions['all'],
  quirks: Quirks,
): Pick<Tbs, 'issuingDistributionPoint' | 'delta' | 'unknownCritical'> {
  const point = extensions.find(({ oid }) => oid === ISSUING_DISTRIBUTION_POINT);
  const known = [ISSUING_DISTRIBUTION_POINT, DELTA_CRL_INDICATOR];
  return {
    issuingDistributionPoint:
      point === undefined
        ? null
        : readPoint(new Reader(point.value, 'issuingDistributionPoint'), quirks),
    delta: extensions.some(({ oid }) => oid === DELTA_CRL_INDICATOR),
    unknownCritical: extensions
      .filter(({ oid, critical }) => critical && !known.includes(oid))
      .map(({ oid }) => oid),
  };
}

function readPoint(reader: Reader, quirks: Quirks): IssuingDistributionPoint {
  const flag = (content: Reader, number: number): boolean =>
    isNext(content, contextPrimitive(number)) &&
    readBoolean(content, quirks, contextPrimitive(number));
  const point = readInside(reader, TAG.sequence, (content) => ({
    names: readOptional(content, contextConstructed(0), (name) =>
      readDistributionPointName(name, quirks),
    ),
    onlyContainsUserCerts: flag(content, 1),
    onlyContainsCaCerts: flag(content, 2),
    onlySomeReasons:
      isNext(content, contextPrimitive(3)) && readElement(content).content.remaining > 0,
    indirectCrl: flag(content, 4),
    onlyContainsAttributeCerts: flag(content, 5),
  }));
  reader.end();
  return point;
}

/** The content octets of an INTEGER without superfluous leading ones. */
function minimal(octets: Uint8Array): Uint8Array {
  let from = 0;
  while (
    from + 1 < octets.length &&
    ((octets[from] === 0 && (octets[from + 1] ?? 0) < 0x80) ||
      (octets[from] === 0xff && (octets[from + 1] ?? 0) >= 0x80))
  ) {
    from += 1;
  }
  return octets.subarray(from);
}

/**
 * The entry of a serial number, null where there is none. All entries are walked and none is kept,
 * so that a list of any length costs no memory. Throws a DecodeError where one of them is broken.
 */
export function findRevoked(
  { revoked }: CertificateList,
  serial: bigint,
): RevokedCertificate | null {
  const wanted = readElement(new Reader(integer(serial), 'serial'));
  const octets = wanted.content.bytes(wanted.content.remaining);
  const reader = new Reader(revoked, 'revokedCertificates');
  let found: RevokedCertificate | null = null;
  while (reader.remaining > 0) {
    readInside(reader, TAG.sequence, (entry) => {
      const own = readInside(entry, TAG.integer, (content) => content.bytes(content.remaining));
      if (Buffer.compare(minimal(own), octets) === 0) found = readEntry(entry);
      else entry.bytes(entry.remaining);
    });
  }
  return found;
}

/** An entry after its serial number (RFC 5280, section 5.3). */
function readEntry(reader: Reader): RevokedCertificate {
  const quirks: Quirks = [];
  const revokedAt = readTime(reader, quirks);
  const extensions = reader.remaining > 0 ? readExtensions(reader, quirks).all : [];
  const reason = extensions.find(({ oid }) => oid === CRL_REASON);
  return {
    revokedAt,
    reason: reason === undefined ? null : reasonOf(new Reader(reason.value, 'reasonCode'), quirks),
  };
}
