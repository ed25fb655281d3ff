import { z } from 'zod';

/** What a burst of so many requests at that pace can see; limits beyond stay unseen. */
export const Detectable = z.strictObject({
  requests: z.int(),
  perSecond: z.number(),
  /** Windows of up to so many requests, where they are at least so long, wherever they begin. */
  window: z.strictObject({ requests: z.int(), leastSeconds: z.number() }),
  /** Buckets of up to `size` that refill at `perSecond`, for some paces below that of the burst. */
  buckets: z.array(z.strictObject({ perSecond: z.number(), size: z.int() })),
});
export type Detectable = z.infer<typeof Detectable>;

/** Refills that are told apart, as parts of the pace of the burst. */
const REFILLS = [0.1, 0.25, 0.5, 0.75];

/**
 * A window is seen where its quota is used up before it ends. One that ends within the burst splits it:
 * what the larger half uses up is surely seen. A bucket of `size` with refill r lets
 * `floor((size - 1) / (1 - r / pace)) + 1` requests pass before the first refusal.
 */
export function detectableBy(requests: number, perSecond: number): Detectable {
  const buckets = REFILLS.map((part) => ({
    perSecond: part * perSecond,
    size: Math.max(0, Math.ceil((requests - 1) * (1 - part))),
  }));
  return {
    requests,
    perSecond,
    window: {
      requests: Math.max(0, Math.floor((requests - 1) / 2)),
      leastSeconds: requests / perSecond,
    },
    buckets: buckets.filter(({ size }) => size > 0),
  };
}
