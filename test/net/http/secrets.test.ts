import { createServer } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { liveTransport } from '../../../src/net/live.ts';
import type { HttpResponse } from '../../../src/net/net.ts';
import { selfSigned } from '../../support/certificate.ts';
import { testNetwork, TEST_SEED } from '../../support/network.ts';
import { listening } from '../../support/servers.ts';

const identity = selfSigned('site.test');

/** What a site that tells what it was sent answers to one who sends these fields. */
async function ask(
  secrets: Readonly<Record<string, string>>,
  trusted: boolean,
): Promise<{ response: Promise<HttpResponse>; asked: readonly IncomingHttpHeaders[] }> {
  const asked: IncomingHttpHeaders[] = [];
  const server = createServer(identity, ({ headers }, response) => {
    asked.push(headers);
    const told = JSON.stringify(headers);
    response.writeHead(200, { 'X-Told': told, 'Content-Length': told.length }).end(told);
  });
  onTestFinished(() => {
    server.close().closeAllConnections();
  });
  const port = await listening(server);
  const transport = liveTransport(TEST_SEED, trusted ? [identity.der] : []);
  const { signal } = new AbortController();
  const response = testNetwork({ transport })
    .use({ kind: 'k', target: 't', signal })
    .request({
      url: new URL('https://site.test/'),
      endpoint: { host: 'site.test', port, address: '127.0.0.1' },
      method: 'GET',
      headers: {},
      secrets,
      purpose: 'page',
    });
  return { response, asked };
}

test.each([
  ['Authorization', 'Bearer 0123456789'],
  ['Cookie', 'sid=0123456789; x=y'],
  ['X-Api-Key', '0123456789'],
  ['x-vercel-protection-bypass', '0123456789'],
])('%s is not sent to a server that cannot show whose it is', async (name, value) => {
  const { response, asked } = await ask({ [name]: value }, false);
  await expect(response).rejects.toThrow('the certificate of site.test is not trusted (--ca adds');
  expect(asked).toEqual([]);
});

test('fields that let nobody in are, whatever certificate it shows', async () => {
  const { response, asked } = await ask({ 'X-Audit': 'by the owner' }, false);
  expect(Buffer.from((await response).body).toString()).toContain('by the owner');
  expect(asked[0]?.['x-audit']).toBe('by the owner');
});

test.each([
  ['Authorization', 'Bearer 0123456789', 'Bearer **********'],
  ['Cookie', 'sid=0123456789; x=y', 'sid=**********; x=y'],
  ['X-Api-Key', '0123456789', '**********'],
])('%s that comes back is masked', async (name, value, masked) => {
  const { response, asked } = await ask({ [name]: value }, true);
  const { headers, body, protocol } = await response;
  expect(asked[0]?.[name.toLowerCase()]).toBe(value);
  const texts = [JSON.stringify(headers), Buffer.from(body).toString()];
  for (const text of texts) {
    expect(text).toContain(masked);
    expect(text).not.toContain('0123456789');
  }
  expect(protocol).toBe('HTTP/1');
});
