import { isOf } from '../../../codec/dns/answer.ts';
import { isBelow } from '../../../codec/dns/canonical.ts';
import { canonicalName } from '../../../codec/dns/name.ts';
import { RR_TYPES } from '../../../codec/iana/dns.ts';
import { algorithmName } from '../../../codec/iana/dnssec.ts';
import type { ChainDs, ChainKey, DnsDnssec } from '../../../evidence/kinds/dns/dnssec.ts';
import { answerTo, type Said } from '../transcript.ts';
import { rrsetsOf, type Rrset } from './rrset.ts';
import { verify, type Rules, type ZoneKey } from './verify.ts';

const { DNSKEY } = RR_TYPES;

/** RRsets of a zone that are looked at to learn which of its keys sign. */
const MOST_RRSETS = 24;

/** The RRsets that a zone signed, from whatever answer has them; its DNSKEY RRset left out. */
function signedBy(zone: string, transcript: readonly Said[]): readonly Rrset[] {
  const seen = new Map<string, Rrset>();
  for (const said of transcript) {
    const message = isBelow(said.name, zone) || zone === '.' ? answerTo(said) : null;
    if (message === null) continue;
    for (const rrset of [...rrsetsOf(message.answer), ...rrsetsOf(message.authority)]) {
      const own = rrset.signatures.some(({ data }) => canonicalName(data.signerName) === zone);
      if (own && rrset.type !== DNSKEY)
        seen.set(`${rrset.type} ${rrset.owner} ${said.server}`, rrset);
      if (seen.size >= MOST_RRSETS) return [...seen.values()];
    }
  }
  return [...seen.values()];
}

/** The keys of a zone with what is known of their signing other RRsets than the keys. */
export function withRoles(
  zone: string,
  keys: readonly ChainKey[],
  shown: readonly ZoneKey[],
  transcript: readonly Said[],
  rules: Rules,
): readonly ChainKey[] {
  const rrsets = signedBy(zone, transcript);
  if (rrsets.length === 0) return keys;
  const signing = new Set(
    rrsets.flatMap((rrset) =>
      verify(rrset, shown, zone, rules)
        .filter(({ result }) => result === 'valid')
        .map(({ rrsig }) => `${rrsig.keyTag} ${rrsig.algorithm}`),
    ),
  );
  return keys.map((key) => ({
    ...key,
    signsZone: signing.has(`${key.keyTag} ${key.algorithm}`),
  }));
}

/**
 * Algorithms of the DS set and of the keys that do not sign every RRset (RFC 4035, section 2.2; RFC
 * 6840, section 5.11); null where no keys are known.
 */
export function incompleteAlgorithms(
  zone: string,
  ds: readonly ChainDs[],
  keys: readonly ChainKey[],
  transcript: readonly Said[],
): string[] | null {
  if (keys.length === 0) return null;
  const own = keys.filter(({ zoneKey, revoked }) => zoneKey && !revoked);
  const published = new Set(own.map(({ algorithm }) => algorithm));
  const delegated = new Set(ds.map(({ algorithm }) => algorithm));
  const rrsets = transcript.flatMap((said) => {
    const message = said.name === zone || isBelow(said.name, zone) ? answerTo(said) : null;
    return message === null ? [] : rrsetsOf(message.answer);
  });
  const signed = rrsets.filter(
    ({ signatures }) =>
      signatures.length > 0 &&
      signatures.every(({ data }) => canonicalName(data.signerName) === zone),
  );
  const lacking = (algorithm: number, among: readonly Rrset[]): boolean =>
    among.some(({ signatures }) => !signatures.some(({ data }) => data.algorithm === algorithm));
  const onKeys = signed.filter(({ type }) => type === DNSKEY);
  const incomplete = [
    ...[...delegated].filter(
      (algorithm) => !published.has(algorithm) || lacking(algorithm, onKeys),
    ),
    ...[...published].filter((algorithm) => lacking(algorithm, signed)),
  ];
  return [...new Set(incomplete)].sort((a, b) => a - b).map(algorithmName);
}

/**
 * Whether keys are being exchanged: `underway` where two keys of one role sign, or a revoked one is
 * there (RFC 5011); `prepared` where another key or a DS record of one stands ready (RFC 7583).
 */
export function rolloverOf(
  ds: readonly ChainDs[],
  keys: readonly ChainKey[],
): NonNullable<DnsDnssec['rollover']> {
  const own = keys.filter(({ zoneKey }) => zoneKey);
  const live = own.filter(({ revoked }) => !revoked);
  const entries = live.filter(({ sep }) => sep);
  const others = live.filter(({ sep }) => !sep);
  const many = (role: readonly ChainKey[], signs: (key: ChainKey) => boolean | null): boolean =>
    role.filter((key) => signs(key) === true).length > 1;
  const both =
    many(entries, ({ signsKeys }) => signsKeys) || many(others, ({ signsZone }) => signsZone);
  if (both || own.length > live.length) return 'underway';
  const waiting = ds.some(({ matches }) => matches === 'none');
  return entries.length > 1 || others.length > 1 || waiting ? 'prepared' : 'none';
}

/** DNSKEY records in all answers, each once. */
export const dnskeysIn = (zone: string, transcript: readonly Said[]): readonly Rrset[] =>
  transcript.flatMap((said) => {
    const message = said.type === DNSKEY && said.name === zone ? answerTo(said) : null;
    if (message === null) return [];
    return rrsetsOf(message.answer).filter(
      ({ owner, type, records }) =>
        owner === zone && type === DNSKEY && records.some((record) => isOf(record, 'DNSKEY')),
    );
  });
