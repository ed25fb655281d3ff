import { z } from 'zod';
import type { Output } from './output.ts';

/** The settings of a zone that rules read, by the ids that the API gives them. */
export const ZONE_SETTINGS = [
  'ssl',
  'min_tls_version',
  'tls_1_3',
  'always_use_https',
  'security_header',
] as const;

const SecurityHeader = z.object({
  strict_transport_security: z.object({
    enabled: z.boolean(),
    max_age: z.number().optional(),
    include_subdomains: z.boolean().optional(),
  }),
});

/** `GET /zones/{id}/settings`, or one of them by its name. */
export const cloudflareSettings = {
  what: 'cloudflare zone settings',
  schema: z.object({
    result: z.array(
      z.object({ id: z.enum(ZONE_SETTINGS), value: z.union([z.string(), SecurityHeader]) }),
    ),
  }),
  key: null,
  per: 'account',
  names: [],
} satisfies Output;

/** `GET /zones/{id}/dnssec`. */
export const cloudflareDnssec = {
  what: 'cloudflare zone dnssec',
  schema: z.object({ result: z.object({ status: z.string() }) }),
  key: null,
  per: 'account',
  names: [],
} satisfies Output;

/** `GET /zones/{id}/rulesets`: those that exist, among them managed ones that nothing deploys. */
export const cloudflareRulesets = {
  what: 'cloudflare zone rulesets',
  schema: z.object({
    result: z.array(
      z.object({ id: z.string(), name: z.string(), kind: z.string(), phase: z.string() }),
    ),
  }),
  key: null,
  per: 'account',
  names: [],
} satisfies Output;

const Overrides = z.object({
  enabled: z.boolean().optional(),
  action: z.string().optional(),
  categories: z
    .array(
      z.object({
        category: z.string(),
        enabled: z.boolean().optional(),
        action: z.string().optional(),
      }),
    )
    .optional(),
  rules: z
    .array(
      z.object({
        id: z.string(),
        enabled: z.boolean().optional(),
        action: z.string().optional(),
      }),
    )
    .optional(),
});

const RulesetRule = z.object({
  id: z.string().optional(),
  action: z.string(),
  description: z.string().optional(),
  enabled: z.boolean().optional(),
  expression: z.string().optional(),
  /** Of `execute`: the ruleset that it deploys. */
  action_parameters: z
    .object({ id: z.string().optional(), overrides: Overrides.optional() })
    .optional(),
  ratelimit: z
    .object({ period: z.number().optional(), requests_per_period: z.number().optional() })
    .optional(),
});
export type RulesetRule = z.infer<typeof RulesetRule>;

/** `GET /zones/{id}/rulesets/{id}`, or the entry point of a phase. */
export const cloudflareRuleset = {
  what: 'cloudflare zone ruleset',
  schema: z.object({
    result: z.object({
      id: z.string(),
      name: z.string(),
      kind: z.string(),
      phase: z.string(),
      rules: z.array(RulesetRule).optional(),
    }),
  }),
  key: null,
  per: 'resource',
  names: [],
} satisfies Output;

/** `GET /zones/{id}/dns_records`. */
export const cloudflareRecords = {
  what: 'cloudflare zone records',
  schema: z.object({
    result: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
        content: z.string().optional(),
        proxied: z.boolean().optional(),
        proxiable: z.boolean().optional(),
      }),
    ),
  }),
  key: null,
  per: 'account',
  names: ['name'],
} satisfies Output;

export const CLOUDFLARE_OUTPUTS: readonly Output[] = [
  cloudflareSettings,
  cloudflareDnssec,
  cloudflareRulesets,
  cloudflareRuleset,
  cloudflareRecords,
];
