import { webCorsAnswers, type WebCorsAnswers } from '../../evidence/kinds/web/answers.ts';
import { webObservatory, type WebObservatory } from '../../evidence/kinds/web/observatory.ts';
import { webResponses, type Hop, type WebResponses } from '../../evidence/kinds/web/response.ts';
import type { Listing } from '../../evidence/listing.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import { fromPresent, type Derivation, type DeriveContext } from '../derivation.ts';
import { blockOf } from './block.ts';
import { gapIn } from './landing.ts';
import { ALGORITHMS } from './observatory/algorithms.ts';
import { policiesIn } from './observatory/csp.ts';
import { opinionOf } from './observatory/opinion.ts';
import { readAsPage } from './observatory/scripts.ts';
import type { Sight } from './observatory/sight.ts';

/**
 * What the MDN HTTP Observatory would say, by its own rules with their mistakes, as for a host
 * that is not on its list of preloaded ones and whose certificates are good. It follows redirects
 * to any host, and judges where they end. Unavailable where it would see more than we did.
 */
export const webObservatoryDerivation: Derivation<WebObservatory> = {
  kind: webObservatory,
  from: [webResponses, webCorsAnswers],
  derive: (context) =>
    fromPresent(context.get(webResponses), (responses) => judge(responses, context)),
};

function judge(responses: WebResponses, context: DeriveContext): Observation<WebObservatory> {
  const { https, http } = responses;
  const walk = https.items.length > 0 || !https.complete ? https : http;
  const page = walk.items.at(-1);
  const gap = gapIn(walk) ?? (isOtherOrigin(http) ? null : gapIn(http)) ?? blockIn([https, http]);
  if (gap !== null) return unavailable(gap);
  if (page === undefined) return absent('it takes a site that refuses connections for down');
  const { url, status } = page;
  if (isRefused(status)) return absent(`it gives no grade: ${url} answered with status ${status}`);
  if ([https, http].some(isDeadEnd)) {
    return unavailable({ code: 'unsupported', detail: `${url} redirects to no web address` });
  }
  if (isUnread(page)) {
    return unavailable({ code: 'malformed', detail: `the body of ${url} could not be read` });
  }
  const sight: Sight = {
    host: context.target.host,
    walk: walk.items,
    page,
    https: https.items.at(-1) ?? null,
    http: http.items.length > 0 ? http.items : null,
    preflight: preflightIn(context),
  };
  if (ALGORITHMS.some((algorithm) => isTooLong(policiesIn(sight, algorithm)))) {
    return unavailable({ code: 'limit', detail: `${url} sends too many policies to be merged` });
  }
  return present({
    opinions: ALGORITHMS.map((algorithm) => opinionOf(sight, algorithm)),
    without: WITHOUT.filter(([, holds]) => holds({ sight, responses, context })).map(
      ([what]) => what,
    ),
  });
}

/** What decides whether something that it looks at was not seen. */
interface Looked {
  readonly sight: Sight;
  readonly responses: WebResponses;
  readonly context: DeriveContext;
}

const WITHOUT: readonly (readonly [what: string, holds: (looked: Looked) => boolean])[] = [
  ['its list of preloaded hosts', () => true],
  ['whether certificates are good', ({ sight }) => sight.https !== null],
  [
    'the cookies that it keeps from one response to the next',
    ({ sight: { walk } }) =>
      walk.slice(0, -1).some(({ headers }) => headers.some(([name]) => /^set-cookie$/i.test(name))),
  ],
  ['the end of the page, which was cut', ({ sight }) => sight.page.page?.complete === false],
  [
    'plain http, which it would ask for on the same port',
    ({ responses }) => isOtherOrigin(responses.http),
  ],
  ['the answer to a request from another origin', ({ sight }) => sight.preflight === null],
];

/** A target on a port of its own was not asked for over plain http. */
const isOtherOrigin = ({ items, because }: Listing<Hop>): boolean =>
  items.length === 0 && because?.code === 'not-requested';

function blockIn(walks: readonly Listing<Hop>[]): Problem | null {
  const ends = walks.map(({ items }) => items.at(-1)).filter((hop) => hop !== undefined);
  return ends.map(blockOf).find((block) => block !== null) ?? null;
}

/** It grades error pages for 401 and 403 alone. */
const isRefused = (status: number): boolean =>
  status < 200 || (status >= 400 && ![401, 403].includes(status));

/** A redirect without an address leads it to one that we did not ask for. */
function isDeadEnd({ items }: Listing<Hop>): boolean {
  return [301, 302, 303, 307, 308].includes(items.at(-1)?.status ?? 0);
}

/** A body that it would look for scripts in, and that we could not read. */
const isUnread = (page: Hop): boolean =>
  page.page === null &&
  page.body.bytes > 0 &&
  ALGORITHMS.some((algorithm) => readAsPage(page, algorithm));

/** Each policy is compared with all before it. */
const MOST_POLICIES = 64;
const LONGEST_POLICIES = 65_536;

const isTooLong = (policies: readonly string[]): boolean =>
  policies.length > MOST_POLICIES || policies.join('').length > LONGEST_POLICIES;

/** The answer to OPTIONS with an origin that nobody knows, as it asks. */
function preflightIn(context: DeriveContext): Sight['preflight'] {
  const answers: Observation<WebCorsAnswers> = context.get(webCorsAnswers);
  if (answers.status !== 'present') return null;
  for (const { as, method, origin, answer } of answers.value.answers) {
    if (as !== 'foreign' || method !== 'OPTIONS' || answer.is !== 'response') continue;
    return blockOf(answer.hop) === null ? { origin, hop: answer.hop } : null;
  }
  return null;
}
