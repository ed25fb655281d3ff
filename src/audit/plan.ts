import type { ResolvedProfile } from '../control/profile.ts';
import { rulesOfClaim, type ClaimSheet } from '../document/claims.ts';
import { rulesAlong } from '../document/scheme.ts';
import type { Area } from '../evidence/kind.ts';
import type { Target } from '../evidence/target.ts';
import { ACROSS, DERIVATIONS } from '../derive/index.ts';
import { PROBES } from '../probe/index.ts';
import type { Rule } from '../judge/rule.ts';
import type { Probe } from '../probe/probe.ts';
import type { Pack } from './pack.ts';

/**
 * The rules of a profile and those of other areas that the schemes of its areas need, such as HSTS
 * for the grade of TLS; not those that it excludes.
 */
export function rulesToJudge(pack: Pack, { rules, excluded }: ResolvedProfile): readonly Rule[] {
  const areas = new Set(rules.map(({ area }) => area));
  const along = pack.schemes.filter(({ area }) => areas.has(area)).flatMap(rulesAlong);
  const left = new Set(
    [...rules, ...excluded.map(({ rule }) => ({ id: rule }))].map(({ id }) => id),
  );
  return [...rules, ...pack.rules.filter(({ id }) => along.includes(id) && !left.has(id))];
}

/**
 * The rules that controls and a security page are held against besides those of the profile. Nobody has
 * to have every document that a register can hold: profiles ask for few of them, controls see them all.
 */
export function rulesBeyond(
  { rules }: Pack,
  { excluded }: ResolvedProfile,
  judged: readonly Rule[],
  sheet: ClaimSheet | null,
): readonly Rule[] {
  const named = new Set((sheet?.claims ?? []).flatMap(rulesOfClaim));
  const left = new Set(excluded.map(({ rule }) => rule));
  // A profile has copies of those rules that it gives references of its own.
  const known = new Set(judged.map(({ id }) => id));
  return rules.filter(
    (rule) =>
      !known.has(rule.id) && (named.has(rule.id) || (isOfRegister(rule) && !left.has(rule.id))),
  );
}

/** Whether it is about documents of the organisation, whoever asks for them. */
export const isOfRegister = ({ area }: { readonly area: Area }): boolean => area === 'org';

/** The kinds of evidence and facts that a run is about. */
export function kindsOf(
  pack: Pack,
  profile: ResolvedProfile,
  sheet: ClaimSheet | null,
): ReadonlySet<string> {
  const rules = rulesToJudge(pack, profile);
  return new Set(
    [...rules, ...rulesBeyond(pack, profile, rules, sheet)].map(({ kind }) => kind.id),
  );
}

/**
 * The probes that rules over these kinds need: their own, or those their facts are drawn from. What
 * facts ask for of other targets alone is looked at there alone.
 */
export function planProbes(kinds: ReadonlySet<string>): readonly Probe[] {
  const wanted = closure(kinds);
  const elsewhere = DERIVATIONS.flatMap(({ kind, beyond }) =>
    beyond !== undefined && wanted.has(kind.id) ? [beyond] : [],
  );
  const along = elsewhere.map(({ at, kinds: asked }) => ({
    at,
    kinds: closure(asked.map(({ id }) => id)),
  }));
  return PROBES.flatMap((probe) => {
    const { id } = probe.kind;
    if (wanted.has(id)) return [probe];
    const places = along.filter((one) => one.kinds.has(id)).map(({ at }) => at);
    if (places.length === 0) return [];
    return [
      {
        ...probe,
        appliesTo: (target: Target) => places.includes(target.kind) && probe.appliesTo(target),
      },
    ];
  });
}

/** These kinds and all that they are drawn from. */
function closure(kinds: Iterable<string>): ReadonlySet<string> {
  const all = new Set(kinds);
  // A set takes in what is added while it is gone through.
  for (const kind of all) for (const { id } of sourcesOf(kind)) all.add(id);
  return all;
}

const sourcesOf = (kind: string): readonly { readonly id: string }[] => [
  ...([...DERIVATIONS, ...ACROSS].find((derivation) => derivation.kind.id === kind)?.from ?? []),
  ...(PROBES.find((probe) => probe.kind.id === kind)?.needs ?? []),
];

/** Those of the probes that say anything of a target. */
export const probesFor = (probes: readonly Probe[], target: Target): readonly Probe[] =>
  probes.filter((probe) => probe.appliesTo(target));
