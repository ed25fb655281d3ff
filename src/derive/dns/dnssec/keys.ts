import type { TrustAnchor } from '../../../codec/dns/anchor.ts';
import { canonicalName } from '../../../codec/dns/name.ts';
import type { RdataOf } from '../../../codec/dns/rdata.ts';
import { RR_TYPES } from '../../../codec/iana/dns.ts';
import { algorithmName, DNSSEC_ALGORITHMS } from '../../../codec/iana/dnssec.ts';
import { importKey } from '../../../crypto/dnssec/key.ts';
import { rsaParts } from '../../../crypto/dnssec/rsa.ts';
import { dnsKeys, type DnsKeys } from '../../../evidence/kinds/dns/signing.ts';
import { dnsChain, dnsNameServers, dnsParent } from '../../../evidence/kinds/dns/observed.ts';
import { complete, cutShort, type Listing } from '../../../evidence/listing.ts';
import { absent, present, type Observation } from '../../../evidence/observation.ts';
import type { Problem } from '../../../evidence/problem.ts';
import { fromPresent, type Derivation, type DeriveContext } from '../../derivation.ts';
import { answerTo, transcriptOf, type Said } from '../transcript.ts';
import { cdsOf } from './cds.ts';
import { lookedAt, type Looked } from './looked.ts';
import { isAsked, parentOf, type Parent } from './parent-ds.ts';
import { VERIFIABLE } from './policy.ts';
import { dnskeysIn, withRoles } from './roles.ts';
import { isSigned, judgeZone, type Judged } from './status.ts';
import { describeDs, matchesOf, type Matched } from './trust.ts';
import { distinctKeys, keysOf, verify, type Rules, type ZoneKey } from './verify.ts';
import { describeKey, dnskeyIn } from './zone-keys.ts';

const { DNSKEY } = RR_TYPES;
/** Keys told of one zone. */
const MOST_KEYS = 256;
const RSA: readonly number[] = [1, 5, 7, 8, 10];

/**
 * The keys of a zone as all its servers show them, the DS records as all servers of the parent do,
 * and what CDS and CDNSKEY ask for. Absent where the zone has neither keys nor DS records. Example:
 * a DS record that one server of the parent does not show.
 */
export const dnsKeysDerivation: Derivation<DnsKeys> = {
  kind: dnsKeys,
  from: [dnsChain, dnsParent, dnsNameServers],
  derive: (context) =>
    fromPresent(context.get(dnsChain), (chain) => keysFact(lookedAt(chain, context), context)),
};

function keysFact(looked: Looked, context: DeriveContext): Observation<DnsKeys> {
  const { zone, chain, own, because } = looked;
  const { anchors, now } = context;
  const judged = judgeZone(looked, anchors, now, VERIFIABLE);
  const parent = parentOf(zone, context.get(dnsParent), transcriptOf(chain.exchanges), judged.walk);
  const records = zone === '.' ? anchorsOf(anchors) : parent.records;
  const signed = isSigned(looked, judged);
  if (signed === false && records.length === 0 && parent.because === null) {
    return absent(`${zone} has neither DNSKEY nor DS records`);
  }
  const rrsets = dnskeysIn(zone, judged.walk.transcript);
  const all = distinctKeys(rrsets.flatMap(keysOf));
  const keys = all.slice(0, MOST_KEYS);
  const matches = matchesOf({ by: 'ds', records }, all, zone);
  const items = keyItems(keys, matches, { looked, judged, rules: judged.walk });
  const unseen: Problem = { code: 'timeout', detail: `no keys of ${zone} were shown` };
  const short = tooMany(all) ?? because ?? (signed === null ? unseen : null);
  const listed = short === null ? complete(items) : cutShort(items, short);
  return present({
    zone,
    keys: listed,
    ds: dsItems(matches, parent),
    dsAnswered: parent.answered,
    cds: cdsOf({ zone, own, keys: items, shown: keys, matches, parent, rules: judged.walk }),
  });
}

