import { decodeHtml } from '../codec/html/encoding.ts';
import { pageText } from '../codec/html/page-text.ts';
import { placesIn } from '../control/page.ts';
import { UsageError } from './errors.ts';
import { readBytes } from './files.ts';

/** A security page as a reader sees it. */
export interface PageFile {
  readonly text: string;
  /** Where an offset of the text stands in the file; HTML has no columns that a reader sees. */
  readonly placeOf: (at: number) => { readonly line: number; readonly column: number | null };
  /** False where the page is longer than is read. */
  readonly complete: boolean;
}

/** Most characters that phrases are looked for in. */
const LONGEST = 1_048_576;

/** What is to be said of a page of which the end was not read. */
export const CUT_SHORT = 'the page is longer than is read, and its end was not looked at';

/**
 * Reads the text of a page, HTML or not, `-` for standard input. Throws a UsageError, also where
 * there is no text in it: of such a page nothing must be said.
 */
export function readPageFile(path: string): PageFile {
  if (/^https?:\/\//i.test(path)) {
    throw new UsageError(
      `${path}: is no file`,
      `save the page first: curl -sSL -o page.html '${path}'`,
    );
  }
  const file = decoded(path, readBytes(path));
  const page = isHtml(path, file) ? fromHtml(file) : fromText(file);
  if (page.text.trim() !== '') return page;
  throw new UsageError(
    `${path}: no text in it`,
    'a page that scripts make has to be saved from a browser',
  );
}

const isHtml = (path: string, file: string): boolean =>
  /\.x?html?$/i.test(path) || /^<(?:!doctype|html|\?xml)/i.test(file.slice(0, 1024).trimStart());

function fromHtml(file: string): PageFile {
  const { text, lineAt, complete } = pageText(file);
  return {
    text,
    placeOf: (at) => ({ line: lineAt(at), column: null }),
    complete: complete && text.length <= LONGEST,
  };
}

function fromText(file: string): PageFile {
  const text = file.replaceAll(/\r\n?/g, '\n');
  return { text, placeOf: placesIn(text), complete: text.length <= LONGEST };
}

/** Formats that hold text and are none, by how they begin. */
const FORMATS: readonly (readonly [string, string, string])[] = [
  ['%PDF-', 'is a PDF', 'make text of it first: pdftotext page.pdf page.txt'],
  ['PK\u0003\u0004', 'is an archive or an office document', 'save it as HTML or plain text'],
];

/** The characters of a file: what is sound UTF-8 is UTF-8, whatever the file says of itself. */
function decoded(path: string, bytes: Buffer): string {
  const wide = wideOf(bytes);
  if (wide !== null) return new TextDecoder(wide).decode(bytes);
  const start = bytes.subarray(0, 8).toString('latin1');
  const format = FORMATS.find(([magic]) => start.startsWith(magic));
  if (format !== undefined) throw new UsageError(`${path}: ${format[1]}`, format[2]);
  if (bytes.includes(0)) {
    throw new UsageError(`${path}: is not text`, 'save it as HTML or plain text in UTF-8');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return decodeHtml(bytes, []);
  }
}

/** UTF-16, by its byte order mark. */
function wideOf([first, second]: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : null;
}
