import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode, type Codec } from '../../../src/codec/base/codec.ts';
import { SslResponse } from '../../../src/codec/postgres/ssl.ts';
import { expectTextLaws } from '../base/text-laws.ts';

const responseIn = (text: string): SslResponse =>
  decode(SslResponse, Buffer.from(text, 'latin1'), 'response');

test('a response keeps the laws of codecs', () => {
  const message = fc.stringMatching(/^[ -~]{0,40}$/);
  const codec: Codec<SslResponse> = SslResponse;
  expectTextLaws(
    codec,
    fc.oneof(
      fc.constant<SslResponse>({ type: 'S' }),
      fc.constant<SslResponse>({ type: 'N' }),
      message.map((text): SslResponse => ({ type: 'E', message: text })),
    ),
  );
});

test.each([
  ['the message among other fields', 'E\0\0\0\u001dSFATAL\0C53300\0Mtoo many\0\0', 'too many'],
  ['protocol 2', 'Ecould not fork new process\n\0', 'could not fork new process'],
])('an error: %s', (_, text, message) => {
  expect(responseIn(text)).toEqual({ type: 'E', message });
});

test.each([
  ['another byte', 'X'],
  ['a length below the least', 'E\0\0\0\u0004'],
  ['a field that does not end', 'E\0\0\0\u0007Mab'],
])('%s is malformed', (_, text) => {
  expect(() => responseIn(text)).toThrow(expect.objectContaining({ fault: 'malformed' }) as Error);
});
