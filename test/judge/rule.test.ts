import { describe, expect, test } from 'vitest';
import { DocumentError } from '../../src/document/document.ts';
import { KINDS } from '../../src/evidence/kinds/index.ts';
import { ParameterError, loadRules, parameterProblem } from '../../src/judge/rule.ts';
import { NOW, ruleOf, ruleText, sample } from './sample.ts';

const FILE = 'rules/tls/versions.yaml';

const errorOf = (...texts: readonly string[]): string => {
  try {
    const files = texts.map((text, index) => ({
      file: index === 0 ? FILE : `other-${index}.yaml`,
      text,
    }));
    loadRules(files, [...KINDS, sample]);
  } catch (error) {
    if (error instanceof DocumentError) return error.message;
    throw error;
  }
  return 'no error';
};

/** The problem of an expectation on the sample, without the place. */
const problemOf = (matcher: unknown): string =>
  errorOf(ruleText(matcher)).replaceAll(/^rules\/tls\/versions\.yaml:\d+:\d+: /gm, '');

const DESIGN = `kind: tls.versions                 # one evidence or fact kind per file
rules:
  - id: tls-versions-deprecated    # kebab-case, permanent; no verdict in it
    title: Versions below TLS 1.2 are refused
    severity: high                 # critical high medium low info
    when: { at: target.role, in: [site, api, mail] }     # optional
    expect: { at: offered, lacks: '\${forbidden}' }
    whenAbsent: fail               # required: pass | fail | not-applicable
    params: { forbidden: { default: [SSL 2.0, SSL 3.0, TLS 1.0, TLS 1.1] } }
    caps: [ { letter: B } ]        # optional, read by the area's scheme
    references: [ { standard: RFC 8996 }, { standard: RFC 9325, section: 3.1.1 } ]
    fix: { text: Disable every version below TLS 1.2 where TLS is terminated., nginx: "ssl_protocols TLSv1.2 TLSv1.3;" }
    since: 1.0.0
`;

describe('the example of the design', () => {
  test('loads', () => {
    const { rules } = loadRules([{ file: FILE, text: DESIGN }], KINDS);
    expect(rules).toMatchObject([
      {
        id: 'tls-versions-deprecated',
        area: 'tls',
        severity: 'high',
        whenAbsent: 'fail',
        caps: [{ letter: 'B' }],
        params: { forbidden: ['SSL 2.0', 'SSL 3.0', 'TLS 1.0', 'TLS 1.1'] },
        since: '1.0.0',
      },
    ]);
    expect(rules[0]?.bind({}, NOW).expect.words).toBe(
      'offered lacks SSL 2.0, SSL 3.0, TLS 1.0, TLS 1.1',
    );
  });

  const changed = (from: string, to: string): string => errorOf(DESIGN.replace(from, to));

  test.each([
    [
      'at: offered',
      'at: ofered',
      ':7:19: no field "ofered" in tls.versions; did you mean "offered"?',
    ],
    ['target.role', 'target.rolle', ':6:17: no field "rolle" in target; did you mean "role"?'],
    ['[site, api', '[sites, api', ':6:34: "sites" never occurs there; did you mean "site"?'],
    ['TLS 1.0,', 'TLSv1.0,', ':7:35: "TLSv1.0" never occurs there; did you mean "TLS 1.0"?'],
    [
      "'${forbidden}'",
      "'${forbiden}'",
      ':7:35: no parameter "forbiden"; did you mean "forbidden"?\nrules/tls/versions.yaml:9:15: nothing takes the parameter "forbidden"',
    ],
    [
      "'${forbidden}'",
      '${forbidden}',
      ":7:36: Unexpected flow-map-start at node end; inside { } and [ ] write '${name}' in quotes",
    ],
    ['lacks:', 'lack:', ':7:28: unknown key "lack"; did you mean "lacks"?'],
    [
      'kind: tls.versions',
      'kind: tls.version',
      ':1:7: no kind "tls.version"; did you mean "tls.versions"?',
    ],
    [
      'severity: high',
      'severity: hihg',
      ':5:15: "severity" must be one of info, low, medium, high, critical, not hihg; did you mean "high"?',
    ],
    ['id: tls-versions-deprecated', 'id: 9.10', ':3:9: "id" must be a text, not 9.10'],
    [
      'id: tls-versions-deprecated',
      'id: TLS',
      ':3:9: "id": an id is kebab-case, such as tls-versions-deprecated',
    ],
    [
      'section: 3.1.1',
      'section: 3.10',
      ':11:74: "section": write it in quotes: as a number it would lose its zeros',
    ],
    ['    whenAbsent: fail ', '    whenabsent: fail ', ':3:5: "whenAbsent" is missing'],
    [
      '{ standard: RFC 8996 }, { standard: RFC 9325, section: 3.1.1 }',
      '',
      ':11:17: "references": too small: expected array to have >=1 items',
    ],
    ['text: Disable', 'test: Disable', ':12:10: "text" is missing'],
    [
      'since: 1.0.0',
      'since: 1.0',
      ':13:12: "since": write it in quotes: as a number it would lose its zeros',
    ],
    [
      'letter: B',
      'letter: b',
      ':10:23: "letter" must be one of A, A-, B, C, D, E, F, M, T, not b; did you mean "B"?',
    ],
  ])('with %j as %j is refused', (from, to, message) => {
    expect(changed(from, to)).toContain(`${FILE}${message}`);
  });
});

