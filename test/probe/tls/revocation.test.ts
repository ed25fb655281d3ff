import { createServer, type RequestListener } from 'node:http';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  tlsRevocation,
  type TlsCertificates,
  type TlsRevocation,
} from '../../../src/evidence/kinds/tls/certificates.ts';
import {
  absent,
  present,
  unavailable,
  type Observation,
} from '../../../src/evidence/observation.ts';
import { judgeCrl } from '../../../src/crypto/crl.ts';
import { judgeOcsp } from '../../../src/crypto/ocsp.ts';
import { liveTransport } from '../../../src/net/live.ts';
import { Recorder } from '../../../src/net/record.ts';
import { replay } from '../../../src/net/replay.ts';
import type { Transport } from '../../../src/net/transport.ts';
import { tlsRevocationProbe } from '../../../src/probe/tls/revocation.ts';
import { closedPort, listening } from '../../support/servers.ts';
import { OpensslCa } from '../../support/openssl-ca.ts';
import { targetOf } from '../../support/observe.ts';
import { TEST_SEED, testNetwork } from '../../support/network.ts';
import { NO_SETTINGS } from '../../support/settings.ts';

const ca = new OpensslCa();
afterAll(() => {
  ca.close();
});

const issuer = ca.certificate('ca', 'root');
const leaf = ca.certificate('leaf', 'leaf', { issuer: 'ca', serial: 0x1234 });
const other = ca.certificate('other', 'leaf', { issuer: 'ca', serial: 0x1235 });
ca.index({ 0x1234: null, 0x1235: '300501120000Z' });
const CRL = ca.crl('-crldays', '3');
const NOW = new Date(Date.now() + 60_000);

const sent = (
  ...chains: readonly (readonly { readonly der: Uint8Array }[])[]
): TlsCertificates => ({
  serverName: 'example.test',
  chains: {
    items: chains.map((chain) => ({
      version: 'TLS 1.2',
      certificates: chain.map(({ der }) => Buffer.from(der).toString('base64')),
      staple: null,
      scts: null,
    })),
    complete: true,
  },
  otherNames: [],
});

/** What openssl as a responder answers, and the CRL. */
const authority: RequestListener = (request, response) => {
  if (request.url === '/ca.crl') {
    response.end(CRL);
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const fits =
      request.method === 'POST' && request.headers['content-type'] === 'application/ocsp-request';
    response.writeHead(fits ? 200 : 400);
    response.end(fits ? ca.ocsp(Buffer.concat(chunks), 'ca', '-ndays', '1') : '');
  });
};

interface Look {
  readonly asked?: boolean;
  readonly certificates?: Observation<TlsCertificates>;
  readonly listener?: RequestListener;
  readonly port?: number;
  readonly transport?: Transport;
}

