import { txtText } from '../../codec/dns/answer.ts';
import { sameName } from '../../codec/dns/name.ts';
import { parseDkimKey, type DkimKey } from '../../codec/mail/dkim-key.ts';
import { presentFault } from '../../codec/mail/fault.ts';
import { sha256 } from '../../crypto/digest.ts';
import type { DnsAnswer } from '../../evidence/kinds/dns/answer.ts';
import type { DkimKeyFact, MailDkimRecords } from '../../evidence/kinds/mail/dkim.ts';
import { recordedRrset } from './recorded.ts';

export type Selector = MailDkimRecords['selectors']['items'][number];

/** What stands at a selector. */
export interface AtSelector {
  /** Where the chain of aliases ends; null where the name is no alias. */
  readonly alias: string | null;
  readonly dangling: boolean;
  readonly texts: readonly string[];
}

/** Reads the answer for a selector anew from its wire form; null where there is none that can be read. */
export function readAnswer(answer: DnsAnswer | null): AtSelector | null {
  if (answer === null) return null;
  const rrset = recordedRrset([answer], answer.name, 'TXT');
  if (rrset === null) return null;
  const alias = sameName(rrset.owner, answer.name) ? null : rrset.owner;
  return { alias, dangling: alias !== null && !rrset.exists, texts: rrset.records.map(txtText) };
}

/** Whether a text is a key record, good or bad. */
export const isKey = (text: string): boolean => parseDkimKey(text) !== null;

export const revokes = (text: string): boolean => parseDkimKey(text)?.revoked === true;

/** A key as the fact has it, before it is compared with others. */
export function keyAt(
  { selector, sources }: Selector,
  { alias, dangling, texts }: AtSelector,
): DkimKeyFact {
  const record = texts.find(isKey) ?? texts[0] ?? null;
  const parsed = record === null ? null : parseDkimKey(record);
  const { type, bits, key, revoked, testing, hashes, versioned } = parsed ?? NO_KEY;
  const faults = [...countFaults(texts), ...(parsed?.faults.map(presentFault) ?? [])];
  if (record !== null && parsed === null) faults.push('column 1: the text is no DKIM key record');
  return {
    ...{ selector, sources, alias, dangling, record, keyType: type },
    ...{ bits, revoked, testing, hashes: [...hashes], versioned, faults },
    records: texts.length,
    onlySha1: hashes.includes('sha1') && !hashes.includes('sha256'),
    usable: parsed !== null && faults.length === 0 && !revoked,
    digest: key === null ? null : sha256(key),
    sameAs: [],
  };
}

const NO_KEY: DkimKey = {
  ...{ versioned: false, type: null, key: null, bits: null, revoked: false, testing: false },
  ...{ hashes: [], faults: [] },
};

/** RFC 6376, section 3.6.2.2: several records at a selector are undefined. */
function countFaults(texts: readonly string[]): string[] {
  if (texts.length === 1) return [];
  return [texts.length === 0 ? 'there is no TXT record' : `there are ${texts.length} TXT records`];
}

/** Says of each key which other selectors have the same. */
export function withTwins(keys: readonly DkimKeyFact[]): DkimKeyFact[] {
  const byDigest = Map.groupBy(keys, ({ digest }) => digest);
  return keys.map((key) => ({
    ...key,
    sameAs:
      key.digest === null
        ? []
        : (byDigest.get(key.digest) ?? [])
            .map(({ selector }) => selector)
            .filter((selector) => selector !== key.selector),
  }));
}
