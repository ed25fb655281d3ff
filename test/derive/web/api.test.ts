import { expect, test } from 'vitest';
import type { HeaderList } from '../../../src/codec/http/fields.ts';
import { webApiDerivation } from '../../../src/derive/web/api.ts';
import { webApiAnswers, type WebApiAnswers } from '../../../src/evidence/kinds/web/answers.ts';
import {
  webSamples,
  type Page,
  type WebSamples,
} from '../../../src/evidence/kinds/web/response.ts';
import { absent, present, type Observation } from '../../../src/evidence/observation.ts';
import { factFrom, hop } from '../../support/hops.ts';
import { loginForm, script } from '../../support/page-parts.ts';
import { pageWith } from '../../support/pages.ts';

const URL_ASKED = 'https://site.test/v1/me';
const JSON_TYPE = [['Content-Type', 'application/json']] as const;
const HTML_TYPE = [['Content-Type', 'text/html; charset=utf-8']] as const;
const silent = { code: 'timeout', detail: 'no answer' } as const;

type ApiAnswer = WebApiAnswers['answers'][number];

interface Given {
  readonly access?: ApiAnswer['access'];
  readonly status?: number;
  readonly headers?: HeaderList;
  readonly page?: Partial<Page>;
  readonly denied?: boolean;
  readonly sha256?: string;
}

const answered = (given: Given): ApiAnswer => {
  const { access = 'token', status = 200, headers = JSON_TYPE, denied = false } = given;
  const one = {
    ...hop(URL_ASKED, status, headers),
    page: given.page === undefined ? null : pageWith(given.page),
    body: { bytes: 10, truncated: false, sha256: given.sha256 ?? 'a' },
  };
  return { url: URL_ASKED, access, answer: { is: 'response', hop: one }, trace: false, denied };
};

/** What a site says of a path that cannot exist: its one page. */
const SHELL: Observation<WebSamples> = present({
  page: 'https://site.test/',
  samples: [
    {
      ...{ what: 'missing', url: 'https://site.test/x', access: null },
      answer: {
        is: 'response',
        hop: {
          ...hop('https://site.test/x'),
          body: { bytes: 10, truncated: false, sha256: 'shell' },
        },
      },
    },
  ],
  echoed: null,
  sessionCookies: [],
});

const seen = (
  answers: readonly ApiAnswer[],
  samples: Observation<WebSamples> = SHELL,
): Observation =>
  factFrom(webApiDerivation, [
    { kind: webApiAnswers, observation: present({ answers: [...answers] }) },
    { kind: webSamples, observation: samples },
  ]);

test.each<[Given, string | null]>([
  [{ status: 401 }, 'refused'],
  [{ status: 403 }, 'refused'],
  [{ status: 407 }, 'refused'],
  [{ status: 403, headers: [['Server', 'cloudflare'], ...JSON_TYPE] }, 'refused'],
  [{ status: 200 }, 'answered'],
  [{ status: 204, headers: [] }, 'answered'],
  [{ status: 304 }, 'answered'],
  [{ status: 200, headers: [['Content-Type', 'text/csv']] }, 'answered'],
  [{ status: 200, headers: [] }, 'answered'],
  [{ status: 301 }, 'redirected'],
  [{ status: 307 }, 'redirected'],
  [{ status: 404 }, 'missing'],
  [{ status: 405 }, 'missing'],
  [{ status: 410 }, 'missing'],
  [{ status: 500 }, 'error'],
  [{ status: 503 }, 'error'],
  [{ status: 400 }, 'other'],
  [{ status: 422 }, 'other'],
  [{ denied: true }, 'other'],
  [{ sha256: 'shell' }, null],
  [{ access: 'personal', sha256: 'shell' }, null],
  [{ headers: HTML_TYPE, page: {} }, null],
  [{ headers: HTML_TYPE, page: { forms: [loginForm(URL_ASKED)] } }, null],
  [{ access: 'personal', headers: HTML_TYPE, page: { forms: [loginForm(URL_ASKED)] } }, 'refused'],
  [{ access: 'personal', headers: HTML_TYPE, page: { title: 'Hello Ada' } }, 'answered'],
  [{ access: 'personal', headers: HTML_TYPE, page: { complete: false } }, null],
  [{ access: 'personal', headers: HTML_TYPE }, null],
  [{ access: 'personal' }, 'answered'],
])('%j is %s', (given, is) => {
  expect(seen([answered(given)])).toMatchObject({
    value: { paths: { items: [{ is, status: given.status ?? 200 }], complete: true } },
  });
});

test('a challenge comes with 401 alone', () => {
  const headers = [['WWW-Authenticate', 'Bearer realm="api"']] as const;
  const challenges = [
    answered({ status: 401, headers }),
    answered({ status: 401 }),
    answered({ status: 403, headers }),
  ];
  expect(seen(challenges)).toMatchObject({
    value: { paths: { items: [{ challenge: true }, { challenge: false }, { challenge: false }] } },
  });
});

test.each<[string, ApiAnswer]>([
  ['a failure', { ...answered({}), answer: { is: 'problem', problem: silent } }],
  ['a challenge', answered({ status: 403, headers: [['cf-mitigated', 'challenge']] })],
  ['a challenge with 200', answered({ headers: [['x-amzn-waf-action', 'challenge']] })],
  [
    'a challenge with 503',
    answered({ status: 503, headers: HTML_TYPE, page: { title: 'Just a moment...' } }),
  ],
  ['a rate limit', answered({ status: 429 })],
  [
    'a refusal of the edge in HTML',
    answered({ status: 403, headers: [['Server', 'cloudflare'], ...HTML_TYPE] }),
  ],
])('%s leaves the list incomplete', (_, answer) => {
  expect(seen([answer, answered({ status: 401 })])).toMatchObject({
    value: { paths: { items: [{ is: 'refused' }], complete: false } },
  });
});

test('a page that any path gets tells nothing, whatever its nonce is', () => {
  const shell = { title: 'Shop', resources: [script('https://site.test/app.js')] };
  const given = (title: string): ApiAnswer =>
    answered({ access: 'personal', headers: HTML_TYPE, page: { ...shell, title } });
  const samples = (status: number): Observation<WebSamples> =>
    present({
      ...{ page: 'https://site.test/', echoed: null, sessionCookies: [] },
      samples: [
        {
          ...{ what: 'missing', url: 'https://site.test/x', access: null },
          answer: {
            is: 'response',
            hop: {
              ...hop('https://site.test/x', status, HTML_TYPE),
              ...{ page: pageWith(shell), body: { bytes: 10, truncated: false, sha256: 'other' } },
            },
          },
        },
      ],
    });
  const isOf = (title: string, status: number): unknown => seen([given(title)], samples(status));
  expect(isOf('Shop', 200)).toMatchObject({ value: { paths: { items: [{ is: null }] } } });
  expect(isOf('Ada', 200)).toMatchObject({ value: { paths: { items: [{ is: 'answered' }] } } });
  expect(isOf('Shop', 404)).toMatchObject({ value: { paths: { items: [{ is: 'answered' }] } } });
});

test('without the samples, data is data', () => {
  expect(seen([answered({ sha256: 'shell' })], absent('x'))).toMatchObject({
    value: { paths: { items: [{ is: 'answered' }] } },
  });
});
