import type { HttpRequest, HttpResponse } from '../../src/net/net.ts';
import { testNetwork } from './network.ts';

const USE = { kind: 'test.kind', target: 'http', signal: new AbortController().signal };

/** What a server on a loopback port answers to a request for the URL, which names any host. */
export function askHttp(
  url: string,
  port: number,
  more: Partial<HttpRequest> = {},
  seconds = 12,
): Promise<HttpResponse> {
  return testNetwork({ seconds })
    .use(USE)
    .request({
      url: new URL(url),
      endpoint: { host: 'site.example', port, address: '127.0.0.1' },
      method: 'GET',
      headers: { accept: '*/*' },
      purpose: 'get',
      bodyLimit: 1000,
      ...more,
    });
}
