import { createServer, type RequestListener } from 'node:http';
import { onTestFinished } from 'vitest';
import type {
  ClientAnswer,
  ClientRequest,
  HttpClient,
  HttpClientOptions,
  HttpResponse,
} from '../../src/net/net.ts';
import { testNetwork } from './network.ts';
import { listening } from './servers.ts';

type NetworkOptions = NonNullable<Parameters<typeof testNetwork>[0]>;

/** A client for site.test on a loopback port. */
export function clientTo(
  port: number,
  options: Partial<HttpClientOptions> = {},
  network: NetworkOptions = {},
  { signal } = new AbortController(),
): HttpClient {
  const client = testNetwork(network)
    .use({ kind: 'test.kind', target: 'https://site.test/', signal })
    .client({
      endpoint: { host: 'site.test', port, address: '127.0.0.1' },
      purpose: 'many',
      connections: 4,
      ...options,
    });
  onTestFinished(() => {
    client.close();
  });
  return client;
}

/** A request for a path of http://site.test. */
export const getOf = (path = '/', more: Partial<ClientRequest> = {}): ClientRequest => ({
  url: new URL(path, 'http://site.test'),
  method: 'GET',
  headers: {},
  ...more,
});

/** The response of an answer; fails the test where there is none. */
export function responseIn({ answer }: ClientAnswer): HttpResponse {
  if (answer.is === 'response') return answer.response;
  throw new Error(`${answer.problem.code}: ${answer.problem.detail}`);
}

/** The status, or the code of the problem. */
export const cameOf = ({ answer }: ClientAnswer): number | string =>
  answer.is === 'response' ? answer.response.status : answer.problem.code;

export const bodyIn = (answer: ClientAnswer): string =>
  Buffer.from(responseIn(answer).body).toString('latin1');

/** A site on a loopback port that leaves connections open. */
export async function httpSite(serve: RequestListener): Promise<number> {
  const server = createServer({ keepAliveTimeout: 60_000 }, serve);
  onTestFinished(() => {
    server.close().closeAllConnections();
  });
  return listening(server);
}
