import { expect, test } from 'vitest';
import type { RateLimitSequence } from '../../../src/evidence/kinds/rate-limit/sequence.ts';
import type { RateLimitEndpoint } from '../../../src/probe/probe.ts';
import { free, slidingLog, windowOfRequests, type Limiter } from '../../support/limiters.ts';
import type { VirtualAnswer, VirtualServer } from '../../support/virtual-client.ts';
import { sequenceAt, shapeOf } from '../../support/virtual-look.ts';

const OK: VirtualAnswer = { status: 200, latencyMs: 20 };

/** Answers by the ordinal of the request, from 0. */
function nth(answer: (index: number) => VirtualAnswer): VirtualServer {
  let index = 0;
  return () => answer(index++);
}

/** As usual up to there, and from then on something else. */
const from = (index: number, answer: VirtualAnswer): VirtualServer =>
  nth((at) => (at < index ? OK : answer));

const limited =
  (limiter: Limiter, refusal: VirtualAnswer = { status: 429, latencyMs: 20 }): VirtualServer =>
  (_, atMs) =>
    limiter(atMs / 1000) ? OK : refusal;

/** A queue that lets so many a second through, as `limit_req` with `burst` and without `nodelay`. */
function queue(perSecond: number): VirtualServer {
  let due = 0;
  return (_, atMs) => {
    const wait = Math.max(0, due - atMs);
    due = Math.max(due, atMs) + 1000 / perSecond;
    return { status: 200, latencyMs: 20 + wait };
  };
}

const documented = (
  requests: number,
  windowSeconds: number,
): { endpoint: Partial<RateLimitEndpoint> } => ({
  endpoint: { limit: { requests, windowSeconds, per: 'ip', strict: true } },
});

const sentIn = ({ requests }: RateLimitSequence, phase: string): number =>
  requests.filter((one) => one.phase === phase).length;

test('without a limit all of the burst is sent, at its pace', async () => {
  const sequence = await sequenceAt(limited(free()));
  expect(shapeOf(sequence)).toBe(`baseline +++++ burst ${'+'.repeat(60)} cool-down +`);
  const burst = sequence.requests.filter(({ phase }) => phase === 'burst');
  expect(burst.slice(1).map(({ at }, index) => at - (burst[index]?.at ?? 0))).toEqual(
    Array(59).fill(100),
  );
  expect(sequence).toMatchObject({ stopped: { because: 'done' }, asBefore: true });
});

test('a limit that is documented and not enforced is exceeded twice, half a window apart', async () => {
  const sequence = await sequenceAt(limited(free()), documented(10, 60));
  const { plan, requests } = sequence;
  expect(plan.decisive).toBe(true);
  const bursts = requests.filter(({ phase }) => phase === 'burst');
  expect(bursts).toHaveLength(2 * plan.burst);
  const [first, second] = [bursts[0], bursts[plan.burst]];
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeCloseTo(30_000, -2);
});

test('the burst ends at the first refusal, which is confirmed twice', async () => {
  const sequence = await sequenceAt(limited(windowOfRequests(20, 30)));
  expect(shapeOf(sequence)).toMatch(
    /^baseline \+{5} burst \+{15}- confirm -- recovery [-+]+ second [-+]+ cool-down \+$/,
  );
  expect(sequence).toMatchObject({ stopped: { because: 'done' }, asBefore: true });
});

test('a refusal in the baseline is the first, where something was admitted before', async () => {
  const sequence = await sequenceAt(limited(windowOfRequests(3, 10)));
  expect(shapeOf(sequence)).toMatch(/^baseline \+\+\+- confirm -- recovery /);
  expect(sentIn(sequence, 'burst')).toBe(0);
  expect(sequence.stopped.because).toBe('done');
});

test('a refusal as the very first answer ends it', async () => {
  const sequence = await sequenceAt(() => ({ status: 429, latencyMs: 20 }));
  expect(shapeOf(sequence)).toBe('baseline -');
  expect(sequence).toMatchObject({
    stopped: { because: 'refused-from-the-beginning' },
    asBefore: null,
  });
});

