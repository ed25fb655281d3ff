import { describe, expect, test } from 'vitest';
import { importJson, importText, onlyOf, WHEN, wrapped } from '../support/imports.ts';

describe('Cloudflare', () => {
  const ZONE = '/zones/023e105f4ecef8ad9ca31a8372d0c353';
  const answer = (result: unknown, more: object = {}) => ({
    result,
    success: true,
    errors: [],
    messages: [],
    ...more,
  });
  const asked = (path: string, output: unknown) =>
    onlyOf(
      importJson(
        wrapped(`cloudflare ${ZONE}${path}`, output, {
          account: 'cloudflare:example.com',
          region: undefined,
        }),
      ),
    );
  const ssl = { id: 'ssl', value: 'strict', editable: true, modified_on: null };
  const hsts = {
    id: 'security_header',
    value: {
      strict_transport_security: {
        ...{ enabled: true, max_age: 31536000, include_subdomains: true, nosniff: true },
      },
    },
    editable: true,
    modified_on: '2025-01-01T00:00:00.000Z',
  };
  const record = { id: '1', name: 'example.com', type: 'A', content: '192.0.2.1', proxied: true };
  const ruleset = { id: 'r', name: 'default', kind: 'zone', phase: 'http_ratelimit', version: '1' };

  test.each<[string, unknown, string, unknown]>([
    ['/settings', [ssl, hsts, { id: 'ipv6', value: 'on', editable: true }], 'settings', undefined],
    ['/settings/ssl', ssl, 'settings', { result: [{ id: 'ssl', value: 'strict' }] }],
    [
      '/dnssec',
      { status: 'active', key_tag: 42, ds: 'x' },
      'dnssec',
      { result: { status: 'active' } },
    ],
    ['/rulesets', [ruleset], 'rulesets', undefined],
    ['/rulesets/r', { ...ruleset, rules: [] }, 'ruleset', undefined],
    ['/rulesets/phases/http_ratelimit/entrypoint', ruleset, 'ruleset', undefined],
    ['/dns_records?per_page=5000', [record], 'records', undefined],
  ])('%s is known by its path, and by its members', (path, result, name, content) => {
    const file = asked(path, answer(result));
    expect(file).toMatchObject({
      what: `cloudflare zone ${name}`,
      account: 'cloudflare:example.com',
      complete: true,
      problem: null,
    });
    if (content !== undefined) expect(file.content).toEqual(content);
    expect(onlyOf(importJson(answer(result))).what).toBe(file.what);
  });

  test('settings are those that rules read', () => {
    const { content } = asked('/settings', answer([ssl, hsts, { id: 'ipv6', value: 'on' }]));
    expect(content).toEqual({
      result: [
        { id: 'ssl', value: 'strict' },
        {
          id: 'security_header',
          value: {
            strict_transport_security: {
              ...{ enabled: true, max_age: 31536000, include_subdomains: true },
            },
          },
        },
      ],
    });
  });

  test.each<[string, object, boolean]>([
    ['/dns_records', { page: 1, total_pages: 2 }, false],
    ['/dns_records', { page: 1, total_pages: 1 }, true],
    ['/dns_records?type=A', { page: 1, total_pages: 1 }, false],
    ['/dns_records?page=2', {}, false],
    ['/rulesets', { cursors: { after: 'abc' } }, false],
  ])('%s with %j is whole: %j', (path, result_info, complete) => {
    const result = path.startsWith('/rulesets') ? [ruleset] : [record];
    expect(asked(path, answer(result, { result_info })).complete).toBe(complete);
  });

  test('an answer without success does not count', () => {
    const refused = { success: false, errors: [{ code: 9109, message: 'Invalid access token' }] };
    const file = asked('/dnssec', { ...refused, result: null });
    expect(file.what).toBe('cloudflare zone dnssec');
    expect(file.problem?.detail).toContain('without success: Invalid access token');
  });

  test('an answer that no rule reads is not guessed at', () => {
    expect(asked('/firewall/access_rules', answer([{ id: 'x' }])).problem?.code).toBe(
      'unsupported',
    );
  });
});

