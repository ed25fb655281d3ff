import { sameName, canonicalName } from '../../codec/dns/name.ts';
import { addressOctets, isSpecialAddress } from '../../codec/dns/special-address.ts';
import {
  mailExchanges,
  mailMx,
  type MailExchanges,
  type MailMx,
} from '../../evidence/kinds/mail/exchanges.ts';
import { present } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { anyOf, type Known } from '../three-valued.ts';
import { recordedRrset } from './recorded.ts';

type Exchange = MailExchanges['exchanges'][number];

/**
 * Reads the MX records with the answers for the names in them. A name is an alias, or does not exist,
 * as the resolver answered. Example: `10 192.0.2.1.` is an address in place of a name.
 */
export const mailExchangesDerivation: Derivation<MailExchanges> = {
  kind: mailExchanges,
  from: [mailMx],
  derive: (context) =>
    fromPresent(context.get(mailMx), (mx) => present(readExchanges(context.target.host, mx))),
};

/** What the MX records of a domain say. */
export function readExchanges(domain: string, mx: MailMx): MailExchanges {
  const count = Map.groupBy(mx.exchanges, ({ host }) => canonicalName(host));
  return {
    state: stateOf(domain, mx),
    exchanges: mx.exchanges.map(({ host, preference, addresses }) => {
      const found = foundAt(host, mx);
      return {
        host,
        preference,
        addresses,
        alias: found.find(({ owner }) => !sameName(owner, host))?.owner ?? null,
        literal: isLiteral(host),
        missing: host === '.' ? false : missingOf(found),
        placeholder: isPlaceholder(host),
        repeated: (count.get(canonicalName(host))?.length ?? 0) > 1,
        special: addresses.items.filter(isSpecialAddress),
      };
    }),
  };
}

/** Exchanges that somebody could deliver to by name, each name once, in lower case. */
export const deliverable = ({ exchanges }: MailExchanges): readonly string[] => [
  ...new Set(exchanges.filter(isServer).map(({ host }) => canonicalName(host))),
];

const isServer = ({ literal, placeholder }: Exchange): boolean => !literal && !placeholder;

function stateOf(domain: string, mx: MailMx): MailExchanges['state'] {
  if (mx.nullMx) return 'null-mx';
  const { length } = mx.exchanges;
  if (length > 1 && mx.exchanges.some(({ host }) => host === '.')) return 'null-mx-mixed';
  if (length > 0) return 'exchanges';
  const addressed = hasAddress(domain, mx);
  if (addressed === null) return null;
  return addressed ? 'implicit' : 'none';
}

function hasAddress(domain: string, { answers }: MailMx): Known {
  const [a, aaaa] = [
    recordedRrset(answers, domain, 'A'),
    recordedRrset(answers, domain, 'AAAA'),
  ].map((rrset) => rrset && rrset.records.length > 0);
  return anyOf([a ?? null, aaaa ?? null]);
}

/** Where a name leads, and whether that exists; by the answers for A and AAAA. */
interface Found {
  readonly owner: string;
  readonly exists: boolean;
}

const foundAt = (host: string, { answers }: MailMx): readonly Found[] =>
  [recordedRrset(answers, host, 'A'), recordedRrset(answers, host, 'AAAA')].filter(
    (rrset) => rrset !== null,
  );

/** What is there for one type is there; NXDOMAIN counts for all types (RFC 8020). */
const missingOf = (found: readonly Found[]): Known =>
  found.length === 0 ? null : found.every(({ exists }) => !exists);

/** An address, also as mail addresses have it in brackets (RFC 5321, section 4.1.3). */
const isLiteral = (host: string): boolean =>
  addressOctets(host.replace(/^\[(?:IPv6:)?/i, '').replace(/\]$/, '')) !== null;

/** Names that stand for no server (RFC 6761, sections 6.3 and 6.4), such as `ms123.msv1.invalid`. */
const isPlaceholder = (host: string): boolean =>
  ['', 'localhost', 'invalid'].includes(canonicalName(host).split('.').at(-1) ?? '');
