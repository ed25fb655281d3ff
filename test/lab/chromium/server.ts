import { createHash, X509Certificate } from 'node:crypto';
import { createServer as createTcp, type Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { selfSigned } from '../../support/certificate.ts';
import { listening } from '../../support/servers.ts';

export interface Request {
  readonly method: string;
  readonly url: URL;
  readonly referer: string;
}

/** An answer; the lines are sent byte for byte, and the first may be a status line. */
export interface Answer {
  readonly lines?: readonly string[];
  readonly type?: string;
  readonly body?: string;
}

export interface WebServer {
  readonly ports: { readonly https: number; readonly http: number };
  /** SHA-256 of the public key of its certificate, base64. */
  readonly pin: string;
  /** From now on, requests are answered by this. */
  serve(answerTo: (request: Request) => Answer): void;
  stop(): void;
}

/** Starts a server for every host, with one certificate for all of them. */
export async function startServer(): Promise<WebServer> {
  let answerTo: (request: Request) => Answer = () => ({});
  const serve =
    (scheme: string) =>
    (socket: Socket): void => {
      socket.on('error', () => undefined);
      socket.once('data', (data: Buffer) => {
        socket.end(written(answerTo(requestIn(scheme, data.toString('latin1')))), 'latin1');
      });
    };
  const { key, cert } = selfSigned('site.test');
  const https = createTls({ key, cert }, serve('https'));
  const http = createTcp(serve('http'));
  const publicKey = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' });
  return {
    ports: { https: await listening(https), http: await listening(http) },
    pin: createHash('sha256').update(publicKey).digest('base64'),
    serve(next) {
      answerTo = next;
    },
    stop() {
      https.close();
      http.close();
    },
  };
}

function requestIn(scheme: string, text: string): Request {
  const [, method = '', path = ''] = /^(\S+) (\S+)/.exec(text) ?? [];
  const [, host = ''] = /^host: (.*)$/im.exec(text) ?? [];
  const [, referer = ''] = /^referer: (.*)$/im.exec(text) ?? [];
  return { method, url: new URL(`${scheme}://${host.trim()}${path}`), referer: referer.trim() };
}

function written({ lines = [], type = 'text/html', body = '<title>page</title>' }: Answer): string {
  const [first = '', ...others] = lines;
  const [status, fields] = first.startsWith('HTTP/') ? [first, others] : ['HTTP/1.1 200 OK', lines];
  const content = / (?:204|304) /.test(status) ? '' : body;
  const head = [status, `Content-Type: ${type}`, 'Cache-Control: no-store', ...fields];
  const end = [`Content-Length: ${content.length}`, 'Connection: close', '', content];
  return [...head, ...end].join('\r\n');
}
