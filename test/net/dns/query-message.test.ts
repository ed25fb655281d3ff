import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage, encodeMessage, NO_FLAGS } from '../../../src/codec/dns/message.ts';
import { sameName } from '../../../src/codec/dns/name.ts';
import { DnsForm } from '../../../src/evidence/kinds/dns/exchange.ts';
import {
  isReply,
  mixedCase,
  queryMessage,
  type Question,
} from '../../../src/net/dns/query-message.ts';

const question: Question = { name: 'a.example', type: 48, class: 1, form: 'iterative' };
const hexOf = (form: Question['form']): string =>
  Buffer.from(queryMessage({ ...question, form }, 0x1234)).toString('hex');

const ENTRY = '0161076578616d706c650000300001';
const header = (flags: string, additional: 0 | 1): string =>
  `1234${flags}000100000000000${additional}`;

// The OPT record is that of RFC 6891, section 6.1.2: root, 41, buffer, extended RCODE, version, flags.
test.each([
  ['iterative', '0000', '00002904d0000080000000'],
  ['recursive', '0110', '00002904d0000080000000'],
  ['foreign', '0100', '00002904d0000080000000'],
  ['edns-1', '0000', '00002904d0000180000000'],
  ['unknown-option', '0000', '00002904d0000080000004fde90000'],
  ['z-flag', '0000', '00002904d0000080010000'],
  ['small-buffer', '0000', '0000290200000080000000'],
  ['mixed-case', '0000', '00002904d0000080000000'],
  ['stub', '0120', '00002904d0000000000000'],
  ['stub-unchecked', '0110', '00002904d0000000000000'],
] as const)('the form %s is these bytes', (form, flags, opt) => {
  expect(hexOf(form)).toBe(header(flags, 1) + ENTRY + opt);
});

test('without EDNS there is no OPT record', () => {
  expect(hexOf('no-edns')).toBe(header('0000', 0) + ENTRY);
});

test('every form of evidence can be sent and read again', () => {
  for (const form of DnsForm.options) {
    expect(decodeMessage(queryMessage({ ...question, form }, 7)).question[0]?.name).toBe(
      'a.example',
    );
  }
});

describe('a name in mixed case', () => {
  const name = fc.stringMatching(/^[a-z0-9-]{1,20}(\.[a-zA-Z0-9-]{1,20}){0,3}$/);

  test('is the same name and follows from the random octets', () => {
    fc.assert(
      fc.property(name, fc.uint8Array({ minLength: 90, maxLength: 90 }), (plain, random) => {
        const mixed = mixedCase(plain, random);
        expect(sameName(mixed, plain)).toBe(true);
        expect(mixedCase(plain, random)).toBe(mixed);
      }),
    );
  });

  test('has both cases where it has two letters', () => {
    expect(mixedCase('ab', new Uint8Array(2))).toBe('Ab');
    expect(mixedCase('AB', new Uint8Array(2).fill(255))).toBe('Ab');
    expect(mixedCase('1.2', new Uint8Array(3))).toBe('1.2');
    expect(mixedCase('.', new Uint8Array(1))).toBe('.');
  });
});

describe('a reply', () => {
  const reply = {
    ...decodeMessage(queryMessage(question, 7)),
    flags: { ...NO_FLAGS, qr: true },
  };
  const entry = { name: 'a.example', type: 48, class: 1 };

  test.each([
    ['as asked', {}, true],
    ['with the name in another case', { question: [{ ...entry, name: 'A.eXample' }] }, true],
    ['an error without the question', { question: [], rcode: 1 }, true],
    ['truncated without the question', { question: [], flags: { ...reply.flags, tc: true } }, true],
    ['no error without the question', { question: [] }, false],
    ['with another id', { id: 8 }, false],
    ['with another opcode', { opcode: 4 }, false],
    ['with another name', { question: [{ ...entry, name: 'b.example' }] }, false],
    ['with another type', { question: [{ ...entry, type: 1 }] }, false],
    ['with another class', { question: [{ ...entry, class: 3 }] }, false],
    ['with two questions', { question: [entry, entry] }, false],
    ['that is a query', { flags: NO_FLAGS }, false],
  ])('%s', (_what, change, taken) => {
    expect(isReply(encodeMessage({ ...reply, ...change }), question, 7)).toBe(taken);
  });

  test('random bytes are none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(isReply(bytes, question, 7)).toBe(false);
      }),
    );
  });
});
