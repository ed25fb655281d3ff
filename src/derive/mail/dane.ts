import { dnsTlsa } from '../../evidence/kinds/dns/observed.ts';
import type { DnsDane } from '../../evidence/kinds/dns/signing.ts';
import { mailAddressChains } from '../../evidence/kinds/mail/exchanges.ts';
import { mailDane, type MailDane } from '../../evidence/kinds/mail/transport.ts';
import { tlsCertificates } from '../../evidence/kinds/tls/certificates.ts';
import { present, type Observation } from '../../evidence/observation.ts';
import { sha256 } from '../../crypto/digest.ts';
import { fromPresent, type Derivation, type DeriveContext } from '../derivation.ts';
import { isStatus } from '../dns/dnssec/status.ts';
import { allOf, anyOf } from '../three-valued.ts';
import { readChains, type Chain } from '../tls/certificate-chains.ts';
import { shownByName } from '../tls/certificate.ts';
import {
  matchOf,
  strongest,
  unusable,
  type Matched,
  type Reference,
  type Tlsa,
} from './dane-match.ts';
import { danePlaceOf, type DanePlace } from './dane-place.ts';

/**
 * What senders with DANE make of an address of an exchange (RFC 7672): whether they rely on its TLSA
 * records, and whether those match each certificate that it shows. Absent where there are none.
 * Example: the key was changed, and the record was not.
 */
export const mailDaneDerivation: Derivation<MailDane> = {
  kind: mailDane,
  from: [dnsTlsa, mailAddressChains, tlsCertificates],
  derive: (context) => daneAt(context, null),
};

/** The same for mail to a domain, whose name certificates may bear as well; null for any domain. */
export function daneAt(context: DeriveContext, domain: string | null): Observation<MailDane> {
  const place = danePlaceOf(context);
  return fromPresent(place.dane, (dane) => present(conclude(dane, place, context, domain)));
}

function conclude(
  dane: DnsDane,
  { addressStatus, addressReason }: DanePlace,
  context: DeriveContext,
  domain: string | null,
): MailDane {
  const shown = shownBy(context);
  const hosts = [...new Set([context.target.host, baseOf(dane.owner)])];
  const reference = { hosts, domain, now: context.now };
  const compared = dane.records.map((record) => compare(record, shown, reference));
  const effective = strongest(compared.filter(({ usable }) => usable));
  const secure = allOf([
    isStatus(dane.status, 'secure'),
    addressStatus === null ? null : isStatus(addressStatus, 'secure'),
  ]);
  const byChain = shown.chains.map((chain, index) => ({
    chain,
    matches: anyOf(effective.map(({ byChain: found }) => found[index]?.matches ?? null)),
  }));
  const decided = allOf([...byChain.map(({ matches }) => matches), shown.because === null || null]);
  const lacking = byChain.find(({ matches }) => matches !== true) ?? byChain[0];
  const fact = {
    owner: dane.owner,
    status: dane.status,
    bogus: anyOf([
      addressStatus === null ? null : isStatus(addressStatus, 'bogus'),
      isStatus(dane.status, 'bogus'),
    ]),
    addressStatus,
    secure,
    records: compared.map((record) => described(record, shown)),
    usable: effective.length > 0,
    matches: effective.length === 0 || shown.none ? false : decided,
    rollover: effective.length > 1,
    proposal: lacking === undefined ? null : proposalFor(dane.owner, lacking.chain),
  };
  const byAddress = addressStatus === 'bogus' || dane.status === 'secure';
  const unsure = byAddress && dane.status !== 'bogus' ? addressReason : dane.reason;
  return { ...fact, reason: reasonOf(fact, unsure, shown) };
}

/** The host that TLSA records are for: their owner without port and transport. */
const baseOf = (owner: string): string => owner.replace(/^_25\._tcp\./, '');

/** The certificates that a server shows under its name. */
interface Shown {
  readonly chains: readonly Chain[];
  /** It offers no TLS, or no certificate: there is nothing to match. */
  readonly none: boolean;
  /** Why there may be others; null where these are all. */
  readonly because: string | null;
}

function shownBy(context: DeriveContext): Shown {
  const sent = context.get(tlsCertificates);
  if (sent.status === 'absent') return { chains: [], none: true, because: null };
  if (sent.status === 'unavailable') {
    return { chains: [], none: false, because: sent.problem.detail };
  }
  const { serverName, chains } = sent.value;
  const read = readChains(shownByName(serverName, chains.items));
  const unread = read.flatMap((one) => ('code' in one ? [one.detail] : []));
  const cut = chains.complete ? null : 'not every certificate was asked for';
  return {
    chains: read.flatMap((one) => ('leaf' in one ? [one] : [])),
    none: chains.complete && chains.items.length === 0,
    because: chains.because?.detail ?? unread[0] ?? cut,
  };
}

/** A record that was compared with each chain shown. */
interface Compared extends Tlsa {
  /** Why senders do not use it; null where they do. */
  readonly unfit: string | null;
  readonly byChain: readonly Matched[];
}

function compare(record: Tlsa, { chains }: Shown, reference: Reference): Compared {
  const unfit = unusable(record);
  const byChain = unfit === null ? chains.map((chain) => matchOf(record, chain, reference)) : [];
  return { ...record, usable: unfit === null, unfit, byChain };
}

/** It matches where one of the certificates is what it asks for. */
function described(
  { unfit, byChain, ...record }: Compared,
  { none, because }: Shown,
): MailDane['records'][number] {
  if (unfit !== null) return { ...record, matches: false, reason: unfit };
  if (none) return { ...record, matches: false, reason: 'the server offers no TLS' };
  const open = because === null ? [] : [{ matches: null, reason: because }];
  const all: readonly Matched[] = [...byChain, ...open];
  const matches = anyOf(all.map((one) => one.matches));
  const reason = all.find((one) => one.matches === matches)?.reason ?? 'no certificate is shown';
  return { ...record, matches, reason };
}

/** DANE-EE with the hash of the key: what the operator of a server can keep up best. */
const proposalFor = (owner: string, { leaf }: Chain): string =>
  `${owner}. IN TLSA 3 1 1 ${sha256(leaf.publicKey.der)}`;

/** What decides, in one sentence. */
function reasonOf(
  { owner, bogus, secure, usable, matches }: Omit<MailDane, 'reason'>,
  unsure: string,
  { chains, none, because }: Shown,
): string {
  if (bogus === true) return `Senders hold mail back: ${unsure}`;
  if (secure === false) return `Senders do not rely on ${owner}: ${unsure}`;
  if (secure === null) return `Whether senders rely on ${owner} is not known: ${unsure}`;
  if (!usable) return `Senders use none of the records at ${owner}`;
  if (none) return `${owner} asks for TLS, and the server offers none`;
  const shown = chains.length === 1 ? 'the certificate shown' : 'each certificate shown';
  if (matches === null) return `Whether ${owner} matches is not known: ${because ?? 'see records'}`;
  if (matches) return `${owner} matches ${shown}`;
  return `No record at ${owner} that counts matches ${shown}`;
}
