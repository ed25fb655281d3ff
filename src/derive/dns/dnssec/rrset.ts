import { isOf, type RecordOf } from '../../../codec/dns/answer.ts';
import type { ResourceRecord } from '../../../codec/dns/message.ts';
import { canonicalName } from '../../../codec/dns/name.ts';
import { CLASS_IN, RR_TYPES, rrTypeName } from '../../../codec/iana/dns.ts';

/** Records of one name and type from one section, and the signatures beside them. */
export interface Rrset {
  /** In canonical form. */
  readonly owner: string;
  readonly type: number;
  readonly records: readonly ResourceRecord[];
  readonly signatures: readonly RecordOf<'RRSIG'>[];
}

/** Sections are read again and again: each has the same RRsets every time. */
const sections = new WeakMap<readonly ResourceRecord[], readonly Rrset[]>();

/** The RRsets of class IN in a section (RFC 2181, section 5), OPT and signatures left out. */
export function rrsetsOf(section: readonly ResourceRecord[]): readonly Rrset[] {
  const known = sections.get(section) ?? collected(section);
  sections.set(section, known);
  return known;
}

function collected(section: readonly ResourceRecord[]): readonly Rrset[] {
  const own = section.filter((record) => record.class === CLASS_IN);
  const signatures = Map.groupBy(
    own.filter((record) => isOf(record, 'RRSIG')),
    (record) => keyOf(record.name, record.data.typeCovered),
  );
  const data = own.filter(({ type }) => type !== RR_TYPES.RRSIG && type !== RR_TYPES.OPT);
  return [...Map.groupBy(data, ({ name, type }) => keyOf(name, type))].flatMap(([key, records]) => {
    const [first] = records;
    if (first === undefined) return [];
    const owner = canonicalName(first.name);
    return [{ owner, type: first.type, records, signatures: signatures.get(key) ?? [] }];
  });
}

const keyOf = (name: string, type: number): string => `${type} ${canonicalName(name)}`;

/** The RRset of a name, which is in canonical form, and a type. */
export const rrsetAt = (rrsets: readonly Rrset[], owner: string, type: number): Rrset | undefined =>
  rrsets.find((one) => one.owner === owner && one.type === type);

/** `name/type`, as facts name RRsets. */
export const rrsetName = ({ owner, type }: Pick<Rrset, 'owner' | 'type'>): string =>
  `${owner}/${rrTypeName(type)}`;

/** Names of the signers of an RRset, in canonical form. */
export const signersOf = ({ signatures }: Rrset): readonly string[] => [
  ...new Set(signatures.map(({ data }) => canonicalName(data.signerName))),
];