test.each([
  [{ at: 'constructor', is: 'x' }, 'no field "constructor" in tls.sample; known are plain, '],
  [{ at: '__proto__.x', is: 'x' }, 'no field "__proto__" in tls.sample; known are plain, '],
  [{ at: 'number.x', is: 1 }, 'no field "x" in tls.sample.number; tls.sample.number is a number'],
  [{ at: 'keys.items', is: [] }, 'tls.sample.keys is a list; go into it with each, some or count'],
  [{ at: '../number', is: 1 }, '"../number" leaves more quantifiers than there are'],
  [{ at: '..number', is: 1 }, 'no field "" in tls.sample'],
  [
    { at: 'number' },
    'needs one operator beside "at", has none; write { at: path, operator: value }',
  ],
  [{ is: 1 }, '"at" is missing; write { at: path, operator: value }'],
  [{ at: 'number', min: 1, max: 2 }, 'needs one operator beside "at", has min, max;'],
  [
    { at: 'number', all: [{ at: 'flag', is: true }] },
    '"all" stands alone, not beside at; join several',
  ],
  [{ at: 'number', is: '5' }, '"5" is no number'],
  [{ at: 'number', is: null }, 'null is no number; for what is not there write exists: false'],
  [{ at: 'number', in: 5 }, 'needs a list, not 5'],
  [{ at: 'number', in: [] }, 'an empty list decides nothing'],
  [{ at: 'plain', lacks: [] }, 'an empty list decides nothing'],
  [{ at: 'text', has: [] }, 'an empty list decides nothing'],
  [{ at: 'text', has: 5 }, 'needs texts, not 5'],
  [{ at: 'text', lacks: [''] }, 'needs texts, not '],
  [{ at: 'plain', is: 'a' }, 'a list is compared with a list, not a'],
  [{ at: 'plain', has: 'z' }, '"z" never occurs there; known are a, b, c, d'],
  [{ at: 'plain', within: ['z'] }, '"z" never occurs there; known are a, b, c, d'],
  [{ at: 'plain', is: ['z'] }, '"z" never occurs there; known are a, b, c, d'],
  [{ at: 'keys', has: 'RSA' }, 'the elements are no plain values; use each, some or count'],
  [{ at: 'number', within: [2, 1] }, 'a number lies within [lowest, highest], not 2, 1'],
  [{ at: 'text', within: ['10.0.0.0/33'] }, '"10.0.0.0/33" is no network; write it as 10.0.0.0/8'],
  [{ at: 'text', within: 5 }, 'needs texts, not 5'],
  [{ at: 'number', min: 'x' }, '"min" takes a number, not x'],
  [{ at: 'number', max: 'x' }, '"max" takes a number, not x'],
  [{ at: 'text', matches: '' }, 'a pattern is a text of 1 to 1000 characters'],
  [{ at: 'time', before: 'then' }, 'then is no time; write 2026-03-15, '],
  [{ at: 'time', after: '2026-02-30' }, '2026-02-30 is no time; write 2026-03-15, '],
  [{ at: 'flag', min: 1 }, '"min" cannot be put to a boolean; a boolean takes is, in'],
  [{ at: 'time', is: 'x' }, '"is" cannot be put to a time; a time takes before, after'],
  [{ at: 'inner', is: 'x' }, '"is" cannot be put to a map; name one of its fields'],
  [
    { at: 'flag', exists: true },
    'flag is always there; whenAbsent says what it means that all is absent',
  ],
  [{ each: { at: 'number', expect: { at: '.', is: 1 } } }, 'number is a number, not a list'],
  [
    { each: { at: 'keyz', expect: { at: '.', is: 1 } } },
    'no field "keyz" in tls.sample; did you mean "keys"?',
  ],
  [
    { each: { at: 'keys', expect: { at: 'bitz', is: 1 } } },
    'no field "bitz" in tls.sample.keys[]; did you mean "bits"?',
  ],
  [{ each: { at: 'keys' } }, '"expect" is missing'],
  [{ count: { at: 'keys' } }, '"count" needs min, max or both, as numbers, min not above max'],
  [
    { count: { at: 'keys', min: 2, max: 1 } },
    '"count" needs min, max or both, as numbers, min not above max',
  ],
  [
    {
      each: {
        at: 'keys',
        expect: {
          each: {
            at: 'names',
            expect: { each: { at: '../../plain', expect: { at: '.', is: 'a' } } },
          },
        },
      },
    },
    'more than 2 quantifiers inside each other',
  ],
  [
    { all: Array.from({ length: 400 }, () => ({ at: 'flag', is: true })) },
    'more than 400 matchers in one rule',
  ],
  [{ at: 'number', is: '${n}' }, 'no parameter "n"'],
  [{ at: 'plain', has: ['a', '${n}'] }, 'no parameter "n"'],
])('%j is refused: %s', (matcher, message) => {
  expect(problemOf(matcher)).toContain(message);
});

