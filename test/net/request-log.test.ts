import { expect, test } from 'vitest';
import type { LoggedRequest } from '../../src/net/request-log.ts';
import { testNetwork } from '../support/network.ts';
import { getOf, httpSite } from '../support/paced-client.ts';
import { closedPort } from '../support/servers.ts';

test('each request is counted and told of, and those that were never sent are not', async () => {
  const port = await httpSite(({ url }, response) => {
    response.writeHead(url === '/b' ? 429 : 200).end();
  });
  const entries: LoggedRequest[] = [];
  const network = testNetwork({ onRequest: (entry) => entries.push(entry) });
  const use = network.use({
    kind: 'test.kind',
    target: 'https://site.test/',
    signal: new AbortController().signal,
  });
  const begun = new Date();
  const endpoint = { host: 'site.test', port, address: '127.0.0.1' };
  const nowhere = { ...endpoint, port: await closedPort() };
  const client = use.client({ endpoint, purpose: 'many', connections: 1 });
  await client.send(getOf('/a?token=0123456789'));
  await client.send(getOf('/b'));
  await client.send(getOf('/', { method: 'PUT' })).catch(() => undefined);
  client.close();
  await use.request({ ...getOf('/c'), endpoint, purpose: 'one' });
  await use.request({ ...getOf('/d'), endpoint: nowhere, purpose: 'two' }).catch(() => undefined);
  const lost = use.client({ endpoint: nowhere, purpose: 'lost', connections: 1 });
  await lost.send(getOf('/e', { method: 'HEAD' }));
  lost.close();
  expect(entries.map(({ method, url, status, problem }) => [method, url, status, problem])).toEqual(
    [
      ['GET', 'http://site.test/a?token=[10 characters]', 200, null],
      ['GET', 'http://site.test/b', 429, null],
      ['GET', 'http://site.test/c', 200, null],
      ['GET', 'http://site.test/d', null, expect.stringMatching(/^refused: 127/)],
      ['HEAD', 'http://site.test/e', null, expect.stringMatching(/^refused: 127/)],
    ],
  );
  const ends = [port, port, port, nowhere.port, nowhere.port];
  expect(entries.map(({ address }) => address)).toEqual(ends.map((one) => `127.0.0.1:${one}`));
  for (const { kind, target, at } of entries) {
    expect({ kind, target }).toEqual({ kind: 'test.kind', target: 'https://site.test/' });
    expect(at.getTime()).toBeGreaterThanOrEqual(begun.getTime() - 1);
  }
  expect(use.cost.requests).toBe(5);
  expect(network.cost.requests).toBe(5);
});
