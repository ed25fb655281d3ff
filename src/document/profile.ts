import { z } from 'zod';
import { AREAS } from '../evidence/kind.ts';
import { readDocument, type Document } from './document.ts';
import { Reference } from './rule.ts';
import { rulesKeyed, type RuleUse } from './rule-use.ts';

/** Values for parameters of rules: rule id, parameter name, value. */
export const Parameters = z.record(z.string(), z.record(z.string(), z.json()));
export type Parameters = z.infer<typeof Parameters>;

/**
 * Which rules a deployment is held to: whole areas, less what is excluded with a reason; or, for a
 * standard that asks for few things, those rules of its areas alone.
 */
export const Profile = z.strictObject({
  id: z.string(),
  version: z.string(),
  title: z.string(),
  areas: z.array(z.enum(AREAS)).min(1),
  exclude: z.array(
    z.strictObject({ rule: z.string(), reason: z.string().trim().min(1, 'say why') }),
  ),
  only: z
    .strictObject({
      reason: z.string().trim().min(1, 'say why'),
      rules: z.array(z.string()).min(1),
    })
    .optional(),
  parameters: Parameters,
  /** Where the policy that the profile stands for asks for what a rule expects: by rule id. */
  references: z.record(z.string(), z.array(Reference).min(1)).optional(),
});
export type Profile = z.infer<typeof Profile>;

/** Reads a profile. Throws a DocumentError. */
export const readProfile = (file: string, text: string, parsed?: unknown): Document<Profile> =>
  readDocument(file, text, Profile, parsed);

/** The rules that a profile names. */
export const rulesOfProfile = (profile: Document<Profile>): RuleUse[] => [
  ...profile.value.exclude.map(({ rule }, index) => ({
    rule,
    place: profile.place(['exclude', index, 'rule']),
  })),
  ...(profile.value.only?.rules ?? []).map((rule, index) => ({
    rule,
    place: profile.place(['only', 'rules', index]),
  })),
  ...rulesKeyed(profile, ['parameters'], profile.value.parameters),
  ...rulesKeyed(profile, ['references'], profile.value.references ?? {}),
];
