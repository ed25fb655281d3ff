import { afterEach, expect, test, vi } from 'vitest';
import type { LookFlags } from '../../src/cli/options.ts';
import { UsageError } from '../../src/cli/errors.ts';
import { webSettingsOf } from '../../src/cli/web-settings.ts';
import { readConfig } from '../../src/document/config.ts';
import type { WebSettings } from '../../src/probe/probe.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const settings = (flags: Partial<LookFlags>, text = 'web: {}'): WebSettings =>
  webSettingsOf({ progress: false, ...flags }, readConfig('assay.yaml', text).value);

function refusal(flags: Partial<LookFlags>, text?: string): string {
  try {
    settings(flags, text);
  } catch (error) {
    if (error instanceof UsageError) return [error.message, error.hint ?? ''].join(' | ');
    throw error;
  }
  throw new Error('nothing was refused');
}

test('nothing is known where nothing was said', () => {
  expect(settings({})).toEqual({
    ...{ paths: [], origins: [], graphql: [], sessionCookies: [], headers: {} },
  });
});

test('a path is of every site, and a URL is of its host', () => {
  const text = 'web: { paths: [{ path: /a?b=1 }, { path: "https://api.test/v1", access: token }] }';
  expect(settings({}, text).paths).toEqual([
    { host: null, path: '/a?b=1', access: 'public' },
    { host: 'api.test', path: '/v1', access: 'token' },
  ]);
});

test.each(['login', '//evil.test/', '/\\evil.test/', 'http://api.test/v1', 'ftp://api.test/'])(
  'the path %j is refused with an example',
  (path) => {
    expect(refusal({}, `web: { paths: [{ path: '${path}' }] }`)).toBe(
      `web.paths: "${path}" is neither a path nor an https URL | /login, or https://app.example.com/login`,
    );
  },
);

test('fields come from flags, the configuration and the environment', () => {
  vi.stubEnv('ASSAY_TEST_TOKEN', 's3cret');
  const text = 'web: { headers: { X-Env: env:ASSAY_TEST_TOKEN, X-Text: plain } }';
  const flags = { header: ['X-Audit: yes', 'X-Empty:'], bearer: 'env:ASSAY_TEST_TOKEN' };
  expect(settings(flags, text).headers).toEqual({
    'X-Env': 's3cret',
    'X-Text': 'plain',
    'X-Audit': 'yes',
    'X-Empty': '',
    Authorization: 'Bearer s3cret',
  });
});

test.each([
  [{ bearer: 'eyJhbGciOi' }, 'the token itself does not belong here | --bearer env:TOKEN'],
  [{ bearer: 'env:ASSAY_NOT_SET' }, 'the environment variable ASSAY_NOT_SET is not set'],
  [{ header: ['nonsense'] }, "--header nonsense: is no field | --header 'X-Audit: yes'"],
  [{ header: ['X-A: a\r\nX-B: b'] }, 'X-A cannot be sent'],
  [{ header: ['Host: evil.test'] }, 'Host is set by assay itself'],
])('%j is refused: %s', (flags, message) => {
  expect(refusal(flags)).toContain(message);
});

test.each([
  ['Authorization: Bearer abc', 'Authorization: env:SECRET'],
  ['X-Api-Key: abc', 'X-Api-Key: env:SECRET'],
])('the configuration may not hold the secret of %s', (field, hint) => {
  const [name = ''] = field.split(':', 1);
  expect(refusal({}, `web: { headers: { ${field} } }`)).toBe(
    `web.headers: ${name}: the secret itself does not belong here | ${hint}`,
  );
});

test('a value with the name of a variable inside it would be sent as it stands', () => {
  expect(refusal({ header: ['Authorization: Bearer env:TOKEN'] })).toBe(
    '--header: the whole value comes from the environment | env:NAME',
  );
});

test('a flag takes the place of a configured field, however it is written', () => {
  vi.stubEnv('ASSAY_TEST_TOKEN', 's3cret');
  const text = 'web: { headers: { authorization: env:ASSAY_TEST_TOKEN } }';
  expect(settings({ bearer: 'env:ASSAY_TEST_TOKEN' }, text).headers).toEqual({
    Authorization: 'Bearer s3cret',
  });
});
