import { describe, expect, test } from 'vitest';
import { agree, read, triple, type LimitRow as Row } from '../../../support/limit-words.ts';

const keyword = (value: string): string => `error ${value}: it has to be an Integer of 0 or more`;

describe('RateLimit with keywords, drafts up to 7', () => {
  test.each<Row>([
    // express-rate-limit 8.7.4, draft-7, at first and at a refusal.
    [
      ['RateLimit-Policy: 10;w=10', 'RateLimit: limit=10, remaining=9, reset=10'],
      [' 10/10'],
      [' 9@10'],
    ],
    [
      ['RateLimit-Policy: 10;w=10', 'RateLimit: limit=10, remaining=0, reset=7', 'Retry-After: 10'],
      [' 10/10'],
      [' 0@7'],
    ],
    // Examples of draft-ietf-httpapi-ratelimit-headers-07, sections 3.5 and 4 to 6.5.
    [
      ['RateLimit-Policy: 100;w=10', 'RateLimit: limit=100, remaining=50, reset=5'],
      [' 100/10'],
      [' 50@5'],
    ],
    [['RateLimit: limit=10, remaining=0, reset=10'], [' 10/?'], [' 0@10']],
    [['RateLimit: limit=10, remaining=1, reset=7'], [' 10/?'], [' 1@7']],
    [['RateLimit: limit=1, remaining=1, reset=36000'], [' 1/?'], [' 1@36000']],
    [['RateLimit: limit=5000, reset=5'], [' 5000/?'], []],
    [['RateLimit: limit=10;x=1, remaining=9;y, reset=10;z="a"'], [' 10/?'], [' 9@10']],
    [['RATELIMIT:\tlimit=10,remaining=9,reset=10 '], [' 10/?'], [' 9@10']],
    [['RateLimit: limit=10', 'RateLimit: remaining=9, reset=10'], [' 10/?'], [' 9@10']],
    [['RateLimit: reset=10, remaining=9, limit=10, acme=x'], [' 10/?'], [' 9@10']],
    [['RateLimit: limit=10, remaining=9, reset=10, reset=5'], [' 10/?'], [' 9@5']],
    [['RateLimit: limit=0, remaining=0, reset=0'], [' 0/?'], [' 0@0']],
    [
      ['RateLimit: limit=10, remaining=9'],
      [' 10/?'],
      [' 9@?'],
      ['error reset is missing (…, section 3.1)'],
    ],
    [
      ['RateLimit: remaining=9, reset=1'],
      [],
      [' 9@1'],
      ['error limit is missing (…, section 3.1)'],
    ],
    [['RateLimit: limit=-1, remaining=9, reset=1'], [], [' 9@1'], [keyword('limit is -1')]],
    [['RateLimit: limit=10, remaining=-1, reset=1'], [' 10/?'], [], [keyword('remaining is -1')]],
    [['RateLimit: limit=10, remaining=9.5, reset=1'], [' 10/?'], [], [keyword('remaining is 9.5')]],
    [['RateLimit: limit=10.0, remaining=9, reset=1'], [], [' 9@1'], [keyword('limit is 10.0')]],
    [['RateLimit: limit="10", remaining=9, reset=1'], [], [' 9@1'], [keyword('limit is “10”')]],
    [
      ['RateLimit: limit=(10 20), remaining=9, reset=1'],
      [],
      [' 9@1'],
      [keyword('limit is an Inner List')],
    ],
    [
      ['RateLimit: limit=10, remaining=9, reset=?1'],
      [' 10/?'],
      [' 9@?'],
      [keyword('reset is of another type')],
    ],
    [
      ['RateLimit: limit=10, remaining, reset=1'],
      [' 10/?'],
      [],
      [keyword('remaining is of another type')],
    ],
  ])('%j', (texts, policies, state, wrong) => {
    agree('draft-7', texts, policies, state, wrong);
  });

  test('with capitals, semicolons or control characters it is malformed', () => {
    for (const text of ['Limit=10, Reset=1', 'limit=10\0', 'limit 10']) {
      expect(read(`RateLimit: ${text}`)).toMatchObject({
        families: ['ietf'],
        policies: [],
        state: [],
      });
      expect(read(`RateLimit: ${text}`).wrong[0]).toContain('error RateLimit ');
    }
  });
});

