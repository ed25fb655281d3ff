import { expect, test } from 'vitest';
import { authorisationOf, rateLimitSettingsOf } from '../../src/cli/active-settings.ts';
import { UsageError } from '../../src/cli/errors.ts';
import { readConfig, type Config } from '../../src/document/config.ts';
import type { Authorisation, RateLimitSettings } from '../../src/probe/probe.ts';
import { scopeEntry } from '../../src/probe/authorisation.ts';

const config = (text: string): Config => readConfig('assay.yaml', text).value;

const authorisation = (given: string): Authorisation | null =>
  authorisationOf(config(`authorisation: { ${given} }`));

const limits = (text: string, tryLogin = false): RateLimitSettings =>
  rateLimitSettingsOf({ tryLogin }, config(text));

/** The message and the hint of what is refused. */
function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof UsageError) return `${error.message} | ${error.hint ?? ''}`;
    if (error instanceof Error) return error.message;
  }
  throw new Error('nothing was refused');
}

test('nobody authorises anything where the configuration does not say so', () => {
  expect(authorisationOf({})).toBeNull();
  expect(rateLimitSettingsOf({}, {})).toEqual({ endpoints: [], login: null });
});

test.each([
  ['2027-03-31', '2027-03-31T23:59:59.999Z'],
  ['2028-02-29', '2028-02-29T23:59:59.999Z'],
  ["'2027-03-31T12:00:00+02:00'", '2027-03-31T10:00:00.000Z'],
])('until %s: %s', (until, end) => {
  expect(authorisation(`by: us, scope: [a.example], until: ${until}`)?.until).toEqual(
    new Date(end),
  );
});

test.each([
  ['by: us, scope: [a.example], until: 2027-02-29', '"until": write a day'],
  ['by: us, scope: [a.example], until: tomorrow', 'write a day such as 2027-03-31'],
  ["by: us, scope: [a.example], until: '2027-03-31T12:00:00'", 'a time with its zone'],
  ['by: us, scope: [], until: 2027-03-31', '"scope"'],
  ['scope: [a.example], until: 2027-03-31', 'by'],
  ["by: '', scope: [a.example], until: 2027-03-31", '"by": must not be empty'],
  ['by: us, scope: [a.example], until: 2027-03-31, untill: 2027-03-31', 'did you mean "until"?'],
  [
    "by: us, scope: ['*.example'], until: 2027-03-31",
    'authorisation.scope: "*.example" is no place | api.example.com, or',
  ],
  ["by: us, scope: ['https://a.example/'], until: 2027-03-31", '"https://a.example/" is no place'],
  ['by: us, scope: [a.example/v1/../*], until: 2027-03-31', '"a.example/v1/../*" is no place'],
])('{ %s } is refused: %s', (given, message) => {
  expect(refusal(() => authorisation(given))).toContain(message);
});

test('every entry of a scope that is accepted is one that can permit something', () => {
  const scope = ['a.example', 'A.example:8443/v1/*', "'[2001:db8::1]'", 'bücher.example'];
  const given = authorisation(`by: us, scope: [${scope.join(', ')}], until: 2027-03-31`);
  expect(given?.scope.map((text) => scopeEntry(text)?.host)).toEqual([
    ...['a.example', 'a.example', '2001:db8::1', 'xn--bcher-kva.example'],
  ]);
});

test('a limit is read with what is not given as it usually is', () => {
  const text = 'rateLimit: { path: "https://API.example/v1?x=1", requests: 100, window: 1m }';
  expect(limits(text).endpoints).toEqual([
    {
      ...{ host: 'api.example', path: '/v1?x=1', method: 'GET' },
      limit: { requests: 100, windowSeconds: 60, per: 'ip', strict: true },
      ...{ budget: null, perSecond: null, seconds: null, parallel: 0 },
      ...{ forged: false, variants: false, token: false },
    },
  ]);
});

test.each([
  ['500ms', 0.5],
  ['60s', 60],
  ['1.5m', 90],
  ['1h', 3600],
  ['1d', 86_400],
  [30, 30],
])('a window of %s is %s seconds', (window, seconds) => {
  const { endpoints } = limits(`rateLimit: { requests: 1, window: ${window} }`);
  expect(endpoints[0]?.limit?.windowSeconds).toBe(seconds);
});

test.each([
  [
    'rateLimit: { requests: 100 }',
    'requests and window belong together | rateLimit: { requests: 100',
  ],
  ['rateLimit: { window: 60s }', 'requests and window belong together'],
  ['rateLimit: { requests: 100, window: soon }', 'write a time such as 60s'],
  ['rateLimit: { requests: 0, window: 60s }', '"requests": too small'],
  ['rateLimit: { budget: 301 }', '"budget": too big'],
  ['rateLimit: { perSecond: 26 }', '"perSecond": too big'],
  ['rateLimit: { parallel: 9 }', '"parallel": too big'],
  ['rateLimit: { method: POST }', '"method" must be one of GET, HEAD'],
  ['rateLimit: { path: v1 }', 'rateLimit.path: "v1" is neither a path nor an https URL'],
  ['rateLimit: { path: "/\\\\evil.example/" }', 'is neither a path nor an https URL'],
  [
    'rateLimit: [{ path: /a }, { path: /b }]',
    'two entries for every host | one endpoint of a host',
  ],
  [
    'rateLimit: [{ path: "https://A.example/a" }, { path: "https://a.example:8443/b" }]',
    'two entries for a.example',
  ],
])('%s is refused: %s', (text, message) => {
  expect(refusal(() => limits(text))).toContain(message);
});

const LOGIN = 'login: { url: "https://a.example/login", account: nobody';

test('a sign-in is tried where the flag is there too, and never more than ten times', () => {
  expect(limits(`${LOGIN} }`).login).toBeNull();
  expect(limits(`${LOGIN} }`, true).login).toEqual({
    ...{ url: new URL('https://a.example/login'), account: 'nobody', form: 'urlencoded' },
    ...{ accountField: 'username', passwordField: 'password', attempts: 10 },
  });
  expect(limits(`${LOGIN}, attempts: 3, form: json }`, true).login).toMatchObject({
    ...{ attempts: 3, form: 'json' },
  });
});

test.each([
  ['targets: [a.example]', '--try-login: no login: in assay.yaml | login: {'],
  [`${LOGIN}, attempts: 11 }`, '"attempts": too big'],
  ['login: { url: "http://a.example/login", account: nobody }', '"url": write an https URL'],
  ['login: { url: "https://a.example/login" }', 'account'],
])('--try-login with %s is refused: %s', (text, message) => {
  expect(refusal(() => limits(text, true))).toContain(message);
});
