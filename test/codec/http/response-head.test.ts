import fc from 'fast-check';
import { expect, test } from 'vitest';
import { headEnd, readResponseHead, statusLineAt } from '../../../src/codec/http/response-head.ts';
import { someBytes } from '../../support/codec-laws.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** The head of a response with these field lines. */
const head = (...lines: string[]): ReturnType<typeof readResponseHead> =>
  readResponseHead(bytes(['HTTP/1.1 200 OK', ...lines, '', ''].join('\r\n')));

test('a header that keeps the grammar has no faults', () => {
  expect(head('X-One: 1', 'set-Cookie:a=1', 'X-Empty:', 'X-Tab:\ta\tb \t', 'X: caf\xe9')).toEqual({
    status: 200,
    headers: [
      ['X-One', '1'],
      ['set-Cookie', 'a=1'],
      ['X-Empty', ''],
      ['X-Tab', 'a\tb'],
      ['X', 'caf\xe9'],
    ],
    faults: [],
  });
});

test.each([
  // RFC 9112, section 5.1: no white space between name and colon. Chromium takes such a field, Firefox does not.
  [['X-Frame-Options : DENY'], ['line 2, "X-Frame-Options ": white space before the colon']],
  [['X-Frame-Options\t: DENY'], ['line 2, "X-Frame-Options\\t": white space before the colon']],
  [['A: 1', 'X(A: 1'], ['line 3, "X(A": a character that no name may have']],
  [['X A: 1'], ['line 2, "X A": a character that no name may have']],
  [['X\xe9: 1'], ['line 2, "X\xe9": a character that no name may have']],
  [[': 1'], ['line 2, "": no name before the colon']],
  [['X-A'], ['line 2, "X-A": no colon']],
  // Nothing that may be a secret is quoted.
  [['Set-Cookie sid=secret'], ['line 2, "Set-Cookie": no colon']],
  // RFC 9110, section 5.5.
  [['X: a\x01b'], ['line 2, "X": byte 0x01 in the value']],
  [['X: a\x00b'], ['line 2, "X": byte 0x00 in the value']],
  [['X: a\x7fb'], ['line 2, "X": byte 0x7f in the value']],
  [['X: a\rb'], ['line 2, "X": byte 0x0d in the value']],
  // RFC 9112, section 5.2.
  [['A: 1', ' 2'], ['line 3 goes on with the line before it (obsolete folding)']],
  [[' A: 1'], ['line 2 goes on with the line before it (obsolete folding)']],
  // RFC 9112, section 6.3.
  [['Content-Length: 1', 'content-length: 1'], ['2 lines of Content-Length']],
  [['Content-Length: 1, 1'], ['Content-Length is "1, 1", no single number']],
  [['Content-Length: +1'], ['Content-Length is "+1", no single number']],
  [
    ['Content-Length: 1', 'Transfer-Encoding: chunked'],
    ['both Content-Length and Transfer-Encoding'],
  ],
])('%j is found to be %j', (lines, faults) => {
  expect(head(...lines)?.faults).toEqual(faults);
});

test('a name with white space behind it is another name, and lines without a name are left out', () => {
  expect(head('A : 1', ': 2', 'B', 'C: 3', '\t4', 'D: 5')?.headers).toEqual([
    ['A ', '1'],
    ['C', '3 4'],
    ['D', '5'],
  ]);
});

test.each([
  ['HTTP/1.1 200 OK', 200, 0],
  ['HTTP/1.0 404 Not Found', 404, 0],
  ['HTTP/1.1 200', 200, 0],
  ['HTTP/1.1 200 ', 200, 0],
  ['HTTP/1.1 999 Denied', 999, 0],
  ['\r\nHTTP/1.1 200 OK', 200, 0],
  // RFC 9112, section 4.
  ['HTTP/1.1  200 OK', 200, 1],
  ['HTTP/2 200 OK', 200, 1],
  ['HTTP/2.0 200 OK', 200, 1],
  ['HTTP/1.2 200 OK', 200, 1],
  ['http/1.1 200 OK', 200, 1],
  ['HTTP/1.1 200OK', 200, 1],
  ['HTTP/1.1 200 O\x01K', 200, 1],
  ['xxHTTP/1.1 200 OK', 200, 1],
])('the status line %j has status %i and %i faults', (line, status, faults) => {
  const read = readResponseHead(bytes(`${line}\r\n\r\n`));
  expect(read?.status).toBe(status);
  expect(read?.faults).toHaveLength(faults);
});

