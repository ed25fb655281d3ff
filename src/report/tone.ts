/** How a word is meant; the word always stands beside the symbol and the colour. */
export type Tone = 'good' | 'fair' | 'bad' | 'open' | 'quiet';

export const TONE_SYMBOLS: Readonly<Record<Tone, string>> = {
  good: '✓',
  fair: '±',
  bad: '✗',
  open: '?',
  quiet: '–',
};
