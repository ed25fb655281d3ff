import { canonicalName } from '../../../src/codec/dns/name.ts';
import type { ResourceRecord } from '../../../src/codec/dns/message.ts';
import type { RdataOf } from '../../../src/codec/dns/rdata.ts';
import { rrTypeName, RR_TYPES } from '../../../src/codec/iana/dns.ts';
import { makeKey } from './keys.ts';
import type { Answered } from './lookup.ts';
import type { Fault, FaultName } from './plan.ts';
import type { SignatureSpec } from './sign.ts';

const { DNSKEY, NSEC, NSEC3, RRSIG } = RR_TYPES;
const DAY = 86_400;

/** Where a fault takes hold: a signature, the records once signed, the DS records, an answer. */
interface Planted {
  readonly signature?: (spec: SignatureSpec) => SignatureSpec | null;
  readonly records?: (records: readonly ResourceRecord[]) => ResourceRecord[];
  readonly ds?: (ds: readonly RdataOf<'DS'>[]) => RdataOf<'DS'>[];
  readonly answer?: (answered: Answered) => Answered;
}

const FAULTS: Readonly<Record<FaultName, Planted>> = {
  expired: {
    signature: (spec) => ({
      ...spec,
      inception: spec.inception - 60 * DAY,
      expiration: spec.inception - 30 * DAY,
    }),
  },
  'not-yet-valid': {
    signature: (spec) => ({
      ...spec,
      inception: spec.expiration + 30 * DAY,
      expiration: spec.expiration + 60 * DAY,
    }),
  },
  'corrupted-signature': { signature: (spec) => ({ ...spec, corrupt: true }) },
  'missing-signature': { signature: () => null },
  'wrong-signer': { signature: (spec) => ({ ...spec, zone: `other.${spec.zone}` }) },
  'unknown-key': {
    signature: (spec) => ({ ...spec, key: makeKey(spec.key.plan, `unknown.${spec.zone}`, 0) }),
  },
  'too-many-labels': { signature: (spec) => ({ ...spec, labels: spec.labels + 1 }) },
  'missing-dnskey': { records: (records) => without(records, [DNSKEY]) },
  'missing-ds': { ds: () => [] },
  'wrong-ds': {
    ds: (ds) => ds.map((one) => ({ ...one, keyTag: one.keyTag ^ 1, digest: flipped(one.digest) })),
  },
  'wrong-digest': { ds: (ds) => ds.map((one) => ({ ...one, digest: flipped(one.digest) })) },
  'unsupported-digest': { ds: (ds) => ds.map((one) => ({ ...one, digestType: 250 })) },
  'stripped-denial': { answer: (answered) => withoutDenial(answered) },
  'wrong-denial': { records: sameDenial },
  'stripped-wildcard-proof': {
    answer: (answered) => (answered.answer.length > 0 ? withoutDenial(answered) : answered),
  },
};

/** All faults of a zone in one. */
export function plantedBy(faults: readonly Fault[]): Required<Planted> {
  const all = faults.map((fault) => (typeof fault === 'string' ? { fault } : fault));
  return {
    signature: (spec) =>
      all.reduce<SignatureSpec | null>((made, { fault, types, names }) => {
        const { signature } = FAULTS[fault];
        if (made === null || signature === undefined) return made;
        return concerns(made.rrset, types, names) ? signature(made) : made;
      }, spec),
    records: (records) =>
      all.reduce<ResourceRecord[]>(
        (left, { fault }) => FAULTS[fault].records?.(left) ?? left,
        [...records],
      ),
    ds: (ds) =>
      all.reduce<RdataOf<'DS'>[]>((left, { fault }) => FAULTS[fault].ds?.(left) ?? left, [...ds]),
    answer: (answered) =>
      all.reduce((left, { fault }) => FAULTS[fault].answer?.(left) ?? left, answered),
  };
}

function concerns(
  [first]: readonly ResourceRecord[],
  types: readonly string[] | undefined,
  names: readonly string[] | undefined,
): boolean {
  if (first === undefined) return false;
  const named = names?.some((name) => canonicalName(name) === canonicalName(first.name)) ?? true;
  return named && (types?.includes(rrTypeName(first.type)) ?? true);
}

const covered = ({ type, data }: ResourceRecord): number =>
  type === RRSIG && data.kind === 'RRSIG' ? data.typeCovered : type;

const without = (records: readonly ResourceRecord[], types: readonly number[]): ResourceRecord[] =>
  records.filter((record) => !types.includes(covered(record)));

const withoutDenial = (answered: Answered): Answered => ({
  ...answered,
  authority: without(answered.authority, [NSEC, NSEC3]),
});

/** Leaves one record of the chain: it is signed, but seldom the one that is needed. */
function sameDenial(records: readonly ResourceRecord[]): ResourceRecord[] {
  const kept = records.find(({ type }) => type === NSEC || type === NSEC3);
  return records.filter(
    (record) =>
      ![NSEC, NSEC3].some((type) => type === covered(record)) || record.name === kept?.name,
  );
}

const flipped = (digest: Uint8Array): Uint8Array => digest.map((octet) => octet ^ 0xff);