test.each([
  'SSH-2.0-OpenSSH_9.2\r\n\r\n',
  '220 mail.example ESMTP\r\n\r\n',
  'HTTP/1.1 99 OK\r\n\r\n',
  'HTTP/1.1 2000 OK\r\n\r\n',
  'HTTP/1.1\r\n\r\n',
  '<html>\r\n\r\n',
  'xxxxxHTTP/1.1 200 OK\r\n\r\n',
  '',
])('%j is no HTTP', (text) => {
  expect(readResponseHead(bytes(text))).toBeNull();
});

test('lines that end in a line feed alone are told once', () => {
  const read = readResponseHead(bytes('HTTP/1.1 200 OK\nA: 1\nB: 2\n\n'));
  expect(read?.headers).toEqual([
    ['A', '1'],
    ['B', '2'],
  ]);
  expect(read?.faults).toEqual(['3 lines end in a line feed without a carriage return']);
});

test.each([
  ['HTTP/1.1 200 OK\r\n\r\nbody', 19],
  ['HTTP/1.1 200 OK\n\nbody', 17],
  ['HTTP/1.1 200 OK\r\n\nbody', 18],
  ['HTTP/1.1 200 OK\n\r\nbody', 18],
  ['HTTP/1.1 200 OK\r\nA: 1\r\n', -1],
  ['HTTP/1.1 200 OK\r\n\r', -1],
])('%j has its body at %i', (text, at) => {
  expect(headEnd(bytes(text), 0)).toBe(at);
});

test.each([
  ['HTTP', null],
  ['', null],
  ['HTTP/', 0],
  ['\r\nHTTP/1.1', 2],
  ['SSH-2.0-OpenSSH', -1],
])('the status line in %j begins at %j', (text, at) => {
  expect(statusLineAt(bytes(text))).toBe(at);
});

test('faults are few and short, whatever was sent', () => {
  const lines = Array.from({ length: 900 }, () => `${'x('.repeat(500)}: 1`);
  const faults = head(...lines)?.faults ?? [];
  expect(faults).toHaveLength(20);
  expect(Math.max(...faults.map((fault) => fault.length))).toBeLessThan(150);
});

test('random bytes behind a status line are read or refused', () => {
  fc.assert(
    fc.property(someBytes(200), (random) => {
      const read = readResponseHead(Buffer.concat([bytes('HTTP/1.1 200 OK\r\n'), random]));
      expect(read?.status).toBe(200);
    }),
  );
  fc.assert(
    fc.property(someBytes(80), (random) => {
      const read = readResponseHead(random);
      if (read !== null) expect(read.status).toBeGreaterThanOrEqual(100);
    }),
  );
});

test('what a sound server writes is read back', () => {
  const name = fc
    .stringMatching(/^[\w-]{1,12}$/)
    .filter((one) => !/^(?:content-length|transfer-encoding)$/i.test(one));
  const value = fc.stringMatching(/^(?:[!-~\x80-\xff](?:[ -~\x80-\xff]{0,10}[!-~\x80-\xff])?)?$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 8 }), (headers) => {
      const lines = headers.map(([one, other]) => `${one}: ${other}`);
      expect(head(...lines)).toEqual({ status: 200, headers, faults: [] });
    }),
  );
});

test('a header of 64 KiB of one character takes no time to speak of', () => {
  for (const character of [' ', '\t', '\r', '\n', ':', 'H', '\x00', '0']) {
    expect(head(character.repeat(65_000))?.status).toBe(200);
    expect(head(`A${character.repeat(65_000)}`)?.status).toBe(200);
  }
});
