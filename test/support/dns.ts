import { createServer, type Server, type Socket } from 'node:net';
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { onTestFinished } from 'vitest';
import {
  decodeMessage,
  encodeMessage,
  NO_FLAGS,
  type DnsMessage,
  type ResourceRecord,
} from '../../src/codec/dns/message.ts';
import { listening } from './servers.ts';

/** Answers a query; null stays silent, bytes are sent as they are. */
export type Answer = (query: DnsMessage, over: 'udp' | 'tcp') => DnsMessage | Uint8Array | null;

/** A loopback DNS server over UDP and TCP for one test. Returns its port and what it was asked. */
export async function dnsServer(answer: Answer): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = [];
  const reply = (bytes: Uint8Array, over: 'udp' | 'tcp'): Uint8Array | null => {
    const query = decodeMessage(bytes);
    asked.push(`${over} ${query.question[0]?.name ?? ''} ${query.question[0]?.type ?? ''}`);
    const message = answer(query, over);
    return message === null || message instanceof Uint8Array ? message : encodeMessage(message);
  };
  const udp = createSocket('udp4');
  udp.on('message', (bytes, { port, address }) => {
    const message = reply(bytes, 'udp');
    if (message !== null) udp.send(message, port, address);
  });
  const tcp = createServer((socket) => {
    serveTcp(socket, (bytes) => reply(bytes, 'tcp'));
  });
  const port = await samePort(tcp, udp);
  onTestFinished(() => {
    udp.close();
    tcp.close();
  });
  return { port, asked };
}

/** A port that is free for both; another process may hold the second, then the next is tried. */
async function samePort(tcp: Server, udp: UdpSocket): Promise<number> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const port = await listening(tcp);
    const bound = await new Promise<boolean>((resolve) => {
      udp.once('error', () => {
        resolve(false);
      });
      udp.bind(port, '127.0.0.1', () => {
        resolve(true);
      });
    });
    if (bound) return port;
    await new Promise((resolve) => tcp.close(resolve));
  }
  throw new Error('no port is free for both TCP and UDP');
}

function serveTcp(socket: Socket, reply: (bytes: Uint8Array) => Uint8Array | null): void {
  socket.on('error', () => undefined);
  socket.once('data', (data: Buffer) => {
    const message = reply(data.subarray(2));
    if (message === null) return;
    const length = Buffer.alloc(2);
    length.writeUInt16BE(message.length);
    socket.end(Buffer.concat([length, message]));
  });
}

/** The answer to a query with these records. */
export const answering = (
  query: DnsMessage,
  answer: readonly ResourceRecord[],
  more: { rcode?: number; tc?: boolean } = {},
): DnsMessage => ({
  ...query,
  flags: { ...NO_FLAGS, qr: true, rd: true, ra: true, tc: more.tc ?? false },
  rcode: more.rcode ?? 0,
  answer,
  authority: [],
  additional: [],
});
