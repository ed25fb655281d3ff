import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { observe } from '../../src/audit/observe.ts';
import { parseTarget } from '../../src/audit/target.ts';
import type { Evidence } from '../../src/evidence/evidence.ts';
import type { Kind } from '../../src/evidence/kind.ts';
import { rateLimitLoginAttempts } from '../../src/evidence/kinds/rate-limit/login.ts';
import { rateLimitSamples } from '../../src/evidence/kinds/rate-limit/samples.ts';
import { rateLimitSequence } from '../../src/evidence/kinds/rate-limit/sequence.ts';
import { webResponses } from '../../src/evidence/kinds/web/response.ts';
import { complete } from '../../src/evidence/listing.ts';
import { absent, present, type Observation } from '../../src/evidence/observation.ts';
import { ProblemError } from '../../src/evidence/problem.ts';
import type { Authorisation, Intensity, Probe, ProbeContext } from '../../src/probe/probe.ts';
import { CLOSED, hop, hopTo } from '../support/hops.ts';
import { testNetwork } from '../support/network.ts';
import { listening } from '../support/servers.ts';
import { NO_SETTINGS } from '../support/settings.ts';

type Observing = (context: ProbeContext) => Promise<Observation>;

/** A probe of web targets that does that. */
const probe = (kind: Kind, observing: Observing, part: Partial<Probe> = {}): Probe => ({
  ...{ kind, intensity: 'standard', needs: [], perAddress: false },
  appliesTo: (target) => target.kind === 'web',
  observe: observing,
  ...part,
});

const alone = (kind: Kind, observing: Observing): Probe =>
  probe(kind, observing, { intensity: 'active', alone: () => 5000 });

let port: number | undefined;

/** Asks once: what counts is that it was asked. */
async function ask({ net, target }: ProbeContext): Promise<void> {
  port ??= await listening(createServer((_, response) => response.end()).unref());
  const endpoint = { host: target.host, port, address: '127.0.0.1' };
  const url = new URL(`http://${target.host}:${endpoint.port}/`);
  await net.request({ url, endpoint, method: 'GET', headers: {}, purpose: 'ask' });
}

const permitting: Authorisation = {
  ...{ by: 'Jane Doe', scope: ['a.test'], until: new Date('2999-01-01'), contact: null },
};

interface Run {
  readonly intensity?: Intensity;
  readonly authorisation?: Authorisation | null;
  readonly controller?: AbortController;
}

async function observed(
  targets: readonly string[],
  probes: readonly Probe[],
  run: Run = {},
): Promise<readonly Evidence[]> {
  const { intensity = 'active', authorisation = permitting } = run;
  const { signal } = run.controller ?? new AbortController();
  const { evidence } = await observe(
    targets.map((text) => parseTarget(text)),
    {
      network: testNetwork({ signal }),
      settings: { ...NO_SETTINGS, authorisation },
      ...{ probes, intensity, signal, progress: () => undefined },
    },
  );
  return evidence;
}

/** Kind, target and outcome of each observation, with the problem's code where there is one. */
const told = (evidence: readonly Evidence[]): string[] =>
  evidence.map(({ kind, target, observation: seen }) =>
    [kind, target, seen.status === 'unavailable' ? seen.problem.code : seen.status].join(' '),
  );

const SITES = ['https://a.test/', 'https://b.test/', 'https://c.test/'];

/** Notes when a probe begins and ends, with a wait between. */
function noting(log: string[], name: string): Observing {
  return async (context) => {
    log.push(`${name} ${context.target.host} begins`);
    await ask(context);
    log.push(`${name} ${context.target.host} ends`);
    return absent('nothing');
  };
}

test('probes made alone come after all others, one after the other and one target after the other', async () => {
  const log: string[] = [];
  await observed(SITES, [
    alone(rateLimitSequence, noting(log, 'sequence')),
    probe(rateLimitSamples, noting(log, 'samples')),
    alone(rateLimitLoginAttempts, noting(log, 'login')),
  ]);
  expect(log.slice(0, 6).every((line) => line.startsWith('samples'))).toBe(true);
  expect(log.slice(6)).toEqual(
    ['a.test', 'b.test', 'c.test'].flatMap((host) =>
      ['sequence', 'login'].flatMap((name) => [`${name} ${host} begins`, `${name} ${host} ends`]),
    ),
  );
});

test('at most three targets are tested, and those at which nothing was sent do not count', async () => {
  const hosts = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `https://${name}.test/`);
  const observing: Observing = async (context) => {
    if (context.target.host === 'b.test') throw new ProblemError('not-permitted', 'outside');
    await ask(context);
    return absent('nothing');
  };
  const evidence = await observed(hosts, [alone(rateLimitSequence, observing)]);
  expect(told(evidence).map((line) => line.split(' ').slice(1).join(' '))).toEqual([
    ...['https://a.test/ absent', 'https://b.test/ not-permitted', 'https://c.test/ absent'],
    ...['https://d.test/ absent', 'https://e.test/ limit', 'https://f.test/ limit'],
  ]);
});

