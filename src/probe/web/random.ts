import type { Kind } from '../../evidence/kind.ts';

/** What evidence has in place of the random texts of a probe. */
const PLACEHOLDER = 'random';

/**
 * Evidence without the random texts that were sent and came back, so that two looks at one site give
 * the same. Their hexadecimal digits mean nothing else.
 */
export const withoutRandom = <T>({ schema }: Kind<T>, value: T, random: readonly string[]): T =>
  schema.parse(
    JSON.parse(
      random.reduce((text, one) => text.replaceAll(one, PLACEHOLDER), JSON.stringify(value)),
    ),
  );
