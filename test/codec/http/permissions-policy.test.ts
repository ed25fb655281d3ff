import { expect, test } from 'vitest';
import type { HeaderList } from '../../../src/codec/http/fields.ts';
import {
  permissionsFaults,
  permissionsPolicyOf,
} from '../../../src/codec/http/permissions-policy.ts';

const sent = (lines: readonly string[]): HeaderList =>
  lines.map((line) => ['Permissions-Policy', line]);
const allowed = (lines: readonly string[]): Record<string, readonly string[]> =>
  Object.fromEntries(
    permissionsPolicyOf(sent(lines)).features.map(({ feature, allow }) => [feature, allow]),
  );

// Permissions Policy, section 9.2, "construct policy from dictionary and origin".
test.each<[string[], Record<string, string[]>]>([
  [['camera=()'], { camera: [] }],
  [['camera=*'], { camera: ['*'] }],
  [['camera=(*)'], { camera: ['*'] }],
  [['camera=self'], { camera: ['self'] }],
  [['camera=(self)'], { camera: ['self'] }],
  [['camera=( self )'], { camera: ['self'] }],
  [['camera=(self "https://a.example")'], { camera: ['self', 'https://a.example'] }],
  [['camera=("https://a.example/path?x" self *)'], { camera: ['*'] }],
  [['camera=("https://a.example/path")'], { camera: ['https://a.example'] }],
  [['camera=("https://*.a.example:444")'], { camera: ['https://*.a.example:444'] }],
  [['camera=(), microphone=()'], { camera: [], microphone: [] }],
  [['camera=(),microphone=(self)'], { camera: [], microphone: ['self'] }],
  [['camera=(),\tmicrophone=()\t'], { camera: [], microphone: [] }],
  [['camera=()', 'microphone=()'], { camera: [], microphone: [] }],
  [['camera=();report-to=x'], { camera: [] }],
  [['camera=(self self)'], { camera: ['self'] }],
  // As Chromium has it.
  [['camera="https://a.example"'], { camera: ['https://a.example'] }],
  [[''], {}],
])('%j allows %j', (lines, features) => {
  expect(allowed(lines)).toEqual(features);
  expect(permissionsPolicyOf(sent(lines))).toMatchObject({ sent: true, valid: true });
  expect(permissionsFaults(sent(lines))).toEqual([]);
});

test.each<[string[], Record<string, string[]>]>([
  // RFC 9651, section 4.2.2: the last of equal keys counts.
  [['camera=()', 'camera=*'], { camera: ['*'] }],
  [['camera'], { camera: [] }],
  [['camera=?1'], { camera: [] }],
  [['camera=none'], { camera: [] }],
  [['camera=src'], { camera: [] }],
  [['camera=(self src)'], { camera: ['self'] }],
  [['camera=(SELF)'], { camera: [] }],
  [['camera=("self")'], { camera: [] }],
  [['camera=("*")'], { camera: [] }],
  [['camera=("a.example")'], { camera: [] }],
  [['camera=("data:text/html,x")'], { camera: [] }],
  [['camera=(https://a.example)'], { camera: [] }],
  [['camera=1'], { camera: [] }],
  [['camera=self; microphone=self'], { camera: ['self'] }],
  [['camera=();microphone'], { camera: [] }],
])('%j does not say what it seems to: %j', (lines, features) => {
  expect(allowed(lines)).toEqual(features);
  expect(permissionsFaults(sent(lines))).toMatchObject([{ effect: 'partly' }]);
});

// RFC 9651, section 4.2: one error and the whole field is ignored.
test.each([
  [["camera 'none'"]],
  [["camera 'none'; microphone 'self'"]],
  [["camera='none'"]],
  [['camera *']],
  [['camera=(), microphone=(),']],
  [['camera=()', '']],
  [['camera=() microphone=()']],
  [['Camera=()']],
  [['camera=(']],
  [['camera=(self,"https://a.example")']],
  [["camera=('self')"]],
  [['camera=("https://a.example"self)']],
  [['camera=();']],
  [['camera=(\tself)']],
  [['camera=(“https://a.example”)']],
  [['camera=()\v']],
  [['1camera=()']],
  [['()']],
  [['camera=("https://a.example)']],
])('%j is ignored', (lines) => {
  expect(permissionsPolicyOf(sent(lines))).toEqual({ sent: true, valid: false, features: [] });
  expect(permissionsFaults(sent(lines))).toMatchObject([{ effect: 'ignored' }]);
});

test('names the old syntax', () => {
  expect(permissionsFaults(sent(["camera 'none'"]))[0]?.problem).toContain('Feature-Policy');
  expect(permissionsFaults(sent(['camera=(']))[0]?.problem).not.toContain('Feature-Policy');
});

test('nothing sent is nothing, and no fault', () => {
  expect(permissionsPolicyOf([])).toEqual({ sent: false, valid: false, features: [] });
  expect(permissionsFaults([])).toEqual([]);
});

test('a wild card after any number of origins is one, and features are cut', () => {
  const origins = Array.from({ length: 500 }, (_, index) => `"https://a${index}.example"`);
  expect(allowed([`camera=(${origins.join(' ')} *)`])).toEqual({ camera: ['*'] });
  const many = Array.from({ length: 5000 }, (_, index) => `f${index}=()`).join(', ');
  expect(permissionsPolicyOf(sent([many])).features).toHaveLength(200);
});

test('knows what reaches camera, position and payment', () => {
  const policy = 'camera=*, geolocation=*, payment=*, fullscreen=*, autoplay=*';
  const powerful = permissionsPolicyOf(sent([policy])).features.filter((one) => one.powerful);
  expect(powerful.map(({ feature }) => feature)).toEqual(['camera', 'geolocation', 'payment']);
});
