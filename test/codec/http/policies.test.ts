import { expect, test } from 'vitest';
import type { HeaderList } from '../../../src/codec/http/fields.ts';
import {
  isNosniff,
  nosniffFaults,
  referrerFaults,
  referrerPolicyOf,
  referrerPolicyOfMeta,
} from '../../../src/codec/http/policies.ts';

const linesOf = (name: string, lines: readonly string[]): HeaderList =>
  lines.map((line) => [name, line]);

// Fetch, "determine nosniff"; web-platform-tests/fetch/nosniff/resources/x-content-type-options.json,
// but for the form feed, which the standard does not strip.
test.each<[string[], boolean, string[]]>([
  [['nosniff'], true, []],
  [['NOSNIFF'], true, []],
  [['NoSniff'], true, []],
  [[' \tnosniff\t'], true, []],
  [['nosniff', 'nosniff'], true, []],
  [['nosniff, NOSNIFF'], true, []],
  [['nosniff,,@#$#%%&^&^*()()11!'], true, ['in-force']],
  [['nosniff, no'], true, ['in-force']],
  [['nosniff', 'no'], true, ['in-force']],
  [['nosniff,'], true, ['in-force']],
  [['@#$#%%&^&^*()()11!,nosniff'], false, ['ignored']],
  [['no', 'nosniff'], false, ['ignored']],
  [['', 'nosniff'], false, ['ignored']],
  [[',nosniff'], false, ['ignored']],
  [['nosniff\f'], false, ['ignored']],
  [['nosniff\v'], false, ['ignored']],
  [['nosniff\v,nosniff'], false, ['ignored']],
  [["'NosniFF'"], false, ['ignored']],
  [['"nosniFF"'], false, ['ignored']],
  [['"nosniff, nosniff"'], false, ['ignored']],
  [['nosniff;'], false, ['ignored']],
  [['no-sniff'], false, ['ignored']],
  [['nosniff nosniff'], false, ['ignored']],
  [[''], false, ['ignored']],
  [[], false, []],
])('X-Content-Type-Options %j takes effect: %s', (lines, effect, faults) => {
  const headers = linesOf('X-Content-Type-Options', lines);
  expect(isNosniff(headers)).toBe(effect);
  expect(nosniffFaults(headers).map((fault) => fault.effect)).toEqual(faults);
});

// Referrer Policy, sections 3, 8.1 (the last known token) and 11.1 (fallbacks).
test.each<[string[], string | null, string[]]>([
  [['no-referrer'], 'no-referrer', []],
  [['No-Referrer'], 'no-referrer', []],
  [['no-referrer-when-downgrade'], 'no-referrer-when-downgrade', []],
  [['origin'], 'origin', []],
  [['unsafe-url'], 'unsafe-url', []],
  [['\tsame-origin '], 'same-origin', []],
  [['no-referrer, strict-origin-when-cross-origin'], 'strict-origin-when-cross-origin', []],
  [['not-yet-invented, no-referrer'], 'no-referrer', []],
  [['strict-origin', 'strict-origin'], 'strict-origin', []],
  [['strict-origin', 'no-referrer, strict-origin'], 'strict-origin', []],
  [['no-referrer', 'unsafe-url'], 'unsafe-url', ['partly']],
  [['unsafe-url', 'no-referrer'], 'no-referrer', ['partly']],
  [['no-referrer, not-yet-invented'], 'no-referrer', ['partly']],
  [['no-referrer', 'never'], 'no-referrer', ['partly', 'partly']],
  [['no-referrer,'], 'no-referrer', ['partly']],
  [['no-referrer, "origin"'], 'no-referrer', ['partly']],
  [['"no-referrer, x", origin'], 'origin', []],
  [['never'], null, ['ignored']],
  [['always'], null, ['ignored']],
  [['"no-referrer"'], null, ['ignored']],
  [['no-referrer; strict-origin'], null, ['ignored']],
  [['no_referrer'], null, ['ignored']],
  [['no-referrer\v'], null, ['ignored']],
  [['same-orgin'], null, ['ignored']],
  [[''], null, ['ignored']],
  [[], null, []],
])('Referrer-Policy %j is %s', (lines, policy, faults) => {
  const headers = linesOf('Referrer-Policy', lines);
  expect(referrerPolicyOf(headers)).toBe(policy);
  expect(referrerFaults(headers).map((fault) => fault.effect)).toEqual(faults);
});

// HTML Standard, section 4.2.5.1, "referrer": legacy keywords, no list, the last element counts.
test.each<[string[], string | null]>([
  [['no-referrer'], 'no-referrer'],
  [['NEVER'], 'no-referrer'],
  [['default'], 'strict-origin-when-cross-origin'],
  [['always'], 'unsafe-url'],
  [['origin-when-crossorigin'], 'origin-when-cross-origin'],
  [['origin', 'no-referrer'], 'no-referrer'],
  [['no-referrer', 'unknown'], 'no-referrer'],
  [['no-referrer, origin'], null],
  [[' no-referrer'], null],
  [[''], null],
  [['constructor'], null],
  [[], null],
])('<meta name=referrer> with %j sets %s', (contents, policy) => {
  expect(referrerPolicyOfMeta(contents)).toBe(policy);
});
