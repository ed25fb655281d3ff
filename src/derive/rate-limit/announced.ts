import { quoted } from '../../codec/http/fault.ts';
import { announcesLimits } from '../../codec/http/rate-limit/names.ts';
import { readLimitFields, type LimitFields } from '../../codec/http/rate-limit/read.ts';
import {
  rateLimitAnnounced,
  type FieldFault,
  type RateLimitAnnounced,
} from '../../evidence/kinds/rate-limit/announced.ts';
import {
  rateLimitSamples,
  type DocumentedLimit,
  type RateLimitSamples,
} from '../../evidence/kinds/rate-limit/samples.ts';
import {
  rateLimitSequence,
  type RateLimitSequence,
} from '../../evidence/kinds/rate-limit/sequence.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { shortText } from '../web/short-text.ts';
import { fromCache, refusalIn, type Response } from './announced-refusal.ts';
import { aboveQuota, burstsOf, fallsBetween, withoutPolicy } from './announced-states.ts';
import { hashedKey, leaksOf } from './partition-keys.ts';

const DRAFT = 'draft-ietf-httpapi-ratelimit-headers-11';

export const rateLimitAnnouncedDerivation: Derivation<RateLimitAnnounced> = {
  kind: rateLimitAnnounced,
  from: [rateLimitSamples, rateLimitSequence],
  derive: (context) => {
    const sequence = context.get(rateLimitSequence);
    return fromPresent(context.get(rateLimitSamples), (samples) =>
      announcedIn(samples, sequence.status === 'present' ? sequence.value : null),
    );
  },
};

/** Answers of both, and which of them refuses. */
interface Seen {
  readonly samples: readonly { readonly at: number; readonly response: Response }[];
  readonly refused: Response | null;
  readonly usual: Response | null;
}

function announcedIn(
  samples: RateLimitSamples,
  sequence: RateLimitSequence | null,
): Observation<RateLimitAnnounced> {
  const seen = seenIn(samples, sequence);
  const { refused } = seen;
  const [first] = seen.samples;
  const speaking = [first?.response, refused].filter(
    (one) => one != null && announcesLimits(one.fields),
  );
  if (speaking.length === 0 && refused === null) return nothingIn(samples);
  const readings = [...new Set([first?.response, refused])]
    .filter((one) => one != null)
    .map(({ fields }) => readLimitFields(fields, null));
  return present(factOf(samples, seen, readings));
}

/** Why nothing is announced, or why that is not known. */
function nothingIn({ samples, url }: RateLimitSamples): Observation<never> {
  const [first] = samples;
  if (first === undefined) return absent(`nothing was asked of ${url}`);
  const { answer } = first;
  if (answer.is === 'problem') return unavailable(answer.problem);
  if (answer.challenge !== null) {
    return unavailable({ code: 'blocked', detail: `${url} answered with ${answer.challenge}` });
  }
  if (answer.status >= 500) {
    return unavailable({ code: 'blocked', detail: `${url} answered with status ${answer.status}` });
  }
  return absent(`no answer of ${url} has a field on limits`);
}

function seenIn({ samples }: RateLimitSamples, sequence: RateLimitSequence | null): Seen {
  const sampled = samples.flatMap(({ at, answer }) =>
    answer.is === 'response' ? [{ at, response: answer }] : [],
  );
  const requests = sequence?.requests ?? [];
  const answersTaken = (taken: string): Response[] =>
    requests.flatMap((one) => {
      const answer = one.taken === taken ? sequence?.answers[one.answer] : undefined;
      // What counts down is kept with each request.
      return answer?.is === 'response' ? [withFields(answer, one.fields)] : [];
    });
  const [refused] = [
    ...answersTaken('refused'),
    ...sampled.map(({ response }) => response).filter(isRefusal),
  ];
  const [usual] = [
    ...answersTaken('admitted'),
    ...sampled.map(({ response }) => response).filter(({ status }) => status < 400),
  ];
  return { samples: sampled, refused: refused ?? null, usual: usual ?? null };
}

/** An answer that came several times, with the fields on limits of one of them. */
function withFields(answer: Response, fields: Response['fields']): Response {
  const names = new Set(fields.map(([name]) => name.toLowerCase()));
  const others = answer.fields.filter(([name]) => !names.has(name.toLowerCase()));
  return { ...answer, fields: [...fields, ...others] };
}

/** Without a sequence one status alone says it (RFC 6585, section 4). */
const isRefusal = ({ status, challenge }: Response): boolean =>
  status === 429 && challenge === null;

function factOf(
  { documented }: RateLimitSamples,
  { samples, refused, usual }: Seen,
  readings: readonly LimitFields[],
): RateLimitAnnounced {
  const read = readings.find(({ policies, state }) => policies.length + state.length > 0);
  const limits = read ?? NO_LIMITS;
  const keyed = readings.flatMap(({ policies, state }) => [...policies, ...state]);
  const leaks = leaksOf(keyed);
  const [first, second] = samples;
  return {
    families: [...new Set(readings.flatMap(({ families }) => families))],
    vendor: readings.find(({ vendor }) => vendor !== null)?.vendor ?? null,
    policies: [...limits.policies],
    state: [...limits.state],
    // What is known to leak is told there.
    faults: faultsOf(readings, leaks.length > 0 ? null : (hashedKey(keyed)?.name ?? null)),
    withoutPolicy: withoutPolicy(limits),
    aboveQuota: aboveQuota(limits),
    falls:
      first === undefined || second === undefined
        ? null
        : fallsBetween(
            readLimitFields(first.response.fields, null),
            readLimitFields(second.response.fields, null),
            (second.at - first.at) / 1000,
          ),
    cached: samples.some(({ response }) => fromCache(response.fields)),
    leaks,
    bursts: burstsOf(limits),
    refusal: refused && refusalIn(refused, usual),
    documented,
    asDocumented: documented && asDocumented(documented, limits),
  };
}

const NO_LIMITS: LimitFields = { families: [], vendor: null, policies: [], state: [], faults: [] };

function faultsOf(readings: readonly LimitFields[], hashed: string | null): FieldFault[] {
  const faults: FieldFault[] = readings.flatMap((one) => one.faults);
  if (hashed !== null) {
    const sentence = `the partition key of ${quoted(hashed)} has the form of a short hash without salt, as express-rate-limit makes of addresses (${DRAFT}, section 6.1)`;
    faults.push({ field: 'RateLimit-Policy', sentence, level: 'note' });
  }
  const unique = new Map(faults.map((one) => [one.sentence, one]));
  return [...unique.values()].map((one) => ({ ...one, sentence: shortText(one.sentence) }));
}

/** Null where what is announced does not tell the window, or counts no requests. */
function asDocumented(
  { requests, windowSeconds }: DocumentedLimit,
  { policies }: LimitFields,
): boolean | null {
  const counted = policies.filter(({ unit }) => unit === 'requests');
  const alike = counted.filter(({ quota }) => quota === requests);
  if (alike.some((one) => one.windowSeconds === windowSeconds)) return true;
  return counted.length === 0 || alike.some((one) => one.windowSeconds === null) ? null : false;
}