test('nesting that never ends is refused', () => {
  let matcher: unknown = { at: 'flag', is: true };
  for (let level = 0; level < 100; level += 1) matcher = { not: matcher };
  expect(problemOf(matcher)).toBe('nested deeper than 48 levels');
});

test('the problems of all files are told at once', () => {
  expect(
    errorOf(
      ruleText({ at: 'x', is: 1 }),
      'kind: tls.sample\nrules: {}\n',
      ruleText({ at: 'flag', is: true }),
    ).split('\n'),
  ).toEqual([
    expect.stringMatching(/^rules\/tls\/versions\.yaml:\d+:\d+: no field "x"/),
    'other-1.yaml:2:8: "rules" must be a list, not {}',
    'other-2.yaml:3:9: rule sample-rule is already in rules/tls/versions.yaml:3',
  ]);
});

describe('parameters', () => {
  const rule = ruleOf(
    { at: 'time', after: 'now+${days}d' },
    '    params: { days: { default: 14 } }\n',
  );

  test('take their defaults, or what is given', () => {
    expect(rule.bind({}, NOW).expect.words).toBe('time is after 2026-12-06T12:00:00Z (now+14d)');
    expect(rule.bind({ days: 30 }, NOW).expect.words).toBe(
      'time is after 2026-12-22T12:00:00Z (now+30d)',
    );
  });

  test('are refused where the rule cannot take them', () => {
    expect(parameterProblem(rule, 'days', 7)).toBeNull();
    expect(parameterProblem(rule, 'dais', 7)).toBe(
      'sample-rule has no parameter "dais"; did you mean "days"?',
    );
    expect(parameterProblem(rule, 'other', 7)).toBe('sample-rule has no parameter "other"');
    expect(parameterProblem(rule, 'days', 'x')).toBe(
      'sample-rule: expect.after: now+xd is no time; write 2026-03-15, 2026-03-15T12:00:00Z, now, now+30d or now-12h',
    );
    expect(() => rule.bind({ days: [] }, NOW)).toThrow(ParameterError);
  });
});

test('rules come by area, then kind, then place in the file', () => {
  const on = (kind: string, ...ids: readonly string[]) => ({
    file: `${kind}.yaml`,
    text: `kind: ${kind}\nrules:\n${ids
      .map(
        (id) =>
          `  - {id: ${id}, title: T, severity: low, whenAbsent: fail, references: [{standard: x}], fix: {text: x}, since: 1.0.0, expect: {count: {at: answers, max: 3}}}\n`,
      )
      .join('')}`,
  });
  const files = [on('mail.mx', 'z', 'a'), on('dns.caa', 'c'), on('mail.spf-records', 'b')];
  const { rules, canonicalText } = loadRules(files, KINDS);
  expect(rules.map(({ id }) => id)).toEqual(['c', 'z', 'a', 'b']);
  expect(loadRules(files.toReversed(), KINDS).canonicalText).toBe(canonicalText);
});

test('the canonical text follows what rules say, not how they are written', () => {
  const text = (source: string): string =>
    loadRules([{ file: FILE, text: source }], KINDS).canonicalText;
  expect(
    text(
      DESIGN.replace('# optional\n', '\n').replace(
        '{ standard: RFC 9325, section: 3.1.1 }',
        '{ section: 3.1.1, standard: RFC 9325 }',
      ),
    ),
  ).toBe(text(DESIGN));
  expect(text(DESIGN.replace('TLS 1.1]', 'TLS 1.2]'))).not.toBe(text(DESIGN));
});
