import { Asking } from '../../src/probe/rate-limit/asking.ts';
import { drive } from '../../src/probe/rate-limit/drive.ts';
import { planOf } from '../../src/probe/rate-limit/plan.ts';
import type { DocumentedLimit } from '../../src/evidence/kinds/rate-limit/samples.ts';
import type { RateLimitSequence } from '../../src/evidence/kinds/rate-limit/sequence.ts';
import type { RateLimitEndpoint } from '../../src/probe/probe.ts';
import { sequenceOf } from './sequences.ts';
import { VirtualClient, type VirtualServer } from './virtual-client.ts';

const ENDPOINT: RateLimitEndpoint = {
  ...{ host: null, path: '/', limit: null, method: 'GET', budget: null, perSecond: null },
  ...{ seconds: null, parallel: 0, forged: false, variants: false, token: false },
};

/** What the probe's own course of requests shows of a simulated endpoint. */
export async function drivenAgainst(
  server: VirtualServer,
  documented: DocumentedLimit | null = null,
  part: Partial<RateLimitEndpoint> = {},
): Promise<RateLimitSequence> {
  const plan = planOf({ ...ENDPOINT, limit: documented, ...part }, null, 0);
  const asking = new Asking({
    ...{ client: new VirtualClient(server), url: new URL('https://site.test/') },
    ...{ method: 'GET', headers: {}, secrets: {}, plan, startMs: 0, refusalOf: () => null },
  });
  const ending = await drive(asking, plan, {
    random: () => 0.5,
    tryBypasses: () => Promise.resolve(),
  });
  const { seen } = asking;
  return {
    ...sequenceOf([], { documented }),
    ...ending,
    plan,
    requests: seen.map(({ request }) => request),
    answers: seen.map(({ answer }) => answer),
  };
}
