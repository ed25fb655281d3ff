import { webObservatoryDerivation } from '../../src/derive/web/observatory.ts';
import { webCorsAnswers } from '../../src/evidence/kinds/web/answers.ts';
import type { WebObservatory } from '../../src/evidence/kinds/web/observatory.ts';
import { webResponses } from '../../src/evidence/kinds/web/response.ts';
import { present, type Observation } from '../../src/evidence/observation.ts';
import { factFrom } from './hops.ts';
import { corsAnswersOf, responsesOf, type Answer, type Row } from './observatory-rows.ts';

/** The fact derived from a row. */
const observatoryOf = (row: Row): Observation<WebObservatory> =>
  factFrom(
    webObservatoryDerivation,
    [
      { kind: webResponses, observation: present(responsesOf(row)) },
      { kind: webCorsAnswers, observation: present(corsAnswersOf(row)) },
    ],
    { host: row.host, uri: `https://${row.host}/`, id: `https://${row.host}/` },
  );

/** What we say of a row, in the form of the answers of the Observatory. */
export function answerOf(row: Row, algorithm: number): Answer | null {
  const fact = observatoryOf(row);
  if (fact.status !== 'present') return null;
  const opinion = fact.value.opinions.find((one) => one.algorithm === algorithm);
  if (opinion === undefined) return null;
  const { score, letter, tests } = opinion;
  return {
    score,
    letter,
    results: Object.fromEntries(
      tests.map(({ test, result, pass }) => [test, `${result}${pass ? ', passed' : ''}`]),
    ),
  };
}
