import { describe, expect, test } from 'vitest';
import { cloudWebAclsDerivation } from '../../../src/derive/cloud/web-acls.ts';
import { ATTACHABLE } from '../../../src/evidence/kinds/cloud/aws/wafv2.ts';
import { ACL, ACL_ARN, BALANCER_ARN, MANAGED_RULE, RATE_RULE } from '../../support/aws-network.ts';
import { accountFact, valueOf } from '../../support/exports.ts';
import { networkFile, networkFiles } from '../../support/network-files.ts';

type Changes = Parameters<typeof networkFiles>[0];

const aclsOf = (changed: Changes = {}) =>
  valueOf(accountFact(cloudWebAclsDerivation, networkFiles(changed))).acls;
const withRules = (...Rules: readonly object[]) =>
  aclsOf({ 'aws wafv2 get-web-acl': { WebACL: { ...ACL, Rules } } }).items[0];

test('of the sound account', () => {
  expect(aclsOf()).toEqual({
    items: [{ acl: 'web', attached: true, managed: true, limited: true, limits: [2000] }],
    complete: true,
  });
});

const counting = { ...MANAGED_RULE, OverrideAction: { Count: {} } };
const group = (more: object) => ({
  ...MANAGED_RULE,
  Statement: {
    ManagedRuleGroupStatement: { ...MANAGED_RULE.Statement.ManagedRuleGroupStatement, ...more },
  },
});
const within = (Statement: object) => ({ ...RATE_RULE, Statement });
const own = (OverrideAction: object) => ({
  Name: 'own',
  Statement: { RuleGroupReferenceStatement: { ARN: 'arn:aws:wafv2:group' } },
  OverrideAction,
});

describe('rules', () => {
  test.each<[string, object[], boolean | null, boolean | null]>([
    ['none', [], false, false],
    ['a managed group', [MANAGED_RULE], true, false],
    ['a managed group that only counts', [counting], false, false],
    ['one of two only counts', [counting, MANAGED_RULE], true, false],
    [
      'a managed group of no stated action',
      [{ ...MANAGED_RULE, OverrideAction: undefined }],
      null,
      false,
    ],
    [
      'a managed group for a part of the requests',
      [group({ ScopeDownStatement: {} })],
      null,
      false,
    ],
    [
      'a managed group of which a rule only counts',
      [group({ RuleActionOverrides: [{ Name: 'SQLi_BODY', ActionToUse: { Count: {} } }] })],
      null,
      false,
    ],
    [
      'a managed group of which a rule asks for a puzzle',
      [group({ RuleActionOverrides: [{ Name: 'SQLi_BODY', ActionToUse: { Captcha: {} } }] })],
      true,
      false,
    ],
    [
      'a managed group with rules left out, in the older form',
      [group({ ExcludedRules: [{ Name: 'SQLi_BODY' }] })],
      null,
      false,
    ],
    ['a limit', [RATE_RULE], false, true],
    ['a limit that only counts', [{ ...RATE_RULE, Action: { Count: {} } }], false, false],
    ['a limit that lets pass', [{ ...RATE_RULE, Action: { Allow: {} } }], false, false],
    ['a limit with a puzzle', [{ ...RATE_RULE, Action: { Captcha: {} } }], false, true],
    ['a limit with a challenge', [{ ...RATE_RULE, Action: { Challenge: {} } }], false, true],
    ['a limit of no stated action', [{ ...RATE_RULE, Action: undefined }], false, null],
    ['within and', [within({ AndStatement: { Statements: [RATE_RULE.Statement] } })], false, true],
    ['within or', [within({ OrStatement: { Statements: [RATE_RULE.Statement] } })], false, true],
    ['within not', [within({ NotStatement: { Statement: RATE_RULE.Statement } })], false, true],
    [
      'with a scope',
      [
        within({
          RateBasedStatement: {
            Limit: 100,
            AggregateKeyType: 'IP',
            ScopeDownStatement: { GeoMatchStatement: { CountryCodes: ['GB'] } },
          },
        }),
      ],
      false,
      true,
    ],
    ['a group of their own, which may hold a limit', [own({ None: {} })], false, null],
    ['a group of their own that only counts', [own({ Count: {} })], false, false],
    [
      'another kind of rule',
      [within({ GeoMatchStatement: { CountryCodes: ['GB'] } })],
      false,
      false,
    ],
  ])('%s', (_, rules, managed, limited) => {
    expect(withRules(...rules)).toMatchObject({ managed, limited });
  });

  test('those of Firewall Manager', () => {
    const group = {
      Name: 'central',
      FirewallManagerStatement: MANAGED_RULE.Statement,
      OverrideAction: { None: {} },
    };
    const WebACL = { ...ACL, Rules: [], PreProcessFirewallManagerRuleGroups: [group] };
    expect(aclsOf({ 'aws wafv2 get-web-acl': { WebACL } }).items[0]?.managed).toBe(true);
  });

  test('a limit that only counts is none', () => {
    expect(withRules({ ...RATE_RULE, Action: { Count: {} } })?.limits).toEqual([]);
  });
});

