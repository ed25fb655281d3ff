import {
  INTROSPECTION,
  MISSPELT,
  readGraphql,
  type GraphqlReply,
} from '../../codec/http/graphql.ts';
import { webGraphqlAnswers, type WebGraphqlAnswers } from '../../evidence/kinds/web/answers.ts';
import { webResponses } from '../../evidence/kinds/web/response.ts';
import { present } from '../../evidence/observation.ts';
import type { Probe } from '../probe.ts';
import { asker, type Ask } from './ask.ts';
import { answerTelling, type Told } from './body.ts';
import { fromOwnPage } from './own-page.ts';

/** Where servers have it unless they are told otherwise. */
const USUAL_PATH = '/graphql';

/** All that is sent to one site: both questions to one endpoint, or the first to each of two. */
const MOST_REQUESTS = 2;

/**
 * Asks the declared GraphQL endpoints, and else the usual path, for the names of their types, and
 * one that answers for a misspelt field. Both are queries: nothing is changed.
 */
export const webGraphqlAnswersProbe: Probe<WebGraphqlAnswers> = {
  kind: webGraphqlAnswers,
  intensity: 'standard',
  needs: [webResponses],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'web',
  observe: (context) =>
    fromOwnPage(context, async (page) => {
      const ask = asker(context);
      const declared = context.settings.web.graphql;
      const paths = declared.length > 0 ? declared : [USUAL_PATH];
      const endpoints = paths.map(async (path, index) => {
        const url = new URL(path, page.url.origin);
        if (index >= MOST_REQUESTS) return unasked(url);
        const { answer, told } = await query(url, INTROSPECTION, ask);
        const again = told?.reply != null && paths.length < MOST_REQUESTS;
        const second = again ? await query(url, MISSPELT, ask) : null;
        return {
          url: url.href,
          declared: declared.length > 0,
          answer,
          graphql: told && told.reply !== null,
          introspection: told?.reply?.introspection ?? null,
          suggestions: second?.told?.reply?.suggestions ?? null,
        };
      });
      return present({ endpoints: await Promise.all(endpoints) });
    }),
};

const unasked = (url: URL): WebGraphqlAnswers['endpoints'][number] => ({
  url: url.href,
  declared: true,
  answer: {
    is: 'problem',
    problem: { code: 'limit', detail: `no more than ${MOST_REQUESTS} endpoints are asked` },
  },
  graphql: null,
  introspection: null,
  suggestions: null,
});

const query = (
  url: URL,
  text: string,
  ask: Ask,
): Promise<Told<{ readonly reply: GraphqlReply | null }>> => {
  const asked = ask(url, {
    method: 'POST',
    anonymous: true,
    bodyLimit: 64 * 1024,
    headers: { 'Content-Type': 'application/json', Accept: ACCEPT },
    body: Buffer.from(JSON.stringify({ query: text })),
  });
  return answerTelling(url, asked, ({ bytes, complete }) => {
    const reply = readGraphql(Buffer.from(bytes).toString('utf8'));
    // The beginning of JSON that says nothing yet may be a reply.
    const isCut =
      reply === null &&
      !complete &&
      /^\s{0,20}\{/.test(Buffer.from(bytes.subarray(0, 100)).toString('latin1'));
    return isCut ? null : { reply };
  });
};

/** As clients send (GraphQL over HTTP). */
const ACCEPT = 'application/graphql-response+json, application/json;q=0.9';
