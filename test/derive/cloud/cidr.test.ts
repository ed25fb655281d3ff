import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPublic, parseCidr, shortestFilled, type Cidr } from '../../../src/derive/cloud/cidr.ts';

const cidr = (text: string): Cidr => {
  const network = parseCidr(text);
  if (network === null) throw new Error(text);
  return network;
};

test.each([
  ...['10.0.0.0', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0/8', '0.0.0.0/0/0', '10.0.0.0/ 8', ''],
  ...['::/129', '::1', 'pl-0123', '256.0.0.0/8', '0.0.0.0/0x0', '/0', '01.0.0.0/8'],
])('%s is no network', (text) => {
  expect(parseCidr(text)).toBeNull();
});

test.each<[string, boolean]>([
  ['0.0.0.0/0', true],
  ['0.0.0.0/1', true],
  ['8.0.0.0/6', true], // holds 10.0.0.0/8, and more
  ['52.0.0.0/10', true],
  ['198.60.0.1/32', true],
  ['10.0.0.0/8', false],
  ['10.20.30.40/32', false],
  ['172.16.0.0/12', false],
  ['172.16.0.0/11', true],
  ['192.168.0.0/16', false],
  ['192.168.0.0/15', true],
  ['100.64.0.0/10', false],
  ['169.254.0.0/16', false],
  ['::/0', true],
  ['2000::/3', true],
  ['2a00::/12', true],
  ['fd00::/8', false],
  ['fc00::/7', false],
  ['fe80::/10', false],
])('whether %s is of the internet: %s', (text, expected) => {
  expect(isPublic(cidr(text))).toBe(expected);
});

test.each<[string[], number | null]>([
  [[], null],
  [['0.0.0.0/0'], 0],
  [['0.0.0.0/1', '128.0.0.0/1'], 0],
  [['0.0.0.0/2', '64.0.0.0/2', '128.0.0.0/1'], 0],
  [['0.0.0.0/1', '128.0.0.0/2', '192.0.0.0/3'], 1],
  [['64.0.0.0/2', '128.0.0.0/2'], 2], // side by side, and not of one prefix
  [['198.60.0.0/16', '198.61.0.0/16'], 15],
  [['198.60.0.0/16', '198.60.0.0/16', '198.60.7.0/24'], 16],
  [['198.60.0.7/32', '198.60.0.6/32'], 31],
  [['198.60.0.7/31'], 31],
  [['::/1', '8000::/1'], 0],
  [['2001:470::/33', '2001:470:8000::/33'], 32],
])('%j fill /%s', (texts, expected) => {
  expect(shortestFilled(texts.map(cidr))).toBe(expected);
});

test('as counting address by address has it', () => {
  const block = fc
    .integer({ min: 24, max: 28 })
    .chain((prefix) => fc.nat(255).map((last) => `198.60.0.${last}/${prefix}`));
  fc.assert(
    fc.property(fc.array(block, { minLength: 1, maxLength: 12 }), (texts) => {
      const holds = new Set(
        texts.flatMap((text) => {
          const [last = 0, prefix = 0] = text.slice('198.60.0.'.length).split('/').map(Number);
          const size = 2 ** (32 - prefix);
          const first = Math.floor(last / size) * size;
          return Array.from({ length: size }, (_, index) => first + index);
        }),
      );
      const filled = [24, 25, 26, 27, 28].find((prefix) => {
        const size = 2 ** (32 - prefix);
        return Array.from({ length: 256 / size }, (_, block) => block * size).some((first) =>
          Array.from({ length: size }, (_, index) => first + index).every((one) => holds.has(one)),
        );
      });
      expect(shortestFilled(texts.map(cidr))).toBe(filled);
    }),
  );
});