describe('what is behind it', () => {
  const WHAT = 'aws wafv2 list-resources-for-web-acl';
  const attachedBy = (...answers: readonly [string | null, string[], string?][]) => {
    const files = [
      ...networkFiles({ [WHAT]: null }),
      ...answers.map(([resource, ResourceArns, ResourceType = 'APPLICATION_LOAD_BALANCER']) =>
        networkFile(WHAT, { ResourceArns, ResourceType }, { resource }),
      ),
    ];
    return valueOf(accountFact(cloudWebAclsDerivation, files)).acls.items[0]?.attached;
  };

  test.each<[string, [string | null, string[], string?][], boolean | null]>([
    ['a load balancer', [[ACL_ARN, [BALANCER_ARN]]], true],
    ['a load balancer, asked for by name', [['web', [BALANCER_ARN]]], true],
    ['no load balancer, of which alone was asked', [[ACL_ARN, []]], null],
    ['nothing of any type', ATTACHABLE.map((type) => [ACL_ARN, [], type]), false],
    [
      'no load balancer, and an API',
      [
        [ACL_ARN, []],
        [ACL_ARN, ['arn:api'], 'API_GATEWAY'],
      ],
      true,
    ],
    ['nothing that was exported', [], null],
    ['what is behind another', [['other', [BALANCER_ARN]]], null],
    ['what is behind one that is not named', [[null, [BALANCER_ARN]]], null],
  ])('%s', (_, answers, expected) => {
    expect(attachedBy(...answers)).toBe(expected);
  });

  test('what was taken away since is no longer behind it', () => {
    const files = [
      ...networkFiles({ [WHAT]: null }),
      ...ATTACHABLE.map((ResourceType) =>
        networkFile(WHAT, { ResourceArns: [], ResourceType }, { resource: ACL_ARN }),
      ),
      networkFile(
        WHAT,
        { ResourceArns: [BALANCER_ARN], ResourceType: 'APPLICATION_LOAD_BALANCER' },
        { resource: ACL_ARN, collectedAt: '2026-11-21T13:00:00Z' },
      ),
    ];
    const [acl] = valueOf(accountFact(cloudWebAclsDerivation, files)).acls.items;
    expect(acl?.attached).toBe(false);
  });

  test('of CloudFront, its distributions say it', () => {
    const ARN = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/cdn/1';
    const [acl] = aclsOf({ 'aws wafv2 get-web-acl': { WebACL: { ...ACL, ARN } } }).items;
    expect(acl?.attached).toBeNull();
  });
});

test('one that is listed and was not exported', () => {
  const WebACLs = [
    { Name: 'web', ARN: ACL_ARN },
    { Name: 'other', ARN: 'arn:other' },
  ];
  const acls = aclsOf({ 'aws wafv2 list-web-acls': { WebACLs } });
  expect(acls).toMatchObject({ complete: false, because: { code: 'not-requested' } });
  expect(acls.because?.detail).toContain('arn:other');
});

test('without the list there may be more', () => {
  expect(aclsOf({ 'aws wafv2 list-web-acls': null })).toMatchObject({
    items: [{ acl: 'web' }],
    complete: false,
  });
});