/** 10 in 10 s from the first request on; refusals name the time that is left, in whole seconds. */
function naming(fieldsFor: (seconds: number) => readonly [string, string]): VirtualServer {
  let [start, count] = [-Infinity, 0];
  return (_, atMs) => {
    if (atMs >= start + 10_000) [start, count] = [atMs, 0];
    count += 1;
    const left = Math.ceil((start + 10_000 - atMs) / 1000);
    return count <= 10 ? OK : { status: 429, latencyMs: 20, headers: [fieldsFor(left)] };
  };
}

test.each([
  ['Retry-After', (seconds: number) => ['Retry-After', String(seconds)] as const],
  ['RateLimit', (seconds: number) => ['RateLimit', `"default";r=0;t=${seconds}`] as const],
])('the time that %s names is waited for, with one request in the middle', async (name, fields) => {
  const sequence = await sequenceAt(naming(fields));
  expect(shapeOf(sequence)).toMatch(/ confirm -- recovery - announced-wait \+ recovery \+/);
  const place = sequence.requests.findIndex(({ phase }) => phase === 'announced-wait');
  const [first, middle, asked] = sequence.requests.slice(place - 2).map(timed);
  expect(middle?.field).toBe(name);
  expect((middle?.at ?? 0) - (first?.endAt ?? 0)).toBeGreaterThan(2000);
  const beyond = (asked?.at ?? 0) - (middle?.endAt ?? 0) - (middle?.seconds ?? 0) * 1000;
  expect(beyond).toBeGreaterThanOrEqual(200);
  expect(beyond).toBeLessThanOrEqual(1000);
});

/** When it was asked and answered, and what the answer says. */
const timed = ({
  at,
  endMs,
  fields: [[field, value] = ['', '']],
}: RateLimitSequence['requests'][number]) => ({
  ...{ at, endAt: at + endMs, field },
  seconds: Number(/\d+$/.exec(value)?.[0]),
});

test('an admission in the middle of the time that is named ends the wait', async () => {
  const sequence = await sequenceAt(naming(() => ['Retry-After', '100']));
  expect(shapeOf(sequence)).toMatch(/ confirm -- recovery \+/);
  expect(sentIn(sequence, 'announced-wait')).toBe(0);
});

test('a limit that counts refusals is outwaited in silence', async () => {
  const sequence = await sequenceAt(limited(slidingLog(10, 12, true)));
  expect(
    sequence.requests.some(({ phase, taken }) => phase === 'recovery' && taken === 'admitted'),
  ).toBe(true);
  expect(sequence.stopped.because).toBe('done');
});

test('a limit that does not end is asked less and less, up to the end of the time', async () => {
  const sequence = await sequenceAt(limited(windowOfRequests(10, 4000)));
  expect(sequence).toMatchObject({ stopped: { because: 'budget' }, asBefore: false });
  expect(sequence.requests.length).toBeLessThan(50);
  expect(sequence.requests.at(-1)?.at).toBeLessThanOrEqual(180_000);
});

test('with few requests left, those go to the times at which a known window ends', async () => {
  const sequence = await sequenceAt(limited(windowOfRequests(100, 60)), documented(100, 60));
  expect(sequence.requests.length).toBeLessThanOrEqual(120);
  const admitted = sequence.requests.filter(
    ({ taken, phase }) => taken === 'admitted' && phase === 'recovery',
  );
  expect(admitted.length).toBeGreaterThan(5);
  expect(sequence.stopped.because).toBe('done');
});

test.each([
  ['429', { status: 429, latencyMs: 20 }],
  ['503, as nginx has it', { status: 503, latencyMs: 5 }],
  ['403', { status: 403, latencyMs: 20 }],
  ['a tarpit', { status: 429, latencyMs: 3000 }],
  [
    'another body with the status of success',
    { status: 200, latencyMs: 20, headers: [['Content-Type', 'text/html']] as const },
  ],
])('refuses by %s', async (_, refusal) => {
  const sequence = await sequenceAt(limited(windowOfRequests(10, 30), refusal));
  expect(shapeOf(sequence)).toMatch(/confirm .*-.* recovery .*\+/);
  expect(sequence).toMatchObject({ stopped: { because: 'done' }, asBefore: true });
});

