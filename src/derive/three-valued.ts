/** A truth of Kleene's logic: null where it is not known. */
export type Known = boolean | null;

/** The maximum (true before null before false); false of nothing. */
export function anyOf(truths: readonly Known[]): Known {
  if (truths.includes(true)) return true;
  return truths.includes(null) ? null : false;
}

/** The minimum; true of nothing. */
export function allOf(truths: readonly Known[]): Known {
  if (truths.includes(false)) return false;
  return truths.includes(null) ? null : true;
}

/** What two readings of the same thing agree on. */
export const agreed = (one: Known, other: Known): Known => (one === other ? one : null);
