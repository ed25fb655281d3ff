import type { Codec } from '../base/codec.ts';
import type { Reader } from '../base/reader.ts';
import type { Writer } from '../base/writer.ts';

/** A start tag: the name without its prefix, and the attributes. */
export interface XmppTag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A first-level element of a stream. */
export interface XmppElement extends XmppTag {
  readonly children: readonly XmppElement[];
  /** Text within it, not within its children. */
  readonly text: string;
}

const DEEPEST = 16;
const MOST_TAG = 4096;
const NAME = String.raw`[A-Za-z_][\w.-]*`;
const ATTRIBUTE = new RegExp(
  String.raw`\s+((?:${NAME}:)?${NAME})\s*=\s*(?:"([^"<]*)"|'([^'<]*)')`,
  'y',
);
const OPEN = new RegExp(String.raw`^<(?:${NAME}:)?(${NAME})`);
const CLOSE = new RegExp(String.raw`^</(?:${NAME}:)?(${NAME})\s*>$`);
const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&apos;': "'",
};
const BLANKS: readonly number[] = [0x20, 0x09, 0x0a, 0x0d];
const LESS_THAN = 0x3c;
const GREATER_THAN = 0x3e;

/** The start tag of a stream, with the XML declaration before it if there is one (RFC 6120, 4.2). */
export const XmppStreamStart: Codec<XmppTag> = {
  decode(reader) {
    let markup = nextTag(reader);
    if (/^<\?xml\s[^<]*\?>$/.test(markup)) markup = nextTag(reader);
    const tag = startTag(reader, markup);
    if (tag.empty || tag.name !== 'stream') reader.fail(`${tag.name} is no open stream`);
    return { name: tag.name, attributes: tag.attributes };
  },
  encode(writer, { name, attributes }) {
    writer.bytes(Buffer.from(`<?xml version='1.0'?><stream:${name}${attributesText(attributes)}>`));
  },
};

/**
 * A first-level element, whole (RFC 6120, section 4.8). Comments, processing instructions and
 * entities of their own are against section 11.1 and refused; prefixes are passed over.
 */
export const XmppElement: Codec<XmppElement> = {
  decode: (reader) => elementFrom(reader, nextTag(reader), 1),
  encode(writer, element) {
    encodeElement(writer, element);
  },
};

function elementFrom(reader: Reader, markup: string, depth: number): XmppElement {
  if (depth > DEEPEST) reader.fail(`elements in each other, more than ${DEEPEST} deep`);
  const { name, attributes, empty } = startTag(reader, markup);
  const children: XmppElement[] = [];
  let text = '';
  while (!empty) {
    text += textBefore(reader);
    const inner = tagAt(reader);
    if (!inner.startsWith('</')) {
      children.push(elementFrom(reader, inner, depth + 1));
      continue;
    }
    const closed = CLOSE.exec(inner)?.[1];
    if (closed !== name) reader.fail(`${inner} closes ${name}`);
    break;
  }
  return { name, attributes, children, text };
}

/** White space may stand between first-level elements. */
function nextTag(reader: Reader): string {
  while (reader.remaining > 0 && BLANKS.includes(reader.message[reader.offset] ?? 0)) {
    reader.bytes(1);
  }
  return tagAt(reader);
}

/** From `<` to the `>` that ends it; one within a quoted attribute does not. */
function tagAt(reader: Reader): string {
  const start = reader.offset;
  if (reader.uint(1) !== LESS_THAN) reader.fail('text where a tag is expected', 'malformed', start);
  let quote: number | null = null;
  for (;;) {
    const octet = reader.uint(1);
    if (reader.offset - start > MOST_TAG) reader.fail(`a tag of more than ${MOST_TAG} bytes`);
    if (quote === null && octet === GREATER_THAN) break;
    if (quote === octet) quote = null;
    else if (quote === null && (octet === 0x22 || octet === 0x27)) quote = octet;
    else if (octet === LESS_THAN) reader.fail('< within a tag');
  }
  return Buffer.from(reader.message.subarray(start, reader.offset)).toString();
}

function textBefore(reader: Reader): string {
  const { message, offset, remaining } = reader;
  const end = message.subarray(offset, offset + remaining).indexOf(LESS_THAN);
  if (end === -1) reader.fail('an element that does not end', 'truncated');
  return unescaped(Buffer.from(reader.bytes(end)).toString());
}

function startTag(reader: Reader, markup: string): XmppTag & { readonly empty: boolean } {
  const [open, name] = OPEN.exec(markup) ?? [];
  if (open === undefined || name === undefined) return reader.fail('no start tag');
  const attributes: Record<string, string> = {};
  ATTRIBUTE.lastIndex = open.length;
  let end = open.length;
  for (let match = ATTRIBUTE.exec(markup); match !== null; match = ATTRIBUTE.exec(markup)) {
    const [, key = '', double, single = ''] = match;
    if (Object.hasOwn(attributes, key)) reader.fail(`${key} stands twice`);
    Object.defineProperty(attributes, key, {
      value: unescaped(double ?? single),
      enumerable: true,
    });
    end = ATTRIBUTE.lastIndex;
  }
  const [, slash] = /^\s*(\/?)>$/.exec(markup.slice(end)) ?? [];
  if (slash === undefined) return reader.fail('an attribute that cannot be read');
  return { name, attributes, empty: slash === '/' };
}

function encodeElement(writer: Writer, { name, attributes, children, text }: XmppElement): void {
  writer.bytes(Buffer.from(`<${name}${attributesText(attributes)}>${escaped(text)}`));
  for (const child of children) encodeElement(writer, child);
  writer.bytes(Buffer.from(`</${name}>`));
}

const attributesText = (attributes: XmppTag['attributes']): string =>
  Object.entries(attributes)
    .map(([key, value]) => ` ${key}='${escaped(value)}'`)
    .join('');

const escaped = (text: string): string =>
  text.replaceAll(
    /[<>&"']/g,
    (character) =>
      Object.entries(ENTITIES).find(([, plain]) => plain === character)?.[0] ?? character,
  );
const unescaped = (text: string): string =>
  text.replaceAll(/&(?:lt|gt|amp|quot|apos);/g, (entity) => ENTITIES[entity] ?? entity);
