import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HeaderList } from '../../../src/codec/http/fields.ts';
import { BodyReader, framingOf } from '../../../src/codec/http/message-body.ts';
import { someBytes } from '../../support/codec-laws.ts';

const LENGTH: HeaderList = [['Content-Length', '5']];
const CHUNKED: HeaderList = [['Transfer-Encoding', 'chunked']];

test.each<[string, number, HeaderList, ReturnType<typeof framingOf>]>([
  // RFC 9112, section 6.3, in its order.
  ['HEAD', 200, LENGTH, { by: 'length', bytes: 0 }],
  ['GET', 204, LENGTH, { by: 'length', bytes: 0 }],
  ['GET', 304, LENGTH, { by: 'length', bytes: 0 }],
  ['GET', 103, CHUNKED, { by: 'length', bytes: 0 }],
  ['GET', 200, [...LENGTH, ...CHUNKED], { by: 'chunks' }],
  ['GET', 200, [['transfer-encoding', 'gzip, Chunked']], { by: 'chunks' }],
  ['GET', 200, [['Transfer-Encoding', 'gzip'], ...CHUNKED], { by: 'chunks' }],
  ['GET', 200, [['Transfer-Encoding', 'chunked, gzip'], ...LENGTH], { by: 'close' }],
  ['GET', 200, [['Transfer-Encoding', 'xchunked']], { by: 'close' }],
  ['GET', 200, LENGTH, { by: 'length', bytes: 5 }],
  ['GET', 200, [...LENGTH, ...LENGTH], { by: 'length', bytes: 5 }],
  ['GET', 200, [['Content-Length', '5, 5']], { by: 'length', bytes: 5 }],
  ['GET', 200, [...LENGTH, ['Content-Length', '6']], { by: 'close' }],
  ['GET', 200, [['Content-Length', '-5']], { by: 'close' }],
  ['GET', 200, [['Content-Length', '0x5']], { by: 'close' }],
  ['GET', 200, [['Content-Length', '9'.repeat(400)]], { by: 'close' }],
  ['GET', 200, [['Content-Length ', '5']], { by: 'close' }],
  ['GET', 200, [], { by: 'close' }],
])(
  'the response to %s with status %i and %j is framed as %j',
  (method, status, headers, framing) => {
    expect(framingOf(method, status, headers)).toEqual(framing);
  },
);

/** The body in a text that arrives in these pieces, before the connection is closed. */
function read(
  headers: HeaderList,
  pieces: readonly string[],
  limit = 1000,
): { readonly body: string; readonly truncated: boolean } {
  const reader = new BodyReader(framingOf('GET', 200, headers), limit);
  for (const piece of pieces) reader.push(Buffer.from(piece, 'latin1'));
  const { body, truncated } = reader.result(true);
  return { body: Buffer.from(body).toString('latin1'), truncated };
}

test.each<[HeaderList, string, string, boolean]>([
  [LENGTH, 'hello', 'hello', false],
  [LENGTH, 'hello and more', 'hello', false],
  [LENGTH, 'hell', 'hell', true],
  [[], 'hello', 'hello', false],
  [CHUNKED, '5\r\nhello\r\n0\r\n\r\n', 'hello', false],
  [CHUNKED, '2\r\nhe\r\n3;ext="x"\r\nllo\r\n0\r\nX: 1\r\n\r\n', 'hello', false],
  [CHUNKED, 'A\nhellohello\n0\n\n', 'hellohello', false],
  [CHUNKED, '5\r\nhello\r\n', 'hello', true],
  [CHUNKED, '5\r\nhel', 'hel', true],
  [CHUNKED, '5\r\nhelloX\r\n0\r\n\r\n', 'hello', true],
  [CHUNKED, 'zz\r\nhello', '', true],
  [CHUNKED, '-5\r\nhello', '', true],
  [CHUNKED, 'f'.repeat(40), '', true],
  [CHUNKED, `5;${'x'.repeat(5000)}`, '', true],
  [CHUNKED, `5\r\nhello\r\n0\r\n${'X: 1\r\n'.repeat(20_000)}`, 'hello', true],
])('framed by %j, %j is %j, truncated: %j', (headers, text, body, truncated) => {
  expect(read(headers, [text])).toEqual({ body, truncated });
  expect(read(headers, Array.from(text).slice(0, 8000))).toEqual({ body, truncated });
});

test('a body is read to the limit and no further', () => {
  expect(read(LENGTH, ['hello'], 5)).toEqual({ body: 'hello', truncated: false });
  expect(read(LENGTH, ['hello'], 3)).toEqual({ body: 'hel', truncated: true });
  expect(read([], ['hello', 'hello'], 7)).toEqual({ body: 'hellohe', truncated: true });
  expect(read(CHUNKED, ['5\r\nhello\r\n5\r\nhello\r\n0\r\n\r\n'], 7).truncated).toBe(true);
});

test('what ends with the connection is cut where that was reset', () => {
  const reader = new BodyReader({ by: 'close' }, 100);
  reader.push(Buffer.from('hello'));
  expect(reader.result(false).truncated).toBe(true);
});

test('chunks are put together again, however they arrive', () => {
  fc.assert(
    fc.property(fc.array(someBytes(40, 1)), fc.integer({ min: 1, max: 30 }), (chunks, step) => {
      const framed = Buffer.concat([
        ...chunks.flatMap((chunk) => [
          Buffer.from(`${chunk.length.toString(16)}\r\n`),
          chunk,
          Buffer.from('\r\n'),
        ]),
        Buffer.from('0\r\n\r\n'),
      ]);
      const reader = new BodyReader({ by: 'chunks' }, 10_000);
      for (let at = 0; at < framed.length; at += step) reader.push(framed.subarray(at, at + step));
      expect(reader.done).toBe(true);
      expect(reader.result(true)).toEqual({ body: Buffer.concat(chunks), truncated: false });
    }),
  );
});

test('random bytes are read or refused', () => {
  fc.assert(
    fc.property(someBytes(100), (random) => {
      const reader = new BodyReader({ by: 'chunks' }, 50);
      reader.push(random);
      expect(reader.result(true).body.length).toBeLessThanOrEqual(50);
    }),
  );
});

test('of what is read the beginning is kept, and what follows is given back', () => {
  const reader = new BodyReader({ by: 'length', bytes: 10 }, 4, 20);
  expect(reader.push(Buffer.from('abcdef'))).toHaveLength(0);
  expect(reader.done).toBe(false);
  expect(Buffer.from(reader.push(Buffer.from('ghijHTTP'))).toString()).toBe('HTTP');
  expect(reader.delimited).toBe(true);
  const { body, truncated } = reader.result(false);
  expect([Buffer.from(body).toString(), truncated]).toEqual(['abcd', true]);
});

test('a body of more than is read is never delimited', () => {
  const reader = new BodyReader({ by: 'length', bytes: 30 }, 4, 20);
  reader.push(Buffer.alloc(21));
  expect([reader.done, reader.delimited]).toEqual([true, false]);
});
