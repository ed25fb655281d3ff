import { Reader } from '../base/reader.ts';
import {
  contextConstructed,
  contextPrimitive,
  readElement,
  readInside,
  readOptional,
  readSequenceOf,
  TAG,
  type Quirks,
} from '../der/element.ts';
import {
  readBitString,
  readInteger,
  readOctetString,
  readOid,
  readSmallInteger,
} from '../der/primitive.ts';
import { readGeneralizedTime } from '../der/time.ts';
import { integer, octetString, oid, sequence } from '../der/write.ts';
import {
  HASHES,
  readAlgorithmIdentifier,
  readSignatureAlgorithm,
  type SignatureAlgorithm,
} from './algorithm.ts';
import { readExtensions, type Extensions } from './extension.ts';
import { readName, type Name } from './name.ts';
import { reasonOf } from './revocation-reason.ts';

/** OCSPResponseStatus by number (RFC 6960, section 4.2.1). */
const RESPONSE_STATUS = [
  'successful',
  'malformedRequest',
  'internalError',
  'tryLater',
  null,
  'sigRequired',
  'unauthorized',
] as const;

/** CertID (RFC 6960, section 4.1.1): which certificate is meant, by hashes of its issuer. */
export interface CertId {
  /** Name of the hash; null where it is not known. */
  readonly hash: string | null;
  readonly issuerNameHash: Uint8Array;
  readonly issuerKeyHash: Uint8Array;
  readonly serial: bigint;
}

/** SingleResponse (RFC 6960, section 4.2.1). */
export interface SingleResponse {
  readonly certId: CertId;
  readonly status: 'good' | 'revoked' | 'unknown';
  readonly revokedAt: Date | null;
  /** CRLReason by name; null where none is given. */
  readonly revocationReason: string | null;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | null;
  readonly extensions: Extensions;
}

/** Who signed a response: by name, or by the SHA-1 of the key (RFC 6960, section 4.2.2.3). */
export type ResponderId =
  | { readonly by: 'name'; readonly name: Name }
  | { readonly by: 'key'; readonly keyHash: Uint8Array };

/** BasicOCSPResponse (RFC 6960, section 4.2.1). */
export interface BasicOcspResponse {
  /** The bytes that are signed. */
  readonly tbs: Uint8Array;
  readonly responderId: ResponderId;
  readonly producedAt: Date;
  readonly responses: readonly SingleResponse[];
  readonly extensions: Extensions;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
  /** Certificates of the responder, DER, not decoded. */
  readonly certificates: readonly Uint8Array[];
}

/** OCSPResponse: the status of the request, and what is said where that is `successful`. */
export interface OcspResponse {
  /** Name of OCSPResponseStatus, its number where it has none. */
  readonly status: string;
  readonly basic: BasicOcspResponse | null;
}

const LARGEST = 0x4_0000;
const BASIC = '1.3.6.1.5.5.7.48.1.1';
const NONE: Extensions = { all: [], known: {}, broken: [], unknownCritical: [] };

/** OID of the extension with an SCT list in a SingleResponse (RFC 6962, section 3.3). */
export const OCSP_SCT_LIST = '1.3.6.1.4.1.11129.2.4.5';

/** Decodes an OCSPResponse (RFC 6960, section 4.2.1). Throws a DecodeError. */
export function decodeOcspResponse(der: Uint8Array): OcspResponse {
  const reader = new Reader(der, 'OCSPResponse');
  if (der.length > LARGEST) reader.fail(`${der.length} bytes, at most ${LARGEST} are read`);
  const response = readInside(reader, TAG.sequence, (content): OcspResponse => {
    const number = content.in('responseStatus', (inner) =>
      readSmallInteger(inner, [], TAG.enumerated),
    );
    const basic = readOptional(content, contextConstructed(0), (explicit) =>
      explicit.in('responseBytes', readResponseBytes),
    );
    return { status: RESPONSE_STATUS[number] ?? String(number), basic: basic ?? null };
  });
  reader.end();
  return response;
}

/** ResponseBytes: null where the response is of another type than id-pkix-ocsp-basic. */
const readResponseBytes = (reader: Reader): BasicOcspResponse | null =>
  readInside(reader, TAG.sequence, (content) => {
    const type = content.in('responseType', readOid);
    return readInside(content, TAG.octetString, (octets) => {
      if (type === BASIC) return readBasic(octets);
      octets.bytes(octets.remaining);
      return null;
    });
  });

