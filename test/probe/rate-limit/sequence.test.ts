import { expect, test } from 'vitest';
import type { Authorisation } from '../../../src/probe/probe.ts';
import { userAgentComment } from '../../../src/probe/rate-limit/identify.ts';
import { free, windowOfRequests } from '../../support/limiters.ts';
import type { VirtualServer } from '../../support/virtual-client.ts';
import { lookVirtually, PERMITTED, sequenceAt, shapeOf } from '../../support/virtual-look.ts';

const admitting =
  (admits: (second: number) => boolean): VirtualServer =>
  (_, atMs) =>
    admits(atMs / 1000) ? { status: 200, latencyMs: 20 } : { status: 429, latencyMs: 20 };

test.each<[string, Authorisation | null, string]>([
  ['no authorisation', null, 'not authorised: name under authorisation:'],
  ['another host', { ...PERMITTED, scope: ['other.test'] }, 'site.test/api is outside the scope'],
  [
    'another path',
    { ...PERMITTED, scope: ['site.test/v1/*'] },
    'site.test/api is outside the scope',
  ],
  [
    'a day that is over',
    { ...PERMITTED, until: new Date('2026-11-21T23:59:59Z') },
    'ended on 2026-11-21',
  ],
])('with %s not one request is sent', async (_, authorisation, sentence) => {
  const looking = lookVirtually(admitting(free()), { authorisation });
  await expect(looking).rejects.toMatchObject({
    problem: { code: 'not-permitted', detail: expect.stringContaining(sentence) as unknown },
  });
});

test('an authorisation that ends meanwhile ends the sequence, which is kept', async () => {
  const until = new Date('2026-11-22T12:00:06Z');
  const sequence = await sequenceAt(admitting(free()), {
    authorisation: { ...PERMITTED, until },
  });
  expect(sequence).toMatchObject({
    stopped: { because: 'interrupted', detail: expect.stringContaining('ended on') as unknown },
    asBefore: null,
  });
  expect(sequence.requests.length).toBeGreaterThan(5);
  expect(sequence.requests.at(-1)?.at).toBeLessThanOrEqual(6000);
});

test('every request says who asks, and the same audit id', async () => {
  const { observation, net } = await lookVirtually(admitting(windowOfRequests(5, 10)));
  if (observation.status !== 'present') throw new Error('not present');
  const { auditId, authorisation, method, url } = observation.value;
  expect(auditId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(net.asked.map(({ headers }) => headers['X-Audit-Id']))).toEqual(
    new Set([auditId]),
  );
  expect(authorisation).toEqual({ by: 'Jane Doe, CISO', until: '2026-11-22T23:59:59.999Z' });
  expect([method, url]).toEqual(['GET', 'https://site.test/api']);
  expect(net.asked.every(({ url: asked }) => asked.href === url)).toBe(true);
});

test.each([
  [null, 'rate-limit audit'],
  ['security@site.test', 'rate-limit audit; contact=security@site.test'],
  ['a)\r\nX: (b\\', 'rate-limit audit; contact=aX: b'],
  ['é', 'rate-limit audit'],
  ['x'.repeat(500), `rate-limit audit; contact=${'x'.repeat(100)}`],
])('a contact of %j stands in the user agent as far as it may', (contact, comment) => {
  expect(userAgentComment(contact)).toBe(comment);
});

test('what lets the sender in is sent where the user asked for it, and nowhere else', async () => {
  const headers = { Authorization: 'Bearer t0ken' };
  const server = admitting(free());
  const plain = await lookVirtually(server, { headers });
  expect(plain.net.asked.some(({ secrets }) => secrets?.['Authorization'] !== undefined)).toBe(
    false,
  );
  const asked = await lookVirtually(server, { headers, endpoint: { token: true } });
  expect(
    asked.net.asked.every(({ secrets }) => secrets?.['Authorization'] === 'Bearer t0ken'),
  ).toBe(true);
  expect(JSON.stringify(asked.observation)).not.toContain('t0ken');
});

test('after other requests nothing is sent until they are forgotten', async () => {
  const { observation, net } = await lookVirtually(admitting(free()), { spent: 4 });
  expect(net.asked[0]?.at).toBeGreaterThanOrEqual(15_000);
  if (observation.status !== 'present') throw new Error('not present');
  expect(observation.value).toMatchObject({ before: 4, plan: { settleSeconds: 15 } });
  expect(observation.value.requests[0]?.at).toBe(0);
});

test('the lowest announced limit that can be reached is planned for', async () => {
  const { plan } = await sequenceAt(admitting(free()), {
    announced: [['RateLimit-Policy', '"day";q=10;w=86400, "minute";q=40;w=60, "burst";q=20;w=10']],
  });
  expect(plan.limit).toEqual({ requests: 10, windowSeconds: 86_400, from: 'announced' });
  const large = await sequenceAt(admitting(free()), {
    announced: [['RateLimit-Policy', '"day";q=5000;w=86400, "minute";q=40;w=60']],
  });
  expect(large.plan.limit).toEqual({ requests: 40, windowSeconds: 60, from: 'announced' });
});

test('a limit that cannot be reached sends nothing, and says why', async () => {
  const { observation, net } = await lookVirtually(admitting(free()), {
    endpoint: { limit: { requests: 1000, windowSeconds: 3600, per: 'ip', strict: true } },
  });
  expect(net.asked).toEqual([]);
  expect(observation).toMatchObject({
    value: {
      requests: [],
      stopped: {
        because: 'budget',
        detail: expect.stringContaining('cannot be reached') as unknown,
      },
      asBefore: null,
    },
  });
});

test('answers that differ in time and in what is left alone are kept once', async () => {
  let left = 60;
  const { requests, answers } = await sequenceAt((_, atMs) => ({
    ...{ status: 200, latencyMs: 20, body: 'ok' },
    headers: [
      ['X-RateLimit-Remaining', String((left -= 1))],
      ['Date', new Date(Date.UTC(2026, 10, 22, 12) + atMs).toUTCString()],
    ],
  }));
  expect(answers).toHaveLength(1);
  expect(new Set(requests.map(({ fields }) => fields[0]?.[1])).size).toBe(requests.length);
});

test('a port that is closed is the word of the target', async () => {
  const { observation } = await lookVirtually(() => ({ problem: 'refused', latencyMs: 1 }));
  expect(observation).toEqual({
    status: 'absent',
    how: 'site.test refuses connections on port 443',
  });
});

test('an interruption keeps what was seen', async () => {
  const ending = new AbortController();
  let count = 0;
  const sequence = await sequenceAt(
    () => {
      count += 1;
      if (count === 20) ending.abort();
      return { status: 200, latencyMs: 20 };
    },
    { signal: ending.signal },
  );
  expect(shapeOf(sequence)).toBe(`baseline +++++ burst ${'+'.repeat(14)}`);
  expect(sequence).toMatchObject({ stopped: { because: 'interrupted' }, asBefore: null });
});
