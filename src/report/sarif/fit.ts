import { gzipSync } from 'fflate';

/** Results that GitHub takes of one run. */
const MOST_RESULTS = 25_000;
/** Bytes, compressed, that GitHub takes, less what another compressor may be worse by. */
const MOST_BYTES = 9_500_000;

/**
 * The text of as many of `count` results, the first ones, as GitHub takes. `textOf` is asked for it
 * with the number of results to keep.
 */
export function fitting(count: number, textOf: (kept: number) => string): string {
  let kept = Math.min(count, MOST_RESULTS);
  for (;;) {
    const text = textOf(kept);
    const size = compressedSize(text);
    if (size <= MOST_BYTES || kept === 0) return text;
    kept = Math.floor(kept * Math.min(0.9, MOST_BYTES / size));
  }
}

/** Bytes of the text when compressed; its own where there are so few that it need not be. */
function compressedSize(text: string): number {
  const bytes = new TextEncoder().encode(text);
  return bytes.length <= MOST_BYTES ? bytes.length : gzipSync(bytes, { mtime: 0 }).length;
}
