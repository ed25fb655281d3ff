import type { Codec } from '../base/codec.ts';
import { delimited } from '../base/delimited.ts';
import type { Reader } from '../base/reader.ts';
import { Writer } from '../base/writer.ts';

/** What a MySQL or MariaDB server says first: a greeting, or an error in its place. */
export type MysqlGreeting =
  | {
      readonly type: 'handshake';
      readonly serverVersion: string;
      /** The lower 16 bits. */
      readonly capabilities: number;
    }
  | { readonly type: 'error'; readonly code: number; readonly message: string }
  /** A protocol before that of MySQL 3.21, which has no TLS. */
  | { readonly type: 'old'; readonly protocolVersion: number };

/** Capability flags (MySQL source documentation, Capabilities Flags). */
export const MysqlCapability = {
  CLIENT_LONG_PASSWORD: 0x0001,
  CLIENT_PROTOCOL_41: 0x0200,
  CLIENT_SSL: 0x0800,
  CLIENT_SECURE_CONNECTION: 0x8000,
} as const;

const ERROR = 0xff;
const PROTOCOL_VERSION = 10;
/** Thread id, the first part of the scramble and a filler. */
const BEFORE_CAPABILITIES = 4 + 8 + 1;
const MOST_PACKET = 0x4000;
const UTF8 = 33;

/** Protocol::Handshake (version 10) or ERR_Packet in a packet of its own. */
export const MysqlGreeting: Codec<MysqlGreeting> = {
  decode(reader) {
    const size = littleEndian(reader, 3);
    if (size > MOST_PACKET) reader.fail(`a packet of ${size} bytes`);
    const sequence = reader.uint(1);
    if (sequence > 1) reader.fail(`packet ${sequence} comes first`);
    return delimited(reader, size, greetingIn);
  },
  encode(writer, greeting) {
    switch (greeting.type) {
      case 'error':
        packet(writer, 0, [
          ...[ERROR, ...bytesOf(greeting.code, 2)],
          ...Buffer.from(greeting.message, 'latin1'),
        ]);
        break;
      case 'old':
        packet(writer, 0, [greeting.protocolVersion]);
        break;
      case 'handshake':
        packet(writer, 0, [
          ...[PROTOCOL_VERSION, ...Buffer.from(`${greeting.serverVersion}\0`, 'latin1')],
          ...new Uint8Array(BEFORE_CAPABILITIES),
          ...bytesOf(greeting.capabilities, 2),
        ]);
        break;
    }
  },
};

/** Protocol::SSLRequest, the answer to a greeting after which TLS begins. */
export function sslRequest(): Uint8Array {
  const writer = new Writer();
  const { CLIENT_LONG_PASSWORD, CLIENT_PROTOCOL_41, CLIENT_SSL, CLIENT_SECURE_CONNECTION } =
    MysqlCapability;
  const capabilities =
    CLIENT_LONG_PASSWORD | CLIENT_PROTOCOL_41 | CLIENT_SSL | CLIENT_SECURE_CONNECTION;
  packet(writer, 1, [
    ...bytesOf(capabilities, 4),
    ...bytesOf(0x100_0000, 4),
    UTF8,
    ...new Uint8Array(23),
  ]);
  return writer.done();
}

function greetingIn(payload: Reader): MysqlGreeting {
  const first = payload.uint(1);
  if (first === ERROR) {
    const code = littleEndian(payload, 2);
    const text = Buffer.from(payload.bytes(payload.remaining)).toString('latin1');
    return { type: 'error', code, message: text.replace(/^#[0-9A-Z]{5}/, '') };
  }
  if (first !== PROTOCOL_VERSION) {
    if (first > PROTOCOL_VERSION || first === 0) payload.fail(`protocol version ${first}`);
    payload.bytes(payload.remaining);
    return { type: 'old', protocolVersion: first };
  }
  const version: number[] = [];
  for (let octet = payload.uint(1); octet !== 0; octet = payload.uint(1)) version.push(octet);
  payload.bytes(BEFORE_CAPABILITIES);
  const capabilities = littleEndian(payload, 2);
  // What follows is for those who log in.
  payload.bytes(payload.remaining);
  return {
    type: 'handshake',
    serverVersion: Buffer.from(version).toString('latin1'),
    capabilities,
  };
}

function littleEndian(reader: Reader, size: number): number {
  return reader.bytes(size).reduceRight((value, octet) => value * 0x100 + octet, 0);
}

const bytesOf = (value: number, size: number): number[] =>
  Array.from({ length: size }, (_, index) => (value >>> (8 * index)) & 0xff);

/** Length, sequence number and payload (MySQL source documentation, MySQL Packets). */
function packet(writer: Writer, sequence: number, payload: readonly number[]): void {
  writer.bytes(Uint8Array.from([...bytesOf(payload.length, 3), sequence, ...payload]));
}