async function look({
  asked = true,
  certificates,
  listener = authority,
  port,
  transport,
}: Look): Promise<{
  observation: Observation<TlsRevocation>;
  requests: string[];
}> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method ?? ''} ${request.headers.host ?? ''}${request.url ?? ''}`);
    listener(request, response);
  });
  onTestFinished(() => {
    server.close().closeAllConnections();
  });
  const at = port ?? (await listening(server));
  const network = testNetwork({
    connectTo: [`ocsp.test:80:127.0.0.1:${at}`, `crl.test:80:127.0.0.1:${at}`],
    ...(transport === undefined ? {} : { transport }),
  });
  const target = targetOf('web', 'example.test');
  const { signal } = new AbortController();
  const given = certificates ?? present(sent([leaf, issuer]));
  const observation = await tlsRevocationProbe.observe({
    target,
    net: network.use({ kind: tlsRevocation.id, target: target.id, signal }),
    settings: { ...NO_SETTINGS, revocation: asked },
    signal,
    registrableDomain: () => null,
    endpoint: null,
    // It asks for tls.certificates only.
    get: <T>() => Promise.resolve(given as Observation<T>),
  });
  if (observation.status === 'present') tlsRevocation.schema.parse(observation.value);
  return { observation, requests: requests.sort() };
}

async function answers(options: Look): Promise<TlsRevocation['answers']> {
  const { observation } = await look(options);
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  return observation.value.answers;
}

const bytes = (base64: string | null | undefined): Uint8Array =>
  new Uint8Array(Buffer.from(base64 ?? '', 'base64'));

describe('the CA is asked', () => {
  test('only where the user asks for it', async () => {
    const { observation, requests } = await look({ asked: false });
    expect(observation).toEqual(absent('not asked for'));
    expect(requests).toEqual([]);
  });

  test('by OCSP and for its CRL, and what it answers is kept as it is', async () => {
    const { observation, requests } = await look({});
    expect(requests).toEqual(['GET crl.test/ca.crl', 'POST ocsp.test/']);
    expect(observation).toMatchObject({
      value: {
        answers: [
          { source: 'ocsp', url: 'http://ocsp.test/', problem: null },
          { source: 'crl', url: 'http://crl.test/ca.crl', problem: null },
        ],
      },
    });
    const [ocsp, crl] = observation.status === 'present' ? observation.value.answers : [];
    expect(judgeOcsp(bytes(ocsp?.response), leaf, [issuer], NOW).status).toBe('good');
    expect(judgeCrl(bytes(crl?.response), leaf, [issuer], NOW).status).toBe('good');
  });

  test('for each certificate, and for one CRL once', async () => {
    const certificates = present(sent([leaf, issuer], [other, issuer], [leaf, issuer]));
    const { observation, requests } = await look({ certificates });
    expect(requests).toEqual(['GET crl.test/ca.crl', 'POST ocsp.test/', 'POST ocsp.test/']);
    const given = observation.status === 'present' ? observation.value.answers : [];
    const [, , ocsp] = given;
    expect(given).toHaveLength(4);
    expect(judgeOcsp(bytes(ocsp?.response), other, [issuer], NOW).status).toBe('revoked');
  });

  test('the same in a replay', async () => {
    const recorder = new Recorder(liveTransport(TEST_SEED));
    const first = await look({ transport: recorder });
    const replayed = replay(recorder.transcripts(), TEST_SEED);
    const second = await look({ transport: replayed.transport });
    expect(second.observation).toEqual(first.observation);
    expect([second.requests, replayed.unplayed()]).toEqual([[], []]);
  });
});

describe('no answer is no verdict', () => {
  test('without the issuer there is nothing to ask by OCSP', async () => {
    const [ocsp, crl] = await answers({ certificates: present(sent([leaf])) });
    expect(ocsp).toMatchObject({ response: null, problem: { code: 'unsupported' } });
    expect(crl?.problem).toBeNull();
  });

  test.each([
    [404, 'malformed'],
    [302, 'malformed'],
    [429, 'blocked'],
    [503, 'blocked'],
  ])('status %d is a problem: %s', async (status, code) => {
    const given = await answers({
      listener: (_, response) => {
        response.writeHead(status, { Location: '/' }).end('no');
      },
    });
    expect(given.map(({ response, problem }) => [response, problem?.code])).toEqual([
      [null, code],
      [null, code],
    ]);
  });

  test('a refused connection is one', async () => {
    const given = await answers({ port: await closedPort() });
    expect(given.map(({ problem }) => problem?.code)).toEqual(['refused', 'refused']);
  });

  test('an answer without end is cut off', async () => {
    const [ocsp] = await answers({
      listener: (_, response) => {
        response.end(Buffer.alloc(300 * 1024));
      },
    });
    expect(ocsp?.problem?.code).toBe('limit');
  });

  test.each([
    [absent('no TLS'), absent('no TLS')],
    [
      unavailable({ code: 'timeout', detail: 'silent' }),
      unavailable({ code: 'timeout', detail: 'silent' }),
    ],
  ])('certificates %o', async (certificates, expected) => {
    expect((await look({ certificates })).observation).toEqual(expected);
  });

  test('a certificate that cannot be read names no address', async () => {
    const certificates = present(sent([{ der: Uint8Array.of(0x30, 1) }]));
    expect(await answers({ certificates })).toEqual([]);
  });
});

describe('hostile addresses', () => {
  const named = (urls: readonly string[]): Observation<TlsCertificates> => {
    const access = urls.map((url) => `OCSP;URI:${url}`).join(',');
    ca.write(
      'hostile.cnf',
      `[req]\ndistinguished_name=dn\n[dn]\n[hostile]\nauthorityInfoAccess=${access}\n`,
    );
    ca.must(
      ...['req', '-x509', '-new', '-config', 'hostile.cnf', '-extensions', 'hostile'],
      ...['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=hostile'],
      ...['-CA', 'ca.pem', '-CAkey', 'ca.key', '-keyout', 'hostile.key', '-out', 'hostile.pem'],
    );
    return present(sent([ca.decoded('hostile'), issuer]));
  };

  test('of this network are not gone to', async () => {
    const urls = ['http://192.168.0.1/', 'http://[fe80::1]/', 'http://169.254.169.254/latest'];
    const given = await answers({ certificates: named(urls) });
    expect(given.map(({ problem }) => problem?.code)).toEqual(Array(3).fill('not-permitted'));
  });

  test('of other protocols, without end or beyond number are not gone to', async () => {
    const many = Array.from({ length: 25 }, (_, index) => `http://ocsp.test/${index}`);
    const urls = [
      'ldap://ocsp.test/',
      'file:///etc/passwd',
      'no address',
      `http://ocsp.test/${'x'.repeat(600)}`,
    ];
    const { observation, requests } = await look({ certificates: named([...urls, ...many]) });
    const given = observation.status === 'present' ? observation.value.answers : [];
    expect(requests).toEqual([]);
    expect(given.slice(0, 4).map(({ problem }) => problem?.code)).toEqual([
      'unsupported',
      'unsupported',
      'unsupported',
      'limit',
    ]);
    expect(given).toHaveLength(20);
    expect(Math.max(...given.map(({ url }) => url.length))).toBeLessThanOrEqual(500);
  });
});
