import { parseHttpDate } from '../../codec/http/http-date.ts';
import { cacheControlOf } from '../../codec/http/cache-control.ts';
import { fieldLines, fieldList, type HeaderList } from '../../codec/http/fields.ts';
import { mediaTypeOf } from '../../codec/http/media-type.ts';
import { readLimitFields, type LimitFields } from '../../codec/http/rate-limit/read.ts';
import { retryAfterSeconds } from '../../codec/http/rate-limit/retry-after.ts';
import { dateOf } from '../../codec/http/rate-limit/time.ts';
import type { RateLimitAnnounced } from '../../evidence/kinds/rate-limit/announced.ts';
import type { LimitAnswer } from '../../evidence/kinds/rate-limit/samples.ts';
import { shortText } from '../web/short-text.ts';

export type Response = Extract<LimitAnswer, { is: 'response' }>;

/** What an answer that refuses says, beside one that admits. */
export function refusalIn(
  { status, fields, details }: Response,
  usual: Response | null,
): NonNullable<RateLimitAnnounced['refusal']> {
  const [retryAfter = null] = fieldLines(fields, 'Retry-After');
  return {
    status,
    retryAfter: retryAfter === null ? null : shortText(retryAfter),
    retryAfterSeconds: retryAfterSeconds(fields),
    retryAfterTooSoon: tooSoon(retryAfterSeconds(fields), readLimitFields(fields, null)),
    cacheable: fromCache(fields) || mayBeCached(fields),
    mediaType: mediaTypeOf(fields),
    usualMediaType: usual && mediaTypeOf(usual.fields),
    problemType: details?.type ?? null,
  };
}

/** Times in whole seconds may differ by the rounding of both. */
const ROUNDING_SECONDS = 1;

/**
 * Before the end of what is used up (draft-ietf-httpapi-ratelimit-headers-11, section 6; of the same
 * time in older drafts). No standard says what X-RateLimit-Reset means beside Retry-After.
 */
function tooSoon(retryAfter: number | null, { families, state }: LimitFields): boolean | null {
  const standard = families.some((one) => ['ietf', 'draft-7', 'draft-6'].includes(one));
  const ends = state.flatMap(({ remaining, resetSeconds }) =>
    remaining === 0 && resetSeconds !== null ? [resetSeconds] : [],
  );
  if (retryAfter === null || !standard || ends.length === 0) return null;
  return retryAfter + ROUNDING_SECONDS < Math.max(...ends);
}

/**
 * A shared cache may serve it again without asking: by a lifetime of its own (RFC 9111, section 4.2.1),
 * or as `public` alone, for which caches choose one (section 4.2.2). No status of a refusal is kept by
 * default (RFC 9110, section 15.1). With an argument, `private` and `no-cache` are about fields.
 */
function mayBeCached(fields: HeaderList): boolean {
  const { noStore, directives } = cacheControlOf(fields);
  if (noStore || directives.includes('private') || directives.includes('no-cache')) return false;
  const lifetime = ['s-maxage=', 'max-age=']
    .map((start) => directives.find((one) => one.startsWith(start))?.slice(start.length))
    .find((one) => one !== undefined);
  // What is no number of seconds is stale at once.
  if (lifetime !== undefined) return /^\d+$/.test(lifetime) && Number(lifetime) > 0;
  const [expires] = fieldLines(fields, 'Expires');
  if (expires === undefined) return directives.includes('public');
  const [end, date] = [parseHttpDate(expires), dateOf(fields)];
  return end !== null && date !== null && end > date;
}

/** Values by which caches say that they had the answer. */
const HITS: readonly { readonly field: string; readonly value: RegExp }[] = [
  { field: 'X-Cache', value: /(?:^|[^a-z])(?:refresh)?hit(?:$|[^a-z])/i },
  { field: 'CF-Cache-Status', value: /^(?:hit|stale|updating|revalidated)$/i },
  // RFC 9211, section 2.1.
  { field: 'Cache-Status', value: /;[ \t]*hit[ \t]*(?:$|;|=[ \t]*\?1)/i },
];

/** Whether an answer comes from a cache (RFC 9111, section 5.1, and what caches say of themselves). */
export function fromCache(fields: HeaderList): boolean {
  const [age = ''] = fieldLines(fields, 'Age');
  if (/^\d+$/.test(age) && Number(age) > 0) return true;
  return HITS.some(({ field, value }) =>
    (fieldList(fields, field) ?? []).some((one) => value.test(one)),
  );
}
