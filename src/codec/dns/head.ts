import { Reader } from '../base/reader.ts';
import { domainName } from './name.ts';

/** What tells which query a message answers. */
export interface MessageHead {
  readonly id: number;
  /** It is a response. */
  readonly qr: boolean;
  readonly opcode: number;
  readonly tc: boolean;
  /** Without the upper bits, which EDNS has. */
  readonly rcode: number;
  readonly question: readonly {
    readonly name: string;
    readonly type: number;
    readonly class: number;
  }[];
}

/**
 * The header and the question section of a message (RFC 1035, sections 4.1.1 and 4.1.2), whatever
 * state the rest is in. Throws a DecodeError.
 */
export function decodeHead(bytes: Uint8Array): MessageHead {
  const reader = new Reader(bytes, 'DnsMessage');
  const id = reader.uint(2);
  const bits = reader.uint(2);
  const questions = reader.uint(2);
  reader.bytes(6);
  const question = Array.from({ length: questions }, (_, index) =>
    reader.in(`question[${index}]`, (inner) => ({
      name: domainName.decode(inner),
      type: inner.uint(2),
      class: inner.uint(2),
    })),
  );
  return {
    id,
    qr: (bits & 0x8000) !== 0,
    opcode: (bits >> 11) & 0x0f,
    tc: (bits & 0x0200) !== 0,
    rcode: bits & 0x0f,
    question,
  };
}
