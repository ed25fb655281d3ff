import fc from 'fast-check';
import { parsePolicy, validateMx } from 'mailauth/lib/mta-sts.js';
import { describe, expect, test } from 'vitest';
import {
  parseMtaStsPolicy,
  patternsFor,
  presentMtaStsPolicy,
  presentPolicyFault,
} from '../../../src/codec/mail/mta-sts-policy.ts';

const faultsOf = (text: string): string[] => parseMtaStsPolicy(text).faults.map(presentPolicyFault);
const strayOf = (text: string): string[] => parseMtaStsPolicy(text).stray.map(presentPolicyFault);

const lines = (...all: readonly string[]): string => all.map((line) => `${line}\r\n`).join('');

/** RFC 8461, section 3.2. */
const EXAMPLE = [
  'version: STSv1',
  'mode: enforce',
  'mx: mail.example.com',
  'mx: *.example.net',
  'mx: backupmx.example.com',
  'max_age: 604800',
];

describe('a policy that is valid', () => {
  test.each([
    ['lines that end in CRLF', lines(...EXAMPLE)],
    ['lines that end in LF', EXAMPLE.join('\n')],
    ['no space after the colon, spaces at the end', EXAMPLE.join(' \t\n').replaceAll(': ', ':')],
    ['another order', EXAMPLE.toReversed().join('\n')],
    ['keys that nobody knows', lines('comment: hello, wörld', ...EXAMPLE, 'Mode: none')],
    ['a second mode and max_age', lines(...EXAMPLE, 'mode: none', 'max_age: x', 'version: 2')],
    ['a pattern twice', lines(...EXAMPLE, 'mx: MAIL.example.com')],
  ])('%s', (_, text) => {
    const { mx, ...policy } = parseMtaStsPolicy(text);
    expect(policy).toEqual({ mode: 'enforce', maxAge: 604800, faults: [], stray: [] });
    expect(mx.toSorted()).toEqual(['*.example.net', 'backupmx.example.com', 'mail.example.com']);
  });

  test('the one of appendix A', () => {
    const text = lines(
      ...['version: STSv1', 'mode: testing', 'mx: mx1.example.com', 'mx: mx2.example.com'],
      ...['mx: mx.backup-example.com', 'max_age: 1296000'],
    );
    expect(parseMtaStsPolicy(text)).toEqual({
      mode: 'testing',
      maxAge: 1_296_000,
      mx: ['mx1.example.com', 'mx2.example.com', 'mx.backup-example.com'],
      faults: [],
      stray: [],
    });
  });

  test.each([0, 86_400, 31_557_600])('mode none needs no mx, and max_age may be %i', (maxAge) => {
    const text = lines('version: STSv1', 'mode: none', `max_age: ${maxAge}`);
    expect(parseMtaStsPolicy(text)).toMatchObject({ mode: 'none', maxAge, faults: [] });
  });
});

