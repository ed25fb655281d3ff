import { expect, test } from 'vitest';
import type { HeaderList } from '../../../src/codec/http/fields.ts';
import { webHostDerivation } from '../../../src/derive/web/host.ts';
import { webHostAnswers, type WebHostAnswers } from '../../../src/evidence/kinds/web/answers.ts';
import { webResponses, type Hop, type Page } from '../../../src/evidence/kinds/web/response.ts';
import { complete } from '../../../src/evidence/listing.ts';
import { present, type Observation } from '../../../src/evidence/observation.ts';
import { CLOSED, factFrom, hop } from '../../support/hops.ts';
import { loginForm, script } from '../../support/page-parts.ts';
import { pageWith } from '../../support/pages.ts';

const SECURE = 'https://site.test/';
const NAME = 'assay-0123456789abcdef.invalid';
const silent = { code: 'timeout', detail: 'no answer' } as const;

type HostAnswer = WebHostAnswers['answers'][number];

function seen(answers: readonly HostAnswer[], own: Hop = hop(SECURE)): Observation {
  return factFrom(webHostDerivation, [
    { kind: webHostAnswers, observation: present({ answers: [...answers] }) },
    { kind: webResponses, observation: present({ https: complete([own]), http: CLOSED }) },
  ]);
}

interface Given {
  readonly by?: HostAnswer['by'];
  readonly status?: number;
  readonly headers?: HeaderList;
  readonly page?: Partial<Page>;
  readonly inBody?: boolean | null;
  readonly truncated?: boolean;
}

const answered = (given: Given): HostAnswer => {
  const { by = 'Host', status = 200, headers = [], inBody = false, truncated = false } = given;
  const one = {
    ...hop(SECURE, status, headers),
    page: given.page === undefined ? null : pageWith(given.page),
    body: { bytes: 100, truncated, sha256: '' },
  };
  return { by, name: NAME, answer: { is: 'response', hop: one }, inBody };
};

test.each<[Given, string[], boolean]>([
  [{}, [], false],
  [{ inBody: true }, ['body'], false],
  [{ status: 301, headers: [['Location', `https://${NAME}/`]] }, ['Location'], true],
  [
    { status: 301, headers: [['Location', `https://ASSAY-0123456789ABCDEF.INVALID:443/x`]] },
    ['Location'],
    true,
  ],
  [
    { status: 302, headers: [['Location', `/login?return=https%3A%2F%2F${NAME}`]] },
    ['Location'],
    true,
  ],
  [{ status: 301, headers: [['Location', 'https://site.test/']] }, [], false],
  [{ headers: [['Link', `<https://${NAME}/a.css>; rel=preload`]] }, ['Link'], true],
  [{ headers: [['Refresh', `0; url=https://${NAME}/`]] }, ['Refresh'], true],
  [{ headers: [['Set-Cookie', `a=[1 characters]; Domain=${NAME}`]] }, ['Set-Cookie'], false],
  [{ headers: [['X-Debug', NAME]] }, [], false],
  [{ inBody: true, page: { canonical: `https://${NAME}/` } }, ['canonical'], true],
  [{ inBody: true, page: { canonical: SECURE } }, ['body'], false],
  [{ inBody: true, page: { resources: [script(`https://${NAME}/a.js`)] } }, ['resource'], true],
  [{ inBody: true, page: { forms: [loginForm(`https://${NAME}/login`)] } }, ['form'], true],
  [
    {
      inBody: true,
      page: { httpEquiv: [{ name: 'refresh', content: `0;url=//${NAME}/`, inHead: true }] },
    },
    ['Refresh'],
    true,
  ],
  [{ by: 'X-Forwarded-Host', headers: [['Location', `https://${NAME}/`]] }, ['Location'], true],
  [{ status: 400 }, [], false],
  [{ status: 404, inBody: true }, ['body'], false],
  [{ status: 421 }, [], false],
  [
    {
      status: 403,
      headers: [['Server', 'cloudflare']],
      page: { title: 'Direct IP access not allowed' },
    },
    [],
    false,
  ],
])('%j: the name is at %j, followed: %s', (given, reflected, followed) => {
  const { by = 'Host', status = 200 } = given;
  expect(seen([answered(given)])).toEqual(
    present({ answers: complete([{ by, status, reflected, followed }]) }),
  );
});

test.each<[string, HostAnswer]>([
  [
    'a failure',
    { by: 'Host', name: NAME, inBody: null, answer: { is: 'problem', problem: silent } },
  ],
  ['an error of the server', answered({ status: 503 })],
  ['a challenge', answered({ status: 403, headers: [['cf-mitigated', 'challenge']] })],
  [
    'a refusal of X-Forwarded-Host by the edge',
    answered({ by: 'X-Forwarded-Host', status: 403, headers: [['Server', 'cloudflare']] }),
  ],
])('%s leaves the list incomplete', (_, answer) => {
  expect(seen([answered({}), answer])).toMatchObject({
    value: { answers: { items: [{ status: 200 }], complete: false } },
  });
});

test.each<[string, Given]>([
  ['a body that was cut', { inBody: null, truncated: true }],
  ['a body of an unknown coding', { inBody: null }],
  [
    'a page that was cut behind the place where the name is',
    { inBody: true, truncated: true, page: { complete: false } },
  ],
])('%s leaves the list incomplete, unless the name was found where it is followed', (_, given) => {
  expect(seen([answered(given)])).toMatchObject({
    value: {
      answers: { items: [{ followed: false }], complete: false, because: { code: 'limit' } },
    },
  });
  const found = answered({ ...given, headers: [['Location', `https://${NAME}/`]] });
  expect(seen([found])).toMatchObject({ value: { answers: { complete: true } } });
});

test('where the page itself is a challenge, nothing is known', () => {
  const own = hop(SECURE, 403, [['cf-mitigated', 'challenge']]);
  expect(seen([answered({ status: 403 })], own)).toMatchObject({
    status: 'unavailable',
    problem: { code: 'blocked' },
  });
});
