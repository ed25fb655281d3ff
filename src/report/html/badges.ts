import type { ChangeState } from '../../control/comparison.ts';
import type { Severity } from '../../judge/finding.ts';
import type { Shown } from '../claims/words.ts';
import type { Tone } from '../tone.ts';
import { badge, markup, type Markup } from './markup.ts';

export const SEVERITY_TONES: Readonly<Record<Severity, Tone>> = {
  critical: 'bad',
  high: 'bad',
  medium: 'fair',
  low: 'quiet',
  info: 'quiet',
};

/** A severity as a badge; the word says it. */
export const severityBadge = (severity: Severity): Markup =>
  markup`<span class="badge severity ${SEVERITY_TONES[severity]} ${severity}">${severity}</span>`;

/** A state as a badge. */
export const badgeOf = ({ tone, symbol, word }: Shown): Markup => badge(tone, symbol, word);

/** States of changes, the worst first. */
export const CHANGES: Readonly<Record<ChangeState, Shown>> = {
  regressed: { tone: 'bad', symbol: '✗', word: 'regressed' },
  new: { tone: 'bad', symbol: '+', word: 'new' },
  updated: { tone: 'open', symbol: '±', word: 'changed' },
  fixed: { tone: 'good', symbol: '✓', word: 'fixed' },
  absent: { tone: 'quiet', symbol: '–', word: 'not judged any more' },
  unchanged: { tone: 'quiet', symbol: '=', word: 'unchanged' },
};
