import { DecodeError, Reader } from '../base/reader.ts';
import { Writer } from '../base/writer.ts';

/** Codes of options that are read (IANA "DNS EDNS0 Option Codes (OPT)"). */
const CODES = { NSID: 3, COOKIE: 10, EDE: 15 } as const;
const CLIENT_COOKIE = 8;

/** An option of the OPT record (RFC 6891, section 6.1.2), typed where it is read. */
export type EdnsOption =
  /** The name a server gives itself (RFC 5001, section 2.3). */
  | { readonly kind: 'NSID'; readonly identifier: Uint8Array }
  /** RFC 7873, section 4; the server's part is empty where there is none. */
  | { readonly kind: 'COOKIE'; readonly client: Uint8Array; readonly server: Uint8Array }
  /** An extended error (RFC 8914, section 2); what is not UTF-8 in the text is replaced. */
  | { readonly kind: 'EDE'; readonly infoCode: number; readonly extraText: string }
  | { readonly kind: 'unknown'; readonly code: number; readonly data: Uint8Array }
  | {
      readonly kind: 'malformed';
      readonly code: number;
      readonly data: Uint8Array;
      readonly error: string;
    };

/** Options of a message, and where and why those after them could not be read. */
export interface EdnsOptions {
  readonly options: readonly EdnsOption[];
  readonly broken: string | null;
}

/** Decodes `edns.options` of a message; never throws because of what it says. */
export function decodeEdnsOptions(bytes: Uint8Array): EdnsOptions {
  const reader = new Reader(bytes, 'OPT');
  const options: EdnsOption[] = [];
  try {
    while (reader.remaining > 0) {
      const code = reader.uint(2);
      options.push(optionOf(code, reader.sub(reader.uint(2))));
    }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { options, broken: error.message };
  }
  return { options, broken: null };
}

function optionOf(code: number, content: Reader): EdnsOption {
  const { message, offset, remaining } = content;
  const data = message.slice(offset, offset + remaining);
  if (code === CODES.NSID) return { kind: 'NSID', identifier: data };
  if (code === CODES.EDE && data.length >= 2) {
    const infoCode = content.uint(2);
    const extraText = new TextDecoder('utf-8', { ignoreBOM: true }).decode(data.subarray(2));
    return { kind: 'EDE', infoCode, extraText };
  }
  if (code === CODES.COOKIE && (data.length === 8 || (data.length >= 16 && data.length <= 40))) {
    const client = data.slice(0, CLIENT_COOKIE);
    return { kind: 'COOKIE', client, server: data.slice(CLIENT_COOKIE) };
  }
  if (code !== CODES.EDE && code !== CODES.COOKIE) return { kind: 'unknown', code, data };
  return { kind: 'malformed', code, data, error: `${data.length} bytes in option ${code}` };
}

/** Encodes options for `edns.options` of a message. */
export function encodeEdnsOptions(options: readonly EdnsOption[]): Uint8Array {
  const writer = new Writer();
  for (const option of options) {
    writer.uint(2, codeOf(option));
    writer.prefixed(2, () => {
      writeData(writer, option);
    });
  }
  return writer.done();
}

const codeOf = (option: EdnsOption): number =>
  option.kind === 'unknown' || option.kind === 'malformed' ? option.code : CODES[option.kind];

function writeData(writer: Writer, option: EdnsOption): void {
  switch (option.kind) {
    case 'NSID':
      writer.bytes(option.identifier);
      break;
    case 'COOKIE':
      writer.bytes(option.client);
      writer.bytes(option.server);
      break;
    case 'EDE':
      writer.uint(2, option.infoCode);
      writer.bytes(new TextEncoder().encode(option.extraText));
      break;
    case 'unknown':
    case 'malformed':
      writer.bytes(option.data);
  }
}
