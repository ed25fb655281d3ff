import type { RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { HeaderList } from '../../../src/codec/http/fields.ts';
import { webCorsDerivation } from '../../../src/derive/web/cors.ts';
import { webCorsAnswers, type WebCorsAnswers } from '../../../src/evidence/kinds/web/answers.ts';
import type { WebCors } from '../../../src/evidence/kinds/web/cors.ts';
import {
  absent,
  present,
  unavailable,
  type Observation,
} from '../../../src/evidence/observation.ts';
import type { WebSettings } from '../../../src/probe/probe.ts';
import { webCorsAnswersProbe } from '../../../src/probe/web/cors.ts';
import { factFrom, hop } from '../../support/hops.ts';
import { observeSite, testSite } from '../../support/site.ts';

const derive = (observation: Observation<WebCorsAnswers>): Observation<WebCors> =>
  factFrom(webCorsDerivation, [{ kind: webCorsAnswers, observation }]);

/** What is found out of a server. */
async function judge(serve: RequestListener, web: Partial<WebSettings> = {}): Promise<WebCors> {
  const fact = derive(await observeSite(webCorsAnswersProbe, await testSite(serve), { web }));
  if (fact.status !== 'present') throw new Error(JSON.stringify(fact));
  return fact.value;
}

/** A server whose field is what `allow` makes of the origin; none where that is undefined. */
const allowing =
  (
    allow: (origin: string) => string | undefined,
    more: Readonly<Record<string, string>> = {},
  ): RequestListener =>
  (request, response) => {
    const value = allow(request.headers.origin ?? '');
    if (value !== undefined) response.setHeader('Access-Control-Allow-Origin', value);
    response.writeHead(200, more).end();
  };

const when =
  (test: (origin: string) => boolean) =>
  (origin: string): string | undefined =>
    test(origin) ? origin : undefined;

const CREDENTIALS = { 'Access-Control-Allow-Credentials': 'true' };

/** The untrusted kinds of origin that read the page; those that read it signed in end in `!`. */
const readers = ({ answers }: WebCors): string[] =>
  answers.items
    .filter(({ method, untrusted, readable }) => method === 'GET' && untrusted && readable)
    .map(({ as, withCredentials }) => (withCredentials ? `${as}!` : as))
    .sort();

const ALL = ['downgrade', 'encoded', 'foreign', 'null', 'prefix', 'subdomain', 'suffix'];

describe('servers', () => {
  test.each<[string, RequestListener, Partial<WebCors>, string[]]>([
    ['says nothing', allowing(() => undefined), { dynamic: false, varies: null, open: false }, []],
    ['is open to all', allowing(() => '*'), { dynamic: false, varies: null, open: true }, ALL],
    [
      'reflects with credentials',
      allowing((origin) => origin, CREDENTIALS),
      { dynamic: true, varies: false, open: false },
      ALL.map((as) => `${as}!`),
    ],
    [
      'reflects and varies',
      allowing((origin) => origin, { Vary: 'Accept-Encoding, Origin' }),
      { dynamic: true, varies: true },
      ALL,
    ],
    // After such an answer ZAP's rule 40040 asks no further origin.
    [
      'names one origin whoever asks',
      allowing(() => 'https://app.example', CREDENTIALS),
      { dynamic: false, varies: null, open: false },
      [],
    ],
    [
      'names itself whoever asks',
      allowing(() => 'https://site.test'),
      { dynamic: false, varies: null },
      [],
    ],
    [
      'lists what it allows',
      allowing(when((origin) => ['https://site.test', 'https://app.test'].includes(origin))),
      { dynamic: true, varies: false },
      [],
    ],
    [
      'takes whatever begins with its name',
      allowing(when((origin) => origin.startsWith('https://site.test'))),
      { dynamic: true },
      ['encoded', 'prefix'],
    ],
    [
      'takes whatever ends in its name',
      allowing(when((origin) => origin.endsWith('site.test'))),
      { dynamic: true },
      ['downgrade', 'subdomain', 'suffix'],
    ],
    [
      'forgets that a dot stands for anything',
      allowing(when((origin) => /^https:\/\/(.+.)?site.test$/.test(origin))),
      { dynamic: true },
      ['subdomain', 'suffix'],
    ],
    [
      'takes subdomains over either scheme',
      allowing(when((origin) => /^https?:\/\/([\w-]+\.)?site\.test$/.test(origin))),
      { dynamic: true },
      ['downgrade', 'subdomain'],
    ],
    [
      'takes null',
      allowing(
        when((origin) => origin === 'null'),
        CREDENTIALS,
      ),
      { dynamic: true },
      ['null!'],
    ],
    ['says null to all', allowing(() => 'null', CREDENTIALS), { dynamic: false }, ['null!']],
  ])('one that %s', async (_, serve, expected, reading) => {
    const fact = await judge(serve);
    expect(fact).toMatchObject({ ...expected, answers: { complete: true } });
    expect(readers(fact)).toEqual(reading);
  });

  test('that answers preflights with an error lets nobody through them', async () => {
    const fact = await judge((request, response) => {
      response.writeHead(request.method === 'OPTIONS' ? 405 : 404, {
        'Access-Control-Allow-Origin': request.headers.origin ?? '',
        'Access-Control-Allow-Methods': 'get, put',
      });
      response.end();
    });
    expect(readers(fact)).toEqual(ALL);
    const preflights = fact.answers.items.filter(({ method }) => method === 'OPTIONS');
    expect(preflights).toHaveLength(8);
    expect(preflights.every(({ readable }) => !readable)).toBe(true);
    expect(preflights[0]).toMatchObject({
      methods: ['GET', 'PUT'],
      allowOrigin: 'https://site.test',
    });
  });

  test('that forgets Vary on one answer of those that follow the origin', async () => {
    const fact = await judge((request, response) => {
      const { origin = '' } = request.headers;
      response.setHeader('Access-Control-Allow-Origin', origin);
      if (!origin.startsWith('http://')) response.setHeader('Vary', 'Origin');
      response.end();
    });
    expect(fact.varies).toBe(false);
  });

  test('that follows the origin in preflights alone needs no Vary', async () => {
    const fact = await judge((request, response) => {
      if (request.method === 'OPTIONS') {
        response.setHeader('Access-Control-Allow-Origin', request.headers.origin ?? '');
      }
      response.end();
    });
    expect(fact).toMatchObject({ dynamic: true, varies: null });
  });

  test('whose API reflects where the page does not', async () => {
    const fact = await judge(
      (request, response) => {
        if (request.url === '/api') {
          response.setHeader('Access-Control-Allow-Origin', request.headers.origin ?? '*');
        }
        response.writeHead(request.url === '/api' ? 401 : 200).end();
      },
      { paths: [{ host: null, path: '/api', access: 'token' }] },
    );
    expect(readers(fact)).toEqual(['foreign', 'null', 'subdomain']);
  });

  test('that answers declared origins: these are trusted', async () => {
    const fact = await judge(
      allowing(when((origin) => origin === 'http://site.test' || origin === 'https://app.test')),
      { origins: ['https://app.test', 'http://site.test'] },
    );
    expect(fact.answers.items.find(({ as }) => as === 'allowed')).toMatchObject({
      origin: 'https://app.test',
      readable: true,
      untrusted: false,
    });
    expect(readers(fact)).toEqual([]);
  });

  const failing =
    (fails: (origin: string) => boolean, reflects = false): RequestListener =>
    (request, response) => {
      const { origin = '' } = request.headers;
      if (fails(origin)) response.statusCode = 500;
      if (reflects || !fails(origin)) response.setHeader('Access-Control-Allow-Origin', origin);
      response.end();
    };
  const isStranger = (origin: string): boolean => origin !== 'https://site.test';

  // The examples of the `cors` package for Express pass an error on for such origins.
  test('that fails for each stranger, and not for itself, has answered them', async () => {
    const fact = await judge(failing(isStranger));
    expect(fact.answers).toMatchObject({ complete: true });
    expect(fact.answers.items).toHaveLength(16);
    expect(readers(fact)).toEqual([]);
    expect(readers(await judge(failing(isStranger, true)))).toEqual(ALL);
  });

  test.each<[string, (origin: string) => boolean]>([
    ['for all', () => true],
    ['for one', (origin) => origin.includes('%60')],
    ['for some', (origin) => isStranger(origin) && origin !== 'null'],
  ])('that fails %s leaves these undecided', async (_, fails) => {
    const observed = await observeSite(webCorsAnswersProbe, await testSite(failing(fails)));
    const fact = derive(observed);
    if (fact.status === 'present') expect(fact.value.answers.complete).toBe(false);
    else expect(fact).toMatchObject({ problem: { code: 'blocked' } });
  });

  test('whose firewall blocks odd origins leaves these undecided', async () => {
    const fact = await judge((request, response) => {
      const { origin = '' } = request.headers;
      if (origin.includes('%60')) response.writeHead(403, { Server: 'cloudflare' });
      else response.setHeader('Access-Control-Allow-Origin', 'https://site.test');
      response.end();
    });
    expect(fact.answers).toMatchObject({ complete: false, because: { code: 'blocked' } });
    expect(fact.answers.items).toHaveLength(14);
    expect(fact).toMatchObject({ dynamic: null, varies: null });
  });
});

const answer = (
  as: WebCorsAnswers['answers'][number]['as'],
  origin: string,
  headers: HeaderList,
): WebCorsAnswers['answers'][number] => ({
  ...{ url: 'https://site.test/', method: 'GET', as, origin },
  answer: { is: 'response', hop: hop('https://site.test/', 200, headers) },
});

test('has each field as browsers read it', () => {
  const foreign = 'https://x.com';
  const fact = derive(
    present({
      answers: [
        answer('own', 'https://site.test', [['Access-Control-Allow-Origin', 'https://site.test']]),
        answer('foreign', foreign, [
          ['access-control-allow-origin', `${foreign}, ${'x'.repeat(300)}`],
          ['Access-Control-Allow-Methods', 'GET'],
        ]),
      ],
    }),
  );
  expect(fact).toMatchObject({
    value: {
      answers: {
        items: [
          { as: 'own', untrusted: false, readable: true, broken: false, methods: [] },
          {
            as: 'foreign',
            untrusted: true,
            allowOrigin: `${foreign}, ${'x'.repeat(184)}…`,
            readable: false,
            broken: true,
            methods: ['GET'],
          },
        ],
      },
      dynamic: true,
    },
  });
});

test('where nothing was answered nothing is known', () => {
  const problem = { code: 'timeout', detail: 'x' } as const;
  const failed = {
    ...answer('own', 'https://site.test', []),
    answer: { is: 'problem', problem } as const,
  };
  expect(derive(present({ answers: [failed] }))).toEqual(unavailable(problem));
  expect(derive(present({ answers: [] }))).toMatchObject({ problem: { code: 'not-requested' } });
  expect(derive(unavailable(problem))).toEqual(unavailable(problem));
  expect(derive(absent('x'))).toEqual(absent('x'));
});
