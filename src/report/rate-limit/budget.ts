import type { Detectable } from '../../evidence/kinds/rate-limit/detectable.ts';
import type { RateLimitEnforced } from '../../evidence/kinds/rate-limit/enforced.ts';
import type { RateLimitSequence } from '../../evidence/kinds/rate-limit/sequence.ts';
import { noted } from '../known.ts';
import { plainPart, type Part, type Verdict } from '../part.ts';
import { counted, timeText } from '../words.ts';
import { numberText, secondsText } from './words.ts';

/** What the requests could see, where they met no limit: one beyond it was not looked for. */
export function sightPart(
  sequence: RateLimitSequence | null,
  enforced: RateLimitEnforced | null,
): Part {
  const seen =
    enforced?.enforced === true
      ? null
      : (enforced?.detectable ?? sequence?.plan.detectable ?? null);
  return plainPart('In sight', seen === null ? [] : noted(sightText(seen)));
}

/** Limits that a burst would have met, in a sentence. */
export function sightText({ requests, perSecond, window, buckets }: Detectable): string {
  const [first, ...others] = buckets;
  const limits = [
    ...(window.requests > 0
      ? [`up to ${window.requests} in a window of ${secondsText(window.leastSeconds)} or longer`]
      : []),
    ...(first === undefined
      ? []
      : [
          `a bucket of up to ${first.size} with ${numberText(first.perSecond)} more a second` +
            others.map((one) => `, ${one.size} with ${numberText(one.perSecond)}`).join(''),
        ]),
  ];
  const burst = `${counted(requests, 'request')}, ${numberText(perSecond)} a second,`;
  return limits.length === 0
    ? `${burst} can meet no limit`
    : `${burst} meet a limit of ${limits.join('; or ')}. One beyond may not be seen.`;
}

/** On whose word what was sent, how much of what was planned, and why no more. */
export function testPart(sequence: RateLimitSequence | null): Part {
  if (sequence === null) return plainPart('Test', []);
  const { authorisation, auditId, requests, plan, stopped } = sequence;
  const until = /T/.test(authorisation.until) ? timeText(authorisation.until) : authorisation.until;
  return plainPart('Test', [
    ...noted(`${sequence.method} ${sequence.url}`),
    ...noted(`authorised by ${authorisation.by} until ${until}; X-Audit-Id ${auditId}`),
    ...noted(
      `${requests.length} of at most ${plan.budget} requests, up to ` +
        `${numberText(plan.perSecond)} a second over ${counted(plan.connections, 'connection')}`,
    ),
    stopped.because === 'done'
      ? { tone: 'quiet', text: `ended: ${stopped.detail}` }
      : { tone: 'open', text: `stopped: ${stopped.detail}` },
    afterwards(sequence),
    ...plan.left.flatMap((sentence) => noted(sentence)),
  ]);
}

function afterwards({ asBefore }: RateLimitSequence): Verdict {
  if (asBefore === null) {
    return { tone: 'open', text: 'not known whether it answers as before' };
  }
  return asBefore
    ? { tone: 'good', text: 'answers as before, at the end' }
    : { tone: 'bad', text: 'does not answer as before, at the end' };
}
