import type { TrustAnchor } from '../codec/dns/anchor.ts';
import type { Kind } from '../evidence/kind.ts';
import { absent, type Observation } from '../evidence/observation.ts';
import { isBelowIntensity } from '../evidence/problem.ts';
import type { Target, TargetKind } from '../evidence/target.ts';

/** What a derivation may know besides the evidence. */
export interface DeriveContext {
  readonly target: Target;
  /** The time that counts for validity. */
  readonly now: Date;
  /** Roots of `--ca`, DER. */
  readonly givenRoots: readonly Uint8Array[];
  /** The bundled roots, DER. */
  readonly bundledRoots: readonly Uint8Array[];
  /** What the chain of trust of the DNS begins with. */
  readonly anchors: readonly TrustAnchor[];
  /** The observation of a kind in `from`, for the same target and address. */
  get<T>(kind: Kind<T>): Observation<T>;
  /**
   * What was seen of another target of the run, once for each of its addresses; `get` gives kinds in
   * `beyond` there, unavailable where they were not looked at. Empty where the target was not looked at.
   */
  elsewhere(target: string): readonly DeriveContext[];
}

/** A pure conclusion from evidence. What it cannot conclude is unavailable, never absent. */
export interface Derivation<T = unknown> {
  readonly kind: Kind<T>;
  readonly from: readonly Kind[];
  /** What is asked for with `elsewhere`: the kind of target, and the kinds of evidence. */
  readonly beyond?: { readonly at: TargetKind; readonly kinds: readonly Kind[] };
  /** The targets that it says anything of; all where it is not given. */
  readonly appliesTo?: (target: Target) => boolean;
  derive(context: DeriveContext): Observation<T>;
}

/** What a derivation may know that compares the addresses of a target. */
export interface AcrossContext {
  readonly addresses: readonly string[];
  /** The observations of a kind in `from`, one for each address. */
  all<T>(kind: Kind<T>): readonly Observation<T>[];
}

/** A conclusion from what was seen at all addresses of a target that has several. */
export interface AcrossDerivation<T = unknown> {
  readonly kind: Kind<T>;
  readonly from: readonly Kind[];
  derive(context: AcrossContext): Observation<T>;
}

/** Concludes from a present value; passes absent and unavailable on as they are. */
export const fromPresent = <T, U>(
  observation: Observation<T>,
  conclude: (value: T) => Observation<U>,
): Observation<U> => (observation.status === 'present' ? conclude(observation.value) : observation);

/** Likewise, of active looks: where the intensity asked for is below theirs, nobody asked for them. */
export const fromAsked = <T, U>(
  observation: Observation<T>,
  conclude: (value: T) => Observation<U>,
): Observation<U> =>
  observation.status === 'unavailable' && isBelowIntensity(observation.problem)
    ? absent('nobody asked for it to be tried')
    : fromPresent(observation, conclude);
