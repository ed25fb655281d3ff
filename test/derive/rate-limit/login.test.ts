import { expect, test } from 'vitest';
import { rateLimitLoginDerivation } from '../../../src/derive/rate-limit/login.ts';
import {
  LOGIN_STOPPED,
  rateLimitLoginAttempts,
  type RateLimitLogin,
  type RateLimitLoginAttempts,
} from '../../../src/evidence/kinds/rate-limit/login.ts';
import { absent, present } from '../../../src/evidence/observation.ts';
import { factFrom } from '../../support/hops.ts';
import { problem, response } from '../../support/sequences.ts';

type Attempt = RateLimitLoginAttempts['attempts'][number];
type Because = RateLimitLoginAttempts['stopped']['because'];

const attempt = (part: Partial<Attempt> = {}): Attempt => ({
  ...{ at: 0, ms: 50, answer: response(401), taken: 'wrong-password' },
  ...part,
});

const wrong = (count: number): Attempt[] =>
  Array.from({ length: count }, (_, index) => attempt({ at: index * 1000 }));

function factOf(
  attempts: Attempt[],
  because: Because = 'budget',
  detail = 'so it was',
): RateLimitLogin {
  const value = {
    ...{ url: 'https://site.test/login', auditId: '0', planned: 10, attempts },
    stopped: { because, detail },
  };
  const fact = factFrom(rateLimitLoginDerivation, [
    {
      kind: rateLimitLoginAttempts,
      observation: present(rateLimitLoginAttempts.schema.parse(value)),
    },
  ]);
  if (fact.status !== 'present') throw new Error(fact.status);
  return fact.value;
}

test('five passwords looked at, and the sixth refused', () => {
  const sixth = attempt({ taken: 'refused', answer: response(429, [['Retry-After', '60']]) });
  expect(factOf([...wrong(5), sixth], 'refused')).toEqual({
    ...{ admitted: 5, attempts: 6, limited: true, by: 'refusal', status: 429 },
    retryAfterSeconds: 60,
    sentence: 'Attempt 6 was refused with status 429, to come again after 60 s',
  });
});

test.each<[string, Attempt, Partial<RateLimitLogin>]>([
  [
    'a lock',
    attempt({ taken: 'locked', answer: response(423) }),
    { limited: true, by: 'lock', status: 423 },
  ],
  [
    'words of a lock',
    attempt({ taken: 'locked', answer: response(401) }),
    { limited: true, by: 'lock' },
  ],
  [
    'a challenge',
    attempt({ taken: 'challenge', answer: response(403) }),
    { limited: true, by: 'challenge' },
  ],
  ['403', attempt({ taken: 'refused', answer: response(403) }), { limited: true, by: 'refusal' }],
  [
    '503 with Retry-After',
    attempt({ taken: 'refused', answer: response(503, [['Retry-After', '5']]) }),
    { limited: true, status: 503 },
  ],
  [
    '503 that nothing explains',
    attempt({ taken: 'refused', answer: response(503) }),
    { limited: null, by: null, status: 503 },
  ],
])('after three passwords %s', (_, last, expected) => {
  expect(factOf([...wrong(3), last], 'refused')).toMatchObject({ admitted: 3, ...expected });
});

test.each<Attempt['taken']>(['refused', 'locked', 'challenge'])(
  'where the first attempt is %s, nobody knows after how many that happens',
  (taken) => {
    const fact = factOf([attempt({ taken, answer: response(429) })], 'refused');
    expect(fact).toMatchObject({ admitted: 0, limited: null, by: null });
    expect(fact.sentence).toContain('not known');
  },
);

test('ten passwords looked at: no limit within ten', () => {
  expect(factOf(wrong(10))).toEqual({
    ...{ admitted: 10, attempts: 10, limited: false, by: null, status: null },
    retryAfterSeconds: null,
    sentence:
      '10 wrong passwords, one a second, were all answered as the first: no limit within 10 attempts, but for a lock that no answer shows',
  });
});

test.each<[string, Attempt[]]>([
  [
    'where answers do not say that a password was looked at',
    [...wrong(9), attempt({ taken: 'other', answer: response(200) })],
  ],
  [
    'where a connection failed',
    [...wrong(9), attempt({ taken: 'other', answer: problem('reset') })],
  ],
  ['where answers come slower and slower', [...wrong(9), attempt({ ms: 4000 })]],
  [
    'where they do, and the first was slow as well',
    [attempt({ ms: 900 }), ...wrong(8), attempt({ ms: 2000 })],
  ],
  ['where fewer than ten were made', wrong(9)],
  ['where nothing was attempted', [attempt({ taken: 'other' })]],
])('%s, whether there is a limit is not known', (_, attempts) => {
  expect(factOf(attempts)).toMatchObject({ limited: null, by: null });
});

test.each(LOGIN_STOPPED.filter((one) => one !== 'budget'))(
  'stopped by %s without a refusal, whether there is a limit is not known',
  (because) => {
    const fact = factOf([...wrong(2), attempt({ taken: 'other' })], because, 'x'.repeat(500));
    expect(fact.limited).toBeNull();
    expect(fact.sentence.length).toBeLessThanOrEqual(200);
    expect(fact.sentence).toContain('xxx');
  },
);

test('who seems to be signed in was not admitted with a wrong password', () => {
  const passed = attempt({ taken: 'signed-in', answer: response(200) });
  expect(factOf([...wrong(1), passed], 'signed-in')).toMatchObject({ admitted: 1, limited: null });
});

test('absent where nobody asked for it', () => {
  const observation = absent('no sign-in was to be tried');
  expect(
    factFrom(rateLimitLoginDerivation, [{ kind: rateLimitLoginAttempts, observation }]),
  ).toEqual(observation);
});
