import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergePolicies } from '../../../../src/derive/web/observatory/policy-list.ts';

const listsOf = (...policies: string[]) => {
  const merged = mergePolicies(policies);
  return merged && Object.fromEntries([...merged.lists].map(([name, list]) => [name, [...list]]));
};

test.each<[string[], Record<string, string[]> | null]>([
  [["default-src 'self'"], { 'default-src': ["'self'"] }],
  [['IMG-SRC HTTPS://A.example'], { 'img-src': ['https://a.example'] }],
  [['img-src; sandbox'], { 'img-src': ["'none'"], sandbox: ["'none'"] }],
  [['img-src https://a.example/b https://a.example'], { 'img-src': ['https://a.example'] }],
  [["img-src 'self'", "img-src 'self' *"], { 'img-src': ["'self'"] }],
  [["img-src 'self'", 'img-src *'], { 'img-src': ["'none'"] }],
  [["img-src 'self'", "font-src 'self'"], { 'img-src': ["'self'"], 'font-src': ["'none'"] }],
  [["img-src 'self'; img-src *"], null],
  [['img-src a.example/%zz', 'img-src a.example/%zz'], null],
  [['short'], null],
  [["img-src 'self'", ''], null],
  [[], {}],
])('makes one of %j', (policies, lists) => {
  expect(listsOf(...policies)).toEqual(lists);
});

test('a directive that only reports may stand twice', () => {
  expect(mergePolicies(['report-uri /a; report-uri /b'])?.repeats).toBe(true);
  expect(mergePolicies(['report-uri /a', 'report-uri /b'])?.repeats).toBe(false);
});

test('random policies do no harm', () => {
  const piece = fc.constantFrom('img-src', 'a.example/', '%', '%2f', "'none'", ';', ' ', ',', '*');
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece).map((all) => all.join('')),
  );
  fc.assert(fc.property(fc.array(text), (policies) => void mergePolicies(policies)));
});
