import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Report } from '../../src/report/report.ts';
import { selfSigned } from '../support/certificate.ts';
import { answering, dnsServer } from '../support/dns.ts';
import { listening } from '../support/servers.ts';
import { assay, folder } from './run.ts';

/** Most requests that one site may cost at standard intensity. */
const MOST_REQUESTS = 60;

const PAGE = `<!doctype html><title>A site</title>
<link rel=stylesheet href=/style.css>
<script src=/app.js></script>
<img src=/logo.svg>
<a href=/about/team>Us</a> <a href=/static/manual.pdf>Manual</a>
<form method=post action=/login><input type=hidden name=csrf_token value=a1b2><input type=password></form>`;

/** What a site has; everything else is 404. */
const FILES: Readonly<Record<string, readonly [status: number, type: string, body: string]>> = {
  '/': [200, 'text/html; charset=utf-8', PAGE],
  '/style.css': [200, 'text/css', 'p {}'],
  '/app.js': [200, 'text/javascript', '1;'],
  '/logo.svg': [200, 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
  '/v1/accounts': [401, 'application/json', '{}'],
  '/graphql': [400, 'application/json', '{"errors":[{"message":"Must provide query string."}]}'],
};

interface Asked {
  readonly over: 'https' | 'http';
  readonly line: string;
}

test('an audit of one site costs at most 60 requests, as many as the site has seen', async () => {
  const asked: Asked[] = [];
  const note = (over: Asked['over'], request: IncomingMessage | Http2ServerRequest): string => {
    const host = 'authority' in request ? request.authority : request.headers.host;
    const url = request.url ?? '';
    asked.push({ over, line: `${request.method ?? ''} ${host ?? ''}${url}` });
    return url;
  };
  const serve = (
    request: IncomingMessage | Http2ServerRequest,
    response: ServerResponse | Http2ServerResponse,
  ): void => {
    const [path = ''] = note('https', request).split('?');
    const [status, type, body] = FILES[path] ?? [404, 'text/html', '<title>Not found</title>'];
    response.statusCode = status;
    response.setHeader('Content-Type', type);
    response.setHeader('Set-Cookie', 'session=1; Secure; HttpOnly');
    response.end(request.method === 'HEAD' ? '' : body);
  };
  const https = createSecureServer({ ...selfSigned('site.test'), allowHTTP1: true }, serve);
  // A method that the parser of Node does not know never becomes a request.
  https.on('clientError', (_: Error, socket: Socket) => {
    asked.push({ over: 'https', line: 'unknown method' });
    socket.end('HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\n\r\n');
  });
  const http = createHttp((request, response) => {
    const url = note('http', request);
    response.writeHead(301, { Location: `https://${request.headers.host ?? ''}${url}` }).end();
  });
  onTestFinished(() => {
    https.close();
    http.close().closeAllConnections();
  });
  const ports = { https: await listening(https), http: await listening(http) };
  const { port: resolver } = await dnsServer((query) => answering(query, []));
  const config = `web:
  paths: [{ path: /v1/accounts, access: token }, { path: /account, access: personal }]
  graphql: [/graphql]
`;
  const { status, stdout, stderr } = await assay(
    [
      ...['audit', 'https://site.test/', '--only', 'web', '--json', '--config', 'assay.yaml'],
      // `www.site.test` and every name that a probe makes up are there as well.
      ...['--connect-to', `:443:127.0.0.1:${ports.https}`],
      ...['--connect-to', `:80:127.0.0.1:${ports.http}`],
      ...['--resolver', `127.0.0.1:${resolver}`],
    ],
    { cwd: folder({ 'assay.yaml': config }) },
  );
  expect([0, 1, 3], stderr).toContain(status);
  const report = Report.parse(JSON.parse(stdout));
  const lines = asked.map(({ over, line }) => `${over} ${line}`).join('\n');
  const costs = report.evidence
    .filter(({ cost }) => cost.requests > 0)
    .map(({ kind, cost }) => `${kind} ${cost.requests}`)
    .join('\n');
  expect(asked.length, `${lines}\n\n${costs}`).toBeLessThanOrEqual(MOST_REQUESTS);
  expect(report.cost.requests, `${lines}\n\n${costs}`).toBe(asked.length);
  // Otherwise little was looked at.
  expect(asked.length).toBeGreaterThan(40);
});
