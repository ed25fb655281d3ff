import { className, rrTypeName } from '../iana/dns.ts';
import type { ResourceRecord } from './message.ts';
import type { FieldsOf, KnownKind } from './rdata.ts';
import { RDATA_FORMS } from './rdata-form.ts';
import { rdataOf } from './canonical.ts';
import { absoluteName, presentHex } from './text-form.ts';

const wordsOf = <K extends KnownKind>(kind: K, data: FieldsOf<K>): readonly string[] =>
  RDATA_FORMS[kind].present(data);

/**
 * The data of a record as a master file has it (RFC 1035, section 5.1): printable ASCII only, names
 * with the trailing dot. Data that is not read, or that its own form cannot express, has the form of
 * RFC 3597, section 5.
 */
export function presentRdata({ data }: Pick<ResourceRecord, 'data'>): string {
  const words =
    data.kind === 'unknown' || data.kind === 'malformed' ? [] : wordsOf(data.kind, data);
  if (words.length > 0 && !words.includes('')) return words.join(' ');
  const octets = rdataOf(data);
  return `\\# ${octets.length} ${presentHex(octets)}`.trimEnd();
}

/** A record as one line of a master file: owner, TTL, class, type and data. */
export const presentRecord = (record: ResourceRecord): string =>
  [
    absoluteName(record.name),
    record.ttl,
    className(record.class),
    rrTypeName(record.type),
    presentRdata(record),
  ].join(' ');