const readBasic = (reader: Reader): BasicOcspResponse =>
  readInside(reader, TAG.sequence, (content) => {
    const quirks: Quirks = [];
    const start = content.offset;
    const data = content.in('tbsResponseData', (inner) =>
      readInside(inner, TAG.sequence, (tbs) => readResponseData(tbs, quirks)),
    );
    const tbs = content.message.subarray(start, content.offset);
    const signatureAlgorithm = content.in('signatureAlgorithm', (inner) =>
      readSignatureAlgorithm(inner, quirks),
    );
    const signature = content.in('signature', (inner) => readBitString(inner, quirks).bytes);
    const certificates = readOptional(content, contextConstructed(0), (certs) =>
      readSequenceOf(certs, (item) => readElement(item).bytes),
    );
    return { tbs, ...data, signatureAlgorithm, signature, certificates: certificates ?? [] };
  });

function readResponseData(
  reader: Reader,
  quirks: Quirks,
): Pick<BasicOcspResponse, 'responderId' | 'producedAt' | 'responses' | 'extensions'> {
  readOptional(reader, contextConstructed(0), (version) => readSmallInteger(version, quirks));
  return {
    responderId: reader.in('responderID', (inner) => readResponderId(inner, quirks)),
    producedAt: reader.in('producedAt', readGeneralizedTime),
    responses: reader.in('responses', (inner) =>
      readSequenceOf(inner, (item) => readSingleResponse(item, quirks)),
    ),
    extensions: readExplicitExtensions(reader, quirks),
  };
}

/** Extensions under [1], of a response and of each of its answers alike. */
const readExplicitExtensions = (reader: Reader, quirks: Quirks): Extensions =>
  readOptional(reader, contextConstructed(1), (list) => readExtensions(list, quirks)) ?? NONE;

function readResponderId(reader: Reader, quirks: Quirks): ResponderId {
  const name = readOptional(reader, contextConstructed(1), (inner) => readName(inner, quirks));
  if (name !== undefined) return { by: 'name', name };
  const keyHash = readInside(reader, contextConstructed(2), (inner) => readOctetString(inner));
  return { by: 'key', keyHash };
}

const readSingleResponse = (reader: Reader, quirks: Quirks): SingleResponse =>
  readInside(reader, TAG.sequence, (content) => ({
    certId: content.in('certID', (inner) => readCertId(inner, quirks)),
    ...content.in('certStatus', (inner) => readCertStatus(inner, quirks)),
    thisUpdate: content.in('thisUpdate', readGeneralizedTime),
    nextUpdate:
      content.in('nextUpdate', (inner) =>
        readOptional(inner, contextConstructed(0), readGeneralizedTime),
      ) ?? null,
    extensions: readExplicitExtensions(content, quirks),
  }));

const readCertId = (reader: Reader, quirks: Quirks): CertId =>
  readInside(reader, TAG.sequence, (content) => ({
    hash: HASHES.get(readAlgorithmIdentifier(content).oid) ?? null,
    issuerNameHash: readOctetString(content),
    issuerKeyHash: readOctetString(content),
    serial: readInteger(content, quirks),
  }));

/** CertStatus: a CHOICE of good [0], revoked [1] and unknown [2]. */
function readCertStatus(
  reader: Reader,
  quirks: Quirks,
): Pick<SingleResponse, 'status' | 'revokedAt' | 'revocationReason'> {
  const revoked = readOptional(reader, contextConstructed(1), (info) => ({
    status: 'revoked' as const,
    revokedAt: info.in('revocationTime', readGeneralizedTime),
    revocationReason:
      readOptional(info, contextConstructed(0), (explicit) => reasonOf(explicit, quirks)) ?? null,
  }));
  if (revoked !== undefined) return revoked;
  const start = reader.offset;
  const { tag, content } = readElement(reader);
  content.end();
  const good = tag === contextPrimitive(0);
  if (!good && tag !== contextPrimitive(2)) reader.fail('no CertStatus', 'malformed', start);
  return { status: good ? 'good' : 'unknown', revokedAt: null, revocationReason: null };
}

/** An OCSPRequest for one certificate, without a nonce (RFC 6960, section 4.1.1; RFC 5019). */
export function encodeOcspRequest({
  hash,
  issuerNameHash,
  issuerKeyHash,
  serial,
}: CertId): Uint8Array {
  const algorithm = [...HASHES].find(([, name]) => name === hash)?.[0];
  if (algorithm === undefined) throw new RangeError(`no OID of the hash ${hash ?? 'unknown'}`);
  const certId = sequence(
    sequence(oid(algorithm), Uint8Array.of(TAG.null, 0)),
    octetString(issuerNameHash),
    octetString(issuerKeyHash),
    integer(serial),
  );
  return sequence(sequence(sequence(sequence(certId))));
}
