import type { RateLimitSequence } from '../../evidence/kinds/rate-limit/sequence.ts';

/** Why no more requests are sent, on its way up to the end of the sequence. */
export class Stop extends Error {
  override readonly name = 'Stop';
  readonly because: RateLimitSequence['stopped']['because'];
  readonly detail: string;

  constructor(because: RateLimitSequence['stopped']['because'], detail: string) {
    super(`${because}: ${detail}`);
    this.because = because;
    this.detail = detail;
  }
}
