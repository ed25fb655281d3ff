import type { SyntaxFault } from './fault.ts';
import { listEntries, readTags, type RecordTag, type TagGrammar } from './record-tags.ts';
import { isUri, mailboxHost } from './report-uri.ts';

export const DMARC_POLICIES = ['none', 'quarantine', 'reject'] as const;
export type DmarcPolicy = (typeof DMARC_POLICIES)[number];

/** A DMARC policy record (RFC 9989, section 4.7); null stands for a tag that is not there. */
export interface DmarcRecord {
  /** `p`; null where it is missing or no policy. */
  readonly policy: DmarcPolicy | null;
  /** `sp`. */
  readonly subdomainPolicy: DmarcPolicy | null;
  /** `np`. */
  readonly nonExistentPolicy: DmarcPolicy | null;
  /** An `sp` that is no policy; it makes the record one without a usable policy. */
  readonly subdomainPolicyInvalid: boolean;
  /** The same of `np`. */
  readonly nonExistentPolicyInvalid: boolean;
  readonly psd: 'y' | 'n' | 'u';
  /** `t=y`. */
  readonly testing: boolean;
  readonly adkim: 'r' | 's';
  readonly aspf: 'r' | 's';
  /** `fo`; null where it is not there or invalid. */
  readonly failureOptions: string | null;
  /** URIs that are syntactically valid, size suffixes of RFC 7489 removed. */
  readonly rua: readonly string[];
  readonly ruf: readonly string[];
  /** Entries of `rua` and `ruf` that are no URI, or no mailto URI with a mailbox. */
  readonly badUris: readonly string[];
  /** `pct`, a tag of RFC 7489; null where it is not there or no percentage. */
  readonly pct: number | null;
  /** A tag stands twice, which makes the whole list invalid (RFC 6376, section 3.2). */
  readonly duplicated: boolean;
  /** Tags and forms that RFC 9989 removed and receivers ignore: pct, rf, ri, size suffixes. */
  readonly historic: readonly SyntaxFault[];
  readonly faults: readonly SyntaxFault[];
}

const VERSION = /^v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/;
const GRAMMAR: TagGrammar = { name: /^[A-Za-z]+$/, value: /^[ -:<-~]+$/, spaced: true };

/** Tags of section 4.7 and those of RFC 7489. Names are case-sensitive (RFC 6376, section 3.2). */
const NAMES = ['v', 'p', 'sp', 'np', 'psd', 't', 'adkim', 'aspf', 'fo', 'rua', 'ruf'];
const HISTORIC = ['pct', 'rf', 'ri'];

/** Whether a TXT record begins with the version tag of DMARC; others are discarded. */
export const isDmarc = (text: string): boolean => VERSION.test(text);

/**
 * Reads a DMARC record (RFC 9989, section 4.8); null where the text is none. What is wrong after the
 * version tag is a fault and counts as not there.
 */
