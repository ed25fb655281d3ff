import { expect, test } from 'vitest';
import { versionsDisclosed } from '../../../src/codec/http/versions.ts';

test.each<[string, string, boolean]>([
  ['Server', 'nginx/1.18.0', true],
  ['Server', 'Apache/2.4.57 (Debian) OpenSSL/3.0.11', true],
  ['server', 'Microsoft-IIS/10.0', true],
  ['Server', 'Jetty(9.4.31.v20200723)', true],
  ['Server', 'openresty/v1', true],
  ['Server', 'nginx', false],
  ['Server', 'nginx (Ubuntu)', false],
  ['Server', 'ECS (dcb/7F3B)', false],
  ['Server', 'AmazonS3', false],
  ['X-Powered-By', 'PHP/8.1.2', true],
  ['X-Powered-By', 'Express', false],
  ['X-AspNet-Version', '4.0.30319', true],
  ['X-Generator', 'Drupal 10 (https://www.drupal.org)', true],
  ['X-Varnish', '32770 3', false],
])('%s: %s discloses a version: %s', (name, value, discloses) => {
  expect(versionsDisclosed([[name, value]])).toEqual(discloses ? [`${name}: ${value}`] : []);
});
