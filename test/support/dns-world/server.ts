import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import { isBelow } from '../../../src/codec/dns/canonical.ts';
import { DecodeError } from '../../../src/codec/base/reader.ts';
import { decodeMessage, encodeMessage, type DnsMessage } from '../../../src/codec/dns/message.ts';
import { canonicalName } from '../../../src/codec/dns/name.ts';
import { CLASS_IN, RR_TYPES, rrTypeName } from '../../../src/codec/iana/dns.ts';
import { listening } from '../servers.ts';
import { BEHAVIOURS, empty } from './behaviours.ts';
import type { Place, ServedZone } from './build.ts';
import type { Asked } from './plan.ts';

const REFUSED = 5;
const BADVERS = 16;
const EDNS_SIZE = 1232;
const PLAIN_SIZE = 512;
const DNSSEC_TYPES: readonly number[] = [RR_TYPES.RRSIG, RR_TYPES.NSEC, RR_TYPES.NSEC3];

type Note = (asked: Omit<Asked, 'at' | 'address'>) => void;
type Over = 'udp' | 'tcp';

/** Starts the server of one address on a loopback port, for UDP and TCP. */
export async function startServer(
  place: Place,
  note: Note,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const respond = (bytes: Uint8Array, over: Over): Uint8Array | null => {
    const query = queryFrom(bytes);
    if (query === null) return null;
    const [question] = query.question;
    const { name = '', type = 0 } = question ?? {};
    note({ over, name, type: rrTypeName(type), query });
    const usual = (): DnsMessage => answerOf(place.zones, query);
    const message = behave(place)(query, over, usual);
    if (message === null || message instanceof Uint8Array) return message;
    return over === 'tcp' ? encodeMessage(message) : fitting(message, query);
  };
  const udp = createSocket('udp4');
  const aside = place.behaviour === 'other-port' ? createSocket('udp4') : udp;
  udp.on('message', (bytes, { port, address }) => {
    const message = respond(bytes, 'udp');
    if (message !== null) aside.send(message, port, address);
  });
  const sockets = new Set<Socket>();
  const tcp = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    serveStream(socket, (bytes) => respond(bytes, 'tcp'));
  });
  const port = await samePort(tcp, udp);
  return {
    port,
    async close() {
      for (const socket of sockets) socket.destroy();
      for (const socket of new Set([udp, aside])) if (!closed.has(socket)) socket.close();
      closed.add(udp).add(aside);
      await new Promise((resolve) => tcp.close(resolve));
    },
  };
}

const closed = new WeakSet<UdpSocket>();

function behave({ behaviour }: Place) {
  if (typeof behaviour === 'string') return BEHAVIOURS[behaviour];
  return behaviour ?? ((_: DnsMessage, __: Over, usual: () => DnsMessage) => usual());
}

function queryFrom(bytes: Uint8Array): DnsMessage | null {
  try {
    return decodeMessage(bytes);
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}

/** What an authoritative server answers that serves these zones and resolves nothing. */
function answerOf(zones: readonly ServedZone[], query: DnsMessage): DnsMessage {
  const base = empty(query);
  const [question] = query.question;
  if (query.edns !== null && query.edns.version !== 0) {
    return {
      ...base,
      rcode: BADVERS,
      edns: { ...query.edns, version: 0, udpPayloadSize: EDNS_SIZE, options: new Uint8Array() },
    };
  }
  const transfer = question?.type === RR_TYPES.AXFR || question?.type === RR_TYPES.IXFR;
  const zone = question?.class === CLASS_IN && !transfer ? zoneFor(zones, question) : undefined;
  if (question === undefined || zone === undefined) return { ...base, rcode: REFUSED };
  const { authoritative, ...sections } = zone.answer(canonicalName(question.name), question.type);
  const wanted = query.edns?.dnssecOk === true;
  const records = (section: DnsMessage['answer']): DnsMessage['answer'] =>
    wanted ? section : section.filter(({ type }) => type === question.type || !isDnssec(type));
  return {
    ...base,
    flags: { ...base.flags, aa: authoritative },
    rcode: sections.rcode,
    answer: records(sections.answer),
    authority: records(sections.authority),
    additional: sections.additional,
  };
}

/** RRSIG, NSEC and NSEC3 are sent along to those alone who ask for them (RFC 3225). */
const isDnssec = (type: number): boolean => DNSSEC_TYPES.includes(type) || type === RR_TYPES.DS;

/** The zone closest to the name; DS is asked of the one above (RFC 4035, section 3.1.4.1). */
function zoneFor(
  zones: readonly ServedZone[],
  { name, type }: { readonly name: string; readonly type: number },
): ServedZone | undefined {
  const holding = zones
    .filter((zone) => isBelow(name, zone.name))
    .sort((a, b) => (isBelow(a.name, b.name) ? -1 : 1));
  const [closest, above] = holding;
  const atApex = closest !== undefined && canonicalName(name) === closest.name;
  return type === RR_TYPES.DS && atApex ? (above ?? closest) : closest;
}

/** Cut to what the asker can take (RFC 2181, section 9). */
function fitting(message: DnsMessage, query: DnsMessage): Uint8Array {
  const most = query.edns === null ? PLAIN_SIZE : Math.max(PLAIN_SIZE, query.edns.udpPayloadSize);
  const whole = encodeMessage(message);
  if (whole.length <= most) return whole;
  const without = { ...message, additional: [] };
  const shorter = encodeMessage(without);
  const needed = message.flags.aa || message.authority.length === 0;
  if (needed && shorter.length <= most) return shorter;
  const flags = { ...message.flags, tc: true };
  return encodeMessage({ ...without, answer: [], authority: [], flags });
}

/** Messages preceded by their length, several on one connection (RFC 7766, section 6.2.1). */
function serveStream(socket: Socket, respond: (bytes: Uint8Array) => Uint8Array | null): void {
  let received = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
      const end = 2 + received.readUInt16BE(0);
      const message = respond(received.subarray(2, end));
      received = received.subarray(end);
      if (message === null) continue;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(message.length);
      socket.write(Buffer.concat([length, message]));
    }
  });
}

/** A port that is free for both; another process may hold the second, then the next is tried. */
async function samePort(tcp: Server, udp: UdpSocket): Promise<number> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const port = await listening(tcp);
    const bound = await new Promise<boolean>((resolve) => {
      const refuse = (): void => {
        resolve(false);
      };
      udp.once('error', refuse).bind(port, '127.0.0.1', () => {
        udp.off('error', refuse);
        resolve(true);
      });
    });
    if (bound) return port;
    await new Promise((resolve) => tcp.close(resolve));
  }
  throw new Error('no port is free for both TCP and UDP');
}