test('refuses by resets, where they end with silence', async () => {
  const refusal = { problem: 'reset', latencyMs: 5 } as const;
  const sequence = await sequenceAt(limited(windowOfRequests(10, 10), refusal));
  expect(shapeOf(sequence)).toMatch(/^baseline \+{5} burst \+{5}- confirm - recovery \+/);
  expect(sequence).toMatchObject({ stopped: { because: 'done' }, asBefore: true });
});

test('refuses by silence, where that comes back', async () => {
  const refusal = { problem: 'timeout', latencyMs: 10_000 } as const;
  const sequence = await sequenceAt(limited(windowOfRequests(10, 10), refusal));
  expect(shapeOf(sequence)).toMatch(/^baseline \+{5} burst \+{5}-{4} confirm \+ recovery \+/);
  expect(sequence).toMatchObject({ stopped: { because: 'done' }, asBefore: true });
});

test('a service that does not answer for a while, and only once, refuses nobody', async () => {
  const sequence = await sequenceAt((_, atMs) =>
    atMs > 7000 && atMs < 17_000 ? { problem: 'timeout', latencyMs: 10_000 } : OK,
  );
  expect(shapeOf(sequence)).toMatch(/^baseline \+{5} burst \+{29}x{4} confirm \+ recovery \+/);
  expect(sequence.requests.filter(({ taken }) => taken === 'refused')).toEqual([]);
  expect(sequence.stopped.detail).toBe('connections were cut once, and not again');
});

test('a queue is seen by its plateau, and the burst ends there', async () => {
  const sequence = await sequenceAt(queue(2));
  expect(sequence).toMatchObject({ stopped: { because: 'done' }, asBefore: true });
  expect(sentIn(sequence, 'burst')).toBeLessThan(20);
  expect(sentIn(sequence, 'burst')).toBeGreaterThanOrEqual(12);
});

test('a service with one worker is no queue: alone it takes as long', async () => {
  let due = 0;
  const sequence = await sequenceAt((_, atMs) => {
    due = Math.max(due, atMs) + 250;
    return { status: 200, latencyMs: due - atMs };
  });
  expect(sentIn(sequence, 'burst')).toBe(60);
});

test('several at once: those refused are of a limit on just that where the next is admitted', async () => {
  const sequence = await sequenceAt(
    (_, __, inFlight) =>
      inFlight > 2 ? { status: 503, latencyMs: 5 } : { status: 200, latencyMs: 300 },
    { endpoint: { parallel: 5 } },
  );
  expect(shapeOf(sequence)).toMatch(/^baseline \+{5} parallel \+\+----\+\+---\+ burst \+{54} /);
});

test('where each answer takes long, a dozen one by one is enough', async () => {
  const sequence = await sequenceAt(
    (_, __, inFlight) =>
      inFlight > 2 ? { status: 503, latencyMs: 5 } : { status: 200, latencyMs: 2000 },
    { endpoint: { parallel: 5 } },
  );
  expect(shapeOf(sequence)).toBe(
    `baseline +++++ parallel ++----++---+ burst ${'+'.repeat(12)} cool-down +`,
  );
});

test('several at once that use up a limit in time are refused later as well', async () => {
  const sequence = await sequenceAt(limited(windowOfRequests(8, 30)), {
    endpoint: { parallel: 5 },
  });
  expect(shapeOf(sequence)).toMatch(/^baseline \+{5} parallel \+\+\+-{8} confirm -- recovery /);
});

