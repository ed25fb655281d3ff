import { encodeUnknownVersion, versionsIn } from '../../codec/quic/version-negotiation.ts';
import type { RdataOf } from '../../codec/dns/rdata.ts';
import { webHttp3, type WebHttp3 } from '../../evidence/kinds/web/answers.ts';
import { present, unavailable } from '../../evidence/observation.ts';
import { problemOf, ProblemError } from '../../evidence/problem.ts';
import type { Endpoint, Net } from '../../net/net.ts';
import { ask } from '../dns/ask.ts';
import type { Probe } from '../probe.ts';

/**
 * Looks for HTTP/3 without speaking it: asks for the HTTPS record, and whether a server of QUIC
 * answers on the port (RFC 9000, section 6).
 */
export const webHttp3Probe: Probe<WebHttp3> = {
  kind: webHttp3,
  intensity: 'standard',
  needs: [],
  perAddress: false,
  appliesTo: ({ kind, uri }) => kind === 'web' && uri.startsWith('https:'),
  async observe({ target, net }) {
    const { hostname, port } = new URL(target.uri);
    const host = hostname.replace(/^\[|\]$/g, '');
    const [httpsRecord, quic] = await Promise.all([
      recordOf(net, host, port),
      quicAt(net, host, Number(port) || 443),
    ]);
    const nothing = httpsRecord === null && quic.is === 'problem';
    return nothing ? unavailable(quic.problem) : present({ httpsRecord, quic });
  },
};

const NO_RECORD: NonNullable<WebHttp3['httpsRecord']> = { alpn: [], ech: false };

/** The record of the origin; null where the answer does not settle it. */
async function recordOf(net: Net, host: string, port: string): Promise<WebHttp3['httpsRecord']> {
  if (isAddress(host)) return NO_RECORD;
  try {
    // RFC 9460, section 9.1: other ports have a name of their own.
    const records = await servicesOf(net, port === '' ? host : `_${port}._https.${host}`);
    const params = records.flatMap(({ svcParams }) => svcParams);
    const alpn = params.flatMap((param) => (param.kind === 'alpn' ? param.ids : []));
    const ids = alpn.map((id) => Buffer.from(id).toString('latin1'));
    return { alpn: [...new Set(ids)], ech: params.some(({ kind }) => kind === 'ech') };
  } catch (error) {
    // Rethrows what is no problem of the network.
    problemOf(error);
    return null;
  }
}

const isAddress = (host: string): boolean => host.includes(':') || /\.\d+$/.test(host);

type Service = RdataOf<'HTTPS'>;

/** The services of a name; an alias of the whole record is followed once (RFC 9460, section 2.4.2). */
async function servicesOf(net: Net, name: string): Promise<readonly Service[]> {
  const first = await dataOf(net, name);
  const alias = first.find(({ svcPriority }) => svcPriority === ALIAS_MODE);
  const services = alias === undefined ? first : await dataOf(net, alias.targetName);
  return services.filter(({ svcPriority }) => svcPriority !== ALIAS_MODE);
}

const ALIAS_MODE = 0;

/** None for `.`: the service is not there (section 2.5.1). */
async function dataOf(net: Net, name: string): Promise<readonly Service[]> {
  if (name === '.') return [];
  const { records } = await ask(net, name, 'HTTPS');
  return records.map(({ data }) => data);
}

/** Long enough for the other side of the world. */
const WAIT_MS = 1500;
const ID_BYTES = 8;
const MOST_VERSIONS = 32;

async function quicAt(net: Net, host: string, port: number): Promise<WebHttp3['quic']> {
  try {
    const { items, because } = await net.locate(host, port);
    const [endpoint] = items;
    if (endpoint === undefined) {
      const { code, detail } = because ?? { code: 'unreachable', detail: `${host} has no address` };
      throw new ProblemError(code, detail);
    }
    const versions = await negotiated(net, endpoint).catch((error: unknown) => {
      // A datagram may get lost.
      if (problemOf(error).code !== 'timeout') throw error;
      return negotiated(net, endpoint);
    });
    const texts = versions.map((version) => `0x${version.toString(16).padStart(8, '0')}`);
    return { is: 'answered', versions: texts.slice(0, MOST_VERSIONS) };
  } catch (error) {
    return { is: 'problem', problem: problemOf(error) };
  }
}

async function negotiated(net: Net, endpoint: Endpoint): Promise<readonly number[]> {
  const random = net.random('QUIC', 2 * ID_BYTES + 4);
  const ids = {
    destination: random.subarray(0, ID_BYTES),
    source: random.subarray(ID_BYTES, 2 * ID_BYTES),
  };
  const reply = await net.datagram(
    endpoint,
    encodeUnknownVersion(ids, random.subarray(2 * ID_BYTES)),
    (datagram) => versionsIn(datagram, ids) !== null,
    { purpose: 'QUIC version negotiation', waitMs: WAIT_MS },
  );
  return versionsIn(reply, ids) ?? [];
}
