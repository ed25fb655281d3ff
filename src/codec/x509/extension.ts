import { DecodeError, type Reader } from '../base/reader.ts';
import {
  contextConstructed,
  contextPrimitive,
  isNext,
  note,
  readElement,
  readInside,
  readItems,
  readOptional,
  readSequenceOf,
  TAG,
  type Quirks,
} from '../der/element.ts';
import {
  readBoolean,
  readInteger,
  readNamedBits,
  readOctetString,
  readOid,
  readSmallInteger,
} from '../der/primitive.ts';
import { readGeneralName, type GeneralName } from './general-name.ts';

/** Names of the bits of KeyUsage, in order (RFC 5280, section 4.2.1.3). */
const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

/** GeneralSubtree (RFC 5280, section 4.2.1.10). */
export interface GeneralSubtree {
  readonly base: GeneralName;
  readonly minimum: number;
  readonly maximum: number | null;
}

/** The extensions that are decoded, under their names in RFC 5280, 6962 and 7633. */
export interface KnownExtensions {
  readonly subjectAltName: readonly GeneralName[];
  readonly basicConstraints: { readonly ca: boolean; readonly pathLen: number | null };
  readonly keyUsage: readonly (typeof KEY_USAGES)[number][];
  /** OIDs of the purposes. */
  readonly extKeyUsage: readonly string[];
  readonly subjectKeyIdentifier: Uint8Array;
  readonly authorityKeyIdentifier: {
    readonly keyIdentifier: Uint8Array | null;
    readonly serial: bigint | null;
  };
  readonly nameConstraints: {
    readonly permitted: readonly GeneralSubtree[];
    readonly excluded: readonly GeneralSubtree[];
  };
  readonly authorityInfoAccess: readonly {
    readonly method: string;
    readonly location: GeneralName;
  }[];
  /** The full names of all distribution points. */
  readonly crlDistributionPoints: readonly GeneralName[];
  /** OIDs of the policies. */
  readonly certificatePolicies: readonly string[];
  /** SignedCertificateTimestampList, not decoded further. */
  readonly signedCertificateTimestamps: Uint8Array;
  /** Numbers of TLS extensions; 5 is status_request ("must staple"). */
  readonly tlsFeature: readonly number[];
}

/** One extension as it stands in the certificate (RFC 5280, section 4.2). */
export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** What is wrong with an extension; of one that stands twice the first is decoded. */
export interface BrokenExtension {
  readonly oid: string;
  readonly critical: boolean;
  readonly twice: boolean;
  readonly reason: string;
}

/** All extensions of a certificate, and those known decoded. */
export interface Extensions {
  readonly all: readonly Extension[];
  readonly known: Partial<KnownExtensions>;
  /** Known extensions that could not be decoded, and any that stand there twice. */
  readonly broken: readonly BrokenExtension[];
  /** OIDs of critical extensions that are not decoded here. */
  readonly unknownCritical: readonly string[];
}

type Decoders = {
  readonly [K in keyof KnownExtensions]: {
    readonly oid: string;
    readonly decode: (reader: Reader, quirks: Quirks) => KnownExtensions[K];
  };
};

const readGeneralNames = (reader: Reader, quirks: Quirks): readonly GeneralName[] =>
  readSequenceOf(reader, (item) => readGeneralName(item, quirks));

const DECODERS: Decoders = {
  subjectAltName: { oid: '2.5.29.17', decode: readGeneralNames },
  basicConstraints: { oid: '2.5.29.19', decode: readBasicConstraints },
  keyUsage: {
    oid: '2.5.29.15',
    decode: (reader, quirks) =>
      readNamedBits(reader, quirks).flatMap((bit) => KEY_USAGES[bit] ?? []),
  },
  extKeyUsage: { oid: '2.5.29.37', decode: (reader) => readSequenceOf(reader, readOid) },
  subjectKeyIdentifier: { oid: '2.5.29.14', decode: (reader) => readOctetString(reader) },
  authorityKeyIdentifier: { oid: '2.5.29.35', decode: readAuthorityKeyIdentifier },
  nameConstraints: { oid: '2.5.29.30', decode: readNameConstraints },
  authorityInfoAccess: {
    oid: '1.3.6.1.5.5.7.1.1',
    decode: (reader, quirks) =>
      readSequenceOf(reader, (item) =>
        readInside(item, TAG.sequence, (content) => ({
          method: readOid(content),
          location: readGeneralName(content, quirks),
        })),
      ),
  },
  crlDistributionPoints: {
    oid: '2.5.29.31',
    decode: (reader, quirks) =>
      readSequenceOf(reader, (item) => readDistributionPoint(item, quirks)).flat(),
  },
  certificatePolicies: {
    oid: '2.5.29.32',
    decode: (reader) =>
      readSequenceOf(reader, (item) =>
        readInside(item, TAG.sequence, (content) => {
          const policy = readOid(content);
          content.bytes(content.remaining);
          return policy;
        }),
      ),
  },
  signedCertificateTimestamps: {
    oid: '1.3.6.1.4.1.11129.2.4.2',
    decode: (reader) => readOctetString(reader),
  },
  tlsFeature: {
    oid: '1.3.6.1.5.5.7.1.24',
    decode: (reader, quirks) => readSequenceOf(reader, (item) => readSmallInteger(item, quirks)),
  },
};

