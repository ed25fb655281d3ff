import fc from 'fast-check';
import { expect, test } from 'vitest';
import { internalsDisclosed, versionsDisclosed } from '../../../src/codec/http/versions.ts';

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
  ['X-Umbraco-Version', '13.2', true],
  ['Via', '1.1 proxy (squid/4.10)', true],
  ['via', 'http/1.1 cache (ApacheTrafficServer/9.1.2 [cMsSf ])', true],
  ['Via', '1.1 varnish (Varnish/6.0)', true],
  ['Via', '1.1 varnish', false],
  ['Via', '1.1 google', false],
  ['Via', '1.1 0123abcd.cloudfront.net (CloudFront)', false],
])('%s: %s discloses a version: %s', (name, value, discloses) => {
  expect(versionsDisclosed([[name, value]])).toEqual(discloses ? [`${name}: ${value}`] : []);
});

test.each<[string, string, boolean]>([
  ['X-Varnish', '32770 3', true],
  ['x-envoy-upstream-service-time', '12', true],
  ['X-Kong-Upstream-Latency', '3', true],
  ['X-B3-TraceId', '80f198ee56343ba864fe8b2a57d3eff7', true],
  ['X-Powered-By', 'Express', true],
  ['X-Powered-By', 'PHP/8.1.2', false],
  ['X-Generator', 'Drupal', true],
  ['X-BEServer', 'MAIL01', true],
  ['SourceMap', '/app.js.map', true],
  ['X-Nextjs-Cache', 'HIT', true],
  ['$wsep', '', true],
  ['Server', 'nginx', false],
  ['X-Frame-Options', 'DENY', false],
  ['X-Request-Id', '1', false],
  ['Productivity', 'x', false],
])('%s: %s tells of machinery without a version: %s', (name, value, tells) => {
  expect(internalsDisclosed([[name, value]])).toEqual(tells ? [`${name}: ${value}`] : []);
});

test('a line is of one kind or of none', () => {
  const line = fc.tuple(fc.string(), fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(fc.array(line), (headers) => {
      const both = [...versionsDisclosed(headers), ...internalsDisclosed(headers)];
      expect(both.length).toBeLessThanOrEqual(headers.length);
    }),
  );
});
