import { expect, test } from 'vitest';
import { readPage } from '../../../src/codec/html/page.ts';
import { webCompressionDerivation } from '../../../src/derive/web/compression.ts';
import type { WebCompression } from '../../../src/evidence/kinds/web/content.ts';
import { webSamples, type Answer } from '../../../src/evidence/kinds/web/response.ts';
import { present, unavailable, type Observation } from '../../../src/evidence/observation.ts';
import { factFrom, hop } from '../../support/hops.ts';

const AGAIN = 'https://site.test/?assay=00ff';
const SECRET = '<form><input type=hidden name=csrf_token value=s><input type=hidden name=page>';

function factFor(answer: Answer, echoed: boolean | null): Observation<WebCompression> {
  const sample = { what: 'again' as const, url: AGAIN, access: null, answer };
  const samples = { page: 'https://site.test/', samples: [sample], echoed, sessionCookies: [] };
  return factFrom(webCompressionDerivation, [
    { kind: webSamples, observation: present(webSamples.schema.parse(samples)) },
  ]);
}

/** The fact about this page, served with this Content-Encoding. */
function factAbout(
  html: string | null,
  codings: readonly string[],
  echoed: boolean | null,
  whole = true,
): Observation<WebCompression> {
  const lines = codings.map((coding): [string, string] => ['Content-Encoding', coding]);
  const page = html === null ? null : readPage(Buffer.from(html), [], new URL(AGAIN), whole);
  return factFor({ is: 'response', hop: { ...hop(AGAIN, 200, lines), page } }, echoed);
}

test.each<[string | null, string[], boolean | null, boolean, string, boolean | null]>([
  [SECRET, ['gzip'], true, true, 'gzip', true],
  [SECRET, ['GZIP'], true, true, 'gzip', true],
  [SECRET, ['gzip, br'], true, true, 'gzip, br', true],
  [SECRET, ['identity'], true, true, 'none', false],
  [SECRET, [], true, true, 'none', false],
  [SECRET, [''], true, true, 'none', false],
  [SECRET, ['br'], false, true, 'br', false],
  [SECRET, ['br'], null, true, 'br', null],
  [SECRET, [], null, true, 'none', false],
  ['<p>', ['br'], true, true, 'br', false],
  ['<p>', ['br'], null, true, 'br', false],
  ['<p>', ['br'], true, false, 'br', null],
  ['<p>', ['br'], false, false, 'br', false],
  [SECRET, ['br'], true, false, 'br', true],
  [null, ['br'], true, true, 'br', null],
  [null, [], true, true, 'none', false],
  // Frameworks mask these, or may.
  ['<form><input type=hidden name=csrfmiddlewaretoken>', ['br'], true, true, 'br', null],
  ['<form><input type=hidden name=authenticity_token>', ['br'], true, true, 'br', null],
  ['<form><input type=hidden name=__RequestVerificationToken>', ['br'], true, true, 'br', null],
  [
    '<form><input type=hidden name=_csrf><input type=hidden name=_token>',
    ['br'],
    true,
    true,
    'br',
    true,
  ],
  ['<meta name=csrf-token content=s>', ['br'], true, true, 'br', null],
  ['<meta name=csrf-token content=s>', ['br'], false, true, 'br', false],
  ['<meta name=csrf-param content=s>', ['br'], true, true, 'br', false],
])('%s with %j, echoed %s, whole %s: %s, %s', (html, codings, echoed, whole, encoding, breach) => {
  expect(factAbout(html, codings, echoed, whole)).toMatchObject({
    status: 'present',
    value: { url: AGAIN, encoding, echoes: echoed, breach },
  });
});

test('names the fields that hold secrets, each once', () => {
  expect(factAbout(SECRET + '</form>' + SECRET, ['br'], true)).toMatchObject({
    value: { secrets: ['csrf_token'] },
  });
});

test('a redirect tells nothing of the page', () => {
  expect(factFor({ is: 'response', hop: hop(AGAIN, 302) }, false)).toMatchObject({
    problem: { code: 'unsupported' },
  });
});

test('a failed or blocked answer is not known', () => {
  const problem = { code: 'timeout', detail: 'x' } as const;
  expect(factFor({ is: 'problem', problem }, null)).toEqual(unavailable(problem));
  expect(factFor({ is: 'response', hop: hop(AGAIN, 429) }, null)).toMatchObject({
    problem: { code: 'blocked' },
  });
});
