import fc from 'fast-check';
import { serializeList, Token, type Item } from 'structured-headers';
import { describe, expect, test } from 'vitest';
import { readLimitFields } from '../../../../src/codec/http/rate-limit/read.ts';
import { linesOf } from '../../../support/limit-lines.ts';
import { policiesIn, read, statesIn, wrongIn } from '../../../support/limit-words.ts';

describe('the examples of the draft are right', () => {
  // draft-ietf-httpapi-ratelimit-headers-11, sections 3 to 4.2, appendix B and FAQ 8.
  test.each<[readonly string[], readonly string[], readonly string[]]>([
    [
      ['RateLimit-Policy: "burst";q=100;w=60,"daily";q=1000;w=86400'],
      ['burst 100/60', 'daily 1000/86400'],
      [],
    ],
    [['RateLimit-Policy: "default";q=100;w=10'], ['default 100/10'], []],
    [
      ['RateLimit-Policy: "permin";q=50;w=60,"perhr";q=1000;w=3600'],
      ['permin 50/60', 'perhr 1000/3600'],
      [],
    ],
    [
      ['RateLimit-Policy: "peruser";q=100;w=60;pk=:cHsdsRa894==:'],
      // Bits of padding that are not 0 are passed over (RFC 9651, section 4.2.7).
      ['peruser 100/60 for cHsdsRa89w=='],
      [],
    ],
    [
      ['RateLimit-Policy: "peruser";q=65535;qu="content-bytes";w=10;pk=:sdfjLJUOUH==:'],
      ['peruser 65535/10 content-bytes for sdfjLJUOUA=='],
      [],
    ],
    [['RateLimit: "default";r=50;t=30'], [], ['default 50@30']],
    [
      ['RateLimit: "default";r=999;pk=:dHJpYWwxMjEzMjM=:'],
      [],
      ['default 999@? for dHJpYWwxMjEzMjM='],
    ],
    [
      ['RateLimit: "default";r=300000000;t=60;pk=:QXBwLTk5OQ==:'],
      [],
      ['default 300000000@60 for QXBwLTk5OQ=='],
    ],
    [['RateLimit: "problemPolicy";r=0;t=10'], [], ['problemPolicy 0@10']],
    [
      ['RateLimit: "fixedwindow";r=99;t=50', 'RateLimit-Policy: "fixedwindow";q=100;w=60'],
      ['fixedwindow 100/60'],
      ['fixedwindow 99@50'],
    ],
    [
      [
        'RateLimit-Policy: "hour";q=1000;w=3600, "day";q=5000;w=86400',
        'RateLimit: "day";r=100;t=36000',
      ],
      ['hour 1000/3600', 'day 5000/86400'],
      ['day 100@36000'],
    ],
    [
      [
        'RateLimit-Policy: "sliding";q=100;w=60;burst=1000',
        'RateLimit-Policy: "fixed";q=5000;w=3600;burst=0',
        'RateLimit: "sliding";r=50;t=44',
      ],
      ['sliding 100/60', 'fixed 5000/3600'],
      ['sliding 50@44'],
    ],
    [['RateLimit:"default";r=50;t=60'], [], ['default 50@60']],
  ])('%j', (texts, policies, state) => {
    expect(read(...texts)).toEqual({ families: ['ietf'], policies, state, wrong: [] });
  });
});

const MALFORMED = ['error RateLimit-Policy is no List of Structured Fields'];
const q = (name: string, value: string): string =>
  `error q of “${name}” is ${value}: it has to be an Integer of 0 or more (…, section 3.1.1)`;
const w = (value: string): string =>
  `error w of “a” is ${value}: it has to be an Integer of 1 or more (…, section 3.1.3)`;

