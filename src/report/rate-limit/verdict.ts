import type { RateLimitEnforced } from '../../evidence/kinds/rate-limit/enforced.ts';
import type { RateLimitSequence } from '../../evidence/kinds/rate-limit/sequence.ts';
import type { Target } from '../../evidence/target.ts';
import { noted, verdictsOn, type Seen } from '../known.ts';
import { plainPart, type Part, type Verdict } from '../part.ts';
import type { Tone } from '../tone.ts';
import { VERDICT_TONES } from './words.ts';

/** The verdict on a limit; where nothing was sent to find out, why, and how to have it tested. */
export function verdictPart(
  target: Target,
  enforced: Seen<RateLimitEnforced>,
  sequence: Seen<RateLimitSequence>,
): Part {
  const said = verdictsOn(enforced, noted, (value) => [
    { tone: toneOf(value), text: value.sentence },
  ]);
  if (said.length === 0 || sequence?.status === 'present') return plainPart('Verdict', said);
  return plainPart('Verdict', [...said, ...untested(sequence), ...howTo(target)]);
}

/** A limit that is stricter than documented harms nobody but those who rely on it. */
const toneOf = ({ verdict, compared }: RateLimitEnforced): Tone =>
  compared === 'looser' ? 'bad' : VERDICT_TONES[verdict];

const untested = (sequence: Seen<RateLimitSequence>): readonly Verdict[] =>
  sequence?.status === 'unavailable' ? noted(`nothing was sent: ${sequence.problem.detail}`) : [];

const howTo = ({ host }: Target): readonly Verdict[] =>
  noted(
    `to have it tested: --intensity active, and in assay.yaml authorisation: { by: NAME, ` +
      `scope: [${host.includes(':') ? `"[${host}]"` : host}], until: YYYY-MM-DD }; ` +
      `--dry-run prints what would be sent`,
  );