export function parseDmarc(text: string): DmarcRecord | null {
  if (!isDmarc(text)) return null;
  const { tags, duplicated, faults: misread } = readTags(text, GRAMMAR);
  const faults = [...misread, ...misspelt([...tags.values()])];
  const pick = <T extends string>(name: string, values: readonly T[]): T | null => {
    const tag = tags.get(name);
    const value = values.find((candidate) => candidate === tag?.value.toLowerCase());
    if (tag !== undefined && value === undefined && GRAMMAR.value.test(tag.value)) {
      faults.push({ column: tag.column, reason: `${name} is none of ${values.join(', ')}` });
    }
    return value ?? null;
  };
  const subdomainPolicy = pick('sp', DMARC_POLICIES);
  const nonExistentPolicy = pick('np', DMARC_POLICIES);
  const [rua, ruf] = [urisOf(tags.get('rua')), urisOf(tags.get('ruf'))];
  const outdated = HISTORIC.flatMap((name) => tags.get(name) ?? []);
  const options = tags.get('fo');
  const failureOptions = options && areFailureOptions(options.value) ? options.value : null;
  if (options !== undefined && failureOptions === null) {
    faults.push({ column: options.column, reason: 'fo is no list of 0 or 1, d and s' });
  }
  return {
    policy: pick('p', DMARC_POLICIES),
    subdomainPolicy,
    nonExistentPolicy,
    subdomainPolicyInvalid: subdomainPolicy === null && tags.has('sp'),
    nonExistentPolicyInvalid: nonExistentPolicy === null && tags.has('np'),
    psd: pick('psd', ['y', 'n', 'u']) ?? 'u',
    testing: pick('t', ['y', 'n']) === 'y',
    adkim: pick('adkim', ['r', 's']) ?? 'r',
    aspf: pick('aspf', ['r', 's']) ?? 'r',
    failureOptions,
    rua: rua.uris,
    ruf: ruf.uris,
    badUris: [...rua.bad, ...ruf.bad],
    pct: percentageIn(tags.get('pct')),
    duplicated,
    historic: inOrder([
      ...outdated.map(({ name, column }) => ({ column, reason: `${name} is no tag of RFC 9989` })),
      ...rua.historic,
      ...ruf.historic,
    ]),
    faults: inOrder([...faults, ...rua.faults, ...ruf.faults]),
  };
}

const inOrder = (faults: readonly SyntaxFault[]): readonly SyntaxFault[] =>
  faults.toSorted((a, b) => a.column - b.column);

/** Unknown tags are no fault, but one that is known but for its case is no accident. */
const misspelt = (tags: readonly RecordTag[]): readonly SyntaxFault[] =>
  tags
    .filter(({ name }) => !NAMES.includes(name) && NAMES.includes(name.toLowerCase()))
    .map(({ name, column }) => ({
      column,
      reason: `${name} is an unknown tag, names are written in lower case`,
    }));

/** `fo`: 0 or 1, d and s, each at most once. */
function areFailureOptions(value: string): boolean {
  const options = value.toLowerCase().split(':');
  const either = options.filter((option) => option === '0' || option === '1');
  return (
    options.every((option) => ['0', '1', 'd', 's'].includes(option)) &&
    new Set(options).size === options.length &&
    either.length < 2
  );
}

function percentageIn(tag: RecordTag | undefined): number | null {
  const percentage = /^\d{1,3}$/.test(tag?.value ?? '') ? Number(tag?.value) : null;
  return percentage !== null && percentage <= 100 ? percentage : null;
}

const SIZE_SUFFIX = /!\d+[kmgt]?$/i;
/** Longest part of a bad entry that is shown. */
const SHOWN = 100;

interface Uris {
  readonly uris: readonly string[];
  readonly bad: readonly string[];
  readonly historic: readonly SyntaxFault[];
  readonly faults: readonly SyntaxFault[];
}

function urisOf(tag: RecordTag | undefined): Uris {
  const entries = tag === undefined ? [] : listEntries(tag);
  const read = entries.map(({ text, column }) => ({
    uri: text.replace(SIZE_SUFFIX, ''),
    shown: text.slice(0, SHOWN),
    sized: SIZE_SUFFIX.test(text),
    column,
  }));
  const [valid, invalid] = [
    read.filter(({ uri }) => isUri(uri)),
    read.filter(({ uri }) => !isUri(uri)),
  ];
  const name = tag?.name ?? '';
  return {
    uris: valid.map(({ uri }) => uri),
    bad: read.filter(({ uri }) => mailboxHost(uri) === null).map(({ shown }) => shown),
    historic: read
      .filter(({ sized }) => sized)
      .map(({ column }) => ({ column, reason: `size suffix in ${name}` })),
    faults: invalid.map(({ column, shown }) => ({
      column,
      reason: `${name} holds "${shown}", which is no URI`,
    })),
  };
}
