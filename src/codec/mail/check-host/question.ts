/** A question that an evaluation puts to the DNS. */
export interface Question {
  /** Canonical presentation form. */
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'MX' | 'PTR' | 'TXT';
}

/** What the DNS says. */
export type Answer =
  /**
   * Addresses, texts, or names in presentation form; the exchanges of MX records in the order of
   * their preference.
   */
  | { readonly status: 'records'; readonly values: readonly string[] }
  /** The name has no such records, or does not exist. */
  | { readonly status: 'none'; readonly exists: boolean }
  /** A receiver gets no answer (temperror). */
  | { readonly status: 'error'; readonly detail: string }
  /** What a receiver gets is not known to us. */
  | { readonly status: 'unknown'; readonly detail: string };

/** Steps that put questions and go on with the answers. */
export type Steps<T> = Generator<Question, T, Answer>;

/** Runs steps to their end with the answers at hand. */
export function answered<T>(steps: Steps<T>, answer: (question: Question) => Answer): T {
  let step = steps.next();
  while (step.done !== true) step = steps.next(answer(step.value));
  return step.value;
}

/** The same with answers that take time. */
export async function answeredLater<T>(
  steps: Steps<T>,
  answer: (question: Question) => Promise<Answer>,
): Promise<T> {
  let step = steps.next();
  while (step.done !== true) step = steps.next(await answer(step.value));
  return step.value;
}
