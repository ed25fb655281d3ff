import type { HtmlPage } from '../html/page.ts';
import { CHALLENGES, type Challenge } from './challenges.ts';
import { fieldLines, type HeaderList } from './fields.ts';
import { mediaTypeOf } from './media-type.ts';

/** What of a page tells a challenge. */
type AnsweredPage = Pick<HtmlPage, 'title' | 'complete'> & {
  readonly forms: readonly unknown[];
  readonly links: readonly unknown[];
  readonly resources: readonly Pick<HtmlPage['resources'][number], 'use' | 'by' | 'url'>[];
};

/** An answer that may be a challenge; the page is null where the body is not HTML. */
export interface ChallengeAnswer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly page: AnsweredPage | null;
}

/** What shows that an answer is a challenge or block page; null where nothing does. */
export function challengeOf(answer: ChallengeAnswer): string | null {
  for (const challenge of CHALLENGES) {
    const shown = partsShown(challenge, answer);
    if (shown !== null) return [`status ${answer.status}`, ...shown].join(' and ').slice(0, 200);
  }
  return null;
}

/** A test of who asks, which a browser might pass; not the last word of a service in front. */
export const isTest = (answer: ChallengeAnswer): boolean =>
  CHALLENGES.some((one) => one.final !== true && partsShown(one, answer) !== null);

/** The parts of a challenge in the words of the answer; null where one of them is missing. */
function partsShown(challenge: Challenge, answer: ChallengeAnswer): string[] | null {
  const { field, title, resource } = challenge;
  if (!mayBe(challenge, answer)) return null;
  const { page } = answer;
  const shown = [
    field && fieldShown(field, answer),
    title && page && titleShown(title, page),
    resource && page && resourceShown(resource, page),
  ];
  if (shown.includes(null)) return null;
  return shown.filter((part) => typeof part === 'string');
}

function mayBe({ statuses, bare, shared }: Challenge, answer: ChallengeAnswer): boolean {
  if (statuses !== undefined && !statuses.includes(answer.status)) return false;
  if (bare === true && (answer.page === null || !isBare(answer.page))) return false;
  return !(shared === true && isOwn(answer));
}

function fieldShown(
  { name, value }: NonNullable<Challenge['field']>,
  { headers }: ChallengeAnswer,
): string | null {
  const line = fieldLines(headers, name).find((one) => value.test(one));
  return line === undefined ? null : `${name}: ${line}`;
}

function titleShown(pattern: RegExp, { title }: AnsweredPage): string | null {
  const text = title?.trim() ?? '';
  return pattern.test(text) ? `the title "${text}"` : null;
}

function resourceShown(
  { url, use }: NonNullable<Challenge['resource']>,
  { resources }: AnsweredPage,
): string | null {
  const found = resources.find(
    (one) => one.url !== null && url.test(one.url) && (use ?? one.use) === one.use,
  );
  return found === undefined ? null : `${found.by} ${found.url ?? ''}`;
}

/** Of a page that was cut, nobody knows what else it has. */
const isBare = ({ complete, forms, links, resources }: AnsweredPage): boolean =>
  complete && forms.length === 0 && links.length === 0 && resources.length <= 3;

/** Block pages may have any title, but they are pages. */
const isOwn = ({ headers }: ChallengeAnswer): boolean => /\bjson$/.test(mediaTypeOf(headers) ?? '');
