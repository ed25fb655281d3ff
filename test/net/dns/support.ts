import type { Socket } from 'node:net';
import {
  decodeMessage,
  encodeMessage,
  NO_FLAGS,
  resourceRecord,
  type DnsMessage,
  type ResourceRecord,
} from '../../../src/codec/dns/message.ts';
import type { DnsExchange } from '../../../src/evidence/kinds/dns/exchange.ts';
import type { DnsQuery, Net } from '../../../src/net/net.ts';
import type { Network } from '../../../src/net/network.ts';
import { testNetwork } from '../../support/network.ts';

const use = {
  kind: 'test.kind',
  target: 'zone:a.example',
  signal: new AbortController().signal,
};

/** A network and how a loopback port is asked over it; the longest silence is a twelfth of a second. */
export function asking(
  port: number,
  options: Parameters<typeof testNetwork>[0] = {},
): {
  network: Network;
  net: Net & { cost: { queries: number } };
  ask: (query?: Partial<DnsQuery>) => Promise<DnsExchange>;
} {
  const network = testNetwork({ seconds: 2, ...options });
  const net = network.use(use);
  const server = { host: 'ns.example', port, address: '127.0.0.1' };
  return {
    network,
    net,
    ask: (query = {}) =>
      net.query({ server, name: 'a.example', type: 'A', form: 'iterative', ...query }),
  };
}

export const a = (name: string, address = '192.0.2.1'): ResourceRecord =>
  resourceRecord(name, 60, { kind: 'A', address });

/** An authoritative answer to a query. */
export const authoritative = (
  query: DnsMessage,
  answer: readonly ResourceRecord[] = [a('a.example')],
  flags: Partial<DnsMessage['flags']> = {},
): DnsMessage => ({ ...query, flags: { ...NO_FLAGS, qr: true, aa: true, ...flags }, answer });

/** Serves DNS messages on a stream, each with its length before it; `answer` gives whole messages. */
export function serveFramed(
  socket: Socket,
  answer: (query: DnsMessage, send: (message: DnsMessage | Uint8Array) => void) => void,
): void {
  let held = Buffer.alloc(0);
  const send = (message: DnsMessage | Uint8Array): void => {
    if (!socket.destroyed) socket.write(framed(message));
  };
  socket.on('error', () => undefined);
  socket.on('data', (data: Buffer) => {
    held = Buffer.concat([held, data]);
    while (held.length >= 2 && held.length >= 2 + held.readUInt16BE()) {
      const size = held.readUInt16BE();
      const query = decodeMessage(held.subarray(2, 2 + size));
      held = held.subarray(2 + size);
      answer(query, send);
    }
  });
}

/** A message with its length before it. */
export function framed(message: DnsMessage | Uint8Array): Buffer {
  const bytes = message instanceof Uint8Array ? message : encodeMessage(message);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** The name asked for. */
export const nameOf = ({ question }: DnsMessage): string => question[0]?.name ?? '';
