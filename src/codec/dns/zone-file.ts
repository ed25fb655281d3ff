import { Reader } from '../base/reader.ts';
import { CLASS_IN, classCode, rrTypeCode, rrTypeName } from '../iana/dns.ts';
import { rdataOf } from './canonical.ts';
import { entriesOf, TokenReader, ZoneFileError, type Entry, type Token } from './master-token.ts';
import type { ResourceRecord } from './message.ts';
import { parseName, presentName } from './name.ts';
import { decodeRdata, isKnownKind, type FieldsOf, type KnownKind, type Rdata } from './rdata.ts';
import { RDATA_FORMS } from './rdata-form.ts';
import { parseHex, parseSeconds, qualifiedName } from './text-form.ts';

/** Characters of a file; the root zone has 2.4 million. */
const MOST_CHARACTERS = 1 << 24;
const MOST_DATA = 0xffff;

/** What entries leave out and those before them said. */
interface Context {
  origin: string;
  /** Of the $TTL directive, or as given. */
  defaultTtl: number | undefined;
  /** The last that a record stated (RFC 1035, section 5.1). */
  lastTtl: number | undefined;
  lastOwner: string | undefined;
  lastClass: number;
}

/** What a master file is read with: the name that others are relative to, and the TTL of records without. */
export interface ZoneFileOptions {
  readonly origin: string;
  readonly ttl?: number;
}

/**
 * The records of a master file (RFC 1035, section 5.1; $TTL: RFC 2308, section 4; types and data not
 * read: RFC 3597, section 5). Times may have units, as `1h`. Throws a ZoneFileError, for $INCLUDE too.
 */
export const parseZoneFile = (text: string, options: ZoneFileOptions): ResourceRecord[] =>
  Array.from(locatedRecords(text, options), ({ record }) => record);

/** The records of a master file, each with the line where it begins. */
export function* locatedRecords(
  text: string,
  { origin, ttl }: ZoneFileOptions,
): Generator<{ readonly record: ResourceRecord; readonly line: number }> {
  if (text.length > MOST_CHARACTERS) {
    throw new ZoneFileError(1, `more than ${MOST_CHARACTERS} characters`);
  }
  const context: Context = {
    origin: presentName(parseName(origin)),
    defaultTtl: ttl,
    lastTtl: undefined,
    lastOwner: undefined,
    lastClass: CLASS_IN,
  };
  for (const entry of entriesOf(text)) {
    const [{ line }] = entry.tokens;
    if (!entry.blankOwner && isDirective(entry.tokens[0])) direct(context, entry);
    else yield { record: readRecord(context, entry), line };
  }
}

/** The data of a record of a type as a master file has it, e.g. `20326 8 2 E06D…`. */
export function parseRdata(typeCode: number, text: string, origin = '.'): Rdata {
  const tokens = [...entriesOf(text)].flatMap((entry) => entry.tokens);
  return readData(typeCode, new TokenReader(tokens, 1, origin), 1);
}

const isDirective = ({ text, quoted }: Token): boolean => !quoted && text.startsWith('$');

function direct(context: Context, { tokens: [{ text, line }, ...values] }: Entry): void {
  const [value, more] = values;
  const directive = text.toUpperCase();
  if (directive !== '$ORIGIN' && directive !== '$TTL') {
    throw new ZoneFileError(line, `${text} is not supported`);
  }
  if (value === undefined || value.quoted || more !== undefined) {
    throw new ZoneFileError(line, `${directive} has one value`);
  }
  if (directive === '$ORIGIN') context.origin = ownerOf(value, context.origin);
  else context.defaultTtl = ttlOf(value);
}

function ttlOf({ text, line }: Token): number {
  const ttl = parseSeconds(text);
  if (ttl === undefined) throw new ZoneFileError(line, `${JSON.stringify(text)} is not a TTL`);
  return ttl;
}

