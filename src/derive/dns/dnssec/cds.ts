import { isOf } from '../../../codec/dns/answer.ts';
import { keyTag, rdataOf } from '../../../codec/dns/canonical.ts';
import { canonicalName } from '../../../codec/dns/name.ts';
import type { RdataOf } from '../../../codec/dns/rdata.ts';
import { RR_TYPES } from '../../../codec/iana/dns.ts';
import { matchesDs } from '../../../crypto/dnssec/digest.ts';
import type { DnsKeys } from '../../../evidence/kinds/dns/signing.ts';
import { allOf, anyOf, type Known } from '../../three-valued.ts';
import { answerTo, type Said } from '../transcript.ts';
import { isAsked, type Parent } from './parent-ds.ts';
import { speaksFor } from './place.ts';
import { rrsetAt, rrsetsOf, type Rrset } from './rrset.ts';
import type { Matched } from './trust.ts';
import { distinctKeys, verify, type Rules, type ZoneKey } from './verify.ts';

const { CDS, CDNSKEY } = RR_TYPES;

/** What has to be known of a zone to say what its CDS and CDNSKEY records ask for. */
interface Child {
  readonly zone: string;
  readonly own: readonly Said[];
  readonly keys: readonly { readonly signsKeys: boolean }[];
  /** In the order of `keys`. */
  readonly shown: readonly ZoneKey[];
  readonly matches: readonly Matched[];
  readonly parent: Parent;
  readonly rules: Rules;
}

type Wish = RdataOf<'CDS'> | RdataOf<'CDNSKEY'>;

/** What the zone asks its parent for (RFC 7344; RFC 8078). */
export function cdsOf(child: Child): DnsKeys['cds'] {
  const { zone, own } = child;
  const asked = own.filter((said) => isAsked(said, zone, CDS) || isAsked(said, zone, CDNSKEY));
  const answers = asked.map((said) => wishesIn(said, zone));
  const published = asked.length === 0 ? null : anyOf(answers.map((one) => one && one.length > 0));
  const consistent = isConsistent(asked, answers);
  const wishes = answers.flatMap((one) => one ?? []);
  const none = { agree: null, signed: null, delete: null, applied: null, usable: null };
  if (wishes.length === 0) return { published, consistent, ...none };
  const cds = wishes.filter((wish) => wish.kind === 'CDS');
  const cdnskey = wishes.filter((wish) => wish.kind === 'CDNSKEY');
  const removes = wishes.some(({ algorithm }) => algorithm === 0);
  return {
    published,
    consistent,
    agree: cds.length === 0 || cdnskey.length === 0 || sameKeys(cds, cdnskey),
    signed: isSigned(child, asked),
    delete: removes,
    applied: isApplied(child, cds, cdnskey, removes),
    usable: removes || wishes.every((wish) => isUsable(wish, child)),
  };
}

/** The records of the type asked for; null where there is no answer of the zone. */
function wishesIn(said: Said, zone: string): readonly Wish[] | null {
  const message = answerTo(said);
  if (message === null) return null;
  const records = message.answer
    .filter(({ name, type }) => type === said.type && canonicalName(name) === zone)
    .flatMap(({ data }) => (data.kind === 'CDS' || data.kind === 'CDNSKEY' ? data : []));
  return records.length > 0 || speaksFor(message, zone) ? records : null;
}

/** Two servers at least have to answer for a difference to show. */
function isConsistent(asked: readonly Said[], answers: readonly (readonly Wish[] | null)[]): Known {
  const types = [CDS, CDNSKEY].map((type) => {
    const texts = answers.flatMap((one, index) =>
      one === null || asked[index]?.type !== type ? [] : [one.map(hex).sort().join(' ')],
    );
    if (new Set(texts).size > 1) return false;
    const silent = answers.some((one, index) => one === null && asked[index]?.type === type);
    return silent || texts.length === 0 ? null : true;
  });
  return allOf(types);
}

const hex = (wish: Wish): string => Buffer.from(rdataOf(wish)).toString('hex');

/** Both kinds name the same keys (RFC 7344, section 4). */
function sameKeys(cds: readonly RdataOf<'CDS'>[], cdnskey: readonly RdataOf<'CDNSKEY'>[]): boolean {
  const names = (set: readonly string[]): string => [...new Set(set)].sort().join();
  const byDs = cds.map(({ keyTag: tag, algorithm }) => `${algorithm === 0 ? 0 : tag} ${algorithm}`);
  const byKey = cdnskey.map((key) => `${key.algorithm === 0 ? 0 : tagOf(key)} ${key.algorithm}`);
  return names(byDs) === names(byKey);
}

const tagOf = (key: RdataOf<'CDNSKEY'>): number => keyTag(rdataOf(key));

/** By a key that the present DS records stand for (RFC 7344, section 4.1). */
function isSigned({ zone, matches, rules }: Child, asked: readonly Said[]): Known {
  const trusted = distinctKeys(matches.flatMap(({ keys }) => keys));
  if (trusted.length === 0) return null;
  const rrsets = asked.flatMap((said) => wishRrset(said, zone));
  return rrsets.every((rrset) =>
    verify(rrset, trusted, zone, rules).some(({ result }) => result === 'valid'),
  );
}

function wishRrset(said: Said, zone: string): readonly Rrset[] {
  const rrset = rrsetAt(rrsetsOf(answerTo(said)?.answer ?? []), zone, said.type);
  return rrset === undefined ||
    !rrset.records.some((record) => isOf(record, 'CDS') || isOf(record, 'CDNSKEY'))
    ? []
    : [rrset];
}

/** The DS set is the one that is asked for. */
function isApplied(
  { parent, zone }: Child,
  cds: readonly RdataOf<'CDS'>[],
  cdnskey: readonly RdataOf<'CDNSKEY'>[],
  removes: boolean,
): Known {
  const { records, because } = parent;
  if (removes) return because === null || records.length > 0 ? records.length === 0 : null;
  if (because !== null && records.length === 0) return null;
  const have = records.map((record) => rdataOf(record)).map(text);
  if (cds.length === 0) {
    const keys = cdnskey.map((key): RdataOf<'DNSKEY'> => ({ ...key, kind: 'DNSKEY' }));
    return (
      records.every((ds) => keys.some((key) => matchesDs(ds, zone, key) !== false)) &&
      keys.every((key) => records.some((ds) => matchesDs(ds, zone, key) !== false))
    );
  }
  const want = [...new Set(cds.map((one) => text(rdataOf(one))))];
  return want.length === new Set(have).size && want.every((one) => have.includes(one));
}

const text = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');

/** It stands for a key of the zone that signs the keys (RFC 7344, section 4.1). */
function isUsable(wish: Wish, { zone, shown, keys }: Child): boolean {
  const signing = shown.filter((_, index) => keys[index]?.signsKeys === true);
  return signing.some(({ data }) =>
    wish.kind === 'CDS'
      ? matchesDs({ ...wish, kind: 'DS' }, zone, data) === true
      : text(rdataOf({ ...wish, kind: 'DNSKEY' })) === text(rdataOf(data)),
  );
}