describe('three fields, drafts up to 6', () => {
  test.each<Row>([
    // express-rate-limit 8.7.4, draft-6, at first and at a refusal.
    [['RateLimit-Policy: 10;w=10', ...triple('10', '9', '10')], [' 10/10'], [' 9@10']],
    [
      ['RateLimit-Policy: 10;w=10', ...triple('10', '0', '10'), 'Retry-After: 10'],
      [' 10/10'],
      [' 0@10'],
    ],
    // Examples of draft 07, section 3.5, which the drafts up to 6 have in RateLimit-Limit.
    [
      ['RateLimit-Policy: 10;w=1, 50;w=60, 1000;w=3600, 5000;w=86400'],
      [' 10/1', ' 50/60', ' 1000/3600', ' 5000/86400'],
      [],
    ],
    [['RateLimit-Policy: 10;w=1;burst=1000, 1000;w=3600'], [' 10/1', ' 1000/3600'], []],
    [['RateLimit-Policy: 10;w=1', 'RateLimit-Policy: 50;w=60'], [' 10/1', ' 50/60'], []],
    [
      ['RateLimit-Policy: 10;w=1, 10;w=60'],
      [' 10/1', ' 10/60'],
      [],
      ['error two policies have the quota 10 (…, section 3.5)'],
    ],
    [
      triple('10, 10;w=1, 50;w=60, 1000;w=3600', '9', '1'),
      [' 10/1', ' 50/60', ' 1000/3600'],
      [' 9@1'],
    ],
    // Docker Hub.
    [
      ['RateLimit-Limit: 100;w=21600', 'RateLimit-Remaining: 76;w=21600'],
      [' 100/21600'],
      [' 76@?'],
      ['note RateLimit-Limit is sent without RateLimit-Reset'],
    ],
    [triple('10;w=1, 50;w=60', '9;w=1, 49;w=60', '1'), [' 10/1', ' 50/60'], []],
    [triple('100', '99', '60'), [' 100/?'], [' 99@60']],
    [triple(' 100\t', '\t99', ' 60 '), [' 100/?'], [' 99@60']],
    [triple('100, 100', '99, 99', '60, 60'), [' 100/?'], [' 99@60']],
    [triple('100, 50', '99', '60'), [], [' 99@60'], ['error RateLimit-Limit says 100 and 50']],
    [triple('100', '99, 49', '60'), [' 100/?'], [], ['error RateLimit-Remaining says 99 and 49']],
    [triple('-1', '99', '60'), [], [' 99@60'], ['error RateLimit-Limit is “-1”, no count']],
    [triple('100', '-1', '60'), [' 100/?'], [], ['error RateLimit-Remaining is “-1”, no count']],
    [triple('"100"', '99', '60'), [], [' 99@60'], ['error RateLimit-Limit is “"100"”, no count']],
    [triple('100', '99', '-5'), [' 100/?'], [' 99@?'], ['error RateLimit-Reset is “-5”, neither']],
    [triple('100', '99', '1m'), [' 100/?'], [' 99@60'], ['note RateLimit-Reset is “1m”']],
    [triple('100;w=0', '99', '60'), [' 100/?'], [' 99@60'], ['error w of the quota 100 is 0']],
    [triple('100;w=x', '99', '60'), [' 100/?'], [' 99@60'], ['error w of the quota 100 is “x”']],
    [
      ['RateLimit-Policy: 100'],
      [' 100/?'],
      [],
      ['error w of the quota 100 is missing (…, section 2.1)'],
    ],
    [['RateLimit-Policy: -1;w=10'], [], [], ['error the quota -1 is below 0 (…, section 2.2)']],
    [
      ['RateLimit-Limit: 100', 'RateLimit-Remaining: 9'],
      [' 100/?'],
      [' 9@?'],
      ['note RateLimit-Limit is sent without'],
    ],
    [['ratelimit-limit: 0', 'RATELIMIT-RESET: 1'], [' 0/?'], []],
    [['RateLimit-Limit:', 'RateLimit-Reset: 1'], [], [], ['error RateLimit-Limit is “”, no count']],
    [
      ['RateLimit-Limit: 1\0', 'RateLimit-Reset: 1'],
      [],
      [],
      ['error RateLimit-Limit is “1\0”, no count'],
    ],
  ])('%j', (texts, policies, state, wrong) => {
    agree('draft-6', texts, policies, state, wrong);
  });
});
