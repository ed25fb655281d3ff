import { expect, test } from 'vitest';
import { redirectOf } from '../../../src/codec/http/redirect.ts';

const URL_ASKED = 'https://a.example/x/y?z';

test.each<[number, string[], string | null]>([
  [301, ['https://b.example/#part'], 'https://b.example/'],
  [302, ['/w'], 'https://a.example/w'],
  [303, ['w'], 'https://a.example/x/w'],
  [307, ['//b.example'], 'https://b.example/'],
  [308, [''], 'https://a.example/x/y?z'],
  [301, ['/w', '/w'], 'https://a.example/w'],
  [301, ['/w', '/v'], null],
  [301, ['mailto:a@b.example'], 'mailto:a@b.example'],
  [301, ['https://'], null],
  [301, [], null],
  [200, ['/w'], null],
  [304, ['/w'], null],
])('status %d with Location %j leads to %s', (status, lines, target) => {
  const headers = lines.map((line) => ['Location', line] as const);
  expect(redirectOf(URL_ASKED, status, headers)?.href ?? null).toBe(target);
});
