import { webHostAnswers, type WebHostAnswers } from '../../evidence/kinds/web/answers.ts';
import { webResponses } from '../../evidence/kinds/web/response.ts';
import { present } from '../../evidence/observation.ts';
import type { Probe } from '../probe.ts';
import { asker } from './ask.ts';
import { answerTelling, contains } from './body.ts';
import { fromOwnPage } from './own-page.ts';
import { withoutRandom } from './random.ts';

const FIELDS = ['Host', 'X-Forwarded-Host'] as const;

/**
 * Asks for the page under a name that nobody has (RFC 6761, section 6.4): once in place of the
 * site's own, and once as a proxy would pass it on. TLS is spoken with the site's own name.
 */
export const webHostAnswersProbe: Probe<WebHostAnswers> = {
  kind: webHostAnswers,
  intensity: 'standard',
  needs: [webResponses],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'web',
  observe: (context) =>
    fromOwnPage(context, async ({ url }) => {
      const ask = asker(context);
      const random = Buffer.from(context.net.random('host name', 8)).toString('hex');
      const name = `assay-${random}.invalid`;
      const answers = FIELDS.map(async (by) => {
        const asked = ask(url, { anonymous: true, headers: { [by]: name } });
        const { answer, told } = await answerTelling(url, asked, (body) => contains(body, name));
        return { by, name, answer, inBody: told };
      });
      const value = { answers: await Promise.all(answers) };
      return present(withoutRandom(webHostAnswers, value, [random]));
    }),
};
