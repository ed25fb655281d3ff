import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { WebServer } from './server.ts';

/** A page of a Chromium without a window, steered by the DevTools protocol. */
export interface Browser {
  readonly version: string;
  send(method: string, params?: object): Promise<unknown>;
  /** Goes to a URL and waits until the page, or the error in its place, is loaded. */
  visit(url: string): Promise<void>;
  /** The value of an expression in the page; a promise is awaited. */
  evaluate(expression: string): Promise<unknown>;
  /** Calls `listener` at each event of this name. */
  on(event: string, listener: (params: unknown) => void): void;
  stop(): Promise<void>;
}

const Message = z.looseObject({
  id: z.int().optional(),
  method: z.string().optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.looseObject({ message: z.string() }).optional(),
});
type Message = z.infer<typeof Message>;

const Version = z.looseObject({ product: z.string() });
const Target = z.looseObject({ targetId: z.string() });
const Session = z.looseObject({ sessionId: z.string() });
const Evaluated = z.looseObject({
  result: z.looseObject({ value: z.unknown().optional() }),
  exceptionDetails: z.unknown().optional(),
});

const OPTIONS: readonly string[] = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--no-proxy-server'],
  ...['--disable-extensions', '--disable-background-networking', '--disable-component-update'],
  // Otherwise https is asked for first, whatever the site has said.
  '--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable',
  '--remote-debugging-port=0',
];

/** Starts Chromium; every host is the server, and its certificate is good for each. */
export const startBrowser = ({ ports, pin }: WebServer): Promise<Browser> =>
  launch([
    // Unlike --ignore-certificate-errors it leaves no error, so HSTS is heeded.
    `--ignore-certificate-errors-spki-list=${pin}`,
    `--host-resolver-rules=MAP *:443 127.0.0.1:${ports.https}, MAP *:80 127.0.0.1:${ports.http}`,
  ]);

/** Starts Chromium with these flags besides; whatever it is asked for has a deadline. */
export async function launch(flags: readonly string[]): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'assay-chromium-'));
  const child = spawn(
    'chromium',
    [...OPTIONS, `--user-data-dir=${profile}`, ...flags, 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const exited = once(child, 'exit');
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', kill);
  const stop = async (): Promise<void> => {
    process.off('exit', kill);
    kill();
    await exited;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const address = await inTime('to start', addressIn(child.stderr));
    const socket = new WebSocket(address);
    await inTime('to be steered', once(socket, 'open'));
    return await steer(socket, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

const DEADLINE_MS = 45_000;

/** What a promise comes to, or an error where that takes too long. */
async function inTime<T>(what: string, promise: Promise<T>): Promise<T> {
  const late = new AbortController();
  const end = setTimeout(() => {
    late.abort();
  }, DEADLINE_MS);
  const over = once(late.signal, 'abort').then(() => {
    throw new Error(`chromium took more than ${DEADLINE_MS} ms ${what}`);
  });
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(end);
  }
}

/** The address that Chromium prints when it can be steered. */
function addressIn(stderr: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const [, address] = /DevTools listening on (ws:\S+)/.exec(said) ?? [];
      if (address !== undefined) resolve(address);
    });
    stderr.on('end', () => {
      reject(new Error(`chromium ended: ${said.slice(-2_000)}`));
    });
  });
}

/** A page of its own in the browser at the other end. */
async function steer(socket: WebSocket, stop: () => Promise<void>): Promise<Browser> {
  const waiting = new Map<number, (message: Message) => void>();
  const listeners = new Map<string, Set<(params: unknown) => void>>();
  let last = 0;
  let sessionId: string | undefined = undefined;
  socket.addEventListener('message', ({ data }) => {
    const message = Message.parse(JSON.parse(String(data)));
    if (message.id !== undefined) waiting.get(message.id)?.(message);
    for (const heard of listeners.get(message.method ?? '') ?? []) heard(message.params);
  });
  const listenersTo = (event: string): Set<(params: unknown) => void> => {
    const set = listeners.get(event) ?? new Set();
    listeners.set(event, set);
    return set;
  };
  const ask = (method: string, params: object): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = (last += 1);
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id);
        if (error === undefined) resolve(result);
        else reject(new Error(`${method}: ${error.message}`));
      });
      socket.send(JSON.stringify({ id, method, params, sessionId }));
    });
  const send = (method: string, params: object = {}): Promise<unknown> =>
    inTime(`for ${method}`, ask(method, params));
  const { product } = Version.parse(await send('Browser.getVersion'));
  const { targetId } = Target.parse(await send('Target.createTarget', { url: 'about:blank' }));
  const attached = await send('Target.attachToTarget', { targetId, flatten: true });
  ({ sessionId } = Session.parse(attached));
  await send('Page.enable');
  return {
    version: product,
    send,
    async visit(url) {
      const heard = listenersTo('Page.loadEventFired');
      const { promise, resolve } = Promise.withResolvers<unknown>();
      heard.add(resolve);
      try {
        await send('Page.navigate', { url });
        await inTime(`to load ${url}`, promise);
      } finally {
        heard.delete(resolve);
      }
    },
    on(event, listener) {
      listenersTo(event).add(listener);
    },
    async evaluate(expression) {
      const answer = await send('Runtime.evaluate', {
        ...{ expression, awaitPromise: true, returnByValue: true },
      });
      const { result, exceptionDetails } = Evaluated.parse(answer);
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
      return result.value;
    },
    async stop() {
      socket.close();
      await stop();
    },
  };
}
