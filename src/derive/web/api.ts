import { challengeOf } from '../../codec/http/challenge.ts';
import { fieldLines } from '../../codec/http/fields.ts';
import { mediaTypeOf } from '../../codec/http/media-type.ts';
import { webApiAnswers, type WebApiAnswers } from '../../evidence/kinds/web/answers.ts';
import { webSamples, type Hop, type Page } from '../../evidence/kinds/web/response.ts';
import { webApi, type WebApi } from '../../evidence/kinds/web/surface.ts';
import { present } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { blockOf } from './block.ts';
import { missingIn } from './missing.ts';
import { listingFrom } from './seen.ts';

type Item = WebApi['paths']['items'][number];

/**
 * What declared paths give to one who shows no token. Certain where the API answers 401, or gives
 * data in JSON. A page of HTML is no data: the login page of a personal path refuses, and an
 * application that is one page for every path says nothing of what its API would.
 */
export const webApiDerivation: Derivation<WebApi> = {
  kind: webApi,
  from: [webApiAnswers, webSamples],
  derive: (context) =>
    fromPresent(context.get(webApiAnswers), ({ answers }) => {
      const missing = missingIn(context.get(webSamples));
      const read = answers.map((answer) => readAnswer(answer, missing));
      return present({
        paths: listingFrom(
          read.flatMap((one) => ('item' in one ? one.item : [])),
          read.flatMap((one) => ('problem' in one ? one.problem : [])),
        ),
      });
    }),
};

function readAnswer(
  given: WebApiAnswers['answers'][number],
  missing: Hop | null,
): { item: Item } | { problem: Problem } {
  const { url, access, answer, trace } = given;
  if (answer.is === 'problem') return { problem: answer.problem };
  const { hop } = answer;
  const block = blockOf(hop);
  // Many an API lets a request without a token run into an error, which is its own word.
  const failed = hop.status >= 500 && challengeOf(hop) === null;
  if (block !== null && !failed) return { problem: block };
  const is =
    BY_STATUS.get(hop.status) ?? (isSuccess(hop) ? readSuccess(given, hop, missing) : other(hop));
  const challenge = fieldLines(hop.headers, 'WWW-Authenticate').length > 0;
  return {
    item: {
      url,
      access,
      status: hop.status,
      is,
      challenge: hop.status === 401 && challenge,
      trace,
    },
  };
}

const BY_STATUS: ReadonlyMap<number, Item['is']> = new Map([
  ...[401, 403, 407].map((status) => [status, 'refused'] as const),
  ...[404, 405, 410].map((status) => [status, 'missing'] as const),
  ...[301, 302, 303, 307, 308].map((status) => [status, 'redirected'] as const),
  [304, 'answered'],
]);

const isSuccess = ({ status }: Hop): boolean => status >= 200 && status < 300;
const other = ({ status }: Hop): Item['is'] => (status >= 500 ? 'error' : 'other');

function readSuccess(
  { access, denied }: WebApiAnswers['answers'][number],
  { headers, page, body }: Hop,
  missing: Hop | null,
): Item['is'] {
  if (denied === true) return 'other';
  if (body.bytes > 0 && body.sha256 === missing?.body.sha256) return null;
  if (!PAGE_TYPES.includes(mediaTypeOf(headers) ?? '')) return 'answered';
  if (access === 'token' || page === null) return null;
  if (page.forms.some(({ password }) => password)) return 'refused';
  // A form may follow where a page was cut.
  return page.complete && !isShell(page, missing) ? 'answered' : null;
}

/** The page that an application has for every path, whatever its nonce is this time. */
function isShell(page: Page, missing: Hop | null): boolean {
  if (missing?.page == null || !isSuccess(missing)) return false;
  const other = missing.page;
  const urls = ({ resources }: Page): string => resources.map(({ url }) => url).join(' ');
  return page.title === other.title && urls(page) !== '' && urls(page) === urls(other);
}

const PAGE_TYPES = ['text/html', 'application/xhtml+xml'];