describe('GitHub', () => {
  const asked = (path: string, output: unknown, more: object = {}) =>
    onlyOf(
      importJson(
        wrapped(`gh api ${path}`, output, { account: 'github:acme', region: undefined, ...more }),
      ),
    );
  const repository = {
    full_name: 'acme/app',
    default_branch: 'main',
    archived: false,
    fork: false,
    owner: { login: 'acme' },
  };
  const protection = {
    url: 'https://api.github.com/repos/acme/app/branches/main/protection',
    required_pull_request_reviews: { required_approving_review_count: 2 },
    enforce_admins: { enabled: true, url: '' },
  };

  test('protection names its branch', () => {
    const path = 'repos/acme/app/branches/release/1.0/protection';
    expect(asked(path, protection)).toMatchObject({
      what: 'github branch protection',
      resource: 'acme/app@release/1.0',
      problem: null,
    });
    expect(onlyOf(importJson(protection))).toMatchObject({
      what: 'github branch protection',
      account: 'github:acme',
      resource: 'acme/app@main',
      problem: { code: 'unfit' },
    });
  });

  test('rules of a branch are read', () => {
    const rules = [{ type: 'pull_request', parameters: { required_approving_review_count: 1 } }];
    expect(asked('repos/acme/app/rules/branches/main', rules)).toMatchObject({
      what: 'github branch rules',
      resource: 'acme/app@main',
      content: rules,
    });
    expect(asked('repos/acme/app/rules/branches/main', [])).toMatchObject({
      content: [],
      problem: null,
    });
  });

  test('a ruleset is read with who may go around it, where that is said', () => {
    const ruleset = { id: 7, name: 'main', source: 'acme/app', bypass_actors: [{ actor_id: 5 }] };
    expect(asked('repos/acme/app/rulesets/7', ruleset)).toMatchObject({
      what: 'github ruleset',
      resource: 'acme/app#7',
      content: { bypass_actors: [{}] },
    });
    expect(asked('repos/acme/app/rulesets/7', { id: 7 })).toMatchObject({ content: {} });
  });

  test.each([
    ['--paginate "orgs/acme/repos?per_page=100"', true],
    ['"orgs/acme/repos?per_page=100"', false],
    ['--paginate "orgs/acme/repos?per_page=100&type=public"', false],
  ])('repositories by %s are all of them: %j', (path, complete) => {
    expect(asked(path, [repository])).toMatchObject({ what: 'github repositories', complete });
  });

  test.each<[string, unknown, object, boolean]>([
    ['no protection', { message: 'Branch not protected', status: '404' }, {}, true],
    ['an error of gh', undefined, { error: 'gh: Branch not protected (HTTP 404)' }, true],
    ['no such repository', { message: 'Not Found', status: '404' }, {}, false],
    ['no right to see it', undefined, { error: 'gh: Resource not accessible (HTTP 403)' }, false],
  ])('%s is an answer or not', (_, output, more, isAnswer) => {
    const { problem, content } = asked('repos/acme/app/branches/main/protection', output, more);
    expect(problem === null).toBe(isAnswer);
    if (isAnswer) expect(content).toEqual({});
  });

  test('a repository of somebody else does not count', () => {
    const { problem } = asked('repos/other/app/branches/main/protection', protection);
    expect(problem?.detail).toContain('names resources of github:other');
  });
});

describe('Prowler', () => {
  const finding = (account: string, more: object = {}) => ({
    message: 'RDS Instance records is encrypted.',
    metadata: {
      event_code: 'rds_instance_storage_encrypted',
      product: { name: 'Prowler', uid: 'prowler', vendor_name: 'Prowler', version: '5.40.0' },
      version: '1.5.0',
    },
    severity_id: 3,
    severity: 'Medium',
    status: 'New',
    status_code: 'PASS',
    status_detail: 'RDS Instance records is encrypted.',
    status_id: 1,
    unmapped: { provider: 'aws', compliance: { 'ISO27001-2022': ['A.8.24'] } },
    cloud: {
      account: { name: '', type: 'AWS Account', uid: account },
      provider: 'aws',
      region: 'eu-west-2',
    },
    resources: [
      {
        uid: 'arn:aws:rds:eu-west-2:123456789012:db:records',
        name: 'records',
        region: 'eu-west-2',
        type: 'AwsRdsDbInstance',
      },
    ],
    time: Date.parse(WHEN) / 1000,
    time_dt: '2026-11-22T11:00:00.123456',
    ...more,
  });

  test('says by itself what it is of and when it was made', () => {
    expect(onlyOf(importJson([finding('123456789012')]))).toMatchObject({
      what: 'prowler',
      account: 'aws:123456789012',
      collectedAt: '2026-11-22T11:00:00.000Z',
      problem: null,
    });
  });

  test('findings of two accounts are two exports', () => {
    const files = importJson([finding('123456789012'), finding('999999999999')]);
    expect(files.map(({ account }) => account)).toEqual(['aws:123456789012', 'aws:999999999999']);
  });

  test('the oldest finding is as old as all of them', () => {
    const files = importJson([finding('1'), finding('1', { time: Date.parse(WHEN) / 1000 - 60 })]);
    expect(onlyOf(files).collectedAt).toBe('2026-11-22T10:59:00.000Z');
  });

  test('a time without a zone is none', () => {
    expect(onlyOf(importJson([finding('1', { time: undefined })])).problem?.code).toBe('unfit');
  });

  test('findings that are not Prowler’s are not taken for its own', () => {
    expect(onlyOf(importJson([{ metadata: {} }, { metadata: {} }])).what).toBeNull();
  });

  test('one that cannot be read among others is missed', () => {
    const more = { account: 'aws:123456789012', collectedAt: WHEN };
    const findings = [finding('123456789012'), { metadata: {} }];
    const files = importJson(wrapped('prowler aws', findings, more));
    expect(files.map(({ what, problem }) => [what, problem?.code ?? null])).toEqual([
      ['prowler', null],
      ['prowler', 'malformed'],
    ]);
  });

  test('a file that is cut short is still known', () => {
    const text = JSON.stringify([finding('1'), finding('2')]);
    expect(onlyOf(importText(text.slice(0, -20)))).toMatchObject({
      what: 'prowler',
      problem: { code: 'malformed' },
    });
  });

  test.each([
    ['prowler aws --status PASS', false],
    ['prowler aws --output-formats json-ocsf', true],
  ])('%s leaves out findings by their outcome: %j', (command, whole) => {
    expect(onlyOf(importJson(wrapped(command, [finding('123456789012')]))).complete).toBe(whole);
  });

  test('a time in milliseconds is none', () => {
    const late = finding('1', { time: Date.parse(WHEN) });
    expect(onlyOf(importJson([late])).problem?.detail).toContain('does not say when');
  });

  test('a run that found nothing has nothing in it', () => {
    const file = onlyOf(importJson(wrapped('prowler aws', [])));
    expect(file).toMatchObject({ what: 'prowler', content: [], problem: null });
  });
});
