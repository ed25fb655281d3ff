import { expect, test } from 'vitest';
import { closedPort, tcpServer } from '../support/servers.ts';
import { testNetwork } from '../support/network.ts';
import type { Connection, Endpoint } from '../../src/net/net.ts';

const endpoint = (port: number): Endpoint => ({ host: 'localhost', port, address: '127.0.0.1' });
const use = { kind: 'test.kind', target: 'tcp', signal: new AbortController().signal };

const dial = (port: number, limit?: number, signal = use.signal): Promise<Connection> =>
  testNetwork({ seconds: 12 })
    .use({ ...use, signal })
    .dial(endpoint(port), { purpose: 'test', ...(limit === undefined ? {} : { limit }) });

const problem = (code: string) => ({ problem: { code } });

test('a closed port is refused, not silent', async () => {
  await expect(dial(await closedPort())).rejects.toMatchObject(problem('refused'));
});

test('bytes written come back from an echo, and null follows when the peer closes', async () => {
  const port = await tcpServer((socket) => socket.once('data', (data) => socket.end(data)));
  const connection = await dial(port);
  await connection.write(Buffer.from('hello'));
  expect(Buffer.from((await connection.read()) ?? []).toString()).toBe('hello');
  expect(await connection.read()).toBeNull();
  connection.close();
});

test('a peer that accepts and says nothing is a timeout', async () => {
  const connection = await dial(await tcpServer(() => undefined));
  await expect(connection.read()).rejects.toMatchObject(problem('timeout'));
  connection.close();
});

test('a reset is a reset', async () => {
  const port = await tcpServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
  const connection = await dial(port);
  await connection.write(Buffer.from('x'));
  await expect(connection.read()).rejects.toMatchObject(problem('reset'));
});

test('what came before a reset is not lost', async () => {
  const port = await tcpServer((socket) => {
    socket.write('last words', () => setTimeout(() => socket.resetAndDestroy(), 50));
  });
  const connection = await dial(port);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(Buffer.from((await connection.read()) ?? []).toString()).toBe('last words');
  await expect(connection.read()).rejects.toMatchObject(problem('reset'));
});

test('a peer that never stops sending is cut at the limit', async () => {
  const port = await tcpServer((socket) => {
    const pour = (): void => {
      while (socket.write(Buffer.alloc(65_536)));
    };
    socket.on('drain', pour);
    pour();
  });
  const connection = await dial(port, 1_000_000);
  let received = 0;
  const readAll = async (): Promise<never> => {
    for (;;) received += (await connection.read())?.length ?? 0;
  };
  await expect(readAll()).rejects.toMatchObject(problem('limit'));
  expect(received).toBeLessThanOrEqual(1_000_000);
});

test('an interruption ends a wait with its own reason', async () => {
  const { ProblemError } = await import('../../src/evidence/problem.ts');
  const controller = new AbortController();
  const connection = await dial(await tcpServer(() => undefined), undefined, controller.signal);
  setTimeout(() => {
    controller.abort(new ProblemError('interrupted', 'by SIGINT'));
  }, 50);
  await expect(connection.read()).rejects.toMatchObject(problem('interrupted'));
  connection.close();
});

test('an answer that trickles is cut off at the deadline of an operation', async () => {
  const port = await tcpServer((socket) => {
    const timer = setInterval(() => socket.write('x'), 50);
    socket.on('close', () => {
      clearInterval(timer);
    });
  });
  const connection = await dial(port);
  await connection.write(Buffer.from('hello'));
  const readAll = async (): Promise<never> => {
    for (;;) await connection.read();
  };
  await expect(readAll()).rejects.toMatchObject({
    problem: { code: 'timeout', detail: expect.stringContaining('took longer than') as string },
  });
  connection.close();
});

test('a patient conversation outwaits a silence that is otherwise too long', async () => {
  const port = await tcpServer((socket) => {
    setTimeout(() => socket.write('220 late\r\n'), 700);
  });
  const net = testNetwork({ seconds: 12 }).use(use);
  const patient = await net.dial(endpoint(port), { purpose: 'patient', patient: true });
  expect(Buffer.from((await patient.read()) ?? []).toString()).toBe('220 late\r\n');
  patient.close();
  const hasty = await net.dial(endpoint(port), { purpose: 'hasty' });
  await expect(hasty.read()).rejects.toMatchObject(problem('timeout'));
  hasty.close();
});
