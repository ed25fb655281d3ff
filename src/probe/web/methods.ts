import { webMethodAnswers, type WebMethodAnswers } from '../../evidence/kinds/web/answers.ts';
import { webResponses } from '../../evidence/kinds/web/response.ts';
import { present } from '../../evidence/observation.ts';
import type { Probe } from '../probe.ts';
import { answerOf, asker } from './ask.ts';
import { answerTelling, contains } from './body.ts';
import { fromOwnPage } from './own-page.ts';

/**
 * Asks for the page with TRACE, OPTIONS and a method that nobody has registered. Methods that change
 * something are never sent; what the site says of them stands in `Allow`.
 */
export const webMethodAnswersProbe: Probe<WebMethodAnswers> = {
  kind: webMethodAnswers,
  intensity: 'standard',
  needs: [webResponses],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'web',
  observe: (context) =>
    fromOwnPage(context, async ({ url }) => {
      const ask = asker(context);
      const random = Buffer.from(context.net.random('marker', 8)).toString('hex');
      // Nothing of the user's is sent: TRACE gives it back.
      const asking = { anonymous: true, bodyLimit: 16 * 1024 };
      const traced = ask(url, { ...asking, method: 'TRACE', headers: { 'X-Assay': random } });
      const unknown = ask(url, { ...asking, method: `ASSAY${random.toUpperCase()}` });
      const [trace, optionsAnswer, unknownAnswer] = await Promise.all([
        answerTelling(url, traced, (body) => contains(body, random)),
        answerOf(url, ask(url, { ...asking, method: 'OPTIONS' })),
        answerOf(url, unknown),
      ]);
      return present({
        trace: { answer: trace.answer, echoed: trace.told },
        options: optionsAnswer,
        unknown: unknownAnswer,
      });
    }),
};
