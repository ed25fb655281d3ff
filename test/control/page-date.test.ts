import { expect, test } from 'vitest';
import { dayAt } from '../../src/control/page-date.ts';

test.each([
  ['2024-04-12', '2024-04-12'],
  [' April 12th, 2024', '2024-04-12'],
  ['Apr. 1, 2024', '2024-04-01'],
  ['12 April 2024', '2024-04-12'],
  ['1st Sept 2024', '2024-09-01'],
  ['May 2018', '2018-05-31'],
  ['13/04/2024', '2024-04-13'],
  ['04/13/2024', '2024-04-13'],
  ['10/11/2024', '2024-11-10'],
  ['11.10.2024', '2024-11-10'],
  [': 2024-04-12', '2024-04-12'],
  ['2024-02-30', null],
  ['31 April 2024', null],
  ['13/13/2024', null],
  ['2024-04-123', null],
  ['in April', null],
  ['our application', null],
  ['', null],
])('%j is %s', (text, day) => {
  expect(dayAt(text, 0)?.day.toISOString().slice(0, 10) ?? null).toBe(day);
});
