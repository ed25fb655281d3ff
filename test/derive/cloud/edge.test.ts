import { describe, expect, test } from 'vitest';
import { cloudEdgeDerivation } from '../../../src/derive/cloud/edge.ts';
import {
  cloudflareDnssec,
  cloudflareRecords,
  cloudflareRuleset,
  cloudflareRulesets,
  cloudflareSettings,
} from '../../../src/evidence/kinds/cloud/cloudflare.ts';
import { exportedBy, providerFact, valueOf } from '../../support/exports.ts';

const ZONE = 'cloudflare:example.com';
const OWASP = '4814384a9e5d4991b9815dcfc25d2f1f';
const EXPOSED = 'c2e184081120413c86c3ab7e14069605';
const MANAGED = 'efb7b8c949ac4650a09736fc376e9aee';

const fileOf = exportedBy(ZONE);

const settings = (...result: readonly object[]) => fileOf(cloudflareSettings, { result });
const SETTINGS = settings(
  { id: 'ssl', value: 'strict' },
  { id: 'min_tls_version', value: '1.2' },
  { id: 'tls_1_3', value: 'zrt' },
  { id: 'always_use_https', value: 'on' },
  {
    id: 'security_header',
    value: {
      strict_transport_security: { enabled: true, max_age: 31536000, include_subdomains: true },
    },
  },
);

const waf = { id: 'w', name: 'default', kind: 'zone', phase: 'http_request_firewall_managed' };
const limits = { id: 'l', name: 'default', kind: 'zone', phase: 'http_ratelimit' };
/** In the list of every zone, deployed or not. */
const owasp = {
  id: OWASP,
  name: 'Cloudflare OWASP Core Ruleset',
  kind: 'managed',
  phase: waf.phase,
};

const listed = (...result: readonly object[]) => fileOf(cloudflareRulesets, { result });
const ruleset = (head: typeof waf, ...rules: readonly object[]) =>
  fileOf(cloudflareRuleset, { result: { ...head, rules } }, { resource: head.id });
const execute = (id: string, more: object = {}) => ({
  ...{ action: 'execute', expression: 'true', enabled: true, action_parameters: { id } },
  ...more,
});

const overriding = (id: string, ...categories: readonly object[]) => ({
  action_parameters: { id, overrides: { categories } },
});
const skipAll = { action: 'skip', expression: 'true', enabled: true };

const edgeOf = (...files: Parameters<typeof providerFact>[2]) =>
  valueOf(providerFact(cloudEdgeDerivation, ZONE, files));

test('the settings of a zone', () => {
  expect(
    edgeOf(SETTINGS, fileOf(cloudflareDnssec, { result: { status: 'active' } })),
  ).toMatchObject({
    ssl: 'strict',
    minTlsVersion: '1.2',
    tls13: true,
    alwaysUseHttps: true,
    hsts: { enabled: true, maxAge: 31536000, includeSubdomains: true },
    dnssec: 'active',
  });
});

test('what was not exported is not known', () => {
  expect(edgeOf(settings({ id: 'ssl', value: 'full' }))).toMatchObject({
    ...{ ssl: 'full', minTlsVersion: null, tls13: null, alwaysUseHttps: null, dnssec: null },
    hsts: { enabled: null, maxAge: null, includeSubdomains: null },
    ...{ managedRules: null, owaspRules: null },
    rateLimits: { items: [], complete: false },
    records: { items: [], complete: false },
  });
});

test('without any file that is fit there is no fact, and the reason is told', () => {
  expect(providerFact(cloudEdgeDerivation, ZONE, [])).toMatchObject({
    status: 'unavailable',
    problem: { code: 'not-requested' },
  });
  const old = { ...SETTINGS, collectedAt: '2025-01-01T00:00:00Z' };
  expect(providerFact(cloudEdgeDerivation, ZONE, [old])).toMatchObject({
    status: 'unavailable',
    problem: { code: 'unfit' },
  });
});

