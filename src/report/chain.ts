import {
  dnsDnssec,
  type ChainDs,
  type ChainKey,
  type ChainLink,
  type DnsDnssec,
  type DnssecCause,
  type DnssecFault,
  type DnssecStatus,
} from '../evidence/kinds/dns/dnssec.ts';
import { valueAt } from './observed.ts';
import type { Report } from './report.ts';

/** The chain of trust of a target, which is a zone. */
export interface Chain extends DnsDnssec {
  readonly target: string;
  readonly links: readonly Link[];
}

/** One zone of the chain with what is wrong there. */
export interface Link extends ChainLink {
  readonly faults: readonly DnssecFault[];
  /** What is said of it beyond its faults; null where it is secure or a fault says the same. */
  readonly remark: string | null;
  /** A key that the zone above vouches for signs the DNSKEY RRset. */
  readonly anchored: boolean;
}

/** The chains of trust of a report, one for each zone. */
export const chainsOf = (report: Report): readonly Chain[] =>
  report.targets.flatMap(({ id }) => {
    const dnssec = valueAt(report, dnsDnssec, { target: id });
    if (dnssec === null) return [];
    return [{ ...dnssec, target: id, links: dnssec.chain.map((link) => linkOf(link, dnssec)) }];
  });

function linkOf(link: ChainLink, { faults }: DnsDnssec): Link {
  const own = faults.items.filter(({ zone }) => zone === link.zone);
  const told = link.status === 'secure' || own.some(({ sentence }) => sentence === link.reason);
  return {
    ...link,
    faults: own,
    remark: told ? null : link.reason,
    anchored: link.keys.some(({ trusted, signsKeys }) => trusted && signsKeys),
  };
}

/** The symbol that stands beside the word of a status. */
export const STATUS_SYMBOLS: Readonly<Record<DnssecStatus, string>> = {
  secure: '✓',
  insecure: '–',
  bogus: '✗',
  indeterminate: '?',
};

/** Causes in a few words, for labels. */
export const CAUSE_WORDS: Readonly<Record<DnssecCause, string>> = {
  'ds-no-matching-key': 'no such key',
  'ds-digest-mismatch': 'digest differs',
  'dnskey-missing': 'no keys',
  'dnskey-not-signed-by-ds-key': 'keys not signed',
  'signature-missing': 'no signature',
  'signature-invalid': 'does not verify',
  'signature-expired': 'expired',
  'signature-not-yet-valid': 'not yet valid',
  'signature-key-missing': 'signing key missing',
  'signature-signer': 'wrong signer',
  'signature-labels': 'wrong label count',
  'key-revoked': 'revoked key',
  'key-not-zone-key': 'not a zone key',
  'key-malformed': 'unreadable key',
  'denial-missing': 'no proof of absence',
  'denial-invalid': 'proof invalid',
  'denial-incomplete': 'proof incomplete',
  'wildcard-unproven': 'wildcard not proven',
  'anchor-mismatch': 'anchor differs',
  'alias-loop': 'alias loop',
  'limit-reached': 'limit reached',
  'ds-absent': 'DS proven absent',
  'opt-out': 'opt-out',
  'algorithm-unsupported': 'algorithm unknown',
  'digest-unsupported': 'digest unknown',
  'nsec3-iterations': 'too many iterations',
  'ancestor-insecure': 'insecure above',
  'resolver-only': 'resolver only',
  'no-answer': 'no answer',
};

/** How a zone is shown: the root has no name of its own. */
export const zoneName = (zone: string): string => (zone === '.' ? '. (root)' : zone);

/** What a key is there for, by what it does and then by its SEP flag. */
export function roleOf({ sep, trusted, signsKeys, signsZone }: ChainKey): 'CSK' | 'KSK' | 'ZSK' {
  if (signsKeys && signsZone === true) return 'CSK';
  return sep || trusted || signsKeys ? 'KSK' : 'ZSK';
}

/** `RSASHA256 2048`; the size of others than RSA follows from the algorithm. */
export const algorithmText = ({ algorithmName, bits }: ChainKey): string =>
  algorithmName.startsWith('RSA') && bits !== null ? `${algorithmName} ${bits}` : algorithmName;

/** A key is trusted from above and its signature over the keys does not hold. */
export const failsKeys = (key: ChainKey): boolean => key.trusted && !key.signsKeys;

/** What a key does, in words: signatures that do not hold are none. */
export function dutiesOf(key: ChainKey): string {
  const duties = [
    ...(key.signsKeys ? ['the keys'] : []),
    ...(key.signsZone === true ? ['the zone'] : []),
  ];
  const signs = duties.length === 0 ? 'no valid signature seen' : `signs ${duties.join(' and ')}`;
  return [
    ...(failsKeys(key) ? ['trusted, but no valid signature over the keys'] : []),
    ...(failsKeys(key) && duties.length === 0 ? [] : [signs]),
    ...(key.revoked ? ['revoked'] : []),
    ...(key.zoneKey ? [] : ['not a zone key']),
  ].join('; ');
}

/** What became of a DS record. */
export const DS_WORDS: Readonly<Record<ChainDs['matches'], string>> = {
  key: 'matches a key',
  none: 'matches no key',
  digest: 'another digest than the key',
  unsupported: 'cannot be compared',
};

/** What a DS record of a zone is called: those of the root are anchors. */
export const dsWord = ({ zone }: Link): string => (zone === '.' ? 'anchor' : 'DS');
