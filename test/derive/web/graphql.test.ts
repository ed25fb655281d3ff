import { expect, test } from 'vitest';
import type { HeaderList } from '../../../src/codec/http/fields.ts';
import { webGraphqlDerivation } from '../../../src/derive/web/graphql.ts';
import {
  webGraphqlAnswers,
  type WebGraphqlAnswers,
} from '../../../src/evidence/kinds/web/answers.ts';
import type { Answer } from '../../../src/evidence/kinds/web/response.ts';
import { present, type Observation } from '../../../src/evidence/observation.ts';
import { factFrom, hop } from '../../support/hops.ts';

const URL_ASKED = 'https://site.test/graphql';
const silent = { code: 'timeout', detail: 'no answer' } as const;

type Endpoint = WebGraphqlAnswers['endpoints'][number];

const answer = (status: number, headers: HeaderList = []): Answer => ({
  is: 'response',
  hop: hop(URL_ASKED, status, headers),
});
const FAILED: Answer = { is: 'problem', problem: silent };
const CHALLENGE = answer(403, [['cf-mitigated', 'challenge']]);

const seen = (...endpoints: readonly Partial<Endpoint>[]): Observation =>
  factFrom(webGraphqlDerivation, [
    {
      kind: webGraphqlAnswers,
      observation: present({
        endpoints: endpoints.map((part) => ({
          ...{ url: URL_ASKED, declared: true, answer: answer(200) },
          ...{ graphql: true, introspection: false, suggestions: null },
          ...part,
        })),
      }),
    },
  ]);

test.each<[Partial<Endpoint>, boolean | null, boolean | null]>([
  [{ introspection: true, suggestions: true }, true, true],
  [{ introspection: false, suggestions: false }, false, false],
  [{ introspection: false, suggestions: null }, false, null],
  [{ introspection: true, declared: false }, true, null],
  [{ answer: answer(400) }, false, null],
  [{ answer: answer(500), suggestions: false }, false, false],
  [{ graphql: false, introspection: null, answer: answer(401) }, false, false],
  [{ graphql: false, introspection: null, answer: answer(403) }, false, false],
  [{ graphql: false, introspection: null, answer: answer(400) }, null, null],
  [{ graphql: false, introspection: null, answer: answer(415) }, null, null],
  [{ graphql: false, introspection: null, answer: answer(200) }, null, null],
  [{ graphql: false, introspection: null, answer: answer(302) }, null, null],
])('%j tells its schema: %s, names: %s', (endpoint, introspection, suggestions) => {
  expect(seen(endpoint)).toEqual(
    present({
      endpoints: { items: [{ url: URL_ASKED, introspection, suggestions }], complete: true },
    }),
  );
});

test.each<[string, Partial<Endpoint>]>([
  ['a failure', { answer: FAILED, graphql: null }],
  ['a challenge', { answer: CHALLENGE, graphql: false }],
  ['an error of the server', { answer: answer(502), graphql: false }],
  ['a body that could not be read', { graphql: null }],
])('%s is not known, declared or not', (_, part) => {
  for (const declared of [true, false]) {
    expect(seen({ ...part, introspection: null, declared })).toMatchObject({
      value: { endpoints: { items: [], complete: false } },
    });
  }
});

test.each([404, 410])('a declared path that is not there (%i) is no endpoint', (status) => {
  const one = { graphql: false, introspection: null, answer: answer(status) };
  expect(seen(one)).toMatchObject({ status: 'absent' });
});

test('the usual path without GraphQL is no endpoint', () => {
  for (const status of [200, 302, 401, 404, 405]) {
    const guess = { declared: false, graphql: false, introspection: null, answer: answer(status) };
    expect(seen(guess)).toMatchObject({ status: 'absent' });
  }
});
