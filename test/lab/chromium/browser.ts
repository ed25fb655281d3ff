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
  stop(): Promise<void>;
}

const Message = z.looseObject({
  id: z.int().optional(),
  method: z.string().optional(),
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
export async function startBrowser({ ports, pin }: WebServer): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'assay-chromium-'));
  const child = spawn(
    'chromium',
    [
      ...OPTIONS,
      `--user-data-dir=${profile}`,
      // Unlike --ignore-certificate-errors it leaves no error, so HSTS is heeded.
      `--ignore-certificate-errors-spki-list=${pin}`,
      `--host-resolver-rules=MAP *:443 127.0.0.1:${ports.https}, MAP *:80 127.0.0.1:${ports.http}`,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const exited = once(child, 'exit');
  const kill = (): void => {
    child.kill();
  };
  process.once('exit', kill);
  const stop = async (): Promise<void> => {
    process.off('exit', kill);
    kill();
    await exited;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const socket = new WebSocket(await addressIn(child.stderr));
    await once(socket, 'open');
    return await steer(socket, stop);
  } catch (error) {
    await stop();
    throw error;
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
  const loading = new Set<() => void>();
  let last = 0;
  let sessionId: string | undefined = undefined;
  socket.addEventListener('message', ({ data }) => {
    const message = Message.parse(JSON.parse(String(data)));
    if (message.id !== undefined) waiting.get(message.id)?.(message);
    if (message.method === 'Page.loadEventFired') for (const loaded of loading) loaded();
  });
  const send = (method: string, params: object = {}): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = (last += 1);
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id);
        if (error === undefined) resolve(result);
        else reject(new Error(`${method}: ${error.message}`));
      });
      socket.send(JSON.stringify({ id, method, params, sessionId }));
    });
  const { product } = Version.parse(await send('Browser.getVersion'));
  const { targetId } = Target.parse(await send('Target.createTarget', { url: 'about:blank' }));
  const attached = await send('Target.attachToTarget', { targetId, flatten: true });
  ({ sessionId } = Session.parse(attached));
  await send('Page.enable');
  return {
    version: product,
    send,
    async visit(url) {
      const load = new Promise<void>((resolve) => {
        const loaded = (): void => {
          loading.delete(loaded);
          resolve();
        };
        loading.add(loaded);
      });
      await send('Page.navigate', { url });
      await load;
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
