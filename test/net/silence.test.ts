import { expect, test } from 'vitest';
import { ProblemError } from '../../src/evidence/problem.ts';
import { liveTransport } from '../../src/net/live.ts';
import type { Endpoint } from '../../src/net/net.ts';
import { Recorder } from '../../src/net/record.ts';
import { replay } from '../../src/net/replay.ts';
import type { SocketAddress, Transport } from '../../src/net/transport.ts';
import { TEST_SEED, testNetwork } from '../support/network.ts';
import { tcpServer } from '../support/servers.ts';

const at = (port: number): Endpoint => ({ host: 'mx.example', port, address: '127.0.0.1' });

/** A live transport that leaves connections to `silent` ports without an answer, and counts them. */
function filtered(silent: (to: SocketAddress) => boolean) {
  const live = liveTransport(TEST_SEED);
  let attempts = 0;
  const transport: Transport = {
    ...live,
    stream(key, to, limits) {
      attempts += 1;
      if (!silent(to)) return live.stream(key, to, limits);
      return Promise.reject(new ProblemError('timeout', 'did not accept within 5000 ms'));
    },
  };
  return { transport, attempts: () => attempts };
}

/** Dials one after the other and tells what came of each. */
async function dialled(transport: Transport, ports: readonly number[]): Promise<readonly string[]> {
  const net = testNetwork({ transport }).use({
    kind: 'mail.smtp',
    target: 'smtp://mx.example:25',
    signal: new AbortController().signal,
  });
  const told: string[] = [];
  for (const port of ports) {
    try {
      (await net.dial(at(port), { purpose: 'smtp' })).close();
      told.push('open');
    } catch (error) {
      told.push(error instanceof ProblemError ? error.problem.detail : String(error));
    }
  }
  return told;
}

test('a place that leaves three connections without an answer is not tried again', async () => {
  const { transport, attempts } = filtered(() => true);
  const told = await dialled(transport, [25, 25, 25, 25, 25]);
  expect(attempts()).toBe(3);
  expect(told.at(-1)).toBe('127.0.0.1:25 left 3 connections without an answer');
});

test('other ports of the same address are tried all the same', async () => {
  const { transport, attempts } = filtered(() => true);
  await dialled(transport, [25, 25, 25, 25, 465]);
  expect(attempts()).toBe(4);
});

test('a place that has accepted once is tried as often as it takes', async () => {
  const port = await tcpServer(() => undefined);
  let calls = 0;
  const { transport, attempts } = filtered(() => (calls += 1) > 1);
  expect(await dialled(transport, [port, port, port, port, port])).toContain('open');
  expect(attempts()).toBe(5);
});

test('a recorded run is had again without a network', async () => {
  const { transport } = filtered(() => true);
  const recorder = new Recorder(transport);
  const told = await dialled(recorder, [25, 25, 25, 25]);
  const player = replay(recorder.transcripts(), TEST_SEED);
  expect(await dialled(player.transport, [25, 25, 25, 25])).toEqual(told);
  expect(player.unplayed()).toEqual([]);
});
