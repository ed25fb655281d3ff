import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/codec/base/codec.ts';
import { ehloKeywords, SmtpReply } from '../../../src/codec/smtp/reply.ts';
import { expectTextLaws, faultOf, lineText } from '../base/text-laws.ts';

const replyIn = (text: string): SmtpReply =>
  decode(SmtpReply, Buffer.from(text, 'latin1'), 'SMTP reply');

test('a reply keeps the laws of codecs', () => {
  const code = fc.tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 0, max: 59 }));
  expectTextLaws(
    SmtpReply,
    fc.record({
      code: code.map(([first, rest]) => 100 * first + rest),
      lines: fc.array(lineText, { minLength: 1, maxLength: 4 }),
    }),
  );
});

test.each([
  ['one line', '220 mx.example ESMTP\r\n', 220, ['mx.example ESMTP']],
  ['several lines', '250-a\r\n250-SIZE 10\r\n250 b\r\n', 250, ['a', 'SIZE 10', 'b']],
  ['a code alone', '250\r\n', 250, ['']],
  ['an empty text', '250 \r\n', 250, ['']],
  ['a line that ends without CR', '250-a\n250 b\n', 250, ['a', 'b']],
  ['octets that are not ASCII', '250 \u00ff\u001b[0m\r\n', 250, ['\u00ff\u001b[0m']],
])('takes %s', (_, text, code, lines) => {
  expect(replyIn(text)).toEqual({ code, lines });
});

describe('what is no reply', () => {
  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n', 'a line does not begin with a reply code'],
    ['a code that is out of range', '199 x\r\n', 'a line does not begin with a reply code'],
    ['a code that runs on', '2200\r\n', 'a line does not begin with a reply code'],
    ['an empty line', '\r\n', 'a line does not begin with a reply code'],
    ['codes that differ', '250-a\r\n251 b\r\n', '251 continues 250'],
    ['a line without end', `220 ${'a'.repeat(5000)}`, 'a line of more than 4096 bytes'],
  ])('%s', (_, text, reason) => {
    expect(() => replyIn(text)).toThrow(reason);
  });

  test('lines that go on are waited for', () => {
    expect(faultOf(SmtpReply, Buffer.from('250-a\r\n250-b\r\n'))).toBe('truncated');
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
