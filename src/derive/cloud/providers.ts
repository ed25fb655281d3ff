import type { Derivation } from '../derivation.ts';

/** Derivations over exports of one provider: of accounts elsewhere they say nothing. */
export const ofProvider = (
  provider: string,
  derivations: readonly Derivation[],
): readonly Derivation[] =>
  derivations.map((derivation) => ({
    ...derivation,
    appliesTo: ({ id }) => id.startsWith(`${provider}:`),
  }));
