import { judgeBundle } from '../../../src/audit/judge.ts';
import { loadPack } from '../../../src/audit/pack.ts';
import { observeBundle } from '../../../src/audit/run.ts';
import { parseTarget } from '../../../src/audit/target.ts';
import { resolveProfile } from '../../../src/control/profile.ts';
import { DEFAULT_TIMEOUT_SECONDS } from '../../../src/net/deadlines.ts';
import type { WebSettings } from '../../../src/probe/probe.ts';
import type { Report } from '../../../src/report/report.ts';
import { NO_SETTINGS } from '../../support/settings.ts';
import type { WebLab } from './lab.ts';
import { NETWORK, RESOLVER } from './plan.ts';

/** What the user of the lab declares. */
const DECLARED: WebSettings = {
  ...NO_SETTINGS.web,
  paths: [
    { host: 'nginx-inherit.test', path: '/login.html', access: 'public' },
    { host: 'haproxy-careless.test', path: '/gone', access: 'public' },
    ...['api-good.test', 'api-open.test', 'api-redirect.test'].map((host) => ({
      ...{ host, path: '/v1/accounts', access: 'token' as const },
    })),
  ],
  graphql: ['/graphql'],
};

const pack = loadPack();

/** Looks at the sites of the lab as the command does, and judges them by the rules for the web. */
export async function look(lab: WebLab, targets: readonly string[]): Promise<Report> {
  const baseline = pack.profiles.find(({ value }) => value.id === 'baseline');
  if (baseline === undefined) throw new Error('no profile baseline');
  const profile = resolveProfile(baseline, null, pack.rules, { only: ['web'], skip: null });
  const bundle = await observeBundle({
    requests: targets.map((target) => parseTarget(target)),
    ...{ pack, profile, now: null, version: '0.0.0', intensity: 'standard' },
    network: {
      connectTo: [],
      resolver: { address: RESOLVER, port: 53 },
      rootHints: [],
      scope: [`${NETWORK}.0/24`],
      families: [4],
      polite: false,
      concurrency: null,
      userAgent: 'assay/lab',
    },
    timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
    settings: { ...NO_SETTINGS, web: DECLARED },
    trustedRoots: [lab.root],
    signal: new AbortController().signal,
    progress: () => undefined,
  });
  const gate = { minGrade: null, failOn: null, allowInconclusive: false };
  const run = { pack, profile, waivers: [], gate, now: null, version: '0.0.0' };
  return judgeBundle(bundle, run);
}
