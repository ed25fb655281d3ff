import type { RequestListener, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { rateLimitSamples } from '../../../src/evidence/kinds/rate-limit/samples.ts';
import type { RateLimitSequence } from '../../../src/evidence/kinds/rate-limit/sequence.ts';
import { unavailable } from '../../../src/evidence/observation.ts';
import { liveTransport } from '../../../src/net/live.ts';
import { UNDECLARED } from '../../../src/probe/rate-limit/endpoint.ts';
import { rateLimitSequenceProbe } from '../../../src/probe/rate-limit/sequence.ts';
import { testNetwork, TEST_SEED } from '../../support/network.ts';
import { NO_SETTINGS } from '../../support/settings.ts';
import { testSite, type Asked } from '../../support/site.ts';
import { shapeOf } from '../../support/virtual-look.ts';

/** What the probe sees of a real server, quickly: at 25 a second, and with no time to rest. */
async function sequenceOf(serve: RequestListener): Promise<{
  readonly sequence: RateLimitSequence;
  readonly asked: readonly Asked[];
}> {
  const site = await testSite(serve);
  const network = testNetwork({ ...site, transport: liveTransport(TEST_SEED), seconds: 60 });
  const { signal } = new AbortController();
  const uri = 'https://site.test/';
  const observation = await rateLimitSequenceProbe.observe({
    target: {
      ...{ id: uri, kind: 'web', uri, host: 'site.test', port: 443 },
      ...{ role: null, addresses: [] },
    },
    net: network.use({ kind: rateLimitSequenceProbe.kind.id, target: uri, signal }),
    settings: {
      ...NO_SETTINGS,
      authorisation: {
        ...{ by: 'Jane Doe', scope: ['site.test'], contact: 'security@site.test' },
        until: new Date('2999-01-01'),
      },
      rateLimit: {
        login: null,
        endpoints: [
          {
            ...{ ...UNDECLARED, path: '/api', perSecond: 25, seconds: 18 },
            limit: { requests: 6, windowSeconds: 1, per: 'ip', strict: true },
          },
        ],
      },
    },
    signal,
    endpoint: null,
    registrableDomain: () => null,
    get: (kind) =>
      Promise.resolve(
        unavailable({ code: 'not-requested', detail: `${rateLimitSamples.id} ${kind.id}` }),
      ),
  });
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  rateLimitSequenceProbe.kind.schema.parse(observation.value);
  return { sequence: observation.value, asked: site.asked };
}

/** Answers by the ordinal of the request, from 0. */
function nth(answer: (index: number, response: ServerResponse) => void): RequestListener {
  let index = 0;
  return (_, response) => {
    answer(index, response);
    index += 1;
  };
}

const GOOD = 12;
const ok = (response: ServerResponse): void => void response.end('ok');

/** As usual at first, and then in another way. */
const then = (serve: (response: ServerResponse) => void): RequestListener =>
  nth((index, response) => {
    (index < GOOD ? ok : serve)(response);
  });

/** How a server goes wrong, why nobody asks it any more, and how many answers show that. */
const TROUBLE: readonly [(response: ServerResponse) => void, string, number][] = [
  [(response) => void response.writeHead(500).end('no'), 'failing', 2],
  [
    (response) => void response.writeHead(403, { 'CF-Mitigated': 'challenge' }).end('no'),
    'challenge',
    1,
  ],
  [
    (response) => {
      setTimeout(() => response.end('ok'), 1500);
    },
    'slowing',
    4,
  ],
  [(response) => response.socket?.destroy(), 'connection-failures', 3],
];

test('servers in trouble are left alone within two requests', { timeout: 60_000 }, async () => {
  // Side by side, as most of the time is spent waiting.
  const sequences = await Promise.all(TROUBLE.map(([serve]) => sequenceOf(then(serve))));
  sequences.forEach(({ sequence, asked }, index) => {
    const [, because, sign] = TROUBLE[index] ?? [];
    expect(sequence.stopped.because).toBe(because);
    const sent = sequence.requests.filter(({ phase }) => phase !== 'cool-down');
    // Four may be under way when the first of them shows it.
    expect(sent.length, because).toBeLessThanOrEqual(GOOD + (sign ?? 0) + 3 + 2);
    // What is cut on a connection of before is sent once more on a new one.
    const again = because === 'connection-failures' ? sequence.plan.connections : 0;
    expect(asked.length, because).toBeGreaterThanOrEqual(sequence.requests.length);
    expect(asked.length, because).toBeLessThanOrEqual(sequence.requests.length + again);
    expect(sequence.asBefore, because).toBe(false);
  });
});

test('a real limit is seen, and every request says who asks', { timeout: 60_000 }, async () => {
  let [start, count] = [0, 0];
  const { sequence, asked } = await sequenceOf((_, response) => {
    const now = performance.now();
    if (now >= start + 1000) [start, count] = [now, 0];
    count += 1;
    if (count <= 6) ok(response);
    else response.writeHead(429, { 'Retry-After': '1' }).end();
  });
  expect(shapeOf(sequence)).toMatch(/ confirm [-+]+ .*\+/);
  expect(['done', 'budget']).toContain(sequence.stopped.because);
  expect(asked).toHaveLength(sequence.requests.length);
  expect(new Set(asked.map(({ headers }) => headers['user-agent']))).toEqual(
    new Set(['assay/test (rate-limit audit; contact=security@site.test)']),
  );
  expect(new Set(asked.map(({ headers }) => headers['x-audit-id']))).toEqual(
    new Set([sequence.auditId]),
  );
});