// The keys of an object of type Decoders are those of KnownExtensions.
const KNOWN = Object.keys(DECODERS) as readonly (keyof KnownExtensions)[];
const NAME_BY_OID = new Map(KNOWN.map((name) => [DECODERS[name].oid, name]));

/** BasicConstraints (RFC 5280, section 4.2.1.9); DEFAULT written out is noted. */
function readBasicConstraints(reader: Reader, quirks: Quirks): KnownExtensions['basicConstraints'] {
  return readInside(reader, TAG.sequence, (content) => {
    const written = isNext(content, TAG.boolean);
    const ca = written && content.in('cA', (inner) => readBoolean(inner, quirks));
    if (written && !ca) note(quirks, content, 'cA FALSE written out');
    const pathLen = content.remaining > 0 ? readSmallInteger(content, quirks) : null;
    return { ca, pathLen };
  });
}

/** AuthorityKeyIdentifier (RFC 5280, section 4.2.1.1). */
function readAuthorityKeyIdentifier(
  reader: Reader,
  quirks: Quirks,
): KnownExtensions['authorityKeyIdentifier'] {
  return readInside(reader, TAG.sequence, (content) => {
    const keyIdentifier = isNext(content, contextPrimitive(0))
      ? readOctetString(content, contextPrimitive(0))
      : null;
    readOptional(content, contextConstructed(1), (inner) => inner.bytes(inner.remaining));
    const serial = isNext(content, contextPrimitive(2))
      ? readInteger(content, quirks, contextPrimitive(2))
      : null;
    return { keyIdentifier, serial };
  });
}

/** NameConstraints (RFC 5280, section 4.2.1.10). */
function readNameConstraints(reader: Reader, quirks: Quirks): KnownExtensions['nameConstraints'] {
  const subtrees = (content: Reader): readonly GeneralSubtree[] =>
    readItems(content, (item) => readSubtree(item, quirks));
  return readInside(reader, TAG.sequence, (content) => ({
    permitted: readOptional(content, contextConstructed(0), subtrees) ?? [],
    excluded: readOptional(content, contextConstructed(1), subtrees) ?? [],
  }));
}

const readSubtree = (reader: Reader, quirks: Quirks): GeneralSubtree =>
  readInside(reader, TAG.sequence, (content) => ({
    base: readGeneralName(content, quirks),
    minimum: isNext(content, contextPrimitive(0))
      ? readSmallInteger(content, quirks, contextPrimitive(0))
      : 0,
    maximum: isNext(content, contextPrimitive(1))
      ? readSmallInteger(content, quirks, contextPrimitive(1))
      : null,
  }));

/** The full names of a DistributionPoint (RFC 5280, section 4.2.1.13). */
const readDistributionPoint = (reader: Reader, quirks: Quirks): readonly GeneralName[] =>
  readInside(reader, TAG.sequence, (content) => {
    const names = readOptional(content, contextConstructed(0), (point) =>
      readDistributionPointName(point, quirks),
    );
    content.bytes(content.remaining);
    return names ?? [];
  });

/** DistributionPointName: full names; null for one relative to the CRL's issuer. */
export function readDistributionPointName(
  reader: Reader,
  quirks: Quirks,
): readonly GeneralName[] | null {
  const full = readOptional(reader, contextConstructed(0), (inner) =>
    readItems(inner, (item) => readGeneralName(item, quirks)),
  );
  if (full === undefined) readElement(reader);
  return full ?? null;
}

/** Extension (RFC 5280, section 4.2); DEFAULT written out is noted. */
const readExtension = (reader: Reader, quirks: Quirks): Extension & { readonly inner: Reader } =>
  readInside(reader, TAG.sequence, (content) => {
    const oid = content.in('extnID', readOid);
    const written = isNext(content, TAG.boolean);
    const critical = written && content.in('critical', (inner) => readBoolean(inner, quirks));
    if (written && !critical) note(quirks, content, 'critical FALSE written out');
    return content.in(NAME_BY_OID.get(oid) ?? oid, () => {
      const { tag, content: inner } = readElement(content);
      if (tag !== TAG.octetString) content.fail('extnValue is no OCTET STRING');
      const value = inner.message.subarray(inner.offset, inner.offset + inner.remaining);
      return { oid, critical, value, inner };
    });
  });

/** Extensions (RFC 5280, section 4.2): one that is broken does not take the others with it. */
export function readExtensions(reader: Reader, quirks: Quirks): Extensions {
  const known: Partial<KnownExtensions> = {};
  const broken: BrokenExtension[] = [];
  const seen = new Set<string>();
  const all = readSequenceOf(reader, (item) => {
    const { inner, ...extension } = readExtension(item, quirks);
    const { oid, critical } = extension;
    const name = NAME_BY_OID.get(oid);
    if (seen.has(oid)) {
      broken.push({ oid, critical, twice: true, reason: `extension ${name ?? oid} stands twice` });
    } else if (name !== undefined) {
      try {
        const value = DECODERS[name].decode(inner, quirks);
        inner.end();
        Object.assign(known, { [name]: value });
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
        broken.push({ oid, critical, twice: false, reason: error.message });
      }
    }
    seen.add(oid);
    return extension;
  });
  const unknownCritical = all
    .filter(({ oid, critical }) => critical && !NAME_BY_OID.has(oid))
    .map(({ oid }) => oid);
  return { all, known, broken, unknownCritical };
}
