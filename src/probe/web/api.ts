import { saysDenied } from '../../codec/http/denial.ts';
import { showsTrace } from '../../codec/http/stack-trace.ts';
import { webApiAnswers, type WebApiAnswers } from '../../evidence/kinds/web/answers.ts';
import { webResponses } from '../../evidence/kinds/web/response.ts';
import { absent, present, type Observation } from '../../evidence/observation.ts';
import type { Probe, ProbeContext, WebSettings } from '../probe.ts';
import { asker } from './ask.ts';
import { answerTelling } from './body.ts';
import { fromOwnPage } from './own-page.ts';

type DeclaredPath = WebSettings['paths'][number];

/** More would not be one site any more. */
const MOST_PATHS = 5;
const BODY_LIMIT = 64 * 1024;

/**
 * Asks with GET for the declared paths that are not for everybody, and shows no token. A path that
 * was declared for the host is asked for though its front page leads elsewhere; one that was
 * declared for every site belongs to those that have a page.
 */
export const webApiAnswersProbe: Probe<WebApiAnswers> = {
  kind: webApiAnswers,
  intensity: 'passive',
  needs: [webResponses],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'web',
  observe(context) {
    const { hostname } = new URL(context.target.uri);
    const closed = context.settings.web.paths.filter(({ access }) => access !== 'public');
    const own = closed.filter(({ host }) => host === hostname);
    const common = closed.filter(({ host }) => host === null);
    if (common.length === 0) return answersOf(own, context);
    return own.length > 0
      ? answersOf([...own, ...common], context)
      : fromOwnPage(context, () => answersOf(common, context));
  },
};

async function answersOf(
  paths: readonly DeclaredPath[],
  context: ProbeContext,
): Promise<Observation<WebApiAnswers>> {
  if (paths.length === 0) return absent('no path was declared that is not for everybody');
  const ask = asker(context);
  const answers = paths.map(async ({ path, access }, index) => {
    const url = new URL(path, context.target.uri);
    if (index >= MOST_PATHS) return unasked(url, access);
    const asked = ask(url, { anonymous: true, bodyLimit: BODY_LIMIT });
    const { answer, told } = await answerTelling(url, asked, ({ text }) => ({
      trace: showsTrace(text),
      denied: saysDenied(text),
    }));
    const shown = answer.is === 'response' ? answer.hop.url : `${url.origin}${url.pathname}`;
    return { url: shown, access, answer, trace: told?.trace ?? null, denied: told?.denied ?? null };
  });
  return present({ answers: await Promise.all(answers) });
}

const unasked = (
  { origin, pathname }: URL,
  access: DeclaredPath['access'],
): WebApiAnswers['answers'][number] => ({
  url: `${origin}${pathname}`,
  access,
  answer: {
    is: 'problem',
    problem: { code: 'limit', detail: `no more than ${MOST_PATHS} paths are asked for` },
  },
  trace: null,
  denied: null,
});
