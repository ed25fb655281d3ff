import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rateLimitAnnounced } from '../../src/evidence/kinds/rate-limit/announced.ts';
import {
  rateLimitBypasses,
  rateLimitEnforced,
} from '../../src/evidence/kinds/rate-limit/enforced.ts';
import { rateLimitLogin } from '../../src/evidence/kinds/rate-limit/login.ts';
import { rateLimitSequence } from '../../src/evidence/kinds/rate-limit/sequence.ts';
import { look, lookAtLogin, type Seen } from './rate-limit/look.ts';
import { inTurn, together } from './rate-limit/oracle.ts';
import { LIMITERS, MOST, type Limiter, type Measured, type Name } from './rate-limit/plan.ts';
import { startLimiters, type Limiters } from './rate-limit/servers.ts';
import { rowOf } from './rate-limit/table.ts';

let lab: Limiters;
const seen = new Map<Name, Seen>();

beforeAll(async () => {
  lab = await startLimiters();
  // Each has a place of its own, and most of the time goes into waiting.
  await Promise.all(
    LIMITERS.map(async (limiter) => {
      const first = await look(lab, limiter);
      // A machine that is busy may leave it open; what is told and false stays.
      seen.set(limiter.name, isLeftOpen(limiter, first) ? await look(lab, limiter) : first);
    }),
  );
}, 400_000);

afterAll(async () => {
  await lab.stop();
  if (process.env['RATE_LIMIT_TABLE'] === undefined) return;
  for (const limiter of LIMITERS) process.stdout.write(`${rowOf(limiter, seenOf(limiter))}\n`);
});

/** Whether the limit, or the one way round it that there is, could not be told. */
function isLeftOpen({ asked }: Limiter, first: Seen): boolean {
  if (first.value(rateLimitEnforced).verdict === 'inconclusive') return true;
  if (asked?.token !== true) return false;
  return first.value(rateLimitBypasses).tokens.some(({ admitted }) => admitted === null);
}

function seenOf({ name }: Limiter): Seen {
  const one = seen.get(name);
  if (one === undefined) throw new Error(`${name} was not looked at`);
  return one;
}

const enforced = (limiter: Limiter) => seenOf(limiter).value(rateLimitEnforced);

describe('a plain client finds the limiters as they are configured', () => {
  test.concurrent.each(LIMITERS)('$name', async (limiter) => {
    const { plain } = limiter;
    if ('atOnce' in plain) {
      expect(await together(lab, limiter, plain.atOnce)).toBe(plain.admitted);
    } else {
      expect(await inTurn(lab, limiter, MOST)).toEqual(plain);
    }
  });
});

describe('the verdict', () => {
  test.each(LIMITERS)('$name: $verdict', (limiter) => {
    const { verdict, sentence, stopped } = enforced(limiter);
    expect({ verdict, sentence, stopped }).toMatchObject({ verdict: limiter.verdict });
  });
});

describe('the kind of limiter is the one concluded, or among those that cannot be told apart', () => {
  test.each(LIMITERS.filter(({ families }) => families !== null))('$name', (limiter) => {
    const { family, candidates } = enforced(limiter);
    const tied = candidates.map((one) => one.family);
    if (family !== null) expect(limiter.families).toContain(family);
    expect(tied.some((one) => limiter.families?.includes(one))).toBe(true);
  });
});

describe('limits are right within a tenth or one, times within 15 percent or a second', () => {
  const numbers = LIMITERS.flatMap((limiter) =>
    Object.entries(limiter.truth ?? {}).map(([what, truth]) => ({
      ...{ name: limiter.name, limiter, truth },
      // The keys of `truth` are no others.
      what: what as Measured,
    })),
  );
  test.each(numbers)('$name: $what is $truth', ({ limiter, what, truth }) => {
    const { candidates } = enforced(limiter);
    const own = candidates.find(({ family }) => limiter.families?.includes(family));
    const estimate = own?.[what] ?? NaN;
    expect(Math.abs(estimate - truth), `estimated ${estimate}`).toBeLessThanOrEqual(
      TOLERANCE[what](truth),
    );
  });
});

