import { expect, test } from 'vitest';
import { ProblemError, type ProblemCode } from '../../src/evidence/problem.ts';
import { outcomeOf, PacedConnection } from '../../src/net/paced-connection.ts';
import type { PaceOutcome } from '../../src/net/pace.ts';

type Read = string | null | ProblemCode[];

/** A connection whose reads give what is listed: bytes, a close, or a problem; and how it ended. */
function connectionOf(...reads: readonly Read[]) {
  const left = [...reads];
  const outcomes: PaceOutcome[] = [];
  const controller = new AbortController();
  const stream = {
    roundTripMs: 0,
    write: () => Promise.resolve(),
    read: () => {
      const next = left.shift() ?? null;
      if (Array.isArray(next)) return Promise.reject(new ProblemError(next[0] ?? 'bug', 'a peer'));
      return Promise.resolve(next === null ? null : Buffer.from(next));
    },
    close: () => undefined,
  };
  const connection = new PacedConnection(stream, {
    turn: (outcome) => outcomes.push(outcome),
    random: (size) => new Uint8Array(size),
    signal: controller.signal,
  });
  return { connection, outcomes, controller };
}

test.each<readonly [string, readonly Read[], PaceOutcome]>([
  ['bytes and a close', ['a', null], 'answered'],
  ['a close without a byte', [null], 'closed'],
  ['a reset without a byte', [['reset']], 'closed'],
  ['silence without a byte', [['timeout']], 'cut off'],
  ['silence after bytes', ['a', ['timeout']], 'answered'],
  ['a reset after bytes', ['a', ['reset']], 'answered'],
])('%s', async (_, reads, outcome) => {
  const { connection, outcomes } = connectionOf(...reads);
  for (const read of reads) {
    if (Array.isArray(read)) await expect(connection.read()).rejects.toThrow(ProblemError);
    else await connection.read();
  }
  connection.close();
  expect(outcomes).toEqual([outcome]);
});

test('what is listened for slows nothing down', async () => {
  const { connection, outcomes } = connectionOf('a', ['timeout'], ['reset'], null);
  const heard = [await connection.listen(), await connection.listen(), await connection.listen()];
  expect(heard).toEqual([Buffer.from('a'), 'silence', 'reset']);
  expect(await connection.listen()).toBeNull();
  connection.close();
  expect(outcomes).toEqual(['answered']);
});

test('the end of the probe is no silence', async () => {
  const { connection, controller } = connectionOf(['timeout']);
  controller.abort();
  await expect(connection.listen()).rejects.toThrow(ProblemError);
});

test('bytes given back are read first, once', async () => {
  const { connection } = connectionOf('b');
  connection.unread(Buffer.from('a'));
  expect([await connection.read(), await connection.read()]).toEqual([
    Buffer.from('a'),
    Buffer.from('b'),
  ]);
});

test('being turned away counts though the server said why', async () => {
  const { connection, outcomes } = connectionOf('421 busy');
  await connection.read();
  connection.fail(outcomeOf(new ProblemError('blocked', '421')));
  expect(outcomes).toEqual(['cut off']);
});

test('the fault of a server or of ours says nothing of the pace', () => {
  expect(outcomeOf(new ProblemError('malformed', 'x'))).toBe('answered');
  expect(outcomeOf(new Error('x'))).toBe('answered');
});
