import { expect, test } from 'vitest';
import { Asking } from '../../../src/probe/rate-limit/asking.ts';
import { Stop } from '../../../src/probe/rate-limit/stop.ts';
import { VirtualClient } from '../../support/virtual-client.ts';

test('requests that were sent again are of the budget', async () => {
  const client = new VirtualClient(() => ({ status: 200, latencyMs: 5 }));
  const asking = new Asking({
    client: {
      until: (ms) => client.until(ms),
      send: async (request) => ({ ...(await client.send(request)), sent: 2 }),
      close: () => undefined,
    },
    ...{ url: new URL('https://site.test/'), method: 'GET', headers: {}, secrets: {}, startMs: 0 },
    plan: { budget: 9, seconds: 60, connections: 1, perSecond: 10 },
    refusalOf: () => null,
  });
  const left: number[] = [];
  while (asking.left > 0) {
    await asking.ask('burst');
    left.push(asking.left);
  }
  expect(left).toEqual([6, 4, 2, 0]);
  await expect(asking.ask('burst')).rejects.toBeInstanceOf(Stop);
  expect(client.asked).toHaveLength(4);
});
