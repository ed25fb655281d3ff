import { challengeOf, isTest } from '../../codec/http/challenge.ts';
import type { Hop } from '../../evidence/kinds/web/response.ts';
import type { Problem } from '../../evidence/problem.ts';

/**
 * Why an answer is not the site's own word: an error of the server, a rate limit, a challenge or
 * block page (as `403` with `Server: cloudflare`). Null where it is. Confidence: certain for the
 * status and for fields that name a challenge; a 403 behind such a service may be the site's own,
 * which is then left undecided unless it is JSON.
 */
export function blockOf(hop: Hop): Problem | null {
  const { url, status } = hop;
  const challenge = challengeOf(hop);
  if (challenge !== null) {
    const detail = `${url} answered with ${challenge}, which looks like a challenge or block page`;
    return { code: 'blocked', detail };
  }
  if (status < 500 && status !== 429) return null;
  return { code: 'blocked', detail: `${url} answered with status ${status}` };
}

/**
 * A refusal by 4xx, of the site or of a service in front of it, that is no test of who asks and no
 * rate limit: where the page itself is given, it is the word on what was asked for.
 */
export const isRefusal = (hop: Hop): boolean =>
  hop.status >= 400 && hop.status < 500 && hop.status !== 429 && !isTest(hop);
