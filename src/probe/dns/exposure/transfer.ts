import { ByteQueue } from '../../../codec/base/byte-queue.ts';
import { encode, opaque, u16 } from '../../../codec/base/codec.ts';
import { DecodeError } from '../../../codec/base/reader.ts';
import {
  decodeMessage,
  encodeMessage,
  NO_FLAGS,
  type DnsMessage,
} from '../../../codec/dns/message.ts';
import { CLASS_IN, rcodeName, RR_TYPES } from '../../../codec/iana/dns.ts';
import type { DnsExposure } from '../../../evidence/kinds/dns/observed.ts';
import { problemOf, ProblemError } from '../../../evidence/problem.ts';
import type { Connection, Endpoint, Net } from '../../../net/net.ts';
import { dnsServer } from '../walk/pool.ts';

type Transfer = DnsExposure['transfers'][number];

const MOST_BYTES = 0x10002;

/** Asks one server for the zone (RFC 5936, section 2.1) and hangs up after its first message. */
export async function transferAt(net: Net, server: Endpoint, zone: string): Promise<Transfer> {
  const head = { server: dnsServer(server) };
  try {
    return { ...head, ...(await firstMessage(net, server, zone)), problem: null };
  } catch (error) {
    return { ...head, records: null, rcode: null, problem: problemOf(error) };
  }
}

async function firstMessage(
  net: Net,
  server: Endpoint,
  zone: string,
): Promise<{ readonly records: number; readonly rcode: string }> {
  const connection = await net.dial(server, { purpose: 'transfer', limit: MOST_BYTES });
  try {
    const [high = 0, low = 0] = connection.random(2);
    const id = (high << 8) | low;
    await connection.write(encode(opaque(u16), transferQuery(zone, id)));
    const message = await readMessage(connection);
    if (message.id !== id) throw new ProblemError('malformed', 'zone transfer: another id');
    const { rcode, answer } = message;
    // A transfer begins with the SOA of the zone (RFC 5936, section 2.2).
    const begun = answer[0]?.type === RR_TYPES.SOA;
    if (message.broken !== null && !begun) {
      throw new ProblemError('malformed', `zone transfer: ${message.broken}`);
    }
    return { rcode: rcodeName(rcode), records: begun ? answer.length : 0 };
  } finally {
    connection.close();
  }
}

/** A message with its length before it (RFC 1035, section 4.2.2). */
async function readMessage(connection: Connection): Promise<DnsMessage> {
  const queue = new ByteQueue();
  for (;;) {
    const [high = 0, low = 0] = queue.peek(2) ?? [];
    const framed = queue.length < 2 ? undefined : queue.take(2 + ((high << 8) | low));
    if (framed !== undefined) return decoded(framed.subarray(2));
    const chunk = await connection.read();
    if (chunk === null) throw new ProblemError('reset', 'zone transfer: closed without an answer');
    queue.push(chunk);
  }
}

function decoded(bytes: Uint8Array): DnsMessage {
  try {
    return decodeMessage(bytes);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new ProblemError('malformed', `zone transfer: ${error.message}`, { cause: error });
  }
}

const transferQuery = (zone: string, id: number): Uint8Array =>
  encodeMessage({
    ...{ id, opcode: 0, flags: NO_FLAGS, rcode: 0, edns: null },
    question: [{ name: zone, type: RR_TYPES.AXFR, class: CLASS_IN }],
    ...{ answer: [], authority: [], additional: [] },
  });
