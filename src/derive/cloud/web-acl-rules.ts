import type { Statement, WebAcl, WebAclRule } from '../../evidence/kinds/cloud/aws/wafv2.ts';
import { allOf, anyOf, type Known } from '../three-valued.ts';

/** A statement without those that stand within it. */
type Simple = Pick<
  Statement,
  'ManagedRuleGroupStatement' | 'RuleGroupReferenceStatement' | 'RateBasedStatement'
>;

/** A rule of an access control list, be it the account's own or one that Firewall Manager put there. */
interface Rule {
  readonly statements: readonly Simple[];
  readonly action: WebAclRule['Action'];
  readonly override: WebAclRule['OverrideAction'];
}

/** A managed group of rules acts on what it finds, and is not overridden so that it counts only. */
export const managesRules = (acl: WebAcl): Known =>
  anyOf(
    rulesOf(acl).flatMap((rule) =>
      rule.statements.flatMap(({ ManagedRuleGroupStatement: group }) =>
        group === undefined ? [] : [allOf([acts(rule), isUnchanged(group)])],
      ),
    ),
  );

/** A rule turns away those who send more than a number of requests. A group of one's own may hold it. */
export const stopsFloods = (acl: WebAcl): Known =>
  anyOf(
    rulesOf(acl).map((rule) => {
      if (rule.statements.some((one) => one.RateBasedStatement)) return stops(rule.action);
      const grouped = rule.statements.some((one) => one.RuleGroupReferenceStatement);
      return grouped && acts(rule) !== false ? null : false;
    }),
  );

/** What the rules admit that turn away. */
export const limitsOf = (acl: WebAcl): readonly number[] =>
  rulesOf(acl)
    .filter(({ action }) => stops(action) === true)
    .flatMap(({ statements }) =>
      statements.flatMap(({ RateBasedStatement }) => RateBasedStatement?.Limit ?? []),
    );

function rulesOf(acl: WebAcl): readonly Rule[] {
  const own = (acl.Rules ?? []).map(({ Statement: statement, Action, OverrideAction }) => ({
    statements: statementsIn(statement),
    action: Action,
    override: OverrideAction,
  }));
  const ofManager = [
    ...(acl.PreProcessFirewallManagerRuleGroups ?? []),
    ...(acl.PostProcessFirewallManagerRuleGroups ?? []),
  ].map(({ FirewallManagerStatement, OverrideAction }) => ({
    statements: FirewallManagerStatement === undefined ? [] : [FirewallManagerStatement],
    action: undefined,
    override: OverrideAction,
  }));
  return [...own, ...ofManager];
}

/** A statement and those that it joins. */
const statementsIn = (statement: Statement): readonly Simple[] => [
  statement,
  ...(statement.AndStatement?.Statements ?? []),
  ...(statement.OrStatement?.Statements ?? []),
  ...(statement.NotStatement === undefined ? [] : [statement.NotStatement.Statement]),
];

/** Actions that stop nobody. */
const HARMLESS = ['Count', 'Allow'] as const;

/** Null where requests are left out, or rules stop nobody any more: the others may be few or many. */
function isUnchanged(group: NonNullable<Simple['ManagedRuleGroupStatement']>): Known {
  const { ScopeDownStatement, RuleActionOverrides = [], ExcludedRules = [] } = group;
  const weakened = RuleActionOverrides.some(({ ActionToUse: action }) =>
    HARMLESS.some((choice) => action[choice] !== undefined),
  );
  return ScopeDownStatement === undefined && !weakened && ExcludedRules.length === 0 ? true : null;
}

/** Whether a group of rules does what its rules say. */
function acts({ override }: Rule): Known {
  if (override?.Count !== undefined) return false;
  return override?.None === undefined ? null : true;
}

/** Whether what a rule finds is turned away, or has to prove itself. */
function stops(action: WebAclRule['Action']): Known {
  if (action === undefined) return null;
  return [action.Block, action.Captcha, action.Challenge].some((choice) => choice !== undefined);
}
