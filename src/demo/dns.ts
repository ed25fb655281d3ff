import type { AddressInfo } from 'node:net';
import { createTCPServer, createUDPServer, Packet, type DnsHandler, type UDPServer } from 'dns2';
import { listen, LOOPBACK, type Service } from './listen.ts';

/** One resource record, its data under the names that dns2 gives them. */
export type DnsRecord = { readonly name: string } & (
  | { readonly type: 'A'; readonly address: string }
  | { readonly type: 'MX'; readonly priority: number; readonly exchange: string }
  | { readonly type: 'TXT'; readonly data: string }
  | { readonly type: 'CAA'; readonly flags: number; readonly tag: string; readonly value: string }
);

const TTL_SECONDS = 3600;
/** Ports tried until one is free for UDP and TCP alike. */
const MOST_TRIES = 5;

/** A resolver over UDP and TCP that knows these records and nothing else. */
export async function serveDns(records: readonly DnsRecord[]): Promise<Service> {
  const handle: DnsHandler = (request, send) => {
    // Over TCP there is no promise, whatever the types say; the asker may be gone by now.
    Promise.resolve(send(answer(request, records))).catch(() => undefined);
  };
  for (let tries = 1; ; tries += 1) {
    const tcp = await listen(createTCPServer(handle));
    const udp = createUDPServer(handle);
    try {
      await bind(udp, tcp.port);
      udp.unref();
    } catch (error) {
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

const bind = (udp: UDPServer, port: number): Promise<AddressInfo> =>
  new Promise((resolve, reject) => {
    udp.once('error', reject);
    udp.bind(port, LOOPBACK, () => {
      resolve(udp.address());
    });
  });

/**
 * The records of the name and type; for a name without any of the type no records (NODATA), for
 * one that neither has records nor stands above others NXDOMAIN (RFC 2308, section 2; RFC 8020).
 */
function answer(request: Packet, records: readonly DnsRecord[]): Packet {
  const [question] = request.questions;
  if (question === undefined || request.questions.length > 1) {
    return Packet.createErrorResponseFromRequest(request, Packet.RCODE.FORMERR);
  }
  const name = question.name.toLowerCase();
  const exists = name === '' || records.some((record) => `.${record.name}`.endsWith(`.${name}`));
  if (!exists) return Packet.createErrorResponseFromRequest(request, Packet.RCODE.NXDOMAIN);
  const response = Packet.createResponseFromRequest(request);
  response.header.ra = 1;
  response.answers = records
    .filter((record) => record.name === name && Packet.TYPE[record.type] === question.type)
    .map(
      (record) =>
        new Packet.Resource({
          ...record,
          name: question.name,
          type: question.type,
          class: Packet.CLASS.IN,
          ttl: TTL_SECONDS,
        }),
    );
  return response;
}
