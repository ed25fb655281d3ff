import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { webResponses, type WebResponses } from '../../src/evidence/kinds/web/response.ts';
import { Report } from '../../src/report/report.ts';
import { selfSigned } from '../support/certificate.ts';
import { answering, dnsServer } from '../support/dns.ts';
import { closedPort, listening, tcpServer } from '../support/servers.ts';
import { assay, folder, type Ran } from './run.ts';

// What has no end of its own takes minutes where --timeout does not end it.
vi.setConfig({ testTimeout: 60_000 });

const TIMEOUT_SECONDS = 6;
const MEGABYTE = 1024 ** 2;
const TARGET = 'https://site.test/';
const OK = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n';

const identity = selfSigned('site.test');

/** What the site does with each request; the first line and the fields of it are given. */
type Serve = (socket: Socket, request: string) => void;

/** A site that speaks TLS and then whatever it likes; port 80 is closed. Gives the options. */
async function hostileSite(serve: Serve): Promise<readonly string[]> {
  const sockets = new Set<Socket>();
  const server = createServer(identity, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.once('data', (data: Buffer) => {
      serve(socket, data.toString('latin1'));
    });
  });
  // A handshake that the client gives up is none of the server's concern.
  server.on('tlsClientError', () => undefined);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port: resolver } = await dnsServer((query) => answering(query, []));
  return [
    ...['--connect-to', `site.test:443:127.0.0.1:${await listening(server)}`],
    ...['--connect-to', `site.test:80:127.0.0.1:${await closedPort()}`],
    ...['--resolver', `127.0.0.1:${resolver}`],
  ];
}

/** Audits it: a report in time, and no bug. */
async function audit(options: readonly string[]): Promise<Report> {
  const ran = await assay([
    ...['audit', TARGET, '--only', 'web', '--timeout', String(TIMEOUT_SECONDS), '--json'],
    ...options,
  ]);
  const report = reportOf(ran);
  expect(report.targets.map(({ id }) => id)).toContain(TARGET);
  return report;
}

function reportOf({ status, stdout, stderr }: Ran): Report {
  expect([0, 1, 3], stderr).toContain(status);
  expect(stdout, stderr).not.toContain('"code":"bug"');
  const report = Report.parse(JSON.parse(stdout));
  const problems = report.evidence.flatMap(({ observation }) =>
    observation.status === 'unavailable' ? [observation.problem] : [],
  );
  expect(problems.filter(({ code }) => code === 'bug')).toEqual([]);
  return report;
}

function responsesIn({ evidence }: Report): WebResponses {
  const found = evidence.find(({ kind }) => kind === webResponses.id);
  const value = found?.observation.status === 'present' ? found.observation.value : found;
  return webResponses.schema.parse(value);
}

const problemIn = ({ evidence }: Report) =>
  evidence.find(({ kind }) => kind === webResponses.id)?.observation;

const outcomesOf = ({ findings }: Report, rule: string): readonly string[] =>
  findings.flatMap((one) => (one.rule === rule ? [one.outcome] : []));

/** Writes until the peer has gone away or has taken so many bytes. */
function flood(socket: Socket, chunk: Uint8Array, most: number): void {
  const fill = (): void => {
    while (!socket.destroyed && socket.bytesWritten < most) if (!socket.write(chunk)) return;
    socket.destroy();
  };
  socket.on('drain', fill);
  fill();
}

/** Writes a byte now and then for as long as anybody listens. */
function drip(socket: Socket, bytes: Uint8Array): void {
  const timer = setInterval(() => socket.write(bytes), 100);
  socket.on('close', () => {
    clearInterval(timer);
  });
}

