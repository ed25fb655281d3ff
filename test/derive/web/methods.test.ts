import { expect, test } from 'vitest';
import type { HeaderList } from '../../../src/codec/http/fields.ts';
import { webMethodsDerivation } from '../../../src/derive/web/methods.ts';
import {
  webMethodAnswers,
  type WebMethodAnswers,
} from '../../../src/evidence/kinds/web/answers.ts';
import { webResponses, type Answer, type Hop } from '../../../src/evidence/kinds/web/response.ts';
import { complete } from '../../../src/evidence/listing.ts';
import {
  absent,
  present,
  unavailable,
  type Observation,
} from '../../../src/evidence/observation.ts';
import { CLOSED, factFrom, hop } from '../../support/hops.ts';

const SECURE = 'https://site.test/';
const silent = { code: 'timeout', detail: 'no answer' } as const;
const answer = (status: number, headers: HeaderList = []): Answer => ({
  is: 'response',
  hop: hop(SECURE, status, headers),
});
const FAILED: Answer = { is: 'problem', problem: silent };
const REFUSED = answer(405);

function seen(part: Partial<WebMethodAnswers>, page: Hop = hop(SECURE)): Observation {
  const answers = {
    trace: { answer: REFUSED, echoed: false },
    options: REFUSED,
    unknown: REFUSED,
    ...part,
  };
  return factFrom(webMethodsDerivation, [
    { kind: webMethodAnswers, observation: present(answers) },
    { kind: webResponses, observation: present({ https: complete([page]), http: CLOSED }) },
  ]);
}

const CLOUDFLARE = [['Server', 'cloudflare']] as const;
const CHALLENGE = [['cf-mitigated', 'challenge']] as const;

test.each<[Answer, boolean | null, string | null]>([
  [answer(200), true, 'echoed'],
  [answer(200), false, 'answered'],
  [answer(204), false, 'answered'],
  [answer(200), null, null],
  [answer(405), false, 'refused'],
  [answer(405), true, 'refused'],
  [answer(501), false, 'refused'],
  [answer(403), false, 'refused'],
  [answer(400), false, 'refused'],
  [answer(301), false, 'refused'],
  [answer(403, CLOUDFLARE), false, 'refused'],
  [answer(405, CLOUDFLARE), false, 'refused'],
  [answer(403, CHALLENGE), false, null],
  [answer(405, [['x-amzn-waf-action', 'captcha']]), false, null],
  [answer(429), false, null],
  [answer(500), false, null],
  [answer(503), false, null],
  [FAILED, null, null],
])('TRACE: %j with echo %s is %s', (trace, echoed, expected) => {
  expect(seen({ trace: { answer: trace, echoed } })).toMatchObject({ value: { trace: expected } });
});

test.each<[Answer, boolean | null]>([
  [answer(200), true],
  [answer(204), true],
  [answer(302), false],
  [answer(400), false],
  [answer(405), false],
  [answer(501), false],
  [answer(403, CLOUDFLARE), false],
  [answer(403, CHALLENGE), null],
  [answer(200, CHALLENGE), null],
  [answer(503), null],
  [FAILED, null],
])('an unknown method: %j is answered: %s', (unknown, expected) => {
  expect(seen({ unknown })).toMatchObject({ value: { unknownAnswered: expected } });
});

test.each<[HeaderList, string[], string[]]>([
  [[], [], []],
  [[['Allow', '']], [], []],
  [[['Allow', 'GET, HEAD, OPTIONS']], ['GET', 'HEAD', 'OPTIONS'], []],
  [[['allow', 'get,post,, put']], ['GET', 'POST', 'PUT'], ['PUT']],
  [
    [
      ['Allow', 'GET'],
      ['Allow', 'DELETE'],
    ],
    ['DELETE', 'GET'],
    ['DELETE'],
  ],
  [[['Access-Control-Allow-Methods', 'PATCH, GET']], ['GET', 'PATCH'], ['PATCH']],
  [[['Access-Control-Allow-Methods', '*']], ['*'], ['*']],
  [
    [
      ['Allow', 'GET'],
      ['Access-Control-Allow-Methods', 'GET'],
    ],
    ['GET'],
    [],
  ],
  [
    [['Allow', 'PROPFIND, LOCK, TRACE, TRACK, CONNECT']],
    ['CONNECT', 'LOCK', 'PROPFIND', 'TRACE', 'TRACK'],
    ['CONNECT', 'LOCK', 'PROPFIND', 'TRACE', 'TRACK'],
  ],
  [
    [['Allow', '"GET", <script>, G\tET, VERSION-CONTROL']],
    ['VERSION-CONTROL'],
    ['VERSION-CONTROL'],
  ],
])('OPTIONS with %j allows %j, of which %j change something', (headers, allowed, risky) => {
  expect(seen({ options: answer(200, headers) })).toMatchObject({ value: { allowed, risky } });
  expect(seen({ options: answer(405, headers) })).toMatchObject({ value: { allowed, risky } });
});

test('what OPTIONS allows is not known where it was blocked or failed', () => {
  for (const options of [FAILED, answer(503), answer(403, CHALLENGE)]) {
    expect(seen({ options })).toMatchObject({ value: { allowed: null, risky: null } });
  }
});

test('where the page itself is a challenge, a refusal says nothing', () => {
  const page = hop(SECURE, 403, CHALLENGE);
  expect(seen({}, page)).toMatchObject({ status: 'unavailable', problem: { code: 'blocked' } });
});

test('what was not looked at is no fact', () => {
  for (const observation of [absent('leads elsewhere'), unavailable(silent)]) {
    const responses = present({ https: complete([hop(SECURE)]), http: CLOSED });
    expect(
      factFrom(webMethodsDerivation, [
        { kind: webMethodAnswers, observation },
        { kind: webResponses, observation: responses },
      ]),
    ).toEqual(observation);
  }
});