const TOLERANCE: Readonly<Record<Measured, (truth: number) => number>> = {
  limit: (truth) => Math.max(1, 0.1 * truth),
  windowSeconds: (truth) => Math.max(1, 0.15 * truth),
  perSecond: (truth) => 0.15 * truth,
  penaltySeconds: (truth) => Math.max(1, 0.15 * truth),
};

test.each(LIMITERS)('$name costs at most 120 requests, and answers as before', (limiter) => {
  const { requestsSent, asBefore } = enforced(limiter);
  const { requests, plan } = seenOf(limiter).value(rateLimitSequence);
  expect(requestsSent).toBe(requests.length);
  expect(requests.length).toBeLessThanOrEqual(Math.min(120, plan.budget));
  expect(asBefore).toBe(true);
});

describe('refusals', () => {
  const refusing = LIMITERS.flatMap(({ name, plain }) =>
    'refused' in plain && plain.refused !== null
      ? [{ name, signature: plain.refused === 0 ? 'silence' : String(plain.refused) }]
      : [],
  );
  const refusalOf = (name: Name) => seen.get(name)?.value(rateLimitEnforced).refusal;

  test.each(refusing)('$name refuses with $signature', ({ name, signature }) => {
    expect(refusalOf(name)?.signatures[0]).toBe(signature);
  });

  test('@fastify/rate-limit bans who goes on, with another status', () => {
    expect(refusalOf('fastify-ban')?.signatures).toEqual(['429', '403']);
  });

  test('HAProxy lets the refused wait', () => {
    expect(refusalOf('haproxy-tarpit')?.tarpitSeconds).toBeCloseTo(3, 1);
  });

  test.each(['express-draft-6', 'express-draft-7', 'express-legacy', 'flexible-block'] as const)(
    '%s admits at the time that it names',
    (name) => {
      expect(refusalOf(name)?.retryAfterHonest).toBe(true);
    },
  );
});

describe('what is announced', () => {
  const announced = (name: Name) => seen.get(name)?.value(rateLimitAnnounced);

  test.each([
    ['express-draft-6', 'draft-6', 10, 5],
    ['express-draft-7', 'draft-7', 20, 6],
    ['express-draft-8', 'ietf', 10, 10],
    ['express-legacy', 'x-ratelimit', 30, null],
    ['fastify-plain', 'x-ratelimit', 10, null],
    ['express-lying', 'ietf', 5, 10],
  ] as const)('%s: by fields of %s', (name, family, quota, windowSeconds) => {
    const fact = announced(name);
    expect(fact?.families).toEqual([family]);
    expect(fact?.policies).toMatchObject([{ quota, windowSeconds }]);
    expect(fact?.faults).toEqual([]);
    expect(fact?.falls).toBe(name !== 'express-lying');
  });

  test('what nobody holds is not what is announced', () => {
    expect(seen.get('express-lying')?.value(rateLimitEnforced).asAnnounced).toBe(false);
  });

  test('a partition key that is the plain hash of an address is found', () => {
    expect(announced('express-draft-8')?.leaks).toHaveLength(1);
  });
});

describe('ways round a limit', () => {
  const bypasses = (name: Name) => seen.get(name)?.value(rateLimitBypasses);

  test.each(['haproxy-xff', 'express-xff'] as const)('%s believes X-Forwarded-For', (name) => {
    expect(bypasses(name)?.forged).toContainEqual({ field: 'X-Forwarded-For', admitted: true });
    expect(bypasses(name)?.forged).toContainEqual({ field: 'X-Real-IP', admitted: false });
  });

  test('nginx does not limit another form of a path that it names exactly', () => {
    const admitted = bypasses('nginx-exact')?.variants.filter((one) => one.admitted === true);
    expect(admitted).not.toEqual([]);
  });

  test.each(['nginx-token', 'express-token'] as const)('%s counts each token by itself', (name) => {
    expect(bypasses(name)?.tokens.some(({ admitted }) => admitted === true)).toBe(true);
  });
});

test('the limit on attempts to sign in is met at the sixth', async () => {
  const login = (await lookAtLogin(lab, 'express-login')).value(rateLimitLogin);
  expect(login).toMatchObject({ admitted: 5, attempts: 6, limited: true, status: 429 });
});
