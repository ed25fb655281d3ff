import { isInnerList, type Dictionary } from 'structured-headers';
import { quoted, type FieldFault } from './fault.ts';
import { fieldLines, type HeaderList } from './fields.ts';
import { dictionaryOf, memberItems, tokenOf } from './structured.ts';

/** What Integrity-Policy demands of the page (Subresource Integrity, section 3.9). */
interface IntegrityPolicy {
  readonly sent: boolean;
  /** A Dictionary; ignored otherwise. */
  readonly valid: boolean;
  /** `script`, `style`: what is not loaded without integrity. Empty where `sources` excludes `inline`. */
  readonly blocked: readonly string[];
}

const FIELD = 'Integrity-Policy';
const DESTINATIONS = ['script', 'style'];
const MEMBERS = ['blocked-destinations', 'sources', 'endpoints'];

export function integrityPolicyOf(headers: HeaderList): IntegrityPolicy {
  const sent = fieldLines(headers, FIELD).length > 0;
  const dictionary = dictionaryOf(headers, FIELD);
  if (dictionary === null) return { sent, valid: false, blocked: [] };
  const checked = !dictionary.has('sources') || tokensIn(dictionary, 'sources').includes('inline');
  const destinations = tokensIn(dictionary, 'blocked-destinations');
  const blocked = checked ? DESTINATIONS.filter((one) => destinations.includes(one)) : [];
  return { sent, valid: true, blocked };
}

export function integrityFaults(headers: HeaderList): FieldFault[] {
  const { sent, valid, blocked } = integrityPolicyOf(headers);
  const dictionary = dictionaryOf(headers, FIELD);
  if (!sent) return [];
  if (!valid || dictionary === null) {
    const text = quoted(fieldLines(headers, FIELD).join(', '));
    return [{ problem: `${text} is no Structured Field Dictionary`, effect: 'ignored' }];
  }
  const effect = blocked.length === 0 ? 'ignored' : 'partly';
  const unknown = [
    ...[...dictionary.keys()].filter((key) => !MEMBERS.includes(key)),
    ...tokensIn(dictionary, 'blocked-destinations').filter((one) => !DESTINATIONS.includes(one)),
    ...tokensIn(dictionary, 'sources').filter((one) => one !== 'inline'),
  ];
  if (unknown.length > 0) {
    return [{ problem: `${quoted(unknown.join(', '))} is not known to browsers`, effect }];
  }
  if (blocked.length > 0) return [];
  return [{ problem: 'nothing is blocked: blocked-destinations=(script) is missing', effect }];
}

/** The Tokens of an Inner List; browsers take nothing else. */
function tokensIn(dictionary: Dictionary, key: string): string[] {
  const member = dictionary.get(key);
  if (member === undefined || !isInnerList(member)) return [];
  return memberItems(member).flatMap((item) => tokenOf(item) ?? []);
}