test('what nothing confirms was no refusal', async () => {
  const sequence = await sequenceAt(
    nth((index) => (index === 20 ? { problem: 'reset', latencyMs: 5 } : OK)),
  );
  expect(shapeOf(sequence)).toBe(
    `baseline +++++ burst ${'+'.repeat(15)}x confirm + burst ${'+'.repeat(44)} cool-down +`,
  );
  expect(sequence.stopped.because).toBe('done');
});

test('a single 403 stays a refusal, and the burst goes on', async () => {
  const sequence = await sequenceAt(
    nth((index) => (index === 20 ? { status: 403, latencyMs: 5 } : OK)),
  );
  expect(shapeOf(sequence)).toBe(
    `baseline +++++ burst ${'+'.repeat(15)}- confirm ++ burst ${'+'.repeat(44)} cool-down +`,
  );
});

/** Conditions to stop, with what may be sent after the one that showed it. */
test.each<[string, VirtualServer, string, string]>([
  ['errors', from(20, { status: 500, latencyMs: 20 }), 'failing', '!!'],
  ['errors of a gateway', from(20, { status: 502, latencyMs: 20 }), 'failing', '!!'],
  ['503 after a long time', from(20, { status: 503, latencyMs: 4000 }), 'failing', '!'],
  [
    'a challenge',
    from(20, { status: 403, latencyMs: 20, headers: [['cf-mitigated', 'challenge']] }),
    'challenge',
    '?',
  ],
  [
    'a long Retry-After',
    from(20, { status: 429, latencyMs: 20, headers: [['Retry-After', '3600']] }),
    'long-retry-after',
    '-',
  ],
  ['a closed port', from(20, { problem: 'refused', latencyMs: 1 }), 'connection-failures', 'xxx'],
  ['answers of three seconds', from(20, { status: 200, latencyMs: 3000 }), 'slowing', '++++'],
  [
    'answers that take longer and longer',
    nth((index) => ({ status: 200, latencyMs: 20 + Math.max(0, index - 10) * 400 })),
    'slowing',
    '',
  ],
])(
  '%s: no more than two requests are sent after that was seen',
  async (_, server, because, sign) => {
    const sequence = await sequenceAt(server);
    expect(sequence.stopped.because).toBe(because);
    const sent = sequence.requests.filter(({ phase }) => phase !== 'cool-down');
    // In the order in which the answers came.
    const answered = sent.toSorted((a, b) => a.at + a.endMs - (b.at + b.endMs));
    expect(shapeOf({ requests: answered })).toContain(sign);
    expect(sentIn(sequence, 'cool-down')).toBe(1);
    expect(sequence.requests.length).toBeLessThanOrEqual(20 + sign.length + 6);
  },
);

test('resets without end: the third in a row is the last', async () => {
  const sequence = await sequenceAt(from(20, { problem: 'reset', latencyMs: 5 }));
  expect(shapeOf(sequence)).toBe(
    `baseline +++++ burst ${'+'.repeat(15)}x confirm x recovery x cool-down x`,
  );
  expect(sequence).toMatchObject({
    stopped: { because: 'connection-failures' },
    asBefore: false,
  });
});

test.each<[string, VirtualServer]>([
  ['an error', nth((index) => (index === 2 ? { status: 500, latencyMs: 20 } : OK))],
  ['a reset', nth((index) => (index === 2 ? { problem: 'reset', latencyMs: 5 } : OK))],
])('%s in the baseline: no burst is sent', async (_, server) => {
  const sequence = await sequenceAt(server);
  expect(sequence.stopped.because).toBe('unstable-baseline');
  expect(sentIn(sequence, 'burst')).toBe(0);
});

test.each<[string, VirtualAnswer]>([
  ['from a cache', { status: 200, latencyMs: 5, headers: [['Age', '30']] }],
  ['a redirect', { status: 301, latencyMs: 5, headers: [['Location', '/elsewhere']] }],
])('answers %s are not counted: no burst is sent, and nothing is followed', async (_, answer) => {
  const sequence = await sequenceAt(() => answer);
  expect(shapeOf(sequence)).toBe('baseline +++++ cool-down +');
  expect(sequence.stopped.because).toBe('not-counted');
});
