import type { Bundle } from '../evidence/bundle.ts';
import type { Evidence, Fact } from '../evidence/evidence.ts';
import type { Kind } from '../evidence/kind.ts';
import { unavailable, type Observation } from '../evidence/observation.ts';
import type { Target } from '../evidence/target.ts';
import { DERIVATIONS } from '../derive/index.ts';
import type { Derivation } from '../derive/derivation.ts';

/** Concludes every fact that the evidence of a bundle gives, anew each time. */
export function deriveFacts(
  { targets, evidence, settings }: Bundle,
  now: Date,
  bundledRoots: readonly Uint8Array[],
): Fact[] {
  const givenRoots = settings.trustedRoots.map((der) => new Uint8Array(Buffer.from(der, 'base64')));
  return targets.flatMap((target) => {
    const own = evidence.filter((one) => one.target === target.id);
    const context = { target, now, givenRoots, bundledRoots };
    return DERIVATIONS.flatMap((derivation) => factsOf(derivation, own, context));
  });
}

type Context = Omit<Parameters<Derivation['derive']>[0], 'get'> & { readonly target: Target };

/** A derivation for each address that its evidence was looked at, or once where for none. */
function factsOf(derivation: Derivation, own: readonly Evidence[], context: Context): Fact[] {
  const kinds = derivation.from.map(({ id }) => id);
  const given = own.filter(({ kind }) => kinds.includes(kind));
  const addresses = new Set(given.map(({ address }) => address));
  // Evidence without an address counts for every address; alone it stands for itself.
  if (addresses.size > 1 && kinds.length > 1) addresses.delete(undefined);
  return [...addresses].flatMap((address) => {
    const at = given.filter((one) => one.address === address || one.address === undefined);
    if (!kinds.every((kind) => at.some((one) => one.kind === kind))) return [];
    const own = at.filter((one) => one.address === address || kinds.length > 1);
    return [factAt(derivation, own, address, context)];
  });
}

function factAt(
  derivation: Derivation,
  evidence: readonly Evidence[],
  address: string | undefined,
  context: Context,
): Fact {
  const get = <T>(kind: Kind<T>): Observation<T> => {
    const one = evidence.find((each) => each.kind === kind.id);
    if (one === undefined) throw new Error(`${derivation.kind.id} asks for ${kind.id} undeclared`);
    // Evidence is checked against the schema of its kind before it is judged.
    return one.observation as Observation<T>;
  };
  return {
    kind: derivation.kind.id,
    target: context.target.id,
    ...(address === undefined ? {} : { address }),
    from: evidence.map(({ id }) => id),
    observation: concluded(() => derivation.derive({ ...context, get })),
  };
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
