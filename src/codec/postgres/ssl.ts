import type { Codec } from '../base/codec.ts';
import { delimited } from '../base/delimited.ts';
import type { Reader } from '../base/reader.ts';

/** SSLRequest (PostgreSQL 17 documentation, section 53.7): its length, 8, and the code 80877103. */
export const SSL_REQUEST: Uint8Array = Uint8Array.of(0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f);

/** What a server says to an SSLRequest: `S` goes on in TLS, `N` does not, `E` is an error. */
export type SslResponse =
  { readonly type: 'S' | 'N' } | { readonly type: 'E'; readonly message: string };

/** The field of an error that is for people to read (section 53.8). */
const MESSAGE = 'M'.charCodeAt(0);
/** A greater length is text: a server that fails early sends a string in place of a length. */
const MOST_LENGTH = 0x4000;

/** One byte, or an ErrorResponse (section 53.7), also in the form of protocol 2. */
export const SslResponse: Codec<SslResponse> = {
  decode(reader: Reader) {
    const type = String.fromCharCode(reader.uint(1));
    if (type === 'S' || type === 'N') return { type };
    if (type !== 'E') reader.fail(`${JSON.stringify(type)} is none of S, N and E`);
    const head = Buffer.from(reader.bytes(4));
    const length = head.readUInt32BE();
    if (length > MOST_LENGTH) {
      return { type, message: (head.toString('latin1') + string(reader)).trimEnd() };
    }
    if (length < 5) reader.fail(`an error of length ${length}`);
    return { type, message: delimited(reader, length - 4, messageOf) };
  },
  encode(writer, response) {
    writer.bytes(Buffer.from(response.type));
    if (response.type !== 'E') return;
    const message = Buffer.from(response.message, 'latin1');
    writer.uint(4, 4 + 1 + message.length + 1 + 1);
    writer.uint(1, MESSAGE);
    writer.bytes(message);
    writer.uint(2, 0);
  },
};

function messageOf(fields: Reader): string {
  let message = '';
  for (let type = fields.uint(1); type !== 0; type = fields.uint(1)) {
    const value = string(fields);
    if (type === MESSAGE) message = value;
  }
  return message;
}

/** Characters up to a zero. */
function string(reader: Reader): string {
  const start = reader.offset;
  while (reader.uint(1) !== 0);
  return Buffer.from(reader.message.subarray(start, reader.offset - 1)).toString('latin1');
}
