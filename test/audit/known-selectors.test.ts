import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readKnownSelectors } from '../../src/audit/known-selectors.ts';

const { known, data } = readKnownSelectors(readFileSync('rules/data/dkim-selectors.json', 'utf8'));
const all = [...known.first, ...known.core, ...known.deep];

test('the list has its sizes: 10 at first, 45 in all, 171 where it is long', () => {
  expect(data.id).toBe('dkim-selectors');
  const { first, core } = known;
  expect([first.length, first.length + core.length, all.length]).toEqual([10, 45, 171]);
});

test('no selector stands twice, whatever its case', () => {
  const lower = all.map((selector) => selector.toLowerCase());
  expect(lower.filter((selector, index) => lower.indexOf(selector) !== index)).toEqual([]);
  expect(all.filter((selector) => !/^[\w-]{1,63}$/.test(selector))).toEqual([]);
});

test('every provider is shown by something, and its selectors are in the list', () => {
  for (const { name, mx, spf, alias, selectors, unguessable } of known.providers) {
    expect([name, mx.length + spf.length + alias.length > 0]).toEqual([name, true]);
    expect([name, selectors.length > 0 || unguessable]).toEqual([name, true]);
    expect(selectors.filter((selector) => !all.includes(selector))).toEqual([]);
    const suffixes = [...mx, ...spf, ...alias];
    expect(suffixes.filter((suffix) => !/^[a-z0-9_][a-z0-9._-]*[a-z]$/.test(suffix))).toEqual([]);
  }
});
