import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DecodeError } from '../../../src/codec/base/reader.ts';
import { ehloKeywords, ReplyDecoder, type SmtpReply } from '../../../src/codec/smtp/reply.ts';

function decodeAll(...chunks: readonly string[]): SmtpReply[] {
  const decoder = new ReplyDecoder();
  for (const chunk of chunks) decoder.push(Buffer.from(chunk, 'latin1'));
  const replies: SmtpReply[] = [];
  for (let reply = decoder.shift(); reply !== null; reply = decoder.shift()) replies.push(reply);
  return replies;
}

test('replies of one line and of several', () => {
  expect(
    decodeAll('220 mx.example ESMTP\r\n250-mx.example\r\n250-SIZE 10\r\n250 STARTTLS\r\n'),
  ).toEqual([
    { code: 220, lines: ['mx.example ESMTP'] },
    { code: 250, lines: ['mx.example', 'SIZE 10', 'STARTTLS'] },
  ]);
});

test.each([
  ['a code alone', '250\r\n', ['']],
  ['an empty text', '250 \r\n', ['']],
  ['a line that ends without CR', '250-a\n250 b\n', ['a', 'b']],
  ['octets that are not ASCII', '250 \u00ff\u001b[0m\r\n', ['\u00ff\u001b[0m']],
])('takes %s', (_, text, lines) => {
  expect(decodeAll(text)).toEqual([{ code: 250, lines }]);
});

test('nothing is complete before its last line has ended', () => {
  const text = '250-a\r\n250-b\r\n250 c\r\n';
  for (let length = 0; length < text.length; length += 1) {
    expect(decodeAll(text.slice(0, length))).toEqual([]);
  }
});

test('how the bytes are cut makes no difference', () => {
  const text = '220-a\r\n220 b\r\n250-c\r\n250-STARTTLS\r\n250 d\r\n';
  fc.assert(
    fc.property(fc.array(fc.nat(text.length)), (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), text.length];
      const chunks = at.slice(1).map((end, index) => text.slice(at[index], end));
      expect(decodeAll(...chunks)).toEqual(decodeAll(text));
    }),
  );
});

describe('what is no reply', () => {
  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n', 'a line does not begin with a reply code'],
    ['a code that is out of range', '199 x\r\n', 'a line does not begin with a reply code'],
    ['a code that runs on', '2200\r\n', 'a line does not begin with a reply code'],
    ['an empty line', '\r\n', 'a line does not begin with a reply code'],
    ['codes that differ', '250-a\r\n251 b\r\n', '251 continues 250'],
    ['a line without end', `220 ${'a'.repeat(5000)}`, 'a line of more than 4096 bytes'],
    ['lines without end', '220-a\r\n'.repeat(10_000), 'more than 65536 bytes of replies'],
  ])('%s', (_, text, reason) => {
    expect(() => decodeAll(text)).toThrow(reason);
  });

  test('random bytes throw nothing but DecodeError', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 60 }), (text) => {
        try {
          decodeAll(`${text}\n`);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
    );
  });
});

test('keywords are taken from the lines after the first', () => {
  const lines = [
    'STARTTLS.example',
    'Size 100',
    'starttls',
    'AUTH=LOGIN',
    'X-NAME',
    '!odd',
    'STARTTLS_',
    '',
  ];
  expect(ehloKeywords({ code: 250, lines })).toEqual(['SIZE', 'STARTTLS', 'AUTH', 'X-NAME']);
});
