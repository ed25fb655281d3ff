import type { ResolvedProfile } from '../control/profile.ts';
import { rulesAlong } from '../document/scheme.ts';
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

/** The probes that rules over these kinds need: their own, or those their facts are drawn from. */
export function planProbes(kinds: ReadonlySet<string>): readonly Probe[] {
  const wanted = new Set<string>();
  const want = (kind: string): void => {
    if (wanted.has(kind)) return;
    wanted.add(kind);
    for (const { id } of sourcesOf(kind)) want(id);
  };
  for (const kind of kinds) want(kind);
  return PROBES.filter((probe) => wanted.has(probe.kind.id));
}

const sourcesOf = (kind: string): readonly { readonly id: string }[] => [
  ...([...DERIVATIONS, ...ACROSS].find((derivation) => derivation.kind.id === kind)?.from ?? []),
  ...(PROBES.find((probe) => probe.kind.id === kind)?.needs ?? []),
];

/** Those of the probes that say anything of a target. */
export const probesFor = (probes: readonly Probe[], target: Target): readonly Probe[] =>
  probes.filter((probe) => probe.appliesTo(target));
