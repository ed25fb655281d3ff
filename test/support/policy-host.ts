import { createServer } from 'node:https';
import type { RequestListener } from 'node:http';
import { onTestFinished } from 'vitest';
import { mailMtaStsPolicyProbe } from '../../src/probe/mail/mta-sts-policy.ts';
import type { Issued } from './issuer.ts';
import { observe, targetOf } from './observe.ts';
import { listening } from './servers.ts';
import { a, resolverOf, txt, type Zone } from './zone.ts';

/** Serves policies over https for one test. Returns its port. */
export function policyServer(identity: Issued, listener: RequestListener): Promise<number> {
  const server = createServer(identity, listener);
  server.on('tlsClientError', () => undefined);
  onTestFinished(() => {
    server.close().closeAllConnections();
  });
  return listening(server);
}

/** Answers with a policy as it should be served. */
export const serve =
  (text: string | Uint8Array, type: string | null = 'text/plain', status = 200): RequestListener =>
  (_, response) => {
    const length = { 'Content-Length': Buffer.byteLength(text) };
    response.writeHead(status, type === null ? length : { ...length, 'Content-Type': type });
    response.end(text);
  };

export const RECORD: Zone = { '_mta-sts.example.com': [txt('v=STSv1; id=1;')] };
export const HOST: Zone = { ...RECORD, 'mta-sts.example.com': [a('127.0.0.1')] };

/** What is seen of example.com where its policy host is at a port of loopback. */
export async function lookForPolicy(zone: Zone, port: number, seconds = 12) {
  const resolver = await resolverOf(zone);
  const connectTo = [`:443:127.0.0.1:${port}`];
  const { observation, queries } = await observe(
    mailMtaStsPolicyProbe,
    targetOf('mail', 'example.com'),
    { resolver: resolver.port, connectTo, seconds },
  );
  return { observation, queries, asked: resolver.asked() };
}
