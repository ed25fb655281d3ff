import { expect, test } from 'vitest';
import {
  classCode,
  className,
  rcodeName,
  rrTypeCode,
  rrTypeName,
} from '../../../src/codec/iana/dns.ts';

test.each([
  ['A', 1],
  ['CAA', 257],
  ['TYPE65280', 65280],
])('%s is type %i', (mnemonic, code) => {
  expect(rrTypeCode(mnemonic)).toBe(code);
  expect(rrTypeName(code)).toBe(mnemonic);
});

test.each(['TYPE65536', 'a', 'TYPE', 'constructor'])('%s is no type', (mnemonic) => {
  expect(rrTypeCode(mnemonic)).toBeUndefined();
});

test.each([
  [0, 'NOERROR'],
  [5, 'REFUSED'],
  [16, 'BADVERS'],
  [3841, 'RCODE3841'],
])('response code %i is %s', (code, name) => {
  expect(rcodeName(code)).toBe(name);
});

test.each([
  ['IN', 1],
  ['CH', 3],
  ['CLASS65280', 65280],
])('%s is class %i', (mnemonic, code) => {
  expect(classCode(mnemonic)).toBe(code);
  expect(className(code)).toBe(mnemonic);
});

test.each(['CLASS65536', 'A', 'CLASS'])('%s is no class', (mnemonic) => {
  expect(classCode(mnemonic)).toBeUndefined();
});
