import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server that was started, until it is stopped. */
export interface Running {
  stop(): Promise<void>;
}

/** How a server is started in the foreground, and which ports tell that it is ready. */
export interface Start {
  readonly command: string;
  readonly args: readonly string[];
  readonly ports: readonly number[];
  /** The address of the ports; loopback where it is not given. */
  readonly host?: string;
  /** Stops it otherwise than by SIGTERM, which it must have ended by soon after. */
  readonly stop?: () => Promise<unknown>;
}

const READY_MS = 10_000;
const STOP_MS = 5_000;

/** Debian keeps servers where the path of an ordinary user does not lead. */
const ENV = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };

/** Starts a server as a child and waits until it accepts connections. */
export async function startServer(start: Start): Promise<Running> {
  const { command, args, ports, host = '127.0.0.1', stop } = start;
  const child = spawn(command, args, { env: ENV, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
  }
  const failed = once(child, 'error').then(([error]) => Promise.reject(error as Error));
  failed.catch(() => undefined);
  const running: Running = {
    async stop() {
      await (stop?.() ?? child.kill('SIGTERM'));
      await ended(child);
    },
  };
  try {
    await Promise.race([failed, Promise.all(ports.map((port) => ready(host, port, child)))]);
  } catch (error) {
    await running.stop();
    throw new Error(`${command} does not start: ${said.join('')}`, { cause: error });
  }
  return running;
}

async function ready(host: string, port: number, child: ChildProcess): Promise<void> {
  const until = performance.now() + READY_MS;
  while (performance.now() < until) {
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}`);
    if (await accepts(host, port)) return;
    await sleep(50);
  }
  throw new Error(`nothing listens on port ${port} after ${READY_MS} ms`);
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 });
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => {
      settle(true);
    });
    socket.once('timeout', () => {
      settle(false);
    });
    socket.once('error', () => {
      settle(false);
    });
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await once(child, 'exit');
  clearTimeout(timer);
}

/** Loopback ports on which nothing listens, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(async (server) => {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      return typeof address === 'object' && address !== null ? address.port : 0;
    }),
  );
  for (const server of servers) server.close();
  return ports;
}

/** What a command that ended has printed. */
export interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end, whatever its exit code. */
export function run(
  command: string,
  args: readonly string[],
  options: { readonly input?: string; readonly cwd?: string; readonly minutes?: number } = {},
): Promise<Printed> {
  const { input = '', cwd, minutes = 1 } = options;
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      args,
      { env: ENV, cwd, timeout: minutes * 60_000, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : error.code;
        if (typeof code === 'number') resolve({ code, stdout, stderr });
        else reject(new Error(`${command} did not run to its end`, { cause: error }));
      },
    );
    child.stdin?.on('error', () => undefined).end(input);
  });
}
