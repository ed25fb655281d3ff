// The server of the benchmark: ADDRESS KEY CERTIFICATE. An ordinary HTTPS server, a redirect to it
// from plain HTTP, and a DNS server that knows no name. Tells its ports, and counts connections.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server } from 'node:net';

const [address = '', key = '', certificate = ''] = process.argv.slice(2);
let connections = 0;

async function listening(server: Server): Promise<number> {
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, address);
  await once(server, 'listening');
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? bound.port : 0;
}

const https = createTlsServer(
  { key: readFileSync(key), cert: readFileSync(certificate) },
  (_request, response) => {
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>bench</title>');
  },
);
const http = createServer((_request, response) => {
  response.writeHead(301, { Location: 'https://bench.test/' }).end();
});
const dns = createSocket('udp4').bind(0, address);
dns.on('message', (query, { port, address: from }) => {
  const answer = Buffer.from(query);
  // QR, RD, RA and NXDOMAIN; additional records are not answered.
  answer.writeUInt16BE(0x8183, 2);
  answer.writeUInt16BE(0, 10);
  dns.send(answer.subarray(0, questionEnd(answer)), port, from);
});
function questionEnd(message: Buffer): number {
  let at = 12;
  while ((message[at] ?? 0) > 0) at += 1 + (message[at] ?? 0);
  return at + 5;
}

await once(dns, 'listening');
const ports = {
  https: await listening(https),
  http: await listening(http),
  dns: dns.address().port,
};
process.send?.({ ports });
process.on('message', () => {
  process.send?.({ connections });
  connections = 0;
});
process.on('disconnect', () => process.exit());
