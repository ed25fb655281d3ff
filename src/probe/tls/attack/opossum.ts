import { fieldList, type HeaderList } from '../../../codec/http/fields.ts';
import { tlsOpossum, type TlsOpossum } from '../../../evidence/kinds/tls/attacks.ts';
import { absent, present } from '../../../evidence/observation.ts';
import { ProblemError } from '../../../evidence/problem.ts';
import type { Connection, Endpoint } from '../../../net/net.ts';
import { addressText } from '../../../net/transport.ts';
import type { Probe, ProbeContext } from '../../probe.ts';

/**
 * Asks plain HTTP on port 80 for an upgrade to TLS (RFC 2817), by OPTIONS and without going on. Status
 * 101, or TLS among what a response names under Upgrade: offered. Another response: not offered. A
 * port that refuses connections, and again: absent. What it cannot tell: an upgrade that is offered for another
 * address or to certain clients only.
 */
export const tlsOpossumProbe: Probe<TlsOpossum> = {
  kind: tlsOpossum,
  intensity: 'standard',
  needs: [],
  perAddress: true,
  appliesTo: ({ kind }) => kind === 'web',
  async observe(context) {
    const endpoint = await plainEndpoint(context);
    const peer = addressText(endpoint);
    const dial = (purpose: string): Promise<Connection | null> =>
      unlessRefused(context.net.dial(endpoint, { purpose, limit: MOST_BYTES }));
    const connection = (await dial('upgrade')) ?? (await dial('upgrade again'));
    if (connection === null) return absent(`${peer} refuses connections`);
    try {
      await connection.write(Buffer.from(requestTo(context.target.host), 'latin1'));
      const { status, headers } = await responseOf(connection, peer);
      const named = fieldList(headers, 'Upgrade') ?? [];
      const tls = named.find((protocol) => /^tls\b/i.test(protocol));
      const switched = status === SWITCHING_PROTOCOLS;
      const detail = tls === undefined ? '' : `, which names ${tls.slice(0, 20)} under Upgrade`;
      return present({
        upgradeOffered: switched || tls !== undefined,
        detail: `status ${status}${detail}`,
      });
    } finally {
      connection.close();
    }
  },
};

const HTTP_PORT = 80;
const SWITCHING_PROTOCOLS = 101;
const MOST_BYTES = 64 * 1024;

/** Port 80 of the address looked at. */
async function plainEndpoint({ net, endpoint, target }: ProbeContext): Promise<Endpoint> {
  if (endpoint === null) throw new ProblemError('bug', `no address of ${target.id} is given`);
  const { items } = await net.locate(target.host, HTTP_PORT);
  const same = items.find(({ address }) => address === endpoint.address);
  const only = items.length === 1 ? items[0] : undefined;
  const found = same ?? only;
  if (found !== undefined) return found;
  throw new ProblemError('unreachable', `${endpoint.address} is not among the addresses for http`);
}

async function unlessRefused(dialled: Promise<Connection>): Promise<Connection | null> {
  try {
    return await dialled;
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'refused') return null;
    throw error;
  }
}

const requestTo = (host: string): string =>
  [
    'OPTIONS * HTTP/1.1',
    `Host: ${host.includes(':') ? `[${host}]` : host}`,
    'User-Agent: assay',
    'Upgrade: TLS/1.0, HTTP/1.1',
    'Connection: Upgrade',
    '\r\n',
  ].join('\r\n');

/** The status and fields of the first response (RFC 9112, section 4). Throws a ProblemError. */
async function responseOf(
  connection: Connection,
  peer: string,
): Promise<{ readonly status: number; readonly headers: HeaderList }> {
  let text = '';
  for (;;) {
    const end = /\r?\n\r?\n/.exec(text)?.index;
    const [statusLine = '', ...lines] = text.slice(0, end).split(/\r?\n/);
    const code = /^HTTP\/1\.\d (\d{3})(?: |$)/.exec(statusLine)?.[1];
    if (end !== undefined && code !== undefined) {
      const headers = lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, Math.max(colon, 0)), line.slice(colon + 1)] as const;
      });
      return { status: Number(code), headers };
    }
    if (end !== undefined || (text.length > 8 && !/^HTTP\/1\./.test(text))) {
      throw new ProblemError('malformed', `${peer} does not answer in HTTP/1.1`);
    }
    const chunk = await connection.read();
    if (chunk === null)
      throw new ProblemError('reset', `${peer} closed before the end of a response`);
    text += Buffer.from(chunk).toString('latin1');
  }
}