describe('managed rules', () => {
  const inForce = (...rules: readonly object[]) => {
    const { managedRules, owaspRules } = edgeOf(listed(owasp, waf), ruleset(waf, ...rules));
    return [managedRules, owaspRules];
  };

  test.each<[string, readonly object[], readonly [boolean | null, boolean | null]]>([
    ['none', [], [false, false]],
    ['one', [execute(MANAGED)], [true, false]],
    ['the one after OWASP', [execute(OWASP)], [true, true]],
    ['both', [execute(MANAGED), execute(OWASP)], [true, true]],
    ['turned off', [execute(OWASP, { enabled: false })], [false, false]],
    [
      'for a part of the requests',
      [execute(OWASP, { expression: '(http.host eq "x")' })],
      [null, null],
    ],
    [
      'that only logs',
      [execute(OWASP, { action_parameters: { id: OWASP, overrides: { action: 'log' } } })],
      [false, false],
    ],
    [
      'all of whose rules are off',
      [execute(OWASP, { action_parameters: { id: OWASP, overrides: { enabled: false } } })],
      [false, false],
    ],
    [
      'whose score only logs',
      [
        execute(OWASP, {
          action_parameters: {
            id: OWASP,
            overrides: { rules: [{ id: '6179ae15870a4bb7b2d480d4843b323c', action: 'log' }] },
          },
        }),
      ],
      [false, false],
    ],
    ['after one that skips all', [skipAll, execute(MANAGED)], [null, false]],
    ['before one that skips all', [execute(MANAGED), skipAll], [true, false]],
    [
      'after one that skips some',
      [{ ...skipAll, expression: '(http.host eq "x")' }, execute(MANAGED)],
      [true, false],
    ],
    ['that looks for known passwords alone', [execute(EXPOSED)], [false, false]],
    [
      'of which a category is off',
      [execute(MANAGED, overriding(MANAGED, { category: 'wordpress', enabled: false }))],
      [null, false],
    ],
    [
      'of which a category only logs',
      [execute(MANAGED, overriding(MANAGED, { category: 'sqli', action: 'log' }))],
      [null, false],
    ],
    [
      'at the lowest level of OWASP',
      [execute(OWASP, overriding(OWASP, { category: 'paranoia-level-2', enabled: false }))],
      [true, true],
    ],
    [
      'at no level of OWASP',
      [execute(OWASP, overriding(OWASP, { category: 'paranoia-level-1', enabled: false }))],
      [null, null],
    ],
    ['another action', [{ action: 'skip', expression: 'true', enabled: true }], [false, false]],
  ])('%s', (_, rules, expected) => {
    expect(inForce(...rules)).toEqual(expected);
  });

  test('that a ruleset is in the list says only that it could be deployed', () => {
    expect(edgeOf(listed(owasp))).toMatchObject({ managedRules: false, owaspRules: false });
  });

  test('of a ruleset that was listed and not exported nothing is known', () => {
    expect(edgeOf(listed(owasp, waf))).toMatchObject({ managedRules: null, owaspRules: null });
  });

  test('an empty list of rulesets proves nothing', () => {
    expect(edgeOf(listed())).toMatchObject({ managedRules: null, owaspRules: null });
  });
});

describe('rate limits', () => {
  const rule = {
    ...{ action: 'block', description: 'sign-in', expression: 'x', enabled: true },
    ratelimit: { period: 60, requests_per_period: 5, characteristics: ['ip.src'] },
  };

  test('are those of the entry point', () => {
    expect(edgeOf(ruleset(limits, rule)).rateLimits).toEqual({
      items: [{ name: 'sign-in', enabled: true, action: 'block', requests: 5, seconds: 60 }],
      complete: true,
    });
  });

  test('are known to be none where the list has no entry point for them', () => {
    expect(edgeOf(listed(owasp)).rateLimits).toEqual({ items: [], complete: true });
  });

  test('are not known where the entry point was not exported', () => {
    expect(edgeOf(listed(limits)).rateLimits).toMatchObject({
      complete: false,
      because: { detail: 'the rules of the ruleset "default" were not exported' },
    });
  });
});

test('records are those of the web: not of mail, of keys, or of other types', () => {
  const records = [
    { name: 'example.com', type: 'A', content: '192.0.2.1', proxied: true },
    { name: 'www.example.com', type: 'CNAME', content: 'example.com', proxied: false },
    { name: 'mx.example.com', type: 'A', content: '192.0.2.2', proxied: false },
    { name: 'example.com', type: 'MX', content: 'mx.example.com' },
    { name: 's1._domainkey.example.com', type: 'CNAME', content: 'dkim.example.net' },
    { name: 'example.com', type: 'TXT', content: 'v=spf1 -all' },
  ];
  const file = fileOf(cloudflareRecords, { result: records });
  expect(edgeOf(file).records).toEqual({
    items: [
      { name: 'example.com', type: 'A', proxied: true },
      { name: 'www.example.com', type: 'CNAME', proxied: false },
    ],
    complete: true,
  });
  expect(edgeOf({ ...file, complete: false }).records.complete).toBe(false);
});
