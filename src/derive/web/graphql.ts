import { webGraphqlAnswers, type WebGraphqlAnswers } from '../../evidence/kinds/web/answers.ts';
import { webGraphql, type WebGraphql } from '../../evidence/kinds/web/surface.ts';
import { absent, present } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { listingFrom, seenIn } from './seen.ts';

type Item = WebGraphql['endpoints']['items'][number];

/**
 * What GraphQL endpoints tell a stranger of their schema. Certain where the names of types came
 * back; a declared endpoint that refuses strangers tells them nothing.
 */
export const webGraphqlDerivation: Derivation<WebGraphql> = {
  kind: webGraphql,
  from: [webGraphqlAnswers],
  derive: (context) =>
    fromPresent(context.get(webGraphqlAnswers), ({ endpoints }) => {
      const read = endpoints.map(readEndpoint);
      const items = read.flatMap(({ item }) => item ?? []);
      const problems = read.flatMap(({ problem }) => problem ?? []);
      return items.length === 0 && problems.length === 0
        ? absent('no GraphQL endpoint answers')
        : present({ endpoints: listingFrom(items, problems) });
    }),
};

function readEndpoint({
  url,
  declared,
  answer,
  graphql,
  introspection,
  suggestions,
}: WebGraphqlAnswers['endpoints'][number]): { item?: Item; problem?: Problem } {
  // Servers answer a query that they will not run with 400 or 500 and GraphQL errors.
  if (graphql === true) return { item: { url, introspection, suggestions } };
  const seen = seenIn(answer);
  if ('problem' in seen) return { problem: seen.problem };
  if (graphql === null) {
    return { problem: { code: 'unsupported', detail: `the body of ${url} could not be read` } };
  }
  // A path is declared for every site, and need not be on each.
  if (!declared || [404, 410].includes(seen.hop.status)) return {};
  // 400, 405 or 415 may be for how it was asked, and is no refusal of strangers.
  const refused = [401, 403, 407].includes(seen.hop.status);
  return {
    item: { url, introspection: refused ? false : null, suggestions: refused ? false : null },
  };
}
