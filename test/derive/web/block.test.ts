import { expect, test } from 'vitest';
import { blockOf } from '../../../src/derive/web/block.ts';
import { hop } from '../../support/hops.ts';

test.each<[number, string, string]>([
  [403, 'cf-mitigated', 'challenge'],
  [202, 'X-Amzn-Waf-Action', 'challenge'],
  [405, 'x-amzn-waf-action', 'captcha'],
  [200, 'X-Vercel-Mitigated', 'challenge'],
  [403, 'X-Sucuri-Block', 'FBP007'],
  [403, 'x-datadome', 'protected'],
  [403, 'Server', 'cloudflare'],
  [403, 'server', 'AkamaiGHost'],
  [429, 'Server', 'nginx'],
  [500, 'Server', 'nginx'],
  [503, 'Server', 'nginx'],
])('%d with %s: %s is not the word of the site', (status, name, value) => {
  const problem = blockOf(hop('https://site.test/', status, [[name, value]]));
  expect(problem?.code).toBe('blocked');
  expect(problem?.detail).toContain(`status ${status}`);
});

test.each<[number, string, string]>([
  [200, 'Server', 'cloudflare'],
  [200, 'x-datadome', 'protected'],
  [404, 'Server', 'AkamaiGHost'],
  [403, 'Server', 'nginx'],
  [401, 'Server', 'cloudflare'],
])('%d with %s: %s is', (status, name, value) => {
  expect(blockOf(hop('https://site.test/', status, [[name, value]]))).toBeNull();
});
