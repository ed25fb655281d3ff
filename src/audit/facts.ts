import type { TrustAnchor } from '../codec/dns/anchor.ts';
import type { Bundle } from '../evidence/bundle.ts';
import type { Evidence, Fact } from '../evidence/evidence.ts';
import type { Kind } from '../evidence/kind.ts';
import { unavailable, type Observation } from '../evidence/observation.ts';
import type { Target } from '../evidence/target.ts';
import { ACROSS, DERIVATIONS } from '../derive/index.ts';
import type { AcrossDerivation, Derivation } from '../derive/derivation.ts';

/** Concludes every fact that the evidence of a bundle gives, anew each time. */
export function deriveFacts(
  { targets, evidence, settings }: Bundle,
  now: Date,
  bundledRoots: readonly Uint8Array[],
  anchors: readonly TrustAnchor[] = [],
): Fact[] {
  const givenRoots = settings.trustedRoots.map((der) => new Uint8Array(Buffer.from(der, 'base64')));
  return targets.flatMap((target) => {
    const own = evidence.filter((one) => one.target === target.id);
    const context = { target, now, givenRoots, bundledRoots, anchors };
    return [
      ...DERIVATIONS.flatMap((derivation) => factsOf(derivation, own, context)),
      ...ACROSS.flatMap((derivation) => factAcross(derivation, own, target)),
    ];
  });
}

type Context = Omit<Parameters<Derivation['derive']>[0], 'get'> & { readonly target: Target };

/** A derivation for each address that its evidence was looked at, or once where for none. */
function factsOf(derivation: Derivation, own: readonly Evidence[], context: Context): Fact[] {
  const kinds = derivation.from.map(({ id }) => id);
  const given = own.filter(({ kind }) => kinds.includes(kind));
  const addresses = new Set(given.map(({ address }) => address));
  return [...addresses].flatMap((address) => {
    // Evidence without an address counts for every address that has none of its kind.
    const at = kinds.flatMap((kind) => {
      const same = given.filter((one) => one.kind === kind);
      const own = same.find((one) => one.address === address);
      return own ?? same.find((one) => one.address === undefined) ?? [];
    });
    return at.length === kinds.length ? [factAt(derivation, at, address, context)] : [];
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
      const one = given.find((each) => each.kind === kind.id && each.address === address);
      const nothing = { code: 'not-requested', detail: `${kind.title} at ${address}` } as const;
      // Evidence is checked against the schema of its kind before it is judged.
      return (one?.observation ?? unavailable(nothing)) as Observation<T>;
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
