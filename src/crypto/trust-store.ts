import { decodeSubject } from '../codec/x509/certificate.ts';
import { nameKey, type Name } from '../codec/x509/name.ts';

/** A trusted certificate: given by the user, or of Mozilla's list. */
export interface Anchor {
  readonly der: Uint8Array;
  readonly root: 'mozilla' | 'given';
}

/** Trusted certificates by subject, those given first. */
export type TrustStore = ReadonlyMap<string, readonly Anchor[]>;

/** Indexes trusted certificates by subject without decoding the rest. Throws a DecodeError. */
export function trustStore(
  given: readonly Uint8Array[],
  mozilla: readonly Uint8Array[],
): TrustStore {
  const anchors: readonly Anchor[] = [
    ...given.map((der): Anchor => ({ der, root: 'given' })),
    ...mozilla.map((der): Anchor => ({ der, root: 'mozilla' })),
  ];
  return Map.groupBy(anchors, ({ der }) => nameKey(decodeSubject(der)));
}

/** The trusted certificates with this subject. */
export const anchorsOf = (store: TrustStore, subject: Name): readonly Anchor[] =>
  store.get(nameKey(subject)) ?? [];
