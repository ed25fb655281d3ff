import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import { DecodeError } from '../codec/base/reader.ts';
import { decodeMessage, encodeMessage, type DnsMessage } from '../codec/dns/message.ts';
import { listen, LOOPBACK, type Service } from './listen.ts';

/** What a server makes of a query. */
export type Respond = (query: DnsMessage) => DnsMessage;

/** Ports tried until one is free for UDP and TCP alike. */
const MOST_TRIES = 5;
const PLAIN_SIZE = 512;
const LENGTH_OCTETS = 2;

/** A DNS server over UDP and TCP at one port. */
export async function serveDns(respond: Respond): Promise<Service> {
  for (let tries = 1; ; tries += 1) {
    const tcp = await listen(
      createServer((socket) => {
        converse(socket, respond);
      }),
    );
    const udp = createSocket('udp4').unref();
    udp.on('message', (bytes, { port, address }) => {
      const query = queryIn(bytes);
      if (query !== null) udp.send(fitting(respond(query), query), port, address);
    });
    try {
      await bind(udp, tcp.port);
    } catch (error) {
      udp.close();
      await tcp.close();
      if (tries === MOST_TRIES) throw error;
      continue;
    }
    return {
      port: tcp.port,
      async close() {
        udp.close();
        await tcp.close();
      },
    };
  }
}

const bind = (udp: UdpSocket, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    udp.once('error', reject).bind(port, LOOPBACK, () => {
      // Whoever has gone away is no concern of the server.
      udp.off('error', reject).on('error', () => undefined);
      resolve();
    });
  });

/** What cannot be read is not answered. */
function queryIn(bytes: Uint8Array): DnsMessage | null {
  try {
    const message = decodeMessage(bytes);
    return message.flags.qr ? null : message;
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}

/** The answer, or that it is too long for a datagram (RFC 2181, section 9). */
function fitting(answer: DnsMessage, { edns }: DnsMessage): Uint8Array {
  const whole = encodeMessage(answer);
  if (whole.length <= Math.max(PLAIN_SIZE, edns?.udpPayloadSize ?? 0)) return whole;
  const flags = { ...answer.flags, tc: true };
  return encodeMessage({ ...answer, flags, answer: [], authority: [], additional: [] });
}

/** Each message comes after its length, several on one connection (RFC 7766, section 6.2.1). */
function converse(socket: Socket, respond: Respond): void {
  let held = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    held = Buffer.concat([held, chunk]);
    while (held.length >= LENGTH_OCTETS) {
      const end = LENGTH_OCTETS + held.readUInt16BE(0);
      if (held.length < end) return;
      const query = queryIn(held.subarray(LENGTH_OCTETS, end));
      held = held.subarray(end);
      if (query === null) {
        socket.destroy();
        return;
      }
      const answer = encodeMessage(respond(query));
      const length = Buffer.alloc(LENGTH_OCTETS);
      length.writeUInt16BE(answer.length);
      socket.write(Buffer.concat([length, answer]));
    }
  });
}
