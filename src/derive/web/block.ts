import { fieldLines } from '../../codec/http/fields.ts';
import { mediaTypeOf } from '../../codec/http/media-type.ts';
import type { Hop, Page } from '../../evidence/kinds/web/response.ts';
import type { Problem } from '../../evidence/problem.ts';
import { CHALLENGES, type Challenge } from './challenges.ts';

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
  hop.status >= 400 &&
  hop.status < 500 &&
  hop.status !== 429 &&
  CHALLENGES.every((one) => one.final === true || partsShown(one, hop) === null);

/** What shows that an answer is a challenge or block page; null where nothing does. */
export function challengeOf(hop: Hop): string | null {
  for (const challenge of CHALLENGES) {
    const shown = partsShown(challenge, hop);
    if (shown !== null) return [`status ${hop.status}`, ...shown].join(' and ').slice(0, 200);
  }
  return null;
}

/** The parts of a challenge in the words of the answer; null where one of them is missing. */
function partsShown(challenge: Challenge, hop: Hop): string[] | null {
  const { field, title, resource } = challenge;
  if (!mayBe(challenge, hop)) return null;
  const { page } = hop;
  const shown = [
    field && fieldShown(field, hop),
    title && page && titleShown(title, page),
    resource && page && resourceShown(resource, page),
  ];
  if (shown.includes(null)) return null;
  return shown.filter((part) => typeof part === 'string');
}

function mayBe({ statuses, bare, shared }: Challenge, hop: Hop): boolean {
  if (statuses !== undefined && !statuses.includes(hop.status)) return false;
  if (bare === true && (hop.page === null || !isBare(hop.page))) return false;
  return !(shared === true && isOwn(hop));
}

function fieldShown(
  { name, value }: NonNullable<Challenge['field']>,
  { headers }: Hop,
): string | null {
  const line = fieldLines(headers, name).find((one) => value.test(one));
  return line === undefined ? null : `${name}: ${line}`;
}

function titleShown(pattern: RegExp, { title }: Page): string | null {
  const text = title?.trim() ?? '';
  return pattern.test(text) ? `the title "${text}"` : null;
}

function resourceShown(
  { url, use }: NonNullable<Challenge['resource']>,
  { resources }: Page,
): string | null {
  const found = resources.find(
    (one) => one.url !== null && url.test(one.url) && (use ?? one.use) === one.use,
  );
  return found === undefined ? null : `${found.by} ${found.url ?? ''}`;
}

/** Of a page that was cut, nobody knows what else it has. */
const isBare = ({ complete, forms, links, resources }: Page): boolean =>
  complete && forms.length === 0 && links.length === 0 && resources.length <= 3;

/** Block pages may have any title, but they are pages. */
const isOwn = ({ headers }: Hop): boolean => /\bjson$/.test(mediaTypeOf(headers) ?? '');
