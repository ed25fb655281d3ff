import { parseConnectTo } from '../../src/net/connect-to.ts';
import { deadlinesFor } from '../../src/net/deadlines.ts';
import { liveTransport } from '../../src/net/live.ts';
import { Network, type NetworkSettings } from '../../src/net/network.ts';
import type { Transport } from '../../src/net/transport.ts';

/** A seed for tests: the same random bytes in every run. */
export const TEST_SEED = new Uint8Array(32).fill(7);

/** A network for one test, live on loopback unless another transport is given. */
export function testNetwork(
  options: Partial<Omit<NetworkSettings, 'connectTo'>> & {
    readonly connectTo?: readonly string[];
    readonly seconds?: number;
    readonly transport?: Transport;
    readonly signal?: AbortSignal;
  } = {},
): Network {
  const { connectTo = [], seconds = 12, transport, signal, ...settings } = options;
  return new Network(
    transport ?? liveTransport(TEST_SEED),
    {
      connectTo: connectTo.map((text) => parseConnectTo(text)),
      resolver: { address: '127.0.0.1', port: 1 },
      scope: ['127.0.0.0/8'],
      families: [4, 6],
      deadlines: deadlinesFor(seconds),
      polite: false,
      concurrency: null,
      userAgent: 'assay/test',
      ...settings,
    },
    signal ?? new AbortController().signal,
  );
}
