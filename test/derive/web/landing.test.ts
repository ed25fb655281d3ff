import { expect, test } from 'vitest';
import { landingOf } from '../../../src/derive/web/landing.ts';
import { complete, cutShort } from '../../../src/evidence/listing.ts';
import { hop, hopTo } from '../../support/hops.ts';

test.each<[string, string]>([
  ['https://example.com/', 'https://example.com/start'],
  ['https://example.com/', 'https://www.example.com/'],
  ['https://a.b.example.co.uk/', 'https://www.example.co.uk/'],
  ['https://localhost/', 'https://localhost/x'],
  ['https://192.0.2.1/', 'https://192.0.2.1/x'],
])('a page of the same site is the landing: %s, %s', (from, to) => {
  const landing = landingOf(complete([hopTo(from, to), hop(to)]));
  expect(landing).toMatchObject({ status: 'present', value: { url: to } });
});

test.each<[string, string]>([
  ['https://example.com/', 'https://example.net/'],
  ['https://one.github.io/', 'https://other.github.io/'],
  ['https://one.co.uk/', 'https://other.co.uk/'],
  ['https://192.0.2.1/', 'https://192.0.2.2/'],
  ['https://localhost/', 'https://example.com/'],
])('a page of another site is none: %s, %s', (from, to) => {
  expect(landingOf(complete([hopTo(from, to), hop(to)]))).toEqual({
    status: 'absent',
    how: `${from} leads to ${to}`,
  });
});

test('a redirect that leads nowhere is none', () => {
  const landing = landingOf(complete([hopTo('https://a.test/', 'mailto:a@a.test')]));
  expect(landing.status).toBe('absent');
});

test('refused connections are none', () => {
  expect(landingOf(complete([]))).toEqual({ status: 'absent', how: 'connections are refused' });
});

test('a walk cut short is not known, whatever was seen', () => {
  const because = { code: 'timeout', detail: 'x' } as const;
  const walk = cutShort([hop('https://a.test/')], because);
  expect(landingOf(walk)).toEqual({ status: 'unavailable', problem: because });
});

test('a page that is a challenge is not known', () => {
  const walk = complete([hop('https://a.test/', 403, [['cf-mitigated', 'challenge']])]);
  expect(landingOf(walk)).toMatchObject({ status: 'unavailable', problem: { code: 'blocked' } });
});

test('a page behind shortened secrets is still of the same host', () => {
  const url = 'https://[5 characters]@a.test/?code=[3 characters]';
  expect(landingOf(complete([hopTo('https://a.test/', url), hop(url)])).status).toBe('present');
});
