import type { Hop, WebSamples } from '../../evidence/kinds/web/response.ts';
import type { Observation } from '../../evidence/observation.ts';

/** What the site says of a path that cannot exist; null where that was not seen. */
export function missingIn(samples: Observation<WebSamples>): Hop | null {
  if (samples.status !== 'present') return null;
  const missing = samples.value.samples.find(({ what }) => what === 'missing');
  return missing?.answer.is === 'response' ? missing.answer.hop : null;
}
