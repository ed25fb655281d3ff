import { describe, expect, test } from 'vitest';
import type { ProblemCode } from '../../../src/evidence/problem.ts';
import { settled } from '../../../src/probe/tls/again.ts';
import type { RefusalSign, Unknown } from '../../../src/probe/tls/exchange.ts';

const AGREED = { is: 'agreed' } as const;
const REFUSED = { is: 'refused', alert: 40 } as const;

const unknown = (
  code: ProblemCode,
  { sign = null, spokeTls = false }: { sign?: RefusalSign | null; spokeTls?: boolean } = {},
): Unknown => ({ is: 'unknown', problem: { code, detail: code }, spokeTls, sign });

const CLOSED = unknown('reset', { sign: 'close' });
const INTERNAL_ERROR = unknown('blocked', { sign: 'internal_error', spokeTls: true });
const TURNED_AWAY = unknown('blocked');
const SILENT = unknown('timeout');

type Answer = typeof AGREED | typeof REFUSED | Unknown;

/** What comes of answers given in turn, the last one for ever, with how often was asked. */
async function outcome(answers: readonly Answer[], beside: readonly Answer[] | null) {
  const asked: string[] = [];
  let besides = 0;
  const nth = (list: readonly Answer[], index: number): Answer =>
    list[Math.min(index, list.length - 1)] ?? AGREED;
  const answer = await settled<typeof AGREED>(
    (words) => {
      asked.push(words);
      return Promise.resolve(nth(answers, asked.length - 1));
    },
    beside === null ? null : () => Promise.resolve(nth(beside, besides++)),
  );
  return { answer, asked: asked.length, besides };
}

describe('an answer that tells', () => {
  test.each([
    ['agreed', AGREED],
    ['refused', REFUSED],
    ['malformed', unknown('malformed')],
    ['an alert that is no sign of refusal', unknown('blocked', { spokeTls: true })],
    ['more than is read', unknown('limit')],
  ])('is not asked for again: %s', async (_name, answer) => {
    expect(await outcome([answer], [AGREED])).toEqual({ answer, asked: 1, besides: 0 });
  });
});

describe('what was cut off is asked again', () => {
  test.each([
    ['closed', CLOSED],
    ['internal_error', INTERNAL_ERROR],
    ['turned away before TLS', TURNED_AWAY],
    ['refused', unknown('refused')],
    ['silent', SILENT],
  ])('and believed when it is agreed to or refused then: %s', async (_name, cut) => {
    for (const answer of [AGREED, REFUSED]) {
      expect((await outcome([cut, answer], [AGREED])).answer).toEqual(answer);
      expect((await outcome([cut, cut, answer], [cut])).answer).toEqual(answer);
    }
  });

  test('four times, and twice where it is silent, before it stays unknown', async () => {
    expect(await outcome([TURNED_AWAY], [AGREED])).toMatchObject({ answer: TURNED_AWAY, asked: 5 });
    expect(await outcome([CLOSED], null)).toMatchObject({ answer: CLOSED, asked: 5 });
    expect(await outcome([SILENT], [AGREED])).toEqual({ answer: SILENT, asked: 3, besides: 0 });
  });
});

describe('a sign of refusal', () => {
  test('that comes three times, each before two offers that are agreed to, refuses', async () => {
    expect(await outcome([CLOSED], [AGREED])).toEqual({
      answer: { is: 'refused', alert: null },
      asked: 3,
      besides: 6,
    });
  });

  test('that is internal_error has to come twice', async () => {
    expect(await outcome([INTERNAL_ERROR], [AGREED])).toEqual({
      answer: { is: 'refused', alert: null },
      asked: 2,
      besides: 2,
    });
  });

  test('is none where nothing is agreed to beside it', async () => {
    for (const beside of [[CLOSED], [REFUSED], [SILENT]]) {
      expect((await outcome([CLOSED], beside)).answer).toEqual(CLOSED);
    }
  });

  test('is counted from the beginning where the server cuts off what it agrees to', async () => {
    const once = await outcome([CLOSED], [AGREED, CLOSED, AGREED]);
    expect(once).toMatchObject({ answer: { is: 'refused' }, asked: 4 });
    const often = [AGREED, AGREED, CLOSED, AGREED, AGREED, CLOSED, AGREED, AGREED, CLOSED];
    expect((await outcome([CLOSED], often)).answer).toEqual(CLOSED);
  });

  test('is counted from the beginning where another one comes between', async () => {
    const answers = [CLOSED, CLOSED, INTERNAL_ERROR, CLOSED, SILENT];
    expect((await outcome(answers, [AGREED])).answer).toEqual(SILENT);
  });
});