function ownerOf({ text, quoted, line }: Token, origin: string): string {
  try {
    if (!quoted) return qualifiedName(text, origin);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new ZoneFileError(line, `${JSON.stringify(text)} is not a domain name`);
}

/** What stands before the type, in any order (RFC 1035, section 5.1). */
interface Head {
  readonly ttl: number | undefined;
  readonly class: number | undefined;
  readonly type: number;
  readonly data: readonly Token[];
}

function headOf(tokens: readonly Token[], line: number): Head {
  let ttl: number | undefined;
  let classOf: number | undefined;
  for (const [index, token] of tokens.entries()) {
    const word = token.text.toUpperCase();
    const asClass = classCode(word);
    if (token.quoted) break;
    if (ttl === undefined && /^\d/.test(word)) ttl = ttlOf(token);
    else if (classOf === undefined && asClass !== undefined) classOf = asClass;
    else {
      const type = rrTypeCode(word);
      if (type !== undefined) return { ttl, class: classOf, type, data: tokens.slice(index + 1) };
      throw new ZoneFileError(token.line, `${JSON.stringify(token.text)} is not a type`);
    }
  }
  throw new ZoneFileError(line, 'a record without a type');
}

function readRecord(context: Context, { tokens, blankOwner }: Entry): ResourceRecord {
  const [first, ...others] = tokens;
  const { line } = first;
  const name = blankOwner ? context.lastOwner : ownerOf(first, context.origin);
  if (name === undefined) throw new ZoneFileError(line, 'no record before it has an owner');
  const head = headOf(blankOwner ? tokens : others, line);
  const data = readData(head.type, new TokenReader(head.data, line, context.origin), line);
  const ttl =
    head.ttl ??
    context.defaultTtl ??
    context.lastTtl ??
    (data.kind === 'SOA' ? data.minimum : undefined);
  if (ttl === undefined) throw new ZoneFileError(line, 'no TTL, and no $TTL before it');
  context.lastOwner = name;
  context.lastTtl = head.ttl ?? context.lastTtl ?? ttl;
  context.lastClass = head.class ?? context.lastClass;
  return { name, type: head.type, class: context.lastClass, ttl, data, rdata: rdataOf(data) };
}

/** Data in the form of its type or that of RFC 3597, held to what its type prescribes. */
function readData(type: number, reader: TokenReader, line: number): Rdata {
  const mnemonic = rrTypeName(type);
  const first = reader.peek();
  if (first !== undefined && !first.quoted && first.text === '\\#') {
    return settled(type, genericOctets(reader), line);
  }
  if (!isKnownKind(mnemonic)) {
    return reader.fail(`data of type ${mnemonic} is read only in the form of RFC 3597`);
  }
  const fields = readFields(mnemonic, reader);
  if (reader.remaining > 0) reader.fail(`${reader.remaining} words too many`);
  try {
    // The fields are those that the form of this very kind has read.
    return settled(type, rdataOf({ kind: mnemonic, ...fields } as Rdata), line);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ZoneFileError(line, error.message);
  }
}

const readFields = <K extends KnownKind>(kind: K, reader: TokenReader): FieldsOf<K> =>
  RDATA_FORMS[kind].parse(reader);

function genericOctets(reader: TokenReader): Uint8Array {
  reader.word();
  const length = reader.word();
  const octets = parseHex(reader.words().join(''));
  if (octets === undefined) return reader.fail('the data is not hexadecimal');
  if (length !== String(octets.length)) {
    return reader.fail(`the data has ${octets.length} octets, not ${length}`);
  }
  return octets;
}

function settled(type: number, octets: Uint8Array, line: number): Rdata {
  if (octets.length > MOST_DATA) throw new ZoneFileError(line, `more than ${MOST_DATA} octets`);
  const data = decodeRdata(type, new Reader(octets, rrTypeName(type)));
  if (data.kind === 'malformed') throw new ZoneFileError(line, data.error);
  return data;
}
