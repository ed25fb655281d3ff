import { isBelow } from '../../../codec/dns/canonical.ts';
import { RR_TYPES } from '../../../codec/iana/dns.ts';
import { algorithmName } from '../../../codec/iana/dnssec.ts';
import { dnsSignatures, type DnsSignatures } from '../../../evidence/kinds/dns/signing.ts';
import { dnsChain, dnsNameServers } from '../../../evidence/kinds/dns/observed.ts';
import { complete, cutShort, type Listing } from '../../../evidence/listing.ts';
import { absent, present, type Observation } from '../../../evidence/observation.ts';
import type { Problem } from '../../../evidence/problem.ts';
import { fromPresent, type Derivation, type DeriveContext } from '../../derivation.ts';
import { answerTo, type Said } from '../transcript.ts';
import { NOT_KNOWN_SIGNED, lookedAt, type Looked } from './looked.ts';
import { VERIFIABLE } from './policy.ts';
import { dnskeysIn } from './roles.ts';
import { rrsetName, rrsetsOf, signersOf, type Rrset } from './rrset.ts';
import { isSigned, judgeZone } from './status.ts';
import { distinctKeys, keysOf, verify, type Attempt, type Rules, type ZoneKey } from './verify.ts';

const { CNAME, DNAME, NS, NSEC, NSEC3, SOA } = RR_TYPES;

const DAY = 86_400;
const HOUR = 3600;
/** Signatures told of one zone. */
const MOST_SIGNATURES = 512;

/**
 * Every RRset that the servers of a zone answered, with each of its signatures under each key that
 * the zone shows, trusted or not. Absent where the zone is not signed. Example: a signature with two
 * hours left.
 */
export const dnsSignaturesDerivation: Derivation<DnsSignatures> = {
  kind: dnsSignatures,
  from: [dnsChain, dnsNameServers],
  derive: (context) =>
    fromPresent(context.get(dnsChain), (chain) =>
      signaturesFact(lookedAt(chain, context), context),
    ),
};

type Signature = DnsSignatures['signatures']['items'][number];

/** An RRset of the zone as one server answered it. */
interface Answered {
  readonly rrset: Rrset;
  readonly server: string;
}

function signaturesFact(
  looked: Looked,
  { anchors, now }: DeriveContext,
): Observation<DnsSignatures> {
  const { zone, own, because } = looked;
  const judged = judgeZone(looked, anchors, now, VERIFIABLE);
  const signed = isSigned(looked, judged);
  if (signed === false) return absent(`${zone} is not signed`);
  const { transcript } = judged.walk;
  const keys = distinctKeys(dnskeysIn(zone, transcript).flatMap(keysOf));
  const answered = transcript
    .filter((said) => own.includes(said))
    .flatMap((said) => rrsetsIn(said, zone));
  const signatures = merged(answered.flatMap((one) => signaturesOf(one, keys, zone, judged.walk)));
  const bare = answered.filter(({ rrset }) => rrset.signatures.length === 0);
  const unsigned = [...Map.groupBy(bare, ({ rrset }) => rrsetName(rrset))].map(([rrset, all]) => ({
    rrset,
    servers: [...new Set(all.map(({ server }) => server))],
  }));
  const reason = because ?? (signed === null ? NOT_KNOWN_SIGNED : null);
  return present({
    zone,
    signatures: capped(signatures, reason),
    unsigned: reason === null ? complete(unsigned) : cutShort(unsigned, reason),
  });
}

function capped(items: readonly Signature[], because: Problem | null): Listing<Signature> {
  if (items.length > MOST_SIGNATURES) {
    const detail = `${items.length} signatures, of which ${MOST_SIGNATURES} are told`;
    return cutShort(items.slice(0, MOST_SIGNATURES), { code: 'limit', detail });
  }
  const untried = items.some(({ result }) => result === 'not-tried');
  const open = because ?? (untried ? NOT_TRIED : null);
  return open === null ? complete(items) : cutShort(items, open);
}

const NOT_TRIED: Problem = { code: 'limit', detail: 'not every signature was verified' };

/**
 * What a zone has to sign of an answer: the answer section, and SOA and records of denial beside it.
 * What another zone holds or a DNAME makes (RFC 6672, section 5.3.1) is left out.
 */
function rrsetsIn(said: Said, zone: string): readonly Answered[] {
  const message = answerTo(said);
  if (message === null) return [];
  const answer = rrsetsOf(message.answer);
  const made = answer.some(({ type }) => type === DNAME);
  const proof = rrsetsOf(message.authority).filter(({ type }) =>
    [SOA, NSEC, NSEC3].some((one) => one === type),
  );
  return [...answer, ...proof]
    .filter((rrset) => isOwn(rrset, zone))
    .filter(({ type, signatures }) => !(made && type === CNAME && signatures.length === 0))
    .map((rrset) => ({ rrset, server: said.server }));
}

/** NS records below the apex are a delegation, and signers between it and the owner zones below. */
function isOwn(rrset: Rrset, zone: string): boolean {
  const { owner, type } = rrset;
  if (!isBelow(owner, zone) || ((type === NS || type === SOA) && owner !== zone)) return false;
  return !signersOf(rrset).some(
    (signer) => signer !== zone && isBelow(signer, zone) && isBelow(owner, signer),
  );
}

function signaturesOf(
  { rrset, server }: Answered,
  keys: readonly ZoneKey[],
  zone: string,
  rules: Rules,
): readonly Signature[] {
  const ttl = Math.max(...rrset.records.map((record) => record.ttl));
  return verify(rrset, keys, zone, rules).map((attempt) =>
    describe(rrsetName(rrset), server, ttl, attempt, rules.now),
  );
}

function describe(
  rrset: string,
  server: string,
  ttl: number,
  { rrsig, result }: Attempt,
  now: Date,
): Signature {
  const { inception, expiration } = rrsig;
  const span = expiration - inception;
  const left = expiration - now.getTime() / 1000;
  return {
    rrset,
    keyTag: rrsig.keyTag,
    algorithm: algorithmName(rrsig.algorithm),
    result,
    inception: new Date(inception * 1000).toISOString(),
    expiration: new Date(expiration * 1000).toISOString(),
    lifetimeDays: span / DAY,
    hoursLeft: left / HOUR,
    shareLeft: span <= 0 ? 0 : Math.min(1, Math.max(0, left / span)),
    ttl,
    originalTtl: rrsig.originalTtl,
    ttlBeyondExpiration: left > 0 && ttl > left,
    servers: [server],
  };
}

/** The same signature from several servers is one. */
function merged(signatures: readonly Signature[]): readonly Signature[] {
  const same = Map.groupBy(
    signatures,
    ({ rrset, keyTag, algorithm, result, inception, expiration }) =>
      [rrset, keyTag, algorithm, result, inception, expiration].join(' '),
  );
  return [...same.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const ttl = Math.max(...all.map((one) => one.ttl));
    const servers = [...new Set(all.flatMap((one) => one.servers))];
    const beyond = all.some(({ ttlBeyondExpiration }) => ttlBeyondExpiration);
    return [{ ...first, ttl, ttlBeyondExpiration: beyond, servers }];
  });
}
