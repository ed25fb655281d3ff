import { nsec3Hash } from './nsec3.ts';

/** Keys of one tag and algorithm that are tried (CVE-2023-50387 made thousands). */
const MOST_KEYS = 4;
/** Verifications for one RRset. */
const MOST_VERIFICATIONS = 16;
/** Rounds of SHA-1 for one response: eight names with 150 iterations (CVE-2023-50868). */
const MOST_ROUNDS = 8 * 151;

/** Something would cost more than a response is worth. */
export class LimitError extends Error {
  override readonly name = 'LimitError';
}

/**
 * What may still be computed for one response. The same name is hashed once, however often it is
 * asked for.
 */
export class Budget {
  readonly #hashes = new Map<string, Uint8Array>();
  readonly #verifications = new Map<string, number>();
  readonly #keys = new Map<string, Set<string>>();
  #rounds = 0;
  #exhausted = false;

  /** Something was not computed because a cap was reached. */
  get exhausted(): boolean {
    return this.#exhausted;
  }

  /** The hash of a name for NSEC3. Throws a LimitError where too many were computed. */
  nsec3Hash(name: string, salt: Uint8Array, iterations: number): Uint8Array {
    const id = `${iterations} ${Buffer.from(salt).toString('hex')} ${name}`;
    const known = this.#hashes.get(id);
    if (known !== undefined) return known;
    if (this.#rounds + iterations + 1 > MOST_ROUNDS) {
      this.#exhausted = true;
      throw new LimitError(`more than ${MOST_ROUNDS} rounds of hashing for one response`);
    }
    this.#rounds += iterations + 1;
    const hash = nsec3Hash(name, salt, iterations);
    this.#hashes.set(id, hash);
    return hash;
  }

  /** Takes one verification of an RRset with a key; false where a cap is reached. */
  verification(rrset: string, key: { readonly tag: string; readonly id: string }): boolean {
    const count = this.#verifications.get(rrset) ?? 0;
    const group = `${rrset} ${key.tag}`;
    const keys = this.#keys.get(group) ?? new Set();
    if (count >= MOST_VERIFICATIONS || (keys.size >= MOST_KEYS && !keys.has(key.id))) {
      this.#exhausted = true;
      return false;
    }
    this.#verifications.set(rrset, count + 1);
    this.#keys.set(group, keys.add(key.id));
    return true;
  }
}
