import {
  readCors,
  readPreflight,
  variesByOrigin,
  type CorsReading,
} from '../../codec/http/cors.ts';
import { webCorsAnswers, type WebCorsAnswers } from '../../evidence/kinds/web/answers.ts';
import { webCors, type WebCors } from '../../evidence/kinds/web/cors.ts';
import type { Hop } from '../../evidence/kinds/web/response.ts';
import { present, unavailable, type Observation } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { listingFrom, seenIn } from './seen.ts';
import { shortText } from './short-text.ts';

type Asked = WebCorsAnswers['answers'][number];

/** An answer that is the site's own word. */
interface Given extends Asked {
  readonly hop: Hop;
  readonly reading: CorsReading;
}

/**
 * What scripts of other origins may read. A block page in answer to an odd origin leaves that one
 * undecided. An error or a redirect counts: browsers look at the same fields there.
 */
export const webCorsDerivation: Derivation<WebCors> = {
  kind: webCors,
  from: [webCorsAnswers],
  derive: (context) => fromPresent(context.get(webCorsAnswers), corsOf),
};

function corsOf({ answers }: WebCorsAnswers): Observation<WebCors> {
  const given: Given[] = [];
  const problems: Problem[] = [];
  for (const asked of answers) {
    const seen = refusesStrangers(asked, answers)
      ? { hop: asked.answer.hop }
      : seenIn(asked.answer);
    if ('hop' in seen) given.push({ ...asked, hop: seen.hop, reading: readingOf(asked, seen.hop) });
    else problems.push(seen.problem);
  }
  if (given.length === 0) {
    return unavailable(problems[0] ?? { code: 'not-requested', detail: 'no origin was asked for' });
  }
  const trusted = answers.filter(({ as }) => ['own', 'allowed'].includes(as));
  const origins = new Set(trusted.map(({ origin }) => origin));
  const following = given.filter((one) => follows(one, given));
  // Answers to OPTIONS are not cached (RFC 9110, section 9.3.7).
  const cached = following.filter(({ method }) => method === 'GET');
  return present({
    answers: listingFrom(
      given.map((one) => itemOf(one, !origins.has(one.origin))),
      problems,
    ),
    dynamic: following.length > 0 || (problems.length > 0 ? null : false),
    varies: cached.length === 0 ? null : cached.every(({ hop }) => variesByOrigin(hop.headers)),
    open: given.some(({ method, reading }) => method === 'GET' && reading.allowOrigin === '*'),
  });
}

/**
 * A program may answer with 500 to each origin that it does not like, as Express does: its own word
 * where the site's own origin gets another answer at the same place, and no stranger does.
 */
function refusesStrangers(
  asked: Asked,
  all: readonly Asked[],
): asked is Asked & { readonly answer: Extract<Asked['answer'], { is: 'response' }> } {
  const statusOf = ({ answer }: Asked): number | null =>
    answer.is === 'response' ? answer.hop.status : null;
  const same = all.filter(({ url, method }) => url === asked.url && method === asked.method);
  const own = same.filter(({ as }) => as === 'own').map(statusOf);
  const strangers = same.filter(({ as }) => as !== 'own' && as !== 'allowed').map(statusOf);
  return (
    statusOf(asked) === 500 &&
    strangers.length > 1 &&
    strangers.every((status) => status === 500) &&
    own.some((status) => status !== null && status < 500 && status !== 429)
  );
}

const readingOf = ({ method, origin }: Asked, { status, headers }: Hop): CorsReading =>
  method === 'OPTIONS' ? readPreflight(status, headers, origin) : readCors(headers, origin);

/** The answer names the origin that was asked for, and another origin gets another answer. */
const follows = ({ url, method, origin, reading }: Given, all: readonly Given[]): boolean =>
  reading.allowOrigin === origin &&
  all.some(
    (other) => other.url === url && other.method === method && other.reading.allowOrigin !== origin,
  );

const itemOf = (
  { url, method, as, origin, reading }: Given,
  untrusted: boolean,
): WebCors['answers']['items'][number] => ({
  ...{ url, method, as, origin, untrusted },
  allowOrigin: shortText(reading.allowOrigin ?? 'none'),
  readable: reading.readable,
  withCredentials: reading.withCredentials,
  broken: reading.broken,
  methods: [...reading.methods],
});