describe('a policy with faults', () => {
  const with2 = (line: string): string => lines('version: STSv1', line, ...EXAMPLE.slice(2));
  const withMx = (value: string): string => lines(...EXAMPLE, `mx: ${value}`);

  test.each([
    ['', ['there is no version', 'there is no mode', 'there is no max_age']],
    [with2('mode: Enforce'), ['line 2: mode "Enforce" is not enforce, testing, none']],
    [with2('mode:'), ['line 2: mode "" is not enforce, testing, none']],
    [with2('Mode: enforce'), ['there is no mode']],
    [with2('mode : enforce'), ['there is no mode']],
    [lines(...EXAMPLE.slice(1)), ['there is no version']],
    [`\ufeff${lines(...EXAMPLE)}`, ['there is no version']],
    [lines('version: STSv2', ...EXAMPLE), ['line 1: version "STSv2" is not STSv1']],
    [lines(...EXAMPLE.slice(0, 2), 'max_age: 1'), ['mode enforce and no mx']],
    [lines('version: STSv1', 'mode: testing', 'max_age: 1'), ['mode testing and no mx']],
    [lines(...EXAMPLE.slice(0, 5)), ['there is no max_age']],
    ...['31557601', '-1', '1.5', '', '00000000001', '1e3', '1 2', '٣'].map(
      (age): [string, string[]] => [
        lines(...EXAMPLE.slice(0, 5), `max_age: ${age}`),
        [`line 6: max_age "${age}" is not a number of seconds up to 31557600`],
      ],
    ),
    ...[
      '*.*.example',
      '*',
      '*.',
      'mail.*.example',
      'm*.example',
      '',
      'a..b',
      '.a',
      'a.',
      '-a.b',
      'a-.b',
      'a_b.c',
      'a b',
      'bücher.example',
      '192.0.2.1:25',
      'mail.example.com, b',
    ].map((mx): [string, string[]] => [
      withMx(mx),
      [`line 7: mx "${mx}" is no host name or *.name`],
    ]),
    [
      'mode: enforce\r',
      [
        'line 1: mode "enforce\r" is not enforce, testing, none',
        'there is no version',
        'there is no max_age',
      ],
    ],
  ])('%j', (text, faults) => {
    expect(faultsOf(text)).toEqual(faults);
  });

  test('a page in HTML', () => {
    const text = '<!doctype html>\n<title>not found</title>\n<p style="mode: enforce">\n';
    expect(faultsOf(text)).toEqual([
      'there is no version',
      'there is no mode',
      'there is no max_age',
    ]);
    expect(strayOf(text)).toHaveLength(3);
  });

  test('a value of any length is told in short', () => {
    const [fault = ''] = faultsOf(with2(`mode: ${'x'.repeat(60_000)}`));
    expect(fault.length).toBeLessThan(120);
  });
});

test('lines that are no key and value take nothing away', () => {
  const text = lines(
    ...EXAMPLE,
    '',
    '# hello',
    '_x: y',
    'key:',
    'key: \u0007',
    ' mx: other.example',
    '',
  );
  expect(parseMtaStsPolicy(text)).toMatchObject({ mode: 'enforce', faults: [] });
  expect(strayOf(text)).toEqual([
    'line 7: empty line',
    'line 8: not of the form key: value',
    'line 9: not of the form key: value',
    'line 10: key has no value that is allowed',
    'line 11: key has no value that is allowed',
    'line 12: not of the form key: value',
    'line 13: empty line',
  ]);
});

