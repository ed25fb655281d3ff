import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { presentFault } from '../../../src/codec/mail/fault.ts';
import { countedTlsRpt, isTlsRpt, parseTlsRpt } from '../../../src/codec/mail/tls-rpt.ts';

function read(text: string) {
  const record = parseTlsRpt(text);
  if (record === null) throw new Error(`${text} is no TLSRPT record`);
  return { rua: record.rua, faults: record.faults.map(presentFault) };
}

describe('the examples of RFC 8460, section 3.1', () => {
  test.each([
    ['v=TLSRPTv1;rua=mailto:reports@example.com', 'mailto:reports@example.com'],
    [
      'v=TLSRPTv1; rua=https://reporting.example.com/v1/tlsrpt',
      'https://reporting.example.com/v1/tlsrpt',
    ],
  ])('%s', (text, uri) => {
    expect(read(text)).toEqual({ rua: [uri], faults: [] });
  });
});

test.each([
  ['v=TLSRPTv1 ; rua=mailto:a@b.example;', ['mailto:a@b.example']],
  [
    'v=TLSRPTv1;\trua=mailto:a@b.example , https://c.example/d ; ',
    ['mailto:a@b.example', 'https://c.example/d'],
  ],
  ['v=TLSRPTv1; x-1=y; rua=mailto:a@b.example; z_.-=!', ['mailto:a@b.example']],
])('%j is in order', (text, rua) => {
  expect(read(text)).toEqual({ rua, faults: [] });
});

test.each([
  ['v=TLSRPTv1', ['column 11: no semicolon follows v=TLSRPTv1', 'column 11: there is no rua']],
  ['v=TLSRPTv1;', ['column 12: there is no rua']],
  [
    'v=TLSRPTv1 rua=mailto:a@b.example',
    ['column 11: no semicolon follows v=TLSRPTv1', 'column 34: there is no rua'],
  ],
  ['v=TLSRPTv1; rua=', ['column 13: the value of rua is empty']],
  ['v=TLSRPTv1; RUA=mailto:a@b.example', ['column 35: there is no rua']],
  [
    'v=TLSRPTv1; rua =mailto:a@b.example',
    ['column 13: not of the form tag=value', 'column 36: there is no rua'],
  ],
  [
    'v=TLSRPTv1; rua=a@b.example',
    ['column 17: rua holds "a@b.example", which is no mailto or https URI'],
  ],
  [
    'v=TLSRPTv1; rua=mailto:a@b.example,http://c.example',
    ['column 36: rua holds "http://c.example", which is no mailto or https URI'],
  ],
  [
    'v=TLSRPTv1; rua=mailto:a@b.example!10m',
    ['column 17: rua holds "mailto:a@b.example!10m", which is no mailto or https URI'],
  ],
  ['v=TLSRPTv1; rua=mailto:a@b.example; rua=mailto:c@d.example', ['column 37: rua stands twice']],
  [
    'v=TLSRPTv1; rua=mailto:a@b.example; x=a b',
    ['column 37: the value of x holds spaces or equals signs'],
  ],
  ['v=TLSRPTv1; rua=mailto:a@b.example; junk', ['column 37: not of the form tag=value']],
  ['v=TLSRPTv1;; rua=mailto:a@b.example', ['column 12: not of the form tag=value']],
])('%j has the faults %j', (text, faults) => {
  expect(read(text).faults).toEqual(faults);
});

test.each([
  '',
  'v=TLSRPTv10; rua=x',
  'v=tlsrptv1; rua=x',
  'v = TLSRPTv1; rua=x',
  ' v=TLSRPTv1;',
  'rua=x; v=TLSRPTv1',
])('%j is no record of TLS reporting', (text) => {
  expect(parseTlsRpt(text)).toBeNull();
});

test('senders count what a semicolon follows', () => {
  const texts = ['v=TLSRPTv1; rua=mailto:a@b.example', 'v=TLSRPTv1', 'v=STSv1; id=1'];
  expect(countedTlsRpt(texts)).toEqual(texts.slice(0, 1));
  expect(texts.filter(isTlsRpt)).toEqual(texts.slice(0, 2));
});

test('any text is read without an error', () => {
  const pieces = fc.constantFrom(
    ';',
    '=',
    ' ',
    'rua',
    'mailto:',
    'https://',
    '@',
    ',',
    '!',
    '\u00e9',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 3 }))), (parts) => {
      const text = `v=TLSRPTv1;${parts.join('')}`;
      for (const { column } of parseTlsRpt(text)?.faults ?? []) {
        expect(column).toBeGreaterThan(10);
        expect(column).toBeLessThanOrEqual(text.length + 1);
      }
    }),
  );
});
