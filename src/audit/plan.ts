import type { Target } from '../evidence/target.ts';
import { DERIVATIONS } from '../derive/index.ts';
import { PROBES } from '../probe/index.ts';
import type { Probe } from '../probe/probe.ts';

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
  ...(DERIVATIONS.find((derivation) => derivation.kind.id === kind)?.from ?? []),
  ...(PROBES.find((probe) => probe.kind.id === kind)?.needs ?? []),
];

/** Those of the probes that say anything of a target. */
export const probesFor = (probes: readonly Probe[], target: Target): readonly Probe[] =>
  probes.filter((probe) => probe.appliesTo(target));