const tooMany = ({ length }: readonly ZoneKey[]): Problem | null =>
  length > MOST_KEYS
    ? { code: 'limit', detail: `${length} keys, of which ${MOST_KEYS} are told` }
    : null;

const anchorsOf = (anchors: readonly TrustAnchor[]): readonly TrustAnchor['data'][] =>
  anchors.filter(({ zone }) => canonicalName(zone) === '.').map(({ data }) => data);

interface Seen {
  readonly looked: Looked;
  readonly judged: Judged;
  readonly rules: Rules;
}

type KeyItem = DnsKeys['keys']['items'][number];

function keyItems(
  keys: readonly ZoneKey[],
  matches: readonly Matched[],
  { looked, judged, rules }: Seen,
): readonly KeyItem[] {
  const { zone, own } = looked;
  const { transcript } = judged.walk;
  const attempts = dnskeysIn(zone, transcript).flatMap((rrset) => verify(rrset, keys, zone, rules));
  const described = keys.map((key) => describeKey(key, matches, attempts));
  const roles = withRoles(zone, described, keys, transcript, rules);
  const asked = own
    .filter((said) => isAsked(said, zone, DNSKEY))
    .flatMap((said) => shown(said, zone));
  return roles.flatMap((role, index) => {
    const key = keys[index];
    if (key === undefined) return [];
    const { data } = key;
    return [
      {
        ...role,
        label: `key ${role.keyTag} (${role.algorithmName})`,
        protocol: data.protocol,
        use: DNSSEC_ALGORITHMS.get(data.algorithm)?.signing ?? null,
        wellFormed: isWellFormed(data, role.bits),
        exponent: exponentOf(data),
        missingAt: [
          ...new Set(asked.flatMap(({ server, ids }) => (ids.has(key.id) ? [] : server))),
        ],
      },
    ];
  });
}

/** The server that answered when asked for the keys, and those that it showed; nothing where none did. */
function shown(
  said: Said,
  zone: string,
): readonly { readonly server: string; readonly ids: ReadonlySet<string> }[] {
  const message = answerTo(said);
  if (message === null) return [];
  const rrset = dnskeyIn(message.answer, zone);
  const ids = new Set(rrset === null ? [] : keysOf(rrset).map(({ id }) => id));
  return [{ server: said.server, ids }];
}

/** A key that we cannot read because its algorithm is not ours may still have the right length. */
function isWellFormed(data: RdataOf<'DNSKEY'>, bits: number | null): boolean | null {
  const imported = importKey(data);
  if (imported.ok) return true;
  if (imported.why === 'malformed') return false;
  return bits === null ? null : true;
}

function exponentOf({ algorithm, publicKey }: RdataOf<'DNSKEY'>): string | null {
  const parts = RSA.includes(algorithm) ? rsaParts(publicKey) : null;
  if (parts === null) return null;
  return BigInt(`0x0${Buffer.from(parts.exponent).toString('hex')}`).toString();
}

function dsItems(matches: readonly Matched[], parent: Parent): DnsKeys['ds'] {
  const items = matches.map((matched) => {
    const { record, tag } = matched;
    const described = describeDs(matched);
    return {
      ...described,
      label: `DS ${tag} (${algorithmName(record.algorithm)}, ${described.digestName})`,
      use: parent.useOf(record),
      beside: matches.some((other) => isStronger(other, matched)),
      missingAt: record.kind === 'DS' ? parent.missingAt(record) : [],
    };
  });
  const listing: Listing<(typeof items)[number]> =
    parent.because === null ? complete(items) : cutShort(items, parent.because);
  return listing;
}

/** A longer digest of the same key, of a type that is known. */
const isStronger = (other: Matched, { record, tag }: Matched): boolean =>
  other.record.kind === 'DS' &&
  record.kind === 'DS' &&
  other.tag === tag &&
  other.record.algorithm === record.algorithm &&
  VERIFIABLE.digests.has(other.record.digestType) &&
  other.record.digest.length > record.digest.length;
