import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Running } from '../process.ts';
import { APPLICATION } from './plan.ts';

/** An application behind HAProxy, which believes what it is told of its own name. Gives its port. */
export async function startApplication(): Promise<Running & { readonly port: number }> {
  const server = createServer(({ url, headers }, response) => {
    const [path] = (url ?? '').split('?');
    const host = headers['x-forwarded-host'] ?? headers.host ?? '';
    response.setHeader('X-Powered-By', 'Express');
    response.setHeader('X-Frame-Options', 'SAMEORIGIN');
    response.setHeader('Set-Cookie', 'session=0123456789abcdef; Path=/');
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.statusCode = path === '/' ? 200 : 404;
    response.end(`<!doctype html><title>Application</title>
<link rel=canonical href="https://${String(host)}/">
<a href="https://${String(host)}/reset">Reset the password</a>
`);
  });
  server.listen(0, APPLICATION);
  await once(server, 'listening');
  // A server that listens on TCP has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    port,
    stop() {
      server.closeAllConnections();
      return new Promise((stopped) => {
        server.close(() => {
          stopped();
        });
      });
    },
  };
}
