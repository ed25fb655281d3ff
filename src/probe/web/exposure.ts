import {
  beginsLike,
  EXPOSED_FILES,
  FIRST_BYTES,
  type ExposedFile,
} from '../../codec/http/exposed-files.ts';
import { webExposureAnswers, type WebExposureAnswers } from '../../evidence/kinds/web/answers.ts';
import { webResponses } from '../../evidence/kinds/web/response.ts';
import { present } from '../../evidence/observation.ts';
import type { Probe } from '../probe.ts';
import { asker } from './ask.ts';
import { answerTelling, type Body } from './body.ts';
import { fromOwnPage, type OwnPage } from './own-page.ts';

/**
 * Asks for files and listings that should not be served, as anybody could. Reads the beginning,
 * which shows whether it is such a file, and keeps length and digest alone.
 */
export const webExposureAnswersProbe: Probe<WebExposureAnswers> = {
  kind: webExposureAnswers,
  intensity: 'standard',
  needs: [webResponses],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'web',
  observe: (context) =>
    fromOwnPage(context, async (page) => {
      const ask = asker(context);
      const paths = EXPOSED_FILES.map(async (file) => {
        const url = new URL(file.path ?? directoryOf(page), page.url.origin);
        const asked = ask(url, {
          anonymous: true,
          bodyLimit: FIRST_BYTES,
          headers: { Range: `bytes=0-${FIRST_BYTES - 1}` },
        });
        const { answer, told } = await answerTelling(url, asked, (body) => matchOf(file, body));
        return { what: file.what, url: url.href, answer, matches: told };
      });
      return present({ paths: await Promise.all(paths) });
    }),
};

/** Null where the body was cut before its beginning was seen. */
const matchOf = (file: ExposedFile, { text, complete }: Body): boolean | null =>
  beginsLike(file, text) || (complete || text.length >= FIRST_BYTES ? false : null);

/** Where the page's first file on its own origin is; the root where it has none. */
function directoryOf({ url, hop }: OwnPage): string {
  for (const { url: text } of hop.page?.resources ?? []) {
    const resource = URL.parse(text ?? '');
    if (resource?.origin === url.origin) return new URL('.', resource).pathname;
  }
  return '/';
}
