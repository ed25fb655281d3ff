import { liveTransport } from '../../src/net/live.ts';
import type { Transport } from '../../src/net/transport.ts';
import { TEST_SEED } from './network.ts';

/** A network that fails the test as soon as anything would be sent. */
export function untouchable(): Transport {
  const touched = (): never => {
    throw new Error('a socket was opened');
  };
  return {
    ...liveTransport(TEST_SEED),
    ...{ stream: touched, datagram: touched, http: touched, session: touched, framed: touched },
    ...{ ipv6: touched, client: touched },
  };
}