test('a site is tested once, under the first of its targets that was tested', async () => {
  const asked: string[] = [];
  const observing: Observing = async (context) => {
    if (context.target.uri.endsWith('/outside')) return absent('outside');
    asked.push(context.target.uri);
    await ask(context);
    return absent('nothing');
  };
  const targets = ['outside', 'one', 'two'].map((path) => `https://a.test/${path}`);
  const evidence = await observed(
    [...targets, 'https://a.test:8443/'],
    [alone(rateLimitSequence, observing)],
  );
  expect(asked).toEqual(['https://a.test/one', 'https://a.test:8443/']);
  expect(evidence[2]?.observation).toMatchObject({
    problem: { code: 'not-requested', detail: 'tested in this run as https://a.test/one' },
  });
});

test('a target that another one leads to is not tested', async () => {
  const asked: string[] = [];
  const responses = probe(webResponses, ({ target }) =>
    Promise.resolve(
      present({
        https:
          target.host === 'a.test'
            ? complete([hopTo(target.uri, 'https://www.a.test/'), hop('https://www.a.test/')])
            : complete([hop(target.uri)]),
        http: CLOSED,
      }),
    ),
  );
  const sequence = alone(rateLimitSequence, ({ target }) => {
    asked.push(target.host);
    return Promise.resolve(absent('nothing'));
  });
  const evidence = await observed(['https://a.test/'], [responses, sequence]);
  expect(asked).toEqual(['a.test']);
  expect(told(evidence)).toContain('rate-limit.sequence https://www.a.test/ not-requested');
});

test('each is told how many requests went to its host before', async () => {
  const spent: string[] = [];
  const asking =
    (name: string): Observing =>
    async (context) => {
      spent.push(`${name} ${context.target.id} ${context.spent ?? 'none'}`);
      await ask(context);
      await ask(context);
      return absent('nothing');
    };
  await observed(
    ['https://a.test/', 'https://a.test:8443/', 'https://b.test/'],
    [
      probe(rateLimitSamples, asking('samples')),
      alone(rateLimitSequence, asking('sequence')),
      alone(rateLimitLoginAttempts, asking('login')),
    ],
  );
  expect(spent.slice(3)).toEqual([
    ...['sequence https://a.test/ 4', 'login https://a.test/ 6'],
    ...['sequence https://a.test:8443/ 8', 'login https://a.test:8443/ 10'],
    ...['sequence https://b.test/ 2', 'login https://b.test/ 4'],
  ]);
});

test('what it needs was seen before, and is not looked at again', async () => {
  let looked = 0;
  const samples = probe(rateLimitSamples, () => {
    looked += 1;
    return Promise.resolve(absent(`look ${looked}`));
  });
  const sequence = alone(rateLimitSequence, (context) => context.get(rateLimitSamples));
  const [, last] = await observed(['https://a.test/'], [samples, sequence]);
  expect(last?.observation).toEqual(absent('look 1'));
  expect(looked).toBe(1);
});

test('an interruption keeps what was seen, and nothing is sent after it', async () => {
  const controller = new AbortController();
  const sent: string[] = [];
  const sequence = alone(rateLimitSequence, async (context) => {
    await ask(context);
    sent.push(context.target.host);
    if (context.target.host === 'a.test') {
      controller.abort(new ProblemError('interrupted', 'stopped by SIGINT'));
    }
    return absent('seen so far');
  });
  const samples = probe(rateLimitSamples, () => Promise.resolve(absent('nothing')));
  const evidence = await observed(SITES, [samples, sequence], { controller });
  expect(told(evidence).filter((line) => line.startsWith('rate-limit.samples'))).toHaveLength(3);
  const sequences = evidence.filter(({ kind }) => kind === rateLimitSequence.id);
  expect(sequences[0]?.observation).toEqual(absent('seen so far'));
  expect(told(sequences.slice(1)).every((line) => line.endsWith(' interrupted'))).toBe(true);
  expect(sent).toEqual(['a.test']);
});

test.each<[string, Run, RegExp]>([
  ['at standard intensity', { intensity: 'standard' }, /^needs --intensity active$/],
  [
    'without an authorisation',
    { authorisation: null },
    /^not authorised: name under authorisation:/,
  ],
  [
    'after its end',
    { authorisation: { ...permitting, until: new Date('2026-01-01') } },
    /ended on 2026-01-01/,
  ],
])('%s an active probe is not even begun', async (_, run, sentence) => {
  let begun = 0;
  const observing: Observing = () => {
    begun += 1;
    return Promise.resolve(absent('nothing'));
  };
  const together = probe(rateLimitLoginAttempts, observing, { intensity: 'active' });
  const evidence = await observed(
    ['https://a.test/'],
    [together, alone(rateLimitSequence, observing)],
    run,
  );
  expect(begun).toBe(0);
  expect(evidence).toHaveLength(2);
  for (const { observation } of evidence) {
    if (observation.status !== 'unavailable') throw new Error(observation.status);
    expect(observation.problem.code).toBe('not-permitted');
    expect(observation.problem.detail).toMatch(sentence);
  }
});

test('what is not permitted is not seen by who asks for it either', async () => {
  let begun = 0;
  const active = probe(
    rateLimitSequence,
    () => {
      begun += 1;
      return Promise.resolve(absent('nothing'));
    },
    { intensity: 'active' },
  );
  const asking = probe(rateLimitLoginAttempts, (context) => context.get(rateLimitSequence), {
    alone: () => 5000,
  });
  const evidence = await observed(['https://a.test/'], [active, asking], { authorisation: null });
  expect(begun).toBe(0);
  expect(told(evidence)).toEqual([
    'rate-limit.sequence https://a.test/ not-permitted',
    'rate-limit.login-attempts https://a.test/ not-permitted',
  ]);
});
