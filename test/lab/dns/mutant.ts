import { createSocket } from 'node:dgram';
import { connect, createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { decodeMessage, encodeMessage, type DnsMessage } from '../../../src/codec/dns/message.ts';
import { canonicalName } from '../../../src/codec/dns/name.ts';
import { HOSTS, ORIGINS, type Mutant } from './plan.ts';
import { LIES, type Elsewhere, type Subject } from './mutations.ts';

const PORT = 53;
const ZONES = ['nsec.gamma', 'nsec3.gamma', 'other.gamma', 'plain.gamma', 'gamma'];
const WAIT_MS = 2_000;

/** One way of lying, and what makes it the same for everybody who asks. */
interface Lie {
  /** A key of `LIES`. */
  readonly way: string;
  readonly seed: string;
}

/** Servers that pass on what others say, changed in one way at a time. */
export interface Mutants {
  /** From now on lies in this way; not at all where it is null. */
  lie(lie: Lie | null): void;
  /** How often something was changed. */
  readonly told: () => number;
  stop(): Promise<void>;
}

/** Starts the servers that lie, in front of those that have the zones. */
export async function startMutants(network: string): Promise<Mutants> {
  let lie: Lie | null = null;
  let told = 0;
  const mutated = async (query: Buffer, reply: Buffer): Promise<Uint8Array> => {
    if (lie === null) return reply;
    const message = decodeMessage(reply);
    const changed = await lieAbout(message, query, lie, network);
    const said = encodeMessage({ ...changed, id: message.id, edns: message.edns });
    if (Buffer.compare(said, encodeMessage(message)) === 0) return reply;
    told += 1;
    return said;
  };
  const closers = await Promise.all(
    // The keys of ORIGINS are the mutants.
    (Object.keys(ORIGINS) as Mutant[]).map((host) =>
      serve(`${network}.${HOSTS[host]}`, `${network}.${ORIGINS[host]}`, mutated),
    ),
  );
  return {
    lie(next) {
      lie = next;
    },
    told: () => told,
    async stop() {
      await Promise.all(closers.map((close) => close()));
    },
  };
}

/** The same lie for the same question, whoever asks. */
async function lieAbout(
  message: DnsMessage,
  query: Buffer,
  { way, seed }: Lie,
  network: string,
): Promise<DnsMessage> {
  const [question] = message.question;
  if (question === undefined || message.flags.tc) return message;
  const name = canonicalName(question.name);
  const mutation = LIES[way];
  if (mutation === undefined) return message;
  const zone = ZONES.find((one) => name === one || name.endsWith(`.${one}`)) ?? 'gamma';
  const subject: Subject = { name, type: question.type, zone, seed };
  const asked = decodeMessage(query);
  const ask = async (server: string, other: DnsMessage): Promise<DnsMessage | null> => {
    const reply = await overTcp(server, Buffer.from(encodeMessage(other)));
    return reply === null ? null : decodeMessage(reply);
  };
  const elsewhere: Elsewhere = {
    expired: () => ask(`${network}.${HOSTS['nsd-stale']}`, asked),
    other: (otherName, type) =>
      ask(`${network}.${ORIGINS[type === 43 ? 'mutant-parent' : 'mutant-leaf']}`, {
        ...asked,
        question: [{ name: otherName, type, class: 1 }],
      }),
  };
  return mutation(message, subject, elsewhere);
}

type Change = (query: Buffer, reply: Buffer) => Promise<Uint8Array>;

async function serve(
  address: string,
  origin: string,
  change: Change,
): Promise<() => Promise<void>> {
  const udp = createSocket('udp4');
  const answer = async (
    query: Buffer,
    over: (server: string, query: Buffer) => Promise<Buffer | null>,
  ): Promise<Uint8Array | null> => {
    const reply = await over(origin, query);
    return reply === null ? null : change(query, reply);
  };
  udp.on('message', (query, { port, address: from }) => {
    void answer(query, overUdp).then((reply) => {
      if (reply !== null) udp.send(reply, port, from);
    });
  });
  const sockets = new Set<Socket>();
  const tcp = createServer((socket) => {
    sockets.add(socket);
    let received = Buffer.alloc(0);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const query = received.subarray(2, 2 + received.readUInt16BE(0));
        received = received.subarray(2 + query.length);
        void answer(query, overTcp).then((reply) => {
          if (reply !== null) socket.write(framed(reply));
        });
      }
    });
  });
  udp.bind(PORT, address);
  tcp.listen(PORT, address);
  await Promise.all([once(udp, 'listening'), once(tcp, 'listening')]);
  return async () => {
    for (const socket of sockets) socket.destroy();
    await Promise.all([
      new Promise<void>((resolve) => udp.close(resolve)),
      new Promise((resolve) => tcp.close(resolve)),
    ]);
  };
}

const framed = (message: Uint8Array): Buffer => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
};

/** One question over UDP; null where no answer comes. */
function overUdp(server: string, query: Buffer): Promise<Buffer | null> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    const settle = (reply: Buffer | null): void => {
      clearTimeout(timer);
      socket.close();
      resolve(reply);
    };
    const timer = setTimeout(settle, WAIT_MS, null);
    socket.once('message', settle).once('error', () => {
      settle(null);
    });
    socket.send(query, PORT, server);
  });
}

/** One question over TCP; null where no answer comes. */
function overTcp(server: string, query: Buffer): Promise<Buffer | null> {
  const socket = connect({ host: server, port: PORT, timeout: WAIT_MS });
  let received = Buffer.alloc(0);
  return new Promise((resolve) => {
    const settle = (reply: Buffer | null): void => {
      socket.destroy();
      resolve(reply);
    };
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      settle(received.subarray(2, 2 + received.readUInt16BE(0)));
    });
    for (const event of ['error', 'timeout', 'end']) {
      socket.once(event, () => {
        settle(null);
      });
    }
    socket.write(framed(query));
  });
}