describe('RateLimit-Policy', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['"a";q=0', ['a 0/?'], []],
    ['"a";q=1;w=1', ['a 1/1'], []],
    ['  "a"; q=1;  w=1\t', ['a 1/1'], []],
    ['"a";q=999999999999999', ['a 999999999999999/?'], []],
    ['"a";q=1;q=2', ['a 2/?'], []],
    [String.raw`"a\"b\\";q=1`, [String.raw`a"b\ 1/?`], []],
    ['"";q=1', [' 1/?'], []],
    ['"a, b;q=2";q=1', ['a, b;q=2 1/?'], []],
    ['"a";q=1;qu="requests"', ['a 1/?'], []],
    ['"a";q=1;qu="concurrent-requests"', ['a 1/? concurrent-requests'], []],
    ['"a";q=1;comment="x", "b";q=2;?', [], MALFORMED],
    // Section 3: "MUST be a String"; the examples of earlier drafts have Tokens.
    ['a;q=1', ['a 1/?'], ['note RateLimit-Policy names a policy by a Token (“a”), not a String']],
    ['*;q=1', ['* 1/?'], ['note RateLimit-Policy names a policy by a Token (“*”), not a String']],
    // Section 10.3 has the unit in the singular.
    ['"a";q=1;qu="request"', ['a 1/?'], ['note the unit of “a” is “request”, and not one of']],
    ['"a";q=1;qu="tokens"', [], ['note the unit of “a” is “tokens”, and not one of']],
    ['"a";q=1;qu=requests', ['a 1/?'], ['error qu of “a” is “requests”: it has to be a String']],
    ['"a";q=1;qu=1', [], ['error qu of “a” is 1: it has to be a String']],
    // Section 3.1.
    ['"a"', [], ['error q of “a” is missing (…, section 3.1)']],
    ['"a";w=1', [], ['error q of “a” is missing (…, section 3.1)']],
    ['"a";Q=1', [], MALFORMED],
    ['"a";q=-1', [], [q('a', '-1')]],
    ['"a";q=1.5', [], [q('a', '1.5')]],
    ['"a";q=1.0', [], [q('a', '1.0')]],
    ['"a";q="1"', [], [q('a', '“1”')]],
    ['"a";q=:AQ==:', [], [q('a', '“AQ==”')]],
    ['"a";q', [], [q('a', 'of another type')]],
    ['"a";q=?1', [], [q('a', 'of another type')]],
    ['"a";q=-1, "b";q=2', ['b 2/?'], [q('a', '-1')]],
    // RFC 9651, section 3.3.1: fifteen digits at most.
    ['"a";q=1000000000000000', [], MALFORMED],
    ['"a";q=1;w=0', ['a 1/?'], [w('0')]],
    ['"a";q=1;w=-60', ['a 1/?'], [w('-60')]],
    ['"a";q=1;w=60.0', ['a 1/?'], [w('60.0')]],
    ['"a";q=1;w="60"', ['a 1/?'], [w('“60”')]],
    ['"a";q=1;w=60s', [], MALFORMED],
    ['"a";q=1;pk="x"', ['a 1/?'], ['error pk of “a” is “x”: it has to be a Byte Sequence']],
    ['"a";q=1;pk=x', ['a 1/?'], ['error pk of “a” is “x”: it has to be a Byte Sequence']],
    ['"a";q=1;pk=:~:', [], MALFORMED],
    ['"a";q=1;pk=::', ['a 1/? for '], []],
    ['("a" "b");q=1', [], ['error RateLimit-Policy has a member that is an Inner List']],
    ['?1;q=1', [], ['error RateLimit-Policy has a member that is of another type']],
    [':YQ==:;q=1', [], ['error RateLimit-Policy has a member that is “YQ==”']],
    ['10.0;w=10', [], ['error RateLimit-Policy has a member that is 10.0']],
    ['', [], ['error RateLimit-Policy is empty (…, section 3)']],
    ['"a";q=1,', [], MALFORMED],
    ['"a";q=1 "b";q=1', [], MALFORMED],
    ['"a;q=1', [], MALFORMED],
    ['"ä";q=1', [], MALFORMED],
    ['"a\tb";q=1', [], MALFORMED],
    ['"a";q=1\0', [], MALFORMED],
    ['"a";\tq=1', [], MALFORMED],
    ['"a" ;q=1', [], MALFORMED],
    ['q=1;w=1', [], MALFORMED],
    [
      '"a";q=1, "a";q=2',
      ['a 1/?', 'a 2/?'],
      ['note RateLimit-Policy has two members of the name “a”'],
    ],
    ['"a";q=1;pk=:YQ==:, "a";q=2;pk=:Yg==:', ['a 1/? for YQ==', 'a 2/? for Yg=='], []],
  ])('%j', (text, policies, wrong) => {
    const fields = readLimitFields([['RateLimit-Policy', text]], null);
    expect(policiesIn(fields)).toEqual(policies);
    const found = wrongIn(fields);
    expect(found).toHaveLength(wrong.length);
    for (const [index, one] of wrong.entries()) expect(found[index]).toContain(one);
    expect(fields.families).toEqual(['ietf']);
  });
});

const r = (value: string): string =>
  `error r of “a” is ${value}: it has to be an Integer of 0 or more (…, section 4.1.1)`;
const BROKEN = ['error RateLimit is no List of Structured Fields'];

