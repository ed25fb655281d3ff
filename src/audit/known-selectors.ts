import { z } from 'zod';
import type { KnownSelectors } from '../probe/probe.ts';

const Names = z.array(z.string());

const File = z.strictObject({
  id: z.string(),
  date: z.iso.date(),
  source: z.string(),
  first: Names,
  core: Names,
  deep: Names,
  providers: z.array(
    z.strictObject({
      name: z.string(),
      mx: Names,
      spf: Names,
      alias: Names,
      selectors: Names,
      unguessable: z.boolean(),
    }),
  ),
});

/** Reads the bundled list of well-known selectors. */
export function readKnownSelectors(text: string): {
  readonly known: KnownSelectors;
  readonly data: { readonly id: string; readonly date: string };
} {
  const { id, date, ...known } = File.parse(JSON.parse(text));
  return { known, data: { id, date } };
}
