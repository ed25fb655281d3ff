import { z } from 'zod';
import type { Output } from '../output.ts';

/** A choice of an API: the member that is there, which may hold nothing. */
const Choice = z.object({}).optional();

const Action = z.object({
  ...{ Block: Choice, Allow: Choice, Count: Choice, Captcha: Choice, Challenge: Choice },
});

const RateBasedStatement = z.object({ Limit: z.int().optional() });

const SINGLE = {
  ManagedRuleGroupStatement: z
    .object({
      VendorName: z.string().optional(),
      Name: z.string(),
      /** What requests it looks at, where these are not all. */
      ScopeDownStatement: Choice,
      RuleActionOverrides: z.array(z.object({ Name: z.string(), ActionToUse: Action })).optional(),
      /** The older form of overrides to Count. */
      ExcludedRules: z.array(z.object({ Name: z.string() })).optional(),
    })
    .optional(),
  RuleGroupReferenceStatement: z.object({ ARN: z.string().optional() }).optional(),
  RateBasedStatement: RateBasedStatement.optional(),
};

/** What stands within a statement of logic; no further down is read. */
const Inner = z.object(SINGLE);

const Statement = z.object({
  ...SINGLE,
  AndStatement: z.object({ Statements: z.array(Inner) }).optional(),
  OrStatement: z.object({ Statements: z.array(Inner) }).optional(),
  NotStatement: z.object({ Statement: Inner }).optional(),
});
export type Statement = z.infer<typeof Statement>;

const Rule = z.object({
  Name: z.string(),
  Statement,
  /** Of a statement of its own. */
  Action: Action.optional(),
  /** Of a group of rules: `None` leaves them their own actions. */
  OverrideAction: z.object({ None: Choice, Count: Choice }).optional(),
});
export type WebAclRule = z.infer<typeof Rule>;

const ManagedByFirewallManager = z.object({
  Name: z.string(),
  FirewallManagerStatement: z
    .object({
      ManagedRuleGroupStatement: SINGLE.ManagedRuleGroupStatement,
      RuleGroupReferenceStatement: SINGLE.RuleGroupReferenceStatement,
    })
    .optional(),
  OverrideAction: Rule.shape.OverrideAction,
});

const WebAcl = z.object({
  WebACL: z.object({
    Name: z.string(),
    Id: z.string().optional(),
    ARN: z.string(),
    Rules: z.array(Rule).optional(),
    PreProcessFirewallManagerRuleGroups: z.array(ManagedByFirewallManager).optional(),
    PostProcessFirewallManagerRuleGroups: z.array(ManagedByFirewallManager).optional(),
  }),
});
export type WebAcl = z.infer<typeof WebAcl>['WebACL'];

export const wafWebAcl: Output<z.infer<typeof WebAcl>> = {
  what: 'aws wafv2 get-web-acl',
  schema: WebAcl,
  key: 'WebACL',
  per: 'resource',
  names: ['Id', 'ARN'],
};

const WebAcls = z.object({
  WebACLs: z.array(z.object({ Name: z.string().optional(), ARN: z.string() })),
});

export const wafWebAcls: Output<z.infer<typeof WebAcls>> = {
  what: 'aws wafv2 list-web-acls',
  schema: WebAcls,
  key: 'WebACLs',
  per: 'region',
  names: ['ARN'],
};

const AttachedResources = z.object({
  ResourceArns: z.array(z.string()),
  /** From the command: each answer is about one type of resource. */
  ResourceType: z.string().optional(),
});

export type AttachedResources = z.infer<typeof AttachedResources>;

/** Types of resources that can be behind a list, but for those of CloudFront. */
export const ATTACHABLE: readonly string[] = [
  'APPLICATION_LOAD_BALANCER',
  'API_GATEWAY',
  'APPSYNC',
  'COGNITO_USER_POOL',
  'APP_RUNNER_SERVICE',
];

/** It does not name the list that was asked about; lists of CloudFront cannot be asked about. */
export const wafResources: Output<z.infer<typeof AttachedResources>> = {
  what: 'aws wafv2 list-resources-for-web-acl',
  schema: AttachedResources,
  key: 'ResourceArns',
  per: 'resource',
  names: [],
};
