import { EXPOSED_FILES } from '../../codec/http/exposed-files.ts';
import { webExposureAnswers, type WebExposureAnswers } from '../../evidence/kinds/web/answers.ts';
import { webSamples, type Hop } from '../../evidence/kinds/web/response.ts';
import { webExposure, type WebExposure } from '../../evidence/kinds/web/surface.ts';
import { present } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { missingIn } from './missing.ts';
import { listingFrom, seenIn } from './seen.ts';

/**
 * Which files that are not for the public a site gives to anybody. Certain for what is found: 200,
 * with the beginning that only such a file has, as `ref: refs/heads/main` for `/.git/HEAD`.
 */
export const webExposureDerivation: Derivation<WebExposure> = {
  kind: webExposure,
  from: [webExposureAnswers, webSamples],
  derive: (context) =>
    fromPresent(context.get(webExposureAnswers), ({ paths }) => {
      const missing = missingIn(context.get(webSamples));
      const read = paths.map((path) => readPath(path, missing));
      return present({
        paths: listingFrom(
          read.flatMap((one) => ('item' in one ? one.item : [])),
          read.flatMap((one) => ('problem' in one ? one.problem : [])),
        ),
      });
    }),
};

type Item = WebExposure['paths']['items'][number];

function readPath(
  { what, url, answer, matches }: WebExposureAnswers['paths'][number],
  missing: Hop | null,
): { item: Item } | { problem: Problem } {
  const seen = seenIn(answer);
  if ('problem' in seen) return seen;
  const { status, body } = seen.hop;
  const given = GIVEN.includes(status);
  if (given && matches === null) {
    return { problem: { code: 'unsupported', detail: `the body of ${url} could not be read` } };
  }
  return {
    item: {
      url,
      what,
      group: EXPOSED_FILES.find((file) => file.what === what)?.group ?? 'documentation',
      exposed: given && matches === true && body.sha256 !== missing?.body.sha256,
      status,
      bytes: body.bytes,
      sha256: body.sha256,
    },
  };
}

/** A part was asked for, which servers may ignore. */
const GIVEN = [200, 206];
