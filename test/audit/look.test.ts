import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { lookOnce } from '../../src/audit/look.ts';
import { tlsVersions } from '../../src/evidence/kinds/tls/versions.ts';
import { absent, present } from '../../src/evidence/observation.ts';
import { NoStarttlsError } from '../../src/net/net.ts';
import type { Network } from '../../src/net/network.ts';
import type { Probe, ProbeContext } from '../../src/probe/probe.ts';
import { testNetwork } from '../support/network.ts';
import { targetOf } from '../support/observe.ts';
import { tcpServer } from '../support/servers.ts';
import { NO_SETTINGS } from '../support/settings.ts';

/** Deadlines of 4 s for the target, 1 s for a probe. */
const SECONDS = 4;
const { signal } = new AbortController();

function look(observe: Probe['observe'], port: number, network: Network, getMs = 0) {
  const probe: Probe = {
    kind: tlsVersions,
    intensity: 'standard',
    needs: [],
    perAddress: true,
    appliesTo: () => true,
    observe,
  };
  return lookOnce({
    probe,
    target: targetOf('tls', 'service.test'),
    endpoint: { host: 'service.test', port, address: '127.0.0.1' },
    network,
    settings: NO_SETTINGS,
    signal,
    get: async () => {
      await sleep(getMs);
      return absent('not there');
    },
  });
}

const dialled = async ({ net, endpoint }: ProbeContext) => {
  if (endpoint === null) throw new Error('no endpoint');
  const connection = await net.dial(endpoint, { purpose: 'look' });
  connection.close();
  return present('seen');
};

test('the wait for a turn is not a probe’s own time', async () => {
  const port = await tcpServer(() => undefined);
  const network = testNetwork({ seconds: SECONDS, concurrency: 1 });
  const other = network.use({ kind: 'other', target: 'other', signal });
  const first = await other.dial(
    { host: 'service.test', port, address: '127.0.0.1' },
    { purpose: 'first' },
  );
  const evidence = look(dialled, port, network);
  await sleep(1_300);
  first.close();
  expect((await evidence).observation).toEqual(present('seen'));
});

test('neither is the wait for what another probe sees', async () => {
  const network = testNetwork({ seconds: SECONDS });
  const asks = (context: ProbeContext) => context.get(tlsVersions);
  expect((await look(asks, 1, network, 1_300)).observation).toEqual(absent('not there'));
});

test('a probe that takes too long for itself is a timeout', async () => {
  const hangs = () => sleep(5_000, absent('never'));
  const { observation } = await look(hangs, 1, testNetwork({ seconds: SECONDS }));
  expect(observation).toMatchObject({ status: 'unavailable', problem: { code: 'timeout' } });
});

test('TLS that is withheld from one probe alone settles nothing', async () => {
  const withheld = () => Promise.reject(new NoStarttlsError('no STARTTLS'));
  const { observation } = await look(withheld, 1, testNetwork());
  expect(observation).toMatchObject({
    status: 'unavailable',
    problem: { code: 'blocked', detail: 'offered no TLS this time: no STARTTLS' },
  });
});
