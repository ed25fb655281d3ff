import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { hostOf, type Limiter } from './plan.ts';
import type { Limiters } from './servers.ts';

/** Another client than the probes: limiters count it for itself. */
const OWN_ADDRESS = '127.0.0.2';

/** What answers a plain request: its status, or 0 where nothing did. */
type Ask = () => Promise<number>;

async function asking<T>(
  lab: Limiters,
  { name, headers }: Limiter,
  use: (ask: Ask) => Promise<T>,
): Promise<T> {
  const host = hostOf(name);
  const agent = new Agent({
    ...{ allowH2: false, pipelining: 1, headersTimeout: 5_000 },
    localAddress: OWN_ADDRESS,
    connect: { ca: lab.ca, servername: host },
  });
  const url = `https://127.0.0.1:${lab.portOf(name)}/ping`;
  const key = Object.fromEntries(Object.keys(headers ?? {}).map((field) => [field, 'of-another']));
  // Some count by the second of the clock: what follows has to fit into one.
  await sleep(1_000 - (Date.now() % 1_000));
  try {
    return await use(async () => {
      try {
        const { statusCode, body } = await request(url, {
          dispatcher: agent,
          headers: { host, ...key },
        });
        await body.dump();
        return statusCode;
      } catch {
        return 0;
      }
    });
  } finally {
    await agent.destroy();
  }
}

/** Asks one after the other: how many are admitted before the first refusal, and what that is. */
export const inTurn = (
  lab: Limiters,
  limiter: Limiter,
  most: number,
): Promise<{ admitted: number; refused: number | null }> =>
  asking(lab, limiter, async (ask) => {
    for (let admitted = 0; admitted < most; admitted += 1) {
      const status = await ask();
      if (status !== 200) return { admitted, refused: status };
    }
    return { admitted: most, refused: null };
  });

/** Asks so many at once: how many are admitted. */
export const together = (lab: Limiters, limiter: Limiter, count: number): Promise<number> =>
  asking(lab, limiter, async (ask) => {
    const answers = await Promise.all(Array.from({ length: count }, () => ask()));
    return answers.filter((status) => status === 200).length;
  });
