import {
  cloudflareRuleset,
  cloudflareRulesets,
  type RulesetRule,
} from '../../evidence/kinds/cloud/cloudflare.ts';
import type { CloudEdge } from '../../evidence/kinds/cloud/edge.ts';
import type { CloudExports } from '../../evidence/kinds/cloud/exports.ts';
import { complete, cutShort } from '../../evidence/listing.ts';
import type { Problem } from '../../evidence/problem.ts';
import type { DeriveContext } from '../derivation.ts';
import { anyOf, type Known } from '../three-valued.ts';
import { listed, outputsOf, recordsOf } from './outputs.ts';

const MANAGED = 'http_request_firewall_managed';
const RATE_LIMIT = 'http_ratelimit';

/** The OWASP Core Ruleset of Cloudflare, and the rule in it that acts on the score of the others. */
const OWASP = '4814384a9e5d4991b9815dcfc25d2f1f';
const OWASP_SCORE = '6179ae15870a4bb7b2d480d4843b323c';

/** It looks for passwords that are known to others, and for no attack. */
const EXPOSED_CREDENTIALS = 'c2e184081120413c86c3ab7e14069605';

type Rules = Pick<CloudEdge, 'managedRules' | 'owaspRules' | 'rateLimits'>;

/**
 * What rulesets do at the edge. That a managed ruleset is in the list of a zone says only that it
 * could be deployed: what counts is a rule of the zone that executes it.
 */
export function edgeRules(exports: CloudExports, context: DeriveContext): Rules {
  const list = outputsOf(exports, cloudflareRulesets, context);
  const rulesets = outputsOf(exports, cloudflareRuleset, context);
  const named = recordsOf(
    list,
    ({ result }) => result,
    ({ id }) => id,
  ).map(({ record }) => record);
  const own = recordsOf(
    rulesets,
    ({ result }) => [result],
    ({ id }) => id,
  ).map(({ record }) => record);
  const rulesOf = (phase: string): readonly RulesetRule[] =>
    own.filter((one) => isEntry(one, phase)).flatMap(({ rules = [] }) => rules);
  // A zone has one entry point for each phase.
  const because = (phase: string): Problem | null => {
    if (own.some((one) => isEntry(one, phase))) return null;
    const unread = named.find((one) => isEntry(one, phase));
    return unread === undefined
      ? (listed(list, named, 'rulesets').because ?? null)
      : unreadOf(unread);
  };
  const executed = executedIn(rulesOf(MANAGED));
  const open = because(MANAGED) !== null;
  const isOwasp = ({ action_parameters: parameters }: RulesetRule): boolean =>
    parameters?.id === OWASP ||
    named.some(({ id, name }) => id === parameters?.id && /owasp/i.test(name));
  return {
    managedRules: deployed(executed, open),
    owaspRules: deployed(executed.filter(isOwasp), open),
    rateLimits: limitsOf(rulesOf(RATE_LIMIT).map(limitOf), because(RATE_LIMIT)),
  };
}

interface Executed extends RulesetRule {
  /** A rule before it leaves out whatever comes. */
  readonly skipped: boolean;
}

/** The rulesets that an entry point deploys against attacks. */
const executedIn = (rules: readonly RulesetRule[]): readonly Executed[] =>
  rules.flatMap((rule, index) =>
    rule.action === 'execute' && rule.action_parameters?.id !== EXPOSED_CREDENTIALS
      ? [{ ...rule, skipped: rules.slice(0, index).some(skipsAll) }]
      : [],
  );

const skipsAll = ({ action, enabled, expression }: RulesetRule): boolean =>
  action === 'skip' && enabled !== false && isForAll(expression);

const isForAll = (expression: string | undefined): boolean =>
  expression === undefined || expression.trim() === 'true';

const isEntry = (
  { phase, kind }: { readonly phase: string; readonly kind: string },
  wanted: string,
): boolean => phase === wanted && kind === 'zone';

const unreadOf = ({ name }: { readonly name: string }): Problem => ({
  code: 'not-requested',
  detail: `the rules of the ruleset "${name.slice(0, 80)}" were not exported`,
});

/** A zone without any is known to have none: its other rulesets were listed. */
const limitsOf = (
  items: CloudEdge['rateLimits']['items'],
  because: Problem | null,
): CloudEdge['rateLimits'] => (because === null ? complete(items) : cutShort(items, because));

/** Whether one of them is in force; not known where there may be others. */
const deployed = (rules: readonly Executed[], open: boolean): Known =>
  anyOf([...rules.map(isInForce), open ? null : false]);

/**
 * Deployed for all requests, and refusing something. Of a part of the requests, of a part of the
 * rules, and after a rule that skips others, it is not known.
 */
function isInForce(rule: Executed): Known {
  const { overrides } = rule.action_parameters ?? {};
  const score = overrides?.rules?.find(({ id }) => id === OWASP_SCORE);
  if (rule.enabled === false || [overrides, score].some(isWeakened)) return false;
  const whole = isForAll(rule.expression) && !rule.skipped;
  return whole && !(overrides?.categories ?? []).some(weakensCategory) ? true : null;
}

interface Override {
  readonly enabled?: boolean | undefined;
  readonly action?: string | undefined;
}

const isWeakened = (override: Override | undefined): boolean =>
  override?.enabled === false || override?.action === 'log';

/** The higher levels of the OWASP ruleset are for those who want more than the lowest. */
const weakensCategory = (override: Override & { readonly category: string }): boolean =>
  isWeakened(override) && !/^paranoia-level-[2-4]$/.test(override.category);

const limitOf = (rule: RulesetRule): CloudEdge['rateLimits']['items'][number] => ({
  name: (rule.description ?? rule.expression ?? rule.id ?? 'rule').slice(0, 120),
  enabled: rule.enabled ?? true,
  action: rule.action,
  requests: rule.ratelimit?.requests_per_period ?? null,
  seconds: rule.ratelimit?.period ?? null,
});
