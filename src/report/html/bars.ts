import type { Tone } from '../tone.ts';
import { markup, type Markup } from './markup.ts';

/**
 * A drawn bar from 0 to 100, the pale part not settled; the numbers stand beside it. Attributes of
 * SVG are no style attributes to the policy.
 */
export const scoreBar = (floor: number, ceiling: number, tone: Tone): Markup =>
  markup`<svg class="bar ${tone}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="track" width="100" height="6"/><rect class="may" width="${ceiling}" height="6"/><rect class="sure" width="${floor}" height="6"/></svg>`;

/** A share of a whole. */
export interface Share {
  readonly tone: Tone;
  readonly symbol: string;
  readonly word: string;
  readonly count: number;
}

const WIDTH = 1_000;
const GAP = 4;

/** A bar of shares with a legend of numbers and words; null where there is nothing to share. */
export function shareBar(title: Markup, shares: readonly Share[]): Markup | null {
  const total = shares.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  let at = 0;
  const parts = shares
    .filter(({ count }) => count > 0)
    .map(({ tone, count }) => {
      const x = Math.round((WIDTH * at) / total);
      at += count;
      const end = Math.round((WIDTH * at) / total) - (at < total ? GAP : 0);
      return markup`<rect class="${tone}" x="${x}" width="${Math.max(2, end - x)}" height="14"/>`;
    });
  return markup`
<div class="shares">
<h3>${title}</h3>
<svg viewBox="0 0 ${WIDTH} 14" preserveAspectRatio="none" aria-hidden="true" focusable="false">${parts}</svg>
<ul>${shares.map(
    ({ tone, symbol, word, count }) =>
      markup`<li><strong>${count}</strong> <span class="inked ${tone}"><span aria-hidden="true">${symbol}</span> ${word}</span></li>`,
  )}</ul>
</div>`;
}
