import { canBeAsked } from '../walk/zone-of.ts';
import type { DnsQuery, Net } from '../../../net/net.ts';

/** A question without the server that it is put to. */
export type ZoneQuestion = Omit<DnsQuery, 'server'>;

/** Private use, so that no name has records of it (RFC 6895, section 3.1). */
const ABSENT_TYPE = 'TYPE65280';
const APEX_TYPES = [
  ...['SOA', 'NS', 'DNSKEY', 'A', 'AAAA', 'MX', 'TXT', 'CAA'],
  ...['CDS', 'CDNSKEY', 'NSEC3PARAM', ABSENT_TYPE],
];

/** What a zone is asked in the usual form: its apex, and a name that it does not have. */
export const contentQuestions = (
  zone: string,
  absentName: string,
): readonly { readonly name: string; readonly type: string }[] => [
  ...APEX_TYPES.map((type) => ({ name: zone, type })),
  { name: absentName, type: 'A' },
];

/** What each server of a zone is asked: its contents, and its SOA and keys in other ways. */
export const serverQuestions = (zone: string, absentName: string): readonly ZoneQuestion[] => [
  ...contentQuestions(zone, absentName).map((one) => ({ ...one, form: 'iterative' as const })),
  { name: zone, type: 'SOA', form: 'mixed-case' },
  { name: zone, type: 'SOA', form: 'no-edns' },
  { name: zone, type: 'SOA', form: 'iterative', transport: 'tcp' },
  { name: zone, type: 'DNSKEY', form: 'iterative', transport: 'tcp' },
];

/** A name in the zone that nobody has thought of. */
export function absentNameIn(zone: string, net: Net): string {
  const random = Buffer.from(net.random('absent name', 6)).toString('hex');
  const within = (label: string): string => (zone === '.' ? label : `${label}.${zone}`);
  const labels = [`assay-${random}`, random.slice(0, 1)];
  return labels.map(within).find(canBeAsked) ?? zone;
}