describe('a hostile site', () => {
  test.each([
    ['long', (n: number) => `X-Field-${n}: ${n}\r\n`],
    ['short', () => 'a:b\r\n'],
  ])('that sends ten thousand %s fields', async (_, field) => {
    const fields = Array.from({ length: 10_000 }, (__, n) => field(n)).join('');
    const site = await hostileSite((socket) => {
      socket.end(`${OK}${fields}Content-Length: 2\r\n\r\nhi`);
    });
    expect(problemIn(await audit(site))).toMatchObject({ problem: { code: 'limit' } });
  });

  test('that sends a gigabyte, of which little is read', async () => {
    const sockets: Socket[] = [];
    const chunk = Buffer.alloc(MEGABYTE / 4, '<p>more</p>');
    const site = await hostileSite((socket) => {
      sockets.push(socket);
      socket.write(`${OK}Content-Length: ${1024 * MEGABYTE}\r\n\r\n`);
      flood(socket, chunk, 1024 * MEGABYTE);
    });
    const [hop] = responsesIn(await audit(site)).https.items;
    expect(hop?.body.truncated).toBe(true);
    expect(hop?.body.bytes).toBeLessThanOrEqual(2 * MEGABYTE);
    expect(sockets.length).toBeGreaterThan(0);
    for (const { bytesWritten } of sockets) expect(bytesWritten).toBeLessThan(20 * MEGABYTE);
  });

  test('that sends a gigabyte compressed into a megabyte', async () => {
    // Members one after the other are one file (RFC 1952, section 2.2).
    const member = gzipSync(Buffer.alloc(16 * MEGABYTE, ' '));
    const bomb = Buffer.concat([
      gzipSync('<!doctype html><title>bomb</title>'),
      ...Array.from({ length: 64 }, () => member),
    ]);
    const site = await hostileSite((socket) => {
      socket.write(`${OK}Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`);
      socket.end(bomb);
    });
    const [hop] = responsesIn(await audit(site)).https.items;
    expect(hop?.page).toMatchObject({ complete: false });
  });

  test('that redirects without end', async () => {
    const site = await hostileSite((socket, request) => {
      const next = Number(/^\S+ \/(\d*)/.exec(request)?.[1]) + 1;
      socket.end(`HTTP/1.1 302 Found\r\nLocation: /${next}\r\nContent-Length: 0\r\n\r\n`);
    });
    const report = await audit(site);
    const { https } = responsesIn(report);
    expect(https).toMatchObject({ complete: false, because: { code: 'limit' } });
    expect(https.items).toHaveLength(10);
    expect(outcomesOf(report, 'csp-published')).not.toContain('pass');
    expect(report.cost.requests).toBeLessThanOrEqual(60);
  });

  test.each(['http://169.254.169.254/latest/meta-data/', 'https://[::1]/', 'http://10.0.0.1/'])(
    'that redirects to %s, where nobody goes',
    async (location) => {
      const site = await hostileSite((socket) => {
        socket.end(`HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`);
      });
      const { https } = responsesIn(await audit(site));
      expect(https).toMatchObject({ complete: false, because: { code: 'not-permitted' } });
      expect(https.items).toHaveLength(1);
    },
  );

  test('that redirects to a server beside it, which is not asked', async () => {
    let asked = 0;
    const inner = await tcpServer(() => {
      asked += 1;
    });
    const site = await hostileSite((socket) => {
      const location = `http://localhost:${inner}/admin`;
      socket.end(`HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`);
    });
    await audit(site);
    expect(asked).toBe(0);
  });

  test.each([
    ['a byte of the header', ''],
    ['a byte of the body', `${OK}Content-Length: 100000\r\n\r\n`],
  ])('that sends %s now and then', async (_, begin) => {
    const site = await hostileSite((socket) => {
      socket.write(begin);
      drip(socket, Buffer.from('x'));
    });
    const observation = problemIn(await audit(site));
    if (begin === '') expect(observation).toMatchObject({ status: 'unavailable' });
    else expect(observation).toMatchObject({ value: { https: { items: [{ status: 200 }] } } });
  });

  test('that sends early hints without end', async () => {
    const hint = Buffer.from(
      'HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n'.repeat(1_000),
    );
    const sockets: Socket[] = [];
    const site = await hostileSite((socket) => {
      sockets.push(socket);
      flood(socket, hint, 1024 * MEGABYTE);
    });
    expect(problemIn(await audit(site))).toMatchObject({ status: 'unavailable' });
    for (const { bytesWritten } of sockets) expect(bytesWritten).toBeLessThan(1024 * MEGABYTE);
  });
});

describe('what a site says', () => {
  const MARKUP = '<script>alert(1)</script>';
  const TERMINAL = '\x1b[31m\x1b]0;owned\x07';
  /** Right-to-left override, and a line separator, in UTF-8. */
  const UNSEEN = '\u202e\u2028';
  const hostile = `${MARKUP}"'&lt;${TERMINAL}${UNSEEN}`;

  const answer = (): Buffer =>
    Buffer.from(
      [
        'HTTP/1.1 200 OK',
        'Content-Type: text/html',
        `Server: nginx/1.2 ${hostile}`,
        `X-Powered-By: PHP/5.0 ${hostile}`,
        `Set-Cookie: session${hostile}=1; Domain=${hostile}; SameSite=${hostile}`,
        `Content-Security-Policy: script-src 'unsafe-inline' ${hostile}; ${hostile}`,
        `Strict-Transport-Security: max-age=${hostile}`,
        `Permissions-Policy: camera=${hostile}`,
        `X-Frame-Options: ${hostile}`,
        `Access-Control-Allow-Origin: ${hostile}`,
        `Alt-Svc: ${hostile}=":443"`,
        `X-XSS-Protection: 1; ${hostile}`,
        'Connection: close',
        '',
        `<title>${hostile}</title><script src="http://cdn.test/${hostile}"></script>`,
        `Contact: ${hostile}\nExpires: ${hostile}\nDisallow: /${hostile}`,
      ].join('\r\n'),
    );

  test('comes out escaped in every format', async () => {
    const site = await hostileSite((socket) => {
      socket.end(answer());
    });
    const at = folder();
    const ran = await assay(
      [
        ...['audit', TARGET, '--only', 'web', '--timeout', String(TIMEOUT_SECONDS)],
        ...['--format', 'text', '--format', 'html:report.html', '--format', 'json:report.json'],
        ...site,
      ],
      { cwd: at },
    );
    const html = readFileSync(join(at, 'report.html'), 'utf8');
    const json = readFileSync(join(at, 'report.json'), 'utf8');
    const report = reportOf({ ...ran, stdout: json });
    // It has been read, so there was something to escape.
    const [hop] = responsesIn(report).https.items;
    expect(JSON.stringify(hop?.headers)).toContain(MARKUP);
    expect(ran.stdout).toContain('alert(1)');
    for (const text of [ran.stdout, html, json]) {
      // Control characters but the end of a line, and what is not seen.
      expect(text).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u);
    }
    expect(html).not.toContain(MARKUP);
    expect(html.toLowerCase()).not.toMatch(/<script[^>]*>alert/);
  });
});
