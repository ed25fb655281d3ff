import type { Kind } from '../evidence/kind.ts';
import type { Report } from './report.ts';

/** The value of a kind at a target, and at one of its addresses; null where there is none. */
export function valueAt<T>(
  { evidence, facts }: Report,
  kind: Kind<T>,
  { target, address }: { readonly target: string; readonly address?: string | undefined },
): T | null {
  const seen = [...evidence, ...facts].find(
    (one) => one.kind === kind.id && one.target === target && one.address === address,
  );
  if (seen?.observation.status !== 'present') return null;
  return kind.schema.safeParse(seen.observation.value).data ?? null;
}
