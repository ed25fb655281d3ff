import { charsetOf } from '../http/media-type.ts';
import type { HeaderList } from '../http/fields.ts';

/**
 * The text of a page (HTML Standard, section 13.2.3): by its byte order mark, else by the charset
 * of the response, else by a `<meta>` in its first 1024 bytes, else as windows-1252. A label that
 * nobody knows is passed over.
 */
export function decodeHtml(bytes: Uint8Array, headers: HeaderList): string {
  const decoder =
    decoderOf(byteOrderMark(bytes)) ??
    decoderOf(charsetOf(headers)) ??
    decoderOf(prescan(bytes.subarray(0, 1024))) ??
    new TextDecoder('windows-1252');
  return decoder.decode(bytes);
}

function byteOrderMark([first, second, third]: Uint8Array): string | null {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xff && second === 0xfe ? 'utf-16le' : null;
}

function decoderOf(label: string | null): InstanceType<typeof TextDecoder> | null {
  if (label === null) return null;
  try {
    return new TextDecoder(label);
  } catch {
    return null;
  }
}

/** What the prescan passes over as one: comments, other declarations and the names of tags. */
const MARKUP = /<!--|<meta(?=[\t\n\f\r /])|<\/?[a-z][^\t\n\f\r >]*|<[!/?]/gi;

const ATTRIBUTE =
  /[\t\n\f\r /]*([^\t\n\f\r />][^\t\n\f\r />=]*)(?:[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^\t\n\f\r >"'][^\t\n\f\r >]*)?))?/y;

/** The label in a `<meta>` ("prescan a byte stream to determine its encoding"). */
function prescan(bytes: Uint8Array): string | null {
  const text = new TextDecoder('latin1').decode(bytes);
  MARKUP.lastIndex = 0;
  for (let match = MARKUP.exec(text); match !== null; match = MARKUP.exec(text)) {
    const [markup] = match;
    if (markup === '<!--') {
      // The dashes that begin a comment may end it.
      const end = text.indexOf('-->', match.index + 2);
      if (end < 0) return null;
      MARKUP.lastIndex = end + 3;
    } else if (/^<[!/?]$/.test(markup)) {
      const end = text.indexOf('>', match.index);
      if (end < 0) return null;
      MARKUP.lastIndex = end + 1;
    } else {
      const attributes = attributesAt(text, MARKUP.lastIndex);
      MARKUP.lastIndex = attributes.end;
      const label = markup.toLowerCase() === '<meta' ? labelIn(attributes.named) : null;
      if (label !== null && decoderOf(label) !== null) return label;
    }
  }
  return null;
}

/** Attributes of a tag, the first of each name, and where they end. */
function attributesAt(text: string, start: number): { named: Map<string, string>; end: number } {
  const named = new Map<string, string>();
  let end = start;
  ATTRIBUTE.lastIndex = start;
  for (let match = ATTRIBUTE.exec(text); match !== null; match = ATTRIBUTE.exec(text)) {
    const [, name = '', double, single, bare] = match;
    const key = name.toLowerCase();
    if (!named.has(key)) named.set(key, double ?? single ?? bare ?? '');
    end = ATTRIBUTE.lastIndex;
  }
  return { named, end };
}

/** `charset`, or that of `content` beside `http-equiv=content-type`. UTF-16 cannot be meant. */
function labelIn(attributes: ReadonlyMap<string, string>): string | null {
  const pragma = attributes.get('http-equiv')?.toLowerCase() === 'content-type';
  const content = pragma ? attributes.get('content') : undefined;
  const label = attributes.get('charset') ?? charsetInContent(content ?? '');
  if (label === null) return null;
  const name = label.trim().toLowerCase();
  if (name === 'x-user-defined') return 'windows-1252';
  return /^(?:utf-16(?:le|be)?|unicode|ucs-2|unicodefeff|csunicode)$/.test(name) ? 'utf-8' : name;
}

/** "Extracting a character encoding from a meta element". */
function charsetInContent(content: string): string | null {
  const match = /charset[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^\t\n\f\r ;"']+))/i.exec(
    content,
  );
  return match?.[1] ?? match?.[2] ?? match?.[3] ?? null;
}
