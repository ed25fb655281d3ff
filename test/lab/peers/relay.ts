import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { TlsVersion } from '../../../src/evidence/kinds/tls/versions.ts';
import { codeOf } from './recording.ts';

/** What a server chose in a ServerHello, or accepts in an SSL 2.0 SERVER-HELLO. */
export interface Chosen {
  readonly version: TlsVersion;
  readonly suite: string;
  /** The handshake messages that came with it in the clear. */
  readonly messages: readonly Buffer[];
}

/** Stands between a client and a server and notes what the server chooses. */
export interface Relay {
  readonly port: number;
  /** What was chosen since this was last asked. */
  take(): readonly Chosen[];
  close(): void;
}

const VERSIONS: Readonly<Record<number, TlsVersion>> = {
  0x0300: 'SSL 3.0',
  0x0301: 'TLS 1.0',
  0x0302: 'TLS 1.1',
  0x0303: 'TLS 1.2',
  0x0304: 'TLS 1.3',
};

/** A relay to a port of loopback. */
export async function openRelay(to: number): Promise<Relay> {
  let heard: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(to, '127.0.0.1');
    const index = heard.push(Buffer.alloc(0)) - 1;
    const list = heard;
    upstream.on('data', (chunk) => {
      list[index] = Buffer.concat([list[index] ?? Buffer.alloc(0), chunk]).subarray(0, 32_768);
    });
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          client.destroy();
          upstream.destroy();
        });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    take() {
      const taken = heard;
      heard = [];
      return taken.flatMap((bytes) => serverHello(bytes) ?? ssl2ServerHello(bytes) ?? []);
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** The choice of the first whole ServerHello (RFC 9846, section 4.2.3), behind what came before TLS. */
function serverHello(bytes: Buffer): readonly Chosen[] | null {
  for (let at = bytes.indexOf(0x16); at >= 0; at = bytes.indexOf(0x16, at + 1)) {
    if (bytes[at + 1] !== 3 || bytes[at + 5] !== 2) continue;
    const messages = handshakesIn(bytes.subarray(at));
    const [hello] = messages;
    if (hello === undefined) return null;
    const suiteAt = 39 + (hello[38] ?? 0);
    let version = hello.readUInt16BE(4);
    const end = hello.length;
    for (let next = suiteAt + 5; next + 4 <= end; next += 4 + hello.readUInt16BE(next + 2)) {
      if (hello.readUInt16BE(next) === 43) version = hello.readUInt16BE(next + 4);
    }
    const name = VERSIONS[version];
    const suite = codeOf(hello.readUInt16BE(suiteAt).toString(16));
    return name === undefined ? [] : [{ version: name, suite, messages }];
  }
  return null;
}

/** The whole handshake messages of the records up to the first of another type. */
function handshakesIn(bytes: Buffer): readonly Buffer[] {
  const fragments: Buffer[] = [];
  for (let at = 0; at + 5 <= bytes.length && bytes[at] === 0x16;) {
    const end = at + 5 + bytes.readUInt16BE(at + 3);
    fragments.push(bytes.subarray(at + 5, end));
    at = end;
  }
  const stream = Buffer.concat(fragments);
  const messages: Buffer[] = [];
  for (let at = 0; at + 4 <= stream.length;) {
    const end = at + 4 + stream.readUIntBE(at + 1, 3);
    if (end > stream.length) break;
    messages.push(stream.subarray(at, end));
    at = end;
  }
  return messages;
}

/** Bits of the prime in the ServerKeyExchange of a DHE suite (RFC 5246, section 7.4.3). */
export function primeBits({ messages }: Chosen): number | null {
  const exchange = messages.find((message) => message[0] === 12);
  return exchange === undefined ? null : 8 * exchange.readUInt16BE(4);
}

/** The specs of a SERVER-HELLO of SSL 2.0 (draft-hickman-netscape-ssl-00, section 2.6). */
function ssl2ServerHello(bytes: Buffer): readonly Chosen[] | null {
  if (bytes.length < 13 || ((bytes[0] ?? 0) & 0x80) === 0 || bytes[2] !== 4) return null;
  const specs = 13 + bytes.readUInt16BE(7);
  const end = specs + bytes.readUInt16BE(9);
  if (bytes.length < end) return null;
  return Array.from({ length: (end - specs) / 3 }, (_, index) => ({
    version: 'SSL 2.0',
    suite: codeOf(bytes.subarray(specs + 3 * index, specs + 3 * index + 3).toString('hex')),
    messages: [],
  }));
}
