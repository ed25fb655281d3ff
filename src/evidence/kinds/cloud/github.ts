import { z } from 'zod';
import type { Output } from './output.ts';

/** `GET /orgs/{owner}/repos` or `/users/{owner}/repos`. */
export const githubRepositories = {
  what: 'github repositories',
  schema: z.array(
    z.object({
      full_name: z.string(),
      default_branch: z.string().optional(),
      archived: z.boolean().optional(),
      fork: z.boolean().optional(),
    }),
  ),
  key: null,
  per: 'account',
  names: ['full_name'],
} satisfies Output;

/** Of those who may bypass a rule it counts that there are some. */
const Bypassing = z.array(z.object({})).default([]);

/** `GET /repos/{owner}/{repo}/branches/{branch}/protection`; nothing but a message: there is none. */
export const githubProtection = {
  what: 'github branch protection',
  schema: z.object({
    required_pull_request_reviews: z
      .object({
        required_approving_review_count: z.number().optional(),
        /** Who may merge without: left away where nobody may. */
        bypass_pull_request_allowances: z
          .object({ users: Bypassing, teams: Bypassing, apps: Bypassing })
          .optional(),
      })
      .optional(),
    required_status_checks: z
      .object({
        contexts: z.array(z.string()).optional(),
        checks: z.array(z.object({ context: z.string() })).optional(),
      })
      .nullish(),
    enforce_admins: z.object({ enabled: z.boolean() }).optional(),
  }),
  key: null,
  per: 'resource',
  names: [],
} satisfies Output;

export type BranchProtection = z.infer<typeof githubProtection.schema>;

/** `GET /repos/{owner}/{repo}/rules/branches/{branch}`: what the rulesets in force ask for. */
export const githubRules = {
  what: 'github branch rules',
  schema: z.array(
    z.object({
      type: z.string(),
      ruleset_id: z.number().optional(),
      parameters: z
        .object({
          required_approving_review_count: z.number().optional(),
          required_status_checks: z.array(z.object({ context: z.string() })).optional(),
        })
        .optional(),
    }),
  ),
  key: null,
  per: 'resource',
  names: [],
} satisfies Output;

export type BranchRule = z.infer<typeof githubRules.schema>[number];

/** `GET /repos/{owner}/{repo}/rulesets/{ruleset_id}`. */
export const githubRuleset = {
  what: 'github ruleset',
  /** Who may go around it: left away before those who may not edit it. */
  schema: z.object({ bypass_actors: z.array(z.object({})).optional() }),
  key: null,
  per: 'resource',
  names: [],
} satisfies Output;

export const GITHUB_OUTPUTS: readonly Output[] = [
  githubRepositories,
  githubProtection,
  githubRules,
  githubRuleset,
];
