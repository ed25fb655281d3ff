import { RR_TYPES } from '../iana/dns.ts';
import { ZoneFileError } from './master-token.ts';
import { canonicalName } from './name.ts';
import type { Rdata, RdataOf } from './rdata.ts';
import { locatedRecords, parseRdata } from './zone-file.ts';

/** What a chain of trust begins with: a DS record of a zone, or a key of it (RFC 4033, section 2). */
export interface TrustAnchor {
  readonly zone: string;
  readonly data: RdataOf<'DS'> | RdataOf<'DNSKEY'>;
}

const ZONE = 0x0100;
const REVOKE = 0x0080;
const PROTOCOL = 3;
const MOST_CHARACTERS = 1 << 16;

/**
 * Trust anchors of a text: DS and DNSKEY records as in a master file, or the root-anchors.xml of RFC
 * 9718, of which those are taken that are valid at `now`. Throws a ZoneFileError, also where there
 * is none.
 */
export function parseTrustAnchors(text: string, now: Date): TrustAnchor[] {
  if (text.length > MOST_CHARACTERS) throw new ZoneFileError(1, 'the file is too long');
  const anchors = /^\s*</.test(text) ? fromXml(text, now) : fromMasterFile(text);
  if (anchors.length === 0) throw new ZoneFileError(1, 'no trust anchor that is valid now');
  return anchors;
}

const fromMasterFile = (text: string): TrustAnchor[] =>
  [...locatedRecords(text, { origin: '.', ttl: 0 })].map(({ record, line }) => ({
    zone: canonicalName(record.name),
    data: anchorData(record.data, line),
  }));

function anchorData(data: Rdata, line: number): TrustAnchor['data'] {
  if (data.kind === 'DS') return data;
  if (data.kind !== 'DNSKEY') throw new ZoneFileError(line, 'neither a DS nor a DNSKEY record');
  const { flags, protocol } = data;
  if ((flags & ZONE) === 0 || protocol !== PROTOCOL) {
    throw new ZoneFileError(line, 'the key is not a zone key (RFC 4034, section 2.1)');
  }
  if ((flags & REVOKE) !== 0) {
    throw new ZoneFileError(line, 'the key is revoked (RFC 5011, section 2.1)');
  }
  return data;
}

/** The content of an element, and the line where it begins. */
interface Element {
  readonly attributes: string;
  readonly content: string;
  readonly line: number;
}

/** Elements of a name, none of which is within another of that name. */
const elementsOf = ({ content, line }: Element, name: string): Element[] =>
  [...content.matchAll(new RegExp(`<${name}(\\s[^<>]*)?>([^]*?)</${name}\\s*>`, 'g'))].map(
    ({ 1: attributes = '', 2: inner = '', index }) => ({
      attributes,
      content: inner,
      line: line + content.slice(0, index).split('\n').length - 1,
    }),
  );

function textOf(parent: Element, name: string): string {
  const [element, other] = elementsOf(parent, name);
  const text = element?.content.trim() ?? '';
  if (other !== undefined || !/^[^<>&\s]+$/.test(text)) {
    throw new ZoneFileError(parent.line, `not one ${name}`);
  }
  return text;
}

/** RFC 9718, sections 2.1 and 2.2. */
function fromXml(text: string, now: Date): TrustAnchor[] {
  if (/<!(?!--)/.test(text)) throw new ZoneFileError(1, 'declarations in XML are not supported');
  const content = text.replaceAll(/<!--[^]*?-->/g, (comment) => comment.replaceAll(/[^\n]/g, ''));
  const [document] = elementsOf({ attributes: '', content, line: 1 }, 'TrustAnchor');
  if (document === undefined) throw new ZoneFileError(1, 'no TrustAnchor');
  const zone = canonicalName(textOf(document, 'Zone'));
  return elementsOf(document, 'KeyDigest')
    .filter((element) => isValid(element, now))
    .map((element) => ({ zone, data: digestData(element) }));
}

function isValid({ attributes, line }: Element, now: Date): boolean {
  const from = timeOf(attributes, 'validFrom', line);
  const until = timeOf(attributes, 'validUntil', line);
  if (from === null) throw new ZoneFileError(line, 'KeyDigest without validFrom');
  return from <= now.getTime() && (until === null || now.getTime() < until);
}

function timeOf(attributes: string, name: string, line: number): number | null {
  const value = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  if (value === null) return null;
  const text = value[1] ?? value[2] ?? '';
  const zoned = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text);
  const time = zoned ? Date.parse(text) : NaN;
  if (Number.isNaN(time)) throw new ZoneFileError(line, `${name} is not a time`);
  return time;
}

function digestData(element: Element): RdataOf<'DS'> {
  const words = ['KeyTag', 'Algorithm', 'DigestType', 'Digest'].map((field) =>
    textOf(element, field),
  );
  try {
    const data = parseRdata(RR_TYPES.DS, words.join(' '));
    if (data.kind === 'DS') return data;
  } catch (error) {
    if (!(error instanceof ZoneFileError)) throw error;
    throw new ZoneFileError(element.line, error.reason);
  }
  throw new ZoneFileError(element.line, 'that is not a DS record');
}
