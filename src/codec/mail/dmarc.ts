import type { SyntaxFault } from './fault.ts';

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
  /** A `p`, `sp` or `np` that is no policy, or no `p` (section 4.10.1). */
  readonly policyInvalid: boolean;
  readonly psd: 'y' | 'n' | 'u';
  /** `t=y`. */
  readonly testing: boolean;
  readonly adkim: 'r' | 's';
  readonly aspf: 'r' | 's';
  /** URIs that are syntactically valid, size suffixes of RFC 7489 removed. */
  readonly rua: readonly string[];
  readonly ruf: readonly string[];
  /** A tag stands twice, which makes the whole list invalid (RFC 6376, section 3.2). */
  readonly duplicated: boolean;
  /** Tags and forms that RFC 9989 removed and receivers ignore: pct, rf, ri, size suffixes. */
  readonly historic: readonly SyntaxFault[];
  readonly faults: readonly SyntaxFault[];
}

interface Tag {
  readonly name: string;
  readonly value: string;
  readonly column: number;
}

const VERSION = /^v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/;

/** Whether a TXT record begins with the version tag of DMARC; others are discarded. */
export const isDmarc = (text: string): boolean => VERSION.test(text);

/** Reads a DMARC record (RFC 9989, section 4.8); null where the text is none. */
export function parseDmarc(text: string): DmarcRecord | null {
  if (!isDmarc(text)) return null;
  const faults: SyntaxFault[] = [];
  const historic: SyntaxFault[] = [];
  const { tags, duplicated } = readTags(text, faults);
  const pick = <T extends string>(name: string, values: readonly T[]): T | null => {
    const tag = tags.get(name);
    const value = values.find((candidate) => candidate === tag?.value.toLowerCase());
    if (tag !== undefined && value === undefined) {
      faults.push({ column: tag.column, reason: `${name} is none of ${values.join(', ')}` });
    }
    return value ?? null;
  };
  const policy = pick('p', DMARC_POLICIES);
  const subdomainPolicy = pick('sp', DMARC_POLICIES);
  const nonExistentPolicy = pick('np', DMARC_POLICIES);
  for (const name of ['pct', 'rf', 'ri']) {
    const tag = tags.get(name);
    if (tag) historic.push({ column: tag.column, reason: `${name} is no tag of RFC 9989` });
  }
  return {
    policy,
    subdomainPolicy,
    nonExistentPolicy,
    policyInvalid:
      policy === null ||
      (subdomainPolicy === null && tags.has('sp')) ||
      (nonExistentPolicy === null && tags.has('np')),
    psd: pick('psd', ['y', 'n', 'u']) ?? 'u',
    testing: pick('t', ['y', 'n']) === 'y',
    adkim: pick('adkim', ['r', 's']) ?? 'r',
    aspf: pick('aspf', ['r', 's']) ?? 'r',
    rua: readUris(tags.get('rua'), faults, historic),
    ruf: readUris(tags.get('ruf'), faults, historic),
    duplicated,
    historic,
    faults: faults.toSorted((a, b) => a.column - b.column),
  };
}

/** The tags after the version; of two with one name the first. */
function readTags(
  text: string,
  faults: SyntaxFault[],
): { tags: ReadonlyMap<string, Tag>; duplicated: boolean } {
  const tags = new Map<string, Tag>([['v', { name: 'v', value: 'DMARC1', column: 1 }]]);
  let duplicated = false;
  let column = text.indexOf(';') + 1 || text.length + 1;
  const parts = text.slice(column).split(';');
  for (const [index, part] of parts.entries()) {
    const tag = readTag(part, column + 1);
    column += part.length + 1;
    if (tag !== null && tags.has(tag.name)) {
      duplicated = true;
      faults.push({ column: tag.column, reason: `${tag.name} stands twice` });
    } else if (tag !== null) tags.set(tag.name, tag);
    else if (part.trim() !== '' || index < parts.length - 1) {
      faults.push({ column: column - part.length, reason: 'not of the form tag=value' });
    }
  }
  return { tags, duplicated };
}

function readTag(part: string, column: number): Tag | null {
  const [before = '', ...after] = part.split('=');
  const name = trim(before);
  const value = trim(after.join('='));
  if (!/^[A-Za-z]+$/.test(name) || !/^[ -:<-~]+$/.test(value)) return null;
  return { name, value, column: column + before.length - before.trimStart().length };
}

/** Without the white space of the grammar (space and tab) around it. */
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text[start])) start += 1;
  while (end > start && isBlank(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';

/** A URI (RFC 3986, appendix A), roughly, in which `,` and `!` have to be percent-encoded. */
const URI = /^[A-Za-z][A-Za-z0-9+.-]*:(?:[\w.~:/?#[\]@$&'()*+;=-]|%[0-9A-Fa-f]{2})+$/;
const SIZE_SUFFIX = /!\d+[kmgt]?$/i;

function readUris(
  tag: Tag | undefined,
  faults: SyntaxFault[],
  historic: SyntaxFault[],
): readonly string[] {
  if (tag === undefined) return [];
  const { column } = tag;
  return tag.value.split(',').flatMap((item) => {
    const written = trim(item);
    const uri = written.replace(SIZE_SUFFIX, '');
    if (uri !== written) historic.push({ column, reason: `size suffix in ${tag.name}` });
    if (URI.test(uri) && (!/^mailto:/i.test(uri) || /^mailto:[^@?]+@[^@?]+/i.test(uri))) return uri;
    faults.push({ column, reason: `${tag.name} holds "${written.slice(0, 60)}", which is no URI` });
    return [];
  });
}
