import { expect, test } from 'vitest';
import { rateLimitBypassesDerivation } from '../../../src/derive/rate-limit/bypasses.ts';
import type { RateLimitBypasses } from '../../../src/evidence/kinds/rate-limit/enforced.ts';
import type { LimitAnswer } from '../../../src/evidence/kinds/rate-limit/samples.ts';
import {
  rateLimitSequence,
  type Phase,
  type RateLimitSequence,
  type TakenFor,
} from '../../../src/evidence/kinds/rate-limit/sequence.ts';
import { present, unavailable, type Observation } from '../../../src/evidence/observation.ts';
import { factFrom } from '../../support/hops.ts';
import { sequenceOf } from '../../support/sequences.ts';

/** An answer with that status and that body. */
const answer = (status: number, body = 'pong', type = 'text/plain'): LimitAnswer => ({
  ...{ is: 'response', status, fields: [['Content-Type', type]], details: null, challenge: null },
  body: { bytes: body.length, truncated: false, sha256: body },
});

const OK = answer(200);
const REFUSAL = answer(429, 'no', 'application/problem+json');
const SILENCE: LimitAnswer = { is: 'problem', problem: { code: 'timeout', detail: 'silence' } };

type Asked = readonly [varied: string | null, taken: TakenFor, answer: LimitAnswer];

const admitted: Asked = [null, 'admitted', OK];
const refused: Asked = [null, 'refused', REFUSAL];

/** A burst that was refused, and then these, each so many milliseconds after the one before. */
function sequence(
  phase: Phase,
  asked: readonly Asked[],
  more: Partial<RateLimitSequence> & { gapMs?: number; usual?: readonly Asked[] } = {},
): RateLimitSequence {
  const { gapMs = 20, usual = [admitted, admitted, admitted], ...rest } = more;
  const all: readonly (readonly [Phase, Asked])[] = [
    ...usual.map((one) => ['baseline', one] as const),
    ...[refused, refused, refused].map((one) => ['burst', one] as const),
    ...asked.map((one) => [phase, one] as const),
  ];
  return {
    ...sequenceOf([]),
    requests: all.map(([phaseOf, [varied, taken]], index) => ({
      ...{ phase: phaseOf, varied, taken, answer: index, fields: [], connection: 0 },
      at: index < 6 ? index * 500 : 3000 + (index - 6) * gapMs,
      ...{ headMs: 10, endMs: 10 },
    })),
    answers: all.map(([, [, , given]]) => given),
    ...rest,
  };
}

const factOf = (evidence: RateLimitSequence): Observation<RateLimitBypasses> =>
  factFrom(rateLimitBypassesDerivation, [
    { kind: rateLimitSequence, observation: present(rateLimitSequence.schema.parse(evidence)) },
  ]);

/** What is said of the one way that was tried in that phase. */
function saidOf(
  phase: Phase,
  asked: readonly Asked[],
  more: Parameters<typeof sequence>[2] = {},
): boolean | null | undefined {
  const fact = factOf(sequence(phase, asked, more));
  if (fact.status !== 'present') throw new Error(fact.status);
  const { forged, variants, tokens } = fact.value;
  return [...forged, ...variants, ...tokens].at(0)?.admitted;
}

const X = 'X-Forwarded-For';
const served: Asked = [X, 'admitted', OK];
const round: readonly Asked[] = [refused, served, refused];

test.each<[string, readonly Asked[], boolean | null]>([
  ['refused', [refused, [X, 'refused', REFUSAL]], false],
  ['refused, where the next one is admitted', [refused, [X, 'refused', REFUSAL], admitted], false],
  ['refused with another status', [refused, [X, 'refused', answer(403)], refused], false],
  ['served three times between refusals', [...round, ...round, ...round], true],
  ['served twice between refusals', [...round, ...round], true],
  ['served once', [...round], null],
  ['served where the next is admitted too', [refused, served, admitted], null],
  ['served, then served where the limit is over', [...round, refused, served, admitted], null],
  ['served where the one before was admitted', [admitted, served, refused, ...round], null],
  ['served and nothing after it', [...round, ...round, refused, served], null],
  ['served, then refused', [...round, ...round, refused, [X, 'refused', REFUSAL]], null],
  ['an error of the service', [refused, [X, 'failing', answer(500)], refused], null],
  [
    'a challenge',
    [
      refused,
      [X, 'challenged', { ...answer(403), challenge: 'a captcha' } as LimitAnswer],
      refused,
    ],
    null,
  ],
  ['a connection that failed', [refused, [X, 'lost', SILENCE], refused], null],
  ['silence where refusals are answers', [refused, [X, 'refused', SILENCE], refused], null],
  [
    'silence where refusals are silence too',
    [
      [null, 'refused', SILENCE],
      [X, 'refused', SILENCE],
    ],
    false,
  ],
  [
    'another status that no ordinary answer has',
    [refused, [X, 'admitted', answer(204, '')], refused],
    null,
  ],
])('a forged field, %s', (_, asked, expected) => {
  expect(saidOf('forged', asked)).toBe(expected);
});