describe('patterns', () => {
  const covers = (pattern: string, host: string): boolean => patternsFor(host).includes(pattern);

  test.each([
    ['mail.example.com', '*.example.com', true],
    ['a.mail.example.com', '*.example.com', false],
    ['example.com', '*.example.com', false],
    ['MAIL.example.com.', 'mail.example.com', true],
    ['evilmail.example.com', 'mail.example.com', false],
    // checkdmarc takes these two for covered.
    ['evilmail.example.com.attacker.net', 'mail.example.com', false],
    ['a.b.example.com', '*.example.com', false],
    ['localhost', 'localhost', true],
    ['*.example.com', '*.example.com', false],
    ['', '', false],
    ['.', '.', false],
  ])('%s is covered by %s: %s', (host, pattern, covered) => {
    expect(covers(pattern, host)).toBe(covered);
    const policy = { mode: 'enforce' as const, mx: [pattern], version: 'STSv1', maxAge: 1 };
    expect(validateMx(host, policy, { strict: true }).valid).toBe(covered);
  });

  const label = fc.constantFrom('a', 'b', 'mail', 'MAIL', 'example', 'com', 'x-1');
  const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'));
  const pattern = fc.oneof(
    name,
    name.map((parent) => `*.${parent}`),
  );

  test('mailauth covers the same in 2000 random pairs', () => {
    const seen = { covered: 0, not: 0 };
    fc.assert(
      fc.property(name, pattern, fc.boolean(), (host, some, near) => {
        // A pattern made from the host itself, so that it covers it often.
        const one = near
          ? some.startsWith('*')
            ? `*.${host.split('.').slice(1).join('.')}`
            : host
          : some;
        const policy = { mode: 'enforce' as const, mx: [one], version: 'STSv1', maxAge: 1 };
        const ours = covers(one.toLowerCase(), host);
        expect(validateMx(host, policy, { strict: true }).valid).toBe(ours);
        seen[ours ? 'covered' : 'not'] += 1;
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(seen.covered, seen.not)).toBeGreaterThan(200);
  });
});

describe('mailauth in its strict mode', () => {
  const line = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.constantFrom(...EXAMPLE, 'mode: testing', 'mode: none', 'max_age: 1'),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        ...[
          '',
          'hello',
          'mode: Enforce',
          'mode:none',
          'MODE: none',
          'version: STSv2',
          ' version: STSv1',
        ],
        ...[
          'mx: *.*.example',
          'mx:',
          'mx: *',
          'mx : a.example',
          'mx:\tb.example ',
          'mx: B.example',
        ],
        ...[
          'max_age: 31557601',
          'max_age: 99999999999',
          'max_age: x',
          'x: y',
          'x:',
          'é: y',
          'mx: ü.example',
        ],
        ...['mode: enforce\r', 'mode: none # why', 'max_age: 0 '],
      ),
    },
  );
  const some = fc
    .tuple(
      fc.shuffledSubarray(EXAMPLE, { minLength: 3 }),
      fc.array(line, { maxLength: 6 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
    )
    .map(([kept, more, term, shuffled]) =>
      (shuffled ? [...more, ...kept] : [...kept, ...more]).join(term),
    );

  /** The policy that mailauth reads; null where it refuses it. */
  function byMailauth(text: string) {
    try {
      const { mode, maxAge, mx = [] } = parsePolicy(text, { strict: true });
      return { mode, maxAge, mx };
    } catch {
      return null;
    }
  }

  test('reads the same in 2000 random policies', () => {
    const seen = { valid: 0, refused: 0 };
    fc.assert(
      fc.property(some, (text) => {
        const { mode, maxAge, mx, faults } = parseMtaStsPolicy(text);
        const ours = faults.length > 0 ? null : { mode, maxAge, mx };
        expect(ours).toEqual(byMailauth(text));
        seen[ours === null ? 'refused' : 'valid'] += 1;
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(seen.valid, seen.refused)).toBeGreaterThan(200);
  });
});

test('what is presented is read again', () => {
  const label = fc.stringMatching(/^[a-z0-9]{1,10}$/);
  const pattern = fc
    .tuple(fc.boolean(), fc.array(label, { minLength: 1, maxLength: 4 }))
    .map(([wildcard, parts]) => `${wildcard ? '*.' : ''}${parts.join('.')}`);
  fc.assert(
    fc.property(
      fc.constantFrom('enforce', 'testing', 'none'),
      fc.uniqueArray(pattern, { minLength: 1 }),
      fc.nat(31_557_600),
      (mode, mx, maxAge) => {
        expect(parseMtaStsPolicy(presentMtaStsPolicy(mode, mx, maxAge))).toEqual({
          ...{ mode, mx, maxAge },
          faults: [],
          stray: [],
        });
      },
    ),
  );
});

test('no text crashes it, and 64 KiB of anything are read', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { faults, stray } = parseMtaStsPolicy(text);
      const count = text.split('\n').length;
      for (const { line } of [...faults, ...stray]) expect(line ?? 1).toBeLessThanOrEqual(count);
    }),
  );
  expect(strayOf('\n'.repeat(65_536))).toHaveLength(65_536);
  expect(faultsOf(`mode:${' '.repeat(65_000)}x${' '.repeat(500)}`)[0]).toContain('mode "x"');
});