describe('RateLimit', () => {
  test.each<[readonly string[], readonly string[], readonly string[]]>([
    [['"a";r=0'], ['a 0@?'], []],
    [['"a";r=1;t=0'], ['a 1@0'], []],
    [['"a";r=1;t=5, "b";r=2'], ['a 1@5', 'b 2@?'], []],
    [['"a";r=1', '"b";r=2'], ['a 1@?', 'b 2@?'], []],
    [['"a";r=1;q=12;acme-x=?1'], ['a 1@?'], []],
    [
      ['default;r=50;t=30'],
      ['default 50@30'],
      ['note RateLimit names a policy by a Token (“default”)'],
    ],
    // A policy that is called as the keywords of older drafts are.
    [['limit;r=5'], ['limit 5@?'], ['note RateLimit names a policy by a Token (“limit”)']],
    [['"a"'], [], ['error r of “a” is missing (…, section 4.1)']],
    [['"a";t=1'], [], ['error r of “a” is missing (…, section 4.1)']],
    [['"a";r=-1;t=5'], [], [r('-1')]],
    [['"a";r=1.5'], [], [r('1.5')]],
    [['"a";r=9.0'], [], [r('9.0')]],
    [['"a";r="9"'], [], [r('“9”')]],
    [['"a";r=nine'], [], [r('“nine”')]],
    [['"a";r=1;t=-1'], ['a 1@?'], ['error t of “a” is -1: it has to be an Integer of 0 or more']],
    [['"a";r=1;t=1.5'], ['a 1@?'], ['error t of “a” is 1.5: it has to be an Integer of 0 or more']],
    [['"a";r=1;t=@1795356628'], ['a 1@?'], ['error t of “a” is of another type']],
    [['"a";r=1;pk=?0'], ['a 1@?'], ['error pk of “a” is of another type']],
    [['"a";r=1;pk=:YQ==:'], ['a 1@? for YQ=='], []],
    [['("a");r=1'], [], ['error RateLimit has a member that is an Inner List']],
    [['10;r=1'], [], ['error RateLimit has a member that is 10, and no String']],
    [[''], [], ['error RateLimit is empty (…, section 4)']],
    [['"a";r=1;;t=1'], [], BROKEN],
    [['"a";r=1', ''], [], BROKEN],
    [['"a";r=1; T=1'], [], BROKEN],
    [['{"r":1}'], [], BROKEN],
    [['9 of 10'], [], BROKEN],
    [['r=9, t=10'], [], BROKEN],
    [['"a";r=1\x7f'], [], BROKEN],
    [['"a', 'b";r=1'], ['a, b 1@?'], []],
  ])('%j', (lines, state, wrong) => {
    const fields = readLimitFields(
      lines.map((line) => ['ratelimit', line] as const),
      null,
    );
    expect(statesIn(fields)).toEqual(state);
    const found = wrongIn(fields);
    expect(found).toHaveLength(wrong.length);
    for (const [index, one] of wrong.entries()) expect(found[index]).toContain(one);
  });
});

const name = fc.string({ unit: fc.constantFrom('a', 'B', '-', '"', '\\', ',', ';', ' ', '=') });
const integer = (min: number): fc.Arbitrary<number> =>
  fc.integer({ min, max: 999_999_999_999_999 });
const key = fc.uint8Array({ maxLength: 8 });
const policy = fc.record({
  ...{ name, quota: integer(0), windowSeconds: fc.option(integer(1)), partition: fc.option(key) },
  unit: fc.constantFrom('requests', 'content-bytes', 'concurrent-requests'),
});

test('reads back any policies that are written, over one line or several', () => {
  const list = fc.uniqueArray(policy, { minLength: 1, maxLength: 5, selector: (one) => one.name });
  fc.assert(
    fc.property(list, fc.boolean(), (policies, apart) => {
      const items = policies.map((one): Item => {
        const parameters = new Map<string, number | string | Uint8Array<ArrayBuffer>>();
        parameters.set('q', one.quota);
        if (one.unit !== 'requests') parameters.set('qu', one.unit);
        if (one.windowSeconds !== null) parameters.set('w', one.windowSeconds);
        if (one.partition !== null) parameters.set('pk', new Uint8Array(one.partition));
        return [one.name, parameters];
      });
      const texts = apart ? items.map((item) => serializeList([item])) : [serializeList(items)];
      const fields = readLimitFields(
        texts.map((text) => ['RateLimit-Policy', text]),
        null,
      );
      expect(fields.faults).toEqual([]);
      expect(fields.policies).toEqual(
        policies.map(({ partition, ...one }) => ({
          ...one,
          partition: partition && Buffer.from(partition).toString('base64'),
        })),
      );
    }),
  );
});

test('a Token in the place of any name is a note and no more', () => {
  const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9!#$%&'*+.^_`|~:/-]{0,8}$/);
  fc.assert(
    fc.property(token, (text) => {
      const field = serializeList([[new Token(text), new Map([['q', 1]])]]);
      const { faults, policies } = readLimitFields(linesOf(`RateLimit-Policy: ${field}`), null);
      expect(faults.map(({ level }) => level)).toEqual(['note']);
      expect(policies).toMatchObject([{ name: text, quota: 1 }]);
    }),
  );
});
