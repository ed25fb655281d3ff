import { z } from 'zod';
import { AREAS } from '../evidence/kind.ts';
import { readDocument, type Document } from './document.ts';
import { Reference } from './rule.ts';
import { rulesKeyed, rulesListed, type RuleUse } from './rule-use.ts';

/** Values for parameters of rules: rule id, parameter name, value. */
export const Parameters = z.record(z.string(), z.record(z.string(), z.json()));
export type Parameters = z.infer<typeof Parameters>;

/**
 * Which rules a deployment is held to: whole areas, less what is excluded with a reason; or, for a
 * standard that asks for few things, those rules of its areas alone. One that extends another takes
 * over its areas, exclusions and parameters, and says what it has otherwise.
 */
export const Profile = z.strictObject({
  id: z.string(),
  version: z.string(),
  title: z.string(),
  /** Id of the profile that this one is a change of. */
  extends: z.string().optional(),
  /** Those of the extended profile where not given. */
  areas: z.array(z.enum(AREAS)).min(1).optional(),
  /** Rules that the extended profile excludes and this one does not, and rules of other areas. */
  include: z.array(z.string()).min(1).optional(),
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
  /** Frameworks whose requirements the report goes through. */
  frameworks: z.array(z.string()).min(1).optional(),
  /** Only those of their requirements whose ids begin so, up to the end of a number or letter. */
  requirements: z.array(z.string()).min(1).optional(),
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
  ...rulesListed(profile, ['include'], profile.value.include ?? []),
  ...rulesListed(profile, ['only', 'rules'], profile.value.only?.rules ?? []),
  ...rulesKeyed(profile, ['parameters'], profile.value.parameters),
  ...rulesKeyed(profile, ['references'], profile.value.references ?? {}),
];
