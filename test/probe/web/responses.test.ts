import { createHash } from 'node:crypto';
import { createServer as createHttp, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { describe, expect, onTestFinished, test } from 'vitest';
import { webResponses, type WebResponses } from '../../../src/evidence/kinds/web/response.ts';
import type { Observation } from '../../../src/evidence/observation.ts';
import { ProblemError } from '../../../src/evidence/problem.ts';
import type { Target } from '../../../src/evidence/target.ts';
import { webResponsesProbe } from '../../../src/probe/web/responses.ts';
import { selfSigned } from '../../support/certificate.ts';
import { liveTransport } from '../../../src/net/live.ts';
import type { Transport } from '../../../src/net/transport.ts';
import { testNetwork, TEST_SEED } from '../../support/network.ts';
import { closedPort, listening, tcpServer } from '../../support/servers.ts';
import { NO_SETTINGS } from '../../support/settings.ts';

const identity = selfSigned('site.test');

async function httpServer(listener: RequestListener): Promise<number> {
  const server = createHttp(listener);
  onTestFinished(() => {
    server.close().closeAllConnections();
  });
  return listening(server);
}

async function httpsServer(listener: RequestListener): Promise<number> {
  const server = createHttps(identity, listener);
  onTestFinished(() => {
    server.close().closeAllConnections();
  });
  return listening(server);
}

/** What is seen of a target whose hosts and ports are served by these loopback ports. */
async function look(
  ports: Readonly<Record<string, number>>,
  uri = 'https://site.test/',
  seconds = 60,
  transport: Transport = liveTransport(TEST_SEED),
): Promise<Observation<WebResponses>> {
  const connectTo = Object.entries(ports).map(([place, port]) => `${place}:127.0.0.1:${port}`);
  const { hostname, port } = new URL(uri);
  const target: Target = {
    id: uri,
    kind: 'web',
    uri,
    host: hostname,
    port: Number(port) || 443,
    role: null,
    addresses: ['127.0.0.1'],
  };
  const { signal } = new AbortController();
  const network = testNetwork({ connectTo, seconds, transport });
  const net = network.use({ kind: 'web.responses', target: uri, signal });
  const { items } = await net.locate(target.host, target.port ?? 443);
  const get = (): never => {
    throw new Error('the probe asks for nothing else');
  };
  const observation = await webResponsesProbe.observe({
    target,
    net,
    signal,
    registrableDomain: () => null,
    settings: NO_SETTINGS,
    endpoint: items[0] ?? null,
    get,
  });
  if (observation.status === 'present') webResponses.schema.parse(observation.value);
  return observation;
}

async function see(...args: Parameters<typeof look>): Promise<WebResponses> {
  const observation = await look(...args);
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  return observation.value;
}

const redirect = (response: ServerResponse, to: string, status = 301): void => {
  response.writeHead(status, { Location: to }).end();
};

const page: RequestListener = (_, response) => {
  response.writeHead(200, { 'Content-Type': 'text/html' }).end('hello');
};

test('looks at web targets over https only', () => {
  const target = { id: '', host: 'site.test', port: 443, role: null, addresses: [] };
  const applies = (kind: Target['kind'], uri: string): boolean =>
    webResponsesProbe.appliesTo({ ...target, kind, uri });
  expect(applies('web', 'https://site.test/')).toBe(true);
  expect(applies('tls', 'tls://site.test:443')).toBe(false);
  expect(applies('web', 'http://site.test/')).toBe(false);
});

describe('one hop', () => {
  test('keeps order, case and repetition of the field lines', async () => {
    const https = await httpsServer((_, response) => {
      response.sendDate = false;
      const lines = [
        ['STRICT-transport-Security', 'max-age=2'],
        ['Content-Length', '0'],
        ['strict-transport-security', 'max-age=1'],
        ['Set-Cookie', 'sid=0123456789abcdef; Secure'],
      ];
      response.writeHead(404, lines.flat()).end();
    });
    const seen = await see({ 'site.test:443': https, 'site.test:80': await closedPort() });
    expect(seen.https.complete).toBe(true);
    expect(seen.https.items).toHaveLength(1);
    expect(seen.https.items[0]).toMatchObject({ url: 'https://site.test/', status: 404 });
    expect(seen.https.items[0]?.headers.slice(0, 4)).toEqual([
      ['STRICT-transport-Security', 'max-age=2'],
      ['Content-Length', '0'],
      ['strict-transport-security', 'max-age=1'],
      ['Set-Cookie', 'sid=[16 characters]; Secure'],
    ]);
  });

  test('keeps length and digest of the body and the certificate that does not verify', async () => {
    const ports = { 'site.test:443': await httpsServer(page), 'site.test:80': await closedPort() };
    const seen = await see(ports);
    const sha256 = (data: string | Uint8Array): string =>
      createHash('sha256').update(data).digest('hex');
    expect(seen.https.items[0]).toMatchObject({
      protocol: 'HTTP/1',
      body: { bytes: 5, truncated: false, sha256: sha256('hello') },
      tls: { protocol: 'TLSv1.3', certificateSha256: sha256(identity.der) },
    });
  });

  test('asks as a browser asks, names itself and says nothing else', async () => {
    const asked: unknown[] = [];
    const listener: RequestListener = (request, response) => {
      const { host, cookie, accept } = request.headers;
      asked.push([request.method, request.url, host, cookie, request.headers['user-agent']]);
      expect(accept).toContain('text/html');
      response.setHeader('Set-Cookie', 'a=b');
      if (request.url === '/v1?x') redirect(response, '/w#part');
      else page(request, response);
    };
    const ports = {
      'site.test:443': await httpsServer(listener),
      'site.test:80': await closedPort(),
    };
    await see(ports, 'https://site.test/v1?x#part');
    expect(asked).toEqual([
      ['GET', '/v1?x', 'site.test', undefined, 'assay/test'],
      ['GET', '/w', 'site.test', undefined, 'assay/test'],
    ]);
  });

  test('reads no more of a body of 1 GB than the limit', async () => {
    let written = 0;
    const https = await httpsServer((_, response) => {
      const chunk = Buffer.alloc(64 * 1024, 'x');
      response.writeHead(200, { 'Content-Length': String(2 ** 30) });
      const pump = (): void => {
        while (!response.destroyed && written < 2 ** 30) {
          written += chunk.length;
          if (!response.write(chunk)) {
            response.once('drain', pump);
            return;
          }
        }
      };
      pump();
    });
    const seen = await see({ 'site.test:443': https, 'site.test:80': await closedPort() });
    expect(seen.https.items[0]?.body).toMatchObject({ bytes: 1024 * 1024, truncated: true });
    expect(written).toBeLessThan(100 * 1024 * 1024);
  });
});

describe('redirects', () => {
  test('are followed from http to https and to another host, each hop asked for once', async () => {
    const asked: string[] = [];
    const secure = await httpsServer((request, response) => {
      const place = `${request.headers.host ?? ''}${request.url ?? ''}`;
      asked.push(place);
      if (place === 'site.test/') redirect(response, 'https://www.site.test/start', 302);
      else page(request, response);
    });
    const plain = await httpServer((_, response) => {
      redirect(response, 'https://site.test/');
    });
    const ports = {
      'site.test:443': secure,
      'site.test:80': plain,
      'www.site.test:443': secure,
    };
    const { https, http } = await see(ports);
    expect(https.items.map(({ url }) => url)).toEqual([
      'https://site.test/',
      'https://www.site.test/start',
    ]);
    expect(http.items.map(({ url }) => url)).toEqual([
      'http://site.test/',
      'https://site.test/',
      'https://www.site.test/start',
    ]);
    expect([https.complete, http.complete]).toEqual([true, true]);
    expect(asked).toEqual(['site.test/', 'www.site.test/start']);
  });

  test('that form a loop end the walk and leave it incomplete', async () => {
    const https = await httpsServer((request, response) => {
      redirect(response, request.url === '/' ? '/a' : '/');
    });
    const seen = await see({ 'site.test:443': https, 'site.test:80': await closedPort() });
    expect(seen.https.items.map(({ url }) => new URL(url).pathname)).toEqual(['/', '/a']);
    expect(seen.https).toMatchObject({ complete: false, because: { code: 'limit' } });
    expect(seen.https.because?.detail).toContain('loop');
  });

  test('are followed for ten hops and no further', async () => {
    const https = await httpsServer((request, response) => {
      const count = Number(request.url?.slice(1));
      if (count === 10) page(request, response);
      else redirect(response, `/${count + 1}`);
    });
    const ports = { 'site.test:443': https, 'site.test:80': await closedPort() };
    const ten = await see(ports, 'https://site.test/1');
    expect(ten.https).toMatchObject({ complete: true });
    expect(ten.https.items).toHaveLength(10);
    const eleven = await see(ports, 'https://site.test/0');
    expect(eleven.https).toMatchObject({ complete: false, because: { code: 'limit' } });
    expect(eleven.https.items).toHaveLength(10);
  });

  test.each(['mailto:a@site.test', 'https://', 'javascript:alert(1)'])(
    'to %s end the walk',
    async (location) => {
      const https = await httpsServer((_, response) => {
        redirect(response, location);
      });
      const seen = await see({ 'site.test:443': https, 'site.test:80': await closedPort() });
      expect(seen.https).toMatchObject({ complete: true, items: [{ status: 301 }] });
    },
  );

  test('to a host that refuses leave the walk incomplete with what was seen', async () => {
    const https = await httpsServer((_, response) => {
      redirect(response, 'https://other.test/?token=S3CRET');
    });
    const ports = {
      'site.test:443': https,
      'site.test:80': await closedPort(),
      'other.test:443': await closedPort(),
    };
    const seen = await see(ports);
    expect(seen.https).toMatchObject({ complete: false, because: { code: 'refused' } });
    expect(seen.https.items).toHaveLength(1);
    expect(JSON.stringify(seen)).not.toContain('S3CRET');
  });

  test('to a name that cannot be resolved leave the walk incomplete', async () => {
    const https = await httpsServer((_, response) => {
      redirect(response, 'https://nowhere.test/');
    });
    const seen = await see({ 'site.test:443': https, 'site.test:80': await closedPort() });
    expect(seen.https.items).toHaveLength(1);
    expect(seen.https.complete).toBe(false);
  });

  test('to a private address outside the scope are not followed', async () => {
    const https = await httpsServer((_, response) => {
      redirect(response, 'http://169.254.169.254/latest/meta-data/');
    });
    const seen = await see({ 'site.test:443': https, 'site.test:80': await closedPort() });
    expect(seen.https).toMatchObject({ complete: false, because: { code: 'not-permitted' } });
  });
});

describe('a start that fails', () => {
  test('a refused port 80 is a fact', async () => {
    const ports = { 'site.test:443': await httpsServer(page), 'site.test:80': await closedPort() };
    expect((await see(ports)).http).toEqual({ items: [], complete: true });
  });

  test('a refusal that does not come again is no fact', async () => {
    const ports = {
      'site.test:443': await httpsServer(page),
      'site.test:80': await httpServer(page),
    };
    const live = liveTransport(TEST_SEED);
    const refusesOnce: Transport = {
      ...live,
      http: (key, to, message, limits) =>
        key.ordinal === 0 && message.url.startsWith('http:')
          ? Promise.reject(new ProblemError('refused', 'the first time'))
          : live.http(key, to, message, limits),
    };
    const { http } = await see(ports, 'https://site.test/', 60, refusesOnce);
    expect(http.items[0]).toMatchObject({ url: 'http://site.test/', status: 200 });
  });

  test('a silent port 80 is no fact', async () => {
    const silent = await tcpServer(() => undefined);
    const ports = { 'site.test:443': await httpsServer(page), 'site.test:80': silent };
    const { http, https } = await see(ports, 'https://site.test/', 12);
    expect(https.complete).toBe(true);
    expect(http).toMatchObject({ items: [], complete: false, because: { code: 'timeout' } });
  });

  test('https refused while http answers is a fact', async () => {
    const ports = { 'site.test:443': await closedPort(), 'site.test:80': await httpServer(page) };
    const { http, https } = await see(ports);
    expect(https).toEqual({ items: [], complete: true });
    expect(http.items[0]).toMatchObject({ url: 'http://site.test/', tls: null });
  });

  test('https reset while http answers is no fact', async () => {
    const resets = await tcpServer((socket) => {
      socket.resetAndDestroy();
    });
    const ports = { 'site.test:443': resets, 'site.test:80': await httpServer(page) };
    expect((await see(ports)).https).toMatchObject({
      items: [],
      complete: false,
      because: { code: 'reset' },
    });
  });

  test.each([
    ['refused', closedPort],
    ['reset', (): Promise<number> => tcpServer((socket) => socket.resetAndDestroy())],
    ['timeout', (): Promise<number> => tcpServer(() => undefined)],
    ['unsupported', (): Promise<number> => tcpServer((socket) => socket.write('220 hello\r\n'))],
  ])('nothing but %s is unavailable', async (code, serve) => {
    const ports = { 'site.test:443': await serve(), 'site.test:80': await closedPort() };
    expect(await look(ports, 'https://site.test/', 12)).toMatchObject({
      status: 'unavailable',
      problem: { code },
    });
  });

  test('a target on a port of its own has no plain counterpart', async () => {
    const seen = await see(
      { 'site.test:8443': await httpsServer(page) },
      'https://site.test:8443/',
    );
    expect(seen.https.items[0]?.url).toBe('https://site.test:8443/');
    expect(seen.http).toMatchObject({ items: [], because: { code: 'not-requested' } });
  });
});
