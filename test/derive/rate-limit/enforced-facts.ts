import { rateLimitEnforcedDerivation } from '../../../src/derive/rate-limit/enforced.ts';
import type { RateLimitEnforced } from '../../../src/evidence/kinds/rate-limit/enforced.ts';
import {
  rateLimitSamples,
  type LimitAnswer,
  type RateLimitSamples,
} from '../../../src/evidence/kinds/rate-limit/samples.ts';
import {
  rateLimitSequence,
  type RateLimitSequence,
} from '../../../src/evidence/kinds/rate-limit/sequence.ts';
import { absent, present, type Observation } from '../../../src/evidence/observation.ts';
import { factFrom } from '../../support/hops.ts';

/** The fact from observations of both kinds of evidence. */
export const enforcedFrom = (
  samples: Observation<RateLimitSamples>,
  sequence: Observation<RateLimitSequence>,
): Observation<RateLimitEnforced> =>
  factFrom(rateLimitEnforcedDerivation, [
    { kind: rateLimitSamples, observation: samples },
    { kind: rateLimitSequence, observation: sequence },
  ]);

/** The fact from a sequence alone. */
export function enforcedBy(sequence: RateLimitSequence): RateLimitEnforced {
  rateLimitSequence.schema.parse(sequence);
  const fact = enforcedFrom(absent('not looked at'), present(sequence));
  if (fact.status !== 'present') throw new Error(JSON.stringify(fact));
  return fact.value;
}

export const samplesWith = (...answers: readonly LimitAnswer[]): RateLimitSamples => ({
  url: 'https://site.test/',
  method: 'GET',
  documented: null,
  samples: answers.map((answer, place) => ({ at: place * 2100, answer })),
});
