import type { TrustAnchor } from '../codec/dns/anchor.ts';
import type { Bundle } from '../evidence/bundle.ts';
import type { Evidence, Fact } from '../evidence/evidence.ts';
import type { Kind } from '../evidence/kind.ts';
import { unavailable, type Observation } from '../evidence/observation.ts';
import type { Target } from '../evidence/target.ts';
import { ACROSS, DERIVATIONS } from '../derive/index.ts';
import type { AcrossDerivation, Derivation, DeriveContext } from '../derive/derivation.ts';

/** What derivations know that is the same for all targets. */
interface World {
  readonly given: Pick<DeriveContext, 'now' | 'givenRoots' | 'bundledRoots' | 'anchors'>;
  readonly targets: readonly Target[];
  readonly byTarget: ReadonlyMap<string, readonly Evidence[]>;
}

/** Concludes every fact that the evidence of a bundle gives, anew each time. */
export function deriveFacts(
  { targets, evidence, settings }: Bundle,
  now: Date,
  bundledRoots: readonly Uint8Array[],
  anchors: readonly TrustAnchor[] = [],
): Fact[] {
  const givenRoots = settings.trustedRoots.map((der) => new Uint8Array(Buffer.from(der, 'base64')));
  const world: World = {
    given: { now, givenRoots, bundledRoots, anchors },
    targets,
    byTarget: Map.groupBy(evidence, ({ target }) => target),
  };
  return targets.flatMap((target) => {
    const own = world.byTarget.get(target.id) ?? [];
    return [
      ...DERIVATIONS.flatMap((derivation) => factsOf(derivation, own, target, world)),
      ...ACROSS.flatMap((derivation) => factAcross(derivation, own, target)),
    ];
  });
}

/** A derivation for each address that its evidence was looked at, or once where for none. */
function factsOf(
  derivation: Derivation,
  own: readonly Evidence[],
  target: Target,
  world: World,
): Fact[] {
  if (derivation.appliesTo?.(target) === false) return [];
  const kinds = derivation.from.map(({ id }) => id);
  return seenAt(kinds, own).flatMap(({ address, evidence }) =>
    evidence.length === kinds.length ? [factAt(derivation, evidence, address, target, world)] : [],
  );
}

/** Evidence at one address, or without one. */
interface Place {
  readonly address: string | undefined;
  readonly evidence: readonly Evidence[];
}

/**
 * The evidence of some kinds by the address looked at. Evidence without an address counts for every
 * address that has none of its kind.
 */
function seenAt(kinds: readonly string[], own: readonly Evidence[]): readonly Place[] {
  const given = own.filter(({ kind }) => kinds.includes(kind));
  const addresses = new Set(given.map(({ address }) => address));
  return [...addresses].map((address) => ({
    address,
    evidence: kinds.flatMap((kind) => {
      const same = given.filter((one) => one.kind === kind);
      const here = same.find((one) => one.address === address);
      return here ?? same.find((one) => one.address === undefined) ?? [];
    }),
  }));
}

/**
 * The looks at another target: one for each address, and one without where there is none, or where
 * evidence that belongs to an address could not be had at one that is not known.
 */
function looksAt(kinds: readonly string[], own: readonly Evidence[]): readonly Place[] {
  const looks = seenAt(kinds, own);
  const given = own.filter(({ kind }) => kinds.includes(kind));
  const byAddress = new Set(
    given.filter(({ address }) => address !== undefined).map(({ kind }) => kind),
  );
  const missed = given.some(({ kind, address }) => address === undefined && byAddress.has(kind));
  return looks.filter(
    ({ address }) => address !== undefined || missed || looks.every((look) => !look.address),
  );
}

function factAt(
  derivation: Derivation,
  evidence: readonly Evidence[],
  address: string | undefined,
  target: Target,
  world: World,
): Fact {
  const beyond = (derivation.beyond?.kinds ?? []).map(({ id }) => id);
  const used: Evidence[] = [];
  const context: DeriveContext = {
    ...world.given,
    target,
    get: (kind) => observed(kind, evidence) ?? undeclared(derivation.kind.id, kind.id),
    elsewhere(id) {
      const other = world.targets.find((one) => one.id === id);
      const places = looksAt(beyond, world.byTarget.get(id) ?? []);
      used.push(...places.flatMap((place) => place.evidence));
      return other === undefined ? [] : places.map((place) => contextAt(other, place, world));
    },
  };
  const observation = concluded(() => derivation.derive(context));
  return {
    kind: derivation.kind.id,
    target: target.id,
    ...(address === undefined ? {} : { address }),
    from: [...new Set([...evidence, ...used].map(({ id }) => id))],
    observation,
  };
}

/** What was seen at one address of another target. */
function contextAt(target: Target, { evidence }: Place, { given }: World): DeriveContext {
  return {
    ...given,
    target,
    get: (kind) => observed(kind, evidence) ?? notLookedAt(`${kind.title} of ${target.id}`),
    elsewhere: () => [],
  };
}

function observed<T>(kind: Kind<T>, evidence: readonly Evidence[]): Observation<T> | null {
  const one = evidence.find((each) => each.kind === kind.id);
  // Evidence is checked against the schema of its kind before it is judged.
  return one === undefined ? null : (one.observation as Observation<T>);
}

const notLookedAt = (detail: string): Observation<never> =>
  unavailable({ code: 'not-requested', detail });

function undeclared(derivation: string, kind: string): never {
  throw new Error(`${derivation} asks for ${kind} undeclared`);
}

/** One fact of all addresses; none where the target has one only, or a kind is missing at one. */
function factAcross(
  derivation: AcrossDerivation,
  evidence: readonly Evidence[],
  target: Target,
): readonly Fact[] {
  const given = evidence.filter(({ kind }) => derivation.from.some(({ id }) => id === kind));
  const addresses = [...new Set(given.flatMap(({ address }) => address ?? []))];
  if (addresses.length < 2) return [];
  const all = <T>(kind: Kind<T>): readonly Observation<T>[] =>
    addresses.map((address) => {
      const here = given.filter((each) => each.address === address);
      return observed(kind, here) ?? notLookedAt(`${kind.title} at ${address}`);
    });
  return [
    {
      kind: derivation.kind.id,
      target: target.id,
      from: given.map(({ id }) => id),
      observation: concluded(() => derivation.derive({ addresses, all })),
    },
  ];
}

/** A conclusion that throws is a bug of ours, and says so where the fact would stand. */
function concluded(derive: () => Observation): Observation {
  try {
    return derive();
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return unavailable({ code: 'bug', detail });
  }
}
