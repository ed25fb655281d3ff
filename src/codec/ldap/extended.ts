import { bytes, encode, u8, type Codec } from '../base/codec.ts';
import { delimited } from '../base/delimited.ts';
import type { Reader } from '../base/reader.ts';
import { Writer } from '../base/writer.ts';

/** An ExtendedResponse in its LDAPMessage. */
export interface LdapExtendedResponse {
  /** 0 where the server sends it unasked. */
  readonly messageId: number;
  readonly resultCode: number;
  readonly diagnosticMessage: string;
}

/** Result codes by the names of RFC 4511, appendix A. */
export const LdapResultCode = {
  success: 0,
  protocolError: 2,
  unavailableCriticalExtension: 12,
  busy: 51,
  unavailable: 52,
  unwillingToPerform: 53,
} as const;

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const ENUMERATED = 0x0a;
const OCTET_STRING = 0x04;
const EXTENDED_REQUEST = 0x77;
const EXTENDED_RESPONSE = 0x78;
const REQUEST_NAME = 0x80;

/** An ExtendedRequest without a value (RFC 4511, section 4.12). */
export function extendedRequest(messageId: number, name: string): Uint8Array {
  const request = element(REQUEST_NAME, Buffer.from(name, 'latin1'));
  return element(SEQUENCE, integer(INTEGER, messageId), element(EXTENDED_REQUEST, request));
}

/** An ExtendedResponse; its referral, name, value and controls are passed over (RFC 4511, 4.12). */
export const LdapExtendedResponse: Codec<LdapExtendedResponse> = {
  decode: (reader) =>
    inside(reader, SEQUENCE, (message) => {
      const messageId = inside(message, INTEGER, readInteger);
      const result = inside(message, EXTENDED_RESPONSE, (response) => {
        const resultCode = inside(response, ENUMERATED, readInteger);
        inside(response, OCTET_STRING, readAll);
        const diagnostic = inside(response, OCTET_STRING, readAll);
        readAll(response);
        return { resultCode, diagnosticMessage: Buffer.from(diagnostic).toString('latin1') };
      });
      readAll(message);
      return { messageId, ...result };
    }),
  encode(writer, { messageId, resultCode, diagnosticMessage }) {
    const response = element(
      EXTENDED_RESPONSE,
      integer(ENUMERATED, resultCode),
      element(OCTET_STRING),
      element(OCTET_STRING, Buffer.from(diagnosticMessage, 'latin1')),
    );
    writer.bytes(element(SEQUENCE, integer(INTEGER, messageId), response));
  },
};

/** An element of BER with a definite length, which need not be minimal (RFC 4511, section 5.1). */
function inside<T>(reader: Reader, tag: number, decode: (content: Reader) => T): T {
  const found = u8.decode(reader);
  if (found !== tag) reader.fail(`tag 0x${found.toString(16)}, not 0x${tag.toString(16)}`);
  const first = u8.decode(reader);
  if (first === 0x80 || first > 0x84) reader.fail(`length octet 0x${first.toString(16)}`);
  const size = first < 0x80 ? first : reader.uint(first & 0x7f);
  return delimited(reader, size, decode);
}

const readAll = (reader: Reader): Uint8Array => reader.bytes(reader.remaining);

function readInteger(reader: Reader): number {
  if (reader.remaining > 4) reader.fail(`an integer of ${reader.remaining} bytes`);
  if (reader.remaining === 0) reader.fail('an empty integer');
  return reader.uint(reader.remaining);
}

function element(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(contents);
  const writer = new Writer();
  writer.uint(1, tag);
  if (content.length < 0x80) writer.uint(1, content.length);
  else {
    writer.uint(1, 0x82);
    writer.uint(2, content.length);
  }
  writer.bytes(content);
  return writer.done();
}

/** Of 0 to 2^31-1; a leading zero keeps it positive. */
function integer(tag: number, value: number): Uint8Array {
  const size = [0x7f, 0x7fff, 0x7f_ffff].findIndex((most) => value <= most) + 1 || 4;
  const wide = Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
  return element(tag, encode(bytes(size), wide.subarray(4 - size)));
}
