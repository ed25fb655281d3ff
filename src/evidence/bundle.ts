import { z } from 'zod';
import { Evidence } from './evidence.ts';
import { AREAS } from './kind.ts';
import { Problem } from './problem.ts';
import { Target } from './target.ts';

/** Name and version of the program that looked. */
export const Tool = z.strictObject({ name: z.literal('assay'), version: z.string() });

/** The profile in force: the areas that were held against it, and the parameters that were changed. */
export const ProfileUse = z.strictObject({
  id: z.string(),
  version: z.string(),
  areas: z.array(z.enum(AREAS)),
  /** Rule id to parameter to value, where it is not the rule's own. */
  parameters: z.record(z.string(), z.record(z.string(), z.json())),
});
export type ProfileUse = z.infer<typeof ProfileUse>;

/** What decides how the evidence is judged besides the rules. */
const BundleSettings = z.strictObject({
  /** Further trusted roots (`--ca`), DER in base64. */
  trustedRoots: z.array(z.base64()),
  /** `--connect-to` in force: HOST:PORT:ADDRESS:PORT. */
  connectTo: z.array(z.string()),
  resolver: z.string().nullable(),
  /** What chains of trust of the DNS begin with: DS or DNSKEY in master-file form. */
  trustAnchors: z.array(z.string()).optional(),
});

/**
 * Evidence and what is needed to judge it again: no facts, no findings. A bundle is judged anew
 * each time, so that a mended derivation corrects old bundles.
 */
export const Bundle = z.strictObject({
  schemaVersion: z.literal(1),
  tool: Tool,
  /** The time that counts for expiry. */
  now: z.iso.datetime(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  /** SHA-256 of the rules that planned the probes. */
  rulesHash: z.string(),
  profile: ProfileUse,
  settings: BundleSettings,
  targets: z.array(Target),
  evidence: z.array(Evidence),
  /** Problems that concern the whole run, such as no IPv6 or an interruption. */
  problems: z.array(Problem),
});
export type Bundle = z.infer<typeof Bundle>;
