import { expect, test } from 'vitest';
import type { HeaderList } from '../../../src/codec/http/fields.ts';
import { webExposureDerivation } from '../../../src/derive/web/exposure.ts';
import {
  webExposureAnswers,
  type WebExposureAnswers,
} from '../../../src/evidence/kinds/web/answers.ts';
import {
  webSamples,
  type Answer,
  type WebSamples,
} from '../../../src/evidence/kinds/web/response.ts';
import {
  absent,
  present,
  unavailable,
  type Observation,
} from '../../../src/evidence/observation.ts';
import { factFrom, hop } from '../../support/hops.ts';

const URL_ASKED = 'https://site.test/.git/HEAD';
const silent = { code: 'timeout', detail: 'no answer' } as const;

type Path = WebExposureAnswers['paths'][number];

const answer = (status: number, sha256 = 'a', headers: HeaderList = []): Answer => ({
  is: 'response',
  hop: { ...hop(URL_ASKED, status, headers), body: { bytes: 21, truncated: false, sha256 } },
});
const path = (given: Answer, matches: boolean | null = true): Path => ({
  what: 'git',
  url: URL_ASKED,
  answer: given,
  matches,
});

const missing = (given: Answer): Observation<WebSamples> =>
  present({
    page: 'https://site.test/',
    samples: [{ what: 'missing', url: 'https://site.test/x', access: null, answer: given }],
    echoed: null,
    sessionCookies: [],
  });

const seen = (
  paths: readonly Path[],
  samples: Observation<WebSamples> = missing(answer(404, 'b')),
): Observation =>
  factFrom(webExposureDerivation, [
    { kind: webExposureAnswers, observation: present({ paths: [...paths] }) },
    { kind: webSamples, observation: samples },
  ]);

test('a file that is given is exposed, with length and digest alone', () => {
  expect(seen([path(answer(200))])).toEqual(
    present({
      paths: {
        items: [
          {
            ...{ url: URL_ASKED, what: 'git', group: 'version-control', exposed: true },
            ...{ status: 200, bytes: 21, sha256: 'a' },
          },
        ],
        complete: true,
      },
    }),
  );
});

test.each<[number, boolean, boolean]>([
  [200, true, true],
  [206, true, true],
  [200, false, false],
  [206, false, false],
  [403, true, false],
  [401, true, false],
  [404, true, false],
  [301, true, false],
  [204, false, false],
  [416, false, false],
])('status %d that matches: %s is exposed: %s', (status, matches, exposed) => {
  expect(seen([path(answer(status), matches)])).toMatchObject({
    value: { paths: { items: [{ exposed, status }], complete: true } },
  });
});

test('what any path gets is no such file', () => {
  const same = missing(answer(200, 'a'));
  expect(seen([path(answer(200, 'a'))], same)).toMatchObject({
    value: { paths: { items: [{ exposed: false }] } },
  });
});

test('what missing paths get need not be known', () => {
  const failed = missing({ is: 'problem', problem: silent });
  for (const samples of [absent('x'), unavailable(silent), failed]) {
    expect(seen([path(answer(200))], samples)).toMatchObject({
      value: { paths: { items: [{ exposed: true }], complete: true } },
    });
  }
});

test.each<[string, Path]>([
  ['a failure', path({ is: 'problem', problem: silent }, null)],
  ['a challenge', path(answer(403, 'a', [['cf-mitigated', 'challenge']]))],
  ['a refusal that may be about us', path(answer(403, 'a', [['Server', 'cloudflare']]))],
  ['a rate limit', path(answer(429))],
  ['an error of the server', path(answer(500))],
  ['a body that could not be read', path(answer(200), null)],
])('%s leaves the list incomplete, with what was found', (_, unseen) => {
  expect(seen([unseen, path(answer(200))])).toMatchObject({
    value: { paths: { items: [{ exposed: true }], complete: false } },
  });
});
