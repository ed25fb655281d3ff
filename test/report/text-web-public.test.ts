import { describe, expect, test } from 'vitest';
import { webSecurityTxt } from '../../src/evidence/kinds/web/security-txt.ts';
import { webMethods } from '../../src/evidence/kinds/web/surface.ts';
import { absent, present } from '../../src/evidence/observation.ts';
import {
  api,
  files,
  graphql,
  host,
  securityTxt,
  soundFact,
  webReport,
  linesOf,
  textOf,
  type GivenFact,
} from './web-facts.ts';

describe('what the public reaches', () => {
  test.each([
    ['✓ looked for 1 file', files([{}])],
    ['✗ https://site.example/.env is there (env)', files([{ exposed: true }])],
    ['– https://site.example/.env describes', files([{ exposed: true, group: 'documentation' }])],
    ['✗ TRACE sends', [webMethods, present({ ...soundFact(webMethods), trace: 'echoed' })]],
    ['– offers PUT', [webMethods, present({ ...soundFact(webMethods), risky: ['PUT'] })]],
    ['✗ a foreign name in X-Forwarded-Host comes back in Location', host(true)],
    ['✓ refused without a token: https://site.example/v1/me', api([{}])],
    ['✗ https://site.example/v1/me answers 200', api([{ is: 'answered', status: 200 }])],
    ['– https://site.example/v1/me fails with 500', api([{ is: 'error', status: 500 }])],
    ['✗ https://site.example/v1/me shows a stack trace', api([{ trace: true }])],
    ['± https://site.example/graphql tells its schema', graphql(true)],
  ] satisfies [string, GivenFact][])('%s', (words, fact) => {
    expect(textOf(fact)).toContain(words);
  });

  test('in great number is counted', () => {
    const many = Array.from({ length: 9 }, () => ({ exposed: true }));
    expect(textOf(files(many))).toContain('– and 3 more');
  });

  test('and is meant for it, is no matter of tokens', () => {
    expect(linesOf(webReport([api([{ access: 'public', is: 'answered', status: 200 }])]))).toEqual(
      [],
    );
  });
});

describe('whom to tell of a weakness', () => {
  const error = { code: 'no_uri', level: 'error', line: 1, sentence: 'no URI' } as const;
  test.each([
    [{}, '✓ security.txt: a@site.example, until 2027-01-01'],
    [{ expired: true }, '✗ security.txt: a@site.example, expired 2027-01-01'],
    [{ expires: null, expired: null }, '± security.txt: a@site.example, without a date'],
    [{ contacts: [] }, '± security.txt: no contact'],
    [{ problems: [error] }, '± line 1: no URI'],
  ])('where the file is %j is %s', (change, words) => {
    expect(textOf([webSecurityTxt, present(securityTxt(change))])).toContain(words);
  });

  test('is not known to us without a file', () => {
    expect(textOf([webSecurityTxt, absent('none')])).toContain('Contact    – no security.txt');
  });
});
