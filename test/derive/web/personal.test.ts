import { expect, test } from 'vitest';
import { setsSession } from '../../../src/derive/web/personal.ts';

const NOON = new Date('2026-11-22T12:00:00Z');
const sets = (line: string, declared: readonly string[] = []): boolean =>
  setsSession({ url: 'https://site.test/', headers: [['set-cookie', line]] }, declared, NOON);

test.each<[string, boolean]>([
  ['PHPSESSID=[26 characters]; Path=/', true],
  ['__Host-session=[3 characters]; Secure; Path=/', true],
  ['sessionid=[3 characters]; Max-Age=600', true],
  ['_ga=[3 characters]', false],
  ['theme=[4 characters]', false],
  ['sessionid=; Max-Age=0', false],
  ['sessionid=; Expires=Thu, 01 Jan 1970 00:00:00 GMT', false],
])('%s sets a session: %s', (line, session) => {
  expect(sets(line)).toBe(session);
});

test('a declared name is one, whatever it is', () => {
  expect([sets('theme=x'), sets('theme=x', ['theme'])]).toEqual([false, true]);
});
