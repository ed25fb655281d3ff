/** A manifest, envelope or key that is not one. The message says what is wrong with it, not which file it is. */
export class SealError extends Error {
  override readonly name = 'SealError';
}