test('of a service that answers with another body each time, a forged field is judged all the same', () => {
  const echo: Asked = [X, 'admitted', answer(200, '203.0.113.7')];
  expect(saidOf('forged', [refused, echo, refused, refused, echo, refused])).toBe(true);
});

test('the slower the answers, the more may have been chance', () => {
  const asked = [...round, ...round, ...round];
  expect(saidOf('forged', asked, { gapMs: 50 })).toBe(true);
  expect(saidOf('forged', asked, { gapMs: 1000 })).toBeNull();
});

test('what ordinary requests gain now and then is chance for a field too', () => {
  const gaining = Array.from({ length: 30 }, (): readonly Asked[] => [admitted, refused]).flat();
  expect(saidOf('forged', [...gaining, ...round, ...round], { gapMs: 80 })).toBeNull();
  const none = Array.from({ length: 60 }, () => refused);
  expect(saidOf('forged', [...none, ...round, ...round], { gapMs: 80 })).toBe(true);
});

const FORM = 'with a slash at the end';
const formed = (given: LimitAnswer, taken: TakenFor = 'admitted'): readonly Asked[] => {
  const one: readonly Asked[] = [refused, [FORM, taken, given], refused];
  return [...one, ...one];
};
const varying: readonly Asked[] = ['a', 'b', 'c'].map((body) => [
  ...([null, 'admitted', answer(200, body)] as const),
]);

test.each<[string, readonly Asked[], boolean | null]>([
  ['the same page', formed(OK), true],
  ['no page', formed(answer(404, 'none'), 'refused').slice(0, 2), false],
  ['a redirect', formed(answer(301, ''), 'refused').slice(0, 2), false],
  ['another page with the status of success', formed(answer(200, 'home')), null],
  ['an empty page', formed(answer(200, '')), null],
])('a form of the path that leads to %s', (_, asked, expected) => {
  expect(saidOf('variant', asked)).toBe(expected);
});

test.each<[LimitAnswer, boolean | null]>([
  [answer(200, 'd'), true],
  [answer(200, '<title>home</title>', 'text/html'), null],
])('where each body is another one, the media type decides: %j', (given, expected) => {
  expect(saidOf('variant', formed(given), { usual: varying })).toBe(expected);
});

test('where the endpoint answers no page at all, no form of its path says anything', () => {
  const none: Asked = [null, 'admitted', answer(404, 'none')];
  expect(saidOf('variant', formed(answer(404, 'none')), { usual: [none, none, none] })).toBeNull();
});

test('without the token: served in spite of the limit, and not let in', () => {
  const name = 'without the token';
  const one: readonly Asked[] = [refused, [name, 'admitted', OK], refused];
  expect(saidOf('token', [...one, ...one])).toBe(true);
  expect(saidOf('token', [refused, [name, 'refused', answer(401)]])).toBe(false);
});

test('each way has its place, and those that were not reached are not known', () => {
  const ways: RateLimitSequence['ways'] = [
    { phase: 'forged', varied: X },
    { phase: 'forged', varied: 'Forwarded' },
    { phase: 'variant', varied: FORM },
    { phase: 'token', varied: 'without the token' },
  ];
  expect(factOf(sequence('forged', [refused, [X, 'refused', REFUSAL]], { ways }))).toEqual(
    present({
      forged: [
        { field: X, admitted: false },
        { field: 'Forwarded', admitted: null },
      ],
      variants: [{ form: FORM, admitted: null }],
      tokens: [{ form: 'without the token', admitted: null }],
    }),
  );
});

test('absent where nobody asked, and unavailable where nothing was seen', () => {
  expect(factOf(sequence('confirm', []))).toMatchObject({ status: 'absent' });
  const problem = { code: 'not-permitted', detail: 'not authorised' } as const;
  expect(
    factFrom(rateLimitBypassesDerivation, [
      { kind: rateLimitSequence, observation: unavailable(problem) },
    ]),
  ).toEqual(unavailable(problem));
});
