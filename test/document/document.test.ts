import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { DocumentError, readDocument } from '../../src/document/document.ts';
import { nearest } from '../../src/document/nearest.ts';

const Waiver = z.strictObject({
  id: z.string(),
  type: z.enum(['accepted-risk', 'false-positive']),
  days: z.int().min(1).default(1),
  expires: z.iso.date({ error: 'add the day it ends, as YYYY-MM-DD' }),
});
const Config = z.strictObject({
  profile: z.string().optional(),
  targets: z
    .array(z.union([z.string(), z.strictObject({ uri: z.string(), role: z.string().optional() })]))
    .optional(),
  waivers: z.array(Waiver).optional(),
  parameters: z
    .record(z.string().regex(/^[a-z-]+$/, 'kebab-case'), z.record(z.string(), z.json()))
    .optional(),
  polite: z.boolean().optional(),
});

const read = (text: string) => readDocument('assay.yaml', text, Config);
const errorOf = (text: string): string => {
  try {
    read(text);
  } catch (error) {
    if (error instanceof DocumentError) return error.message;
    throw error;
  }
  return 'no error';
};

describe('a sound document', () => {
  const text = `profile: baseline
targets: [example.com, { uri: "https://api.example.com/" }]
waivers:
  - &first
    id: one
    type: false-positive
    expires: 2026-12-01
  - <<: *first
    id: two
`;

  test('is read with defaults, aliases and merge keys', () => {
    expect(read(text).value).toEqual({
      profile: 'baseline',
      targets: ['example.com', { uri: 'https://api.example.com/' }],
      waivers: [
        { id: 'one', type: 'false-positive', days: 1, expires: '2026-12-01' },
        { id: 'two', type: 'false-positive', days: 1, expires: '2026-12-01' },
      ],
    });
  });

  test.each([
    [[], 1, 1],
    [['profile'], 1, 10],
    [['targets', 0], 2, 11],
    [['targets', 1, 'uri'], 2, 31],
    [['waivers', 0], 5, 5],
    [['waivers', 0, 'id'], 5, 9],
    [['waivers', 1, 'id'], 9, 9],
    [['waivers', 1, 'type'], 6, 11],
    [['waivers', 0, 'absent', 'deeper'], 5, 5],
  ])('has %j at %i:%i', (path, line, column) => {
    expect(read(text).place(path)).toEqual({ file: 'assay.yaml', line, column });
  });

  test('knows the places of keys', () => {
    expect(read(text).keyPlace(['waivers', 0, 'type'])).toMatchObject({ line: 6, column: 5 });
    expect(read(text).keyPlace(['waivers', 0])).toMatchObject({ line: 5, column: 5 });
    expect(read(text).keyPlace([])).toMatchObject({ line: 1, column: 1 });
  });
});

describe('what is wrong is said with its place', () => {
  test.each([
    ['profil: x\n', 'assay.yaml:1:1: unknown key "profil"; did you mean "profile"?'],
    [
      'qqqqqq: x\n',
      'assay.yaml:1:1: unknown key "qqqqqq"; known are profile, targets, waivers, parameters, polite',
    ],
    [
      'waivers:\n  - id: a\n    type: accepted-risc\n    expires: 2026-12-01\n',
      'assay.yaml:3:11: "type" must be one of accepted-risk, false-positive, not accepted-risc; did you mean "accepted-risk"?',
    ],
    [
      'waivers:\n  - id: a\n    type: accepted-risk\n',
      'assay.yaml:2:5: "expires" is missing; add the day it ends, as YYYY-MM-DD',
    ],
    [
      'waivers:\n  - id: a\n    type: accepted-risk\n    expires: tomorrow\n',
      'assay.yaml:4:14: "expires": add the day it ends, as YYYY-MM-DD',
    ],
    [
      'waivers:\n  - id: 9.10\n    type: accepted-risk\n    expires: 2026-12-01\n    expirse: 1\n',
      'assay.yaml:2:9: "id" must be a text, not 9.10\nassay.yaml:5:5: unknown key "expirse"; did you mean "expires"?',
    ],
    [
      'waivers:\n  - { id: a, type: accepted-risk, days: 0, expires: 2026-12-01 }\n',
      'assay.yaml:2:41: "days": too small: expected number to be >=1',
    ],
    ['targets: [a, 1]\n', 'assay.yaml:1:14: entry 2 of "targets" must be a text or a map, not 1'],
    [
      'targets:\n  - uri: x\n    rol: api\n',
      'assay.yaml:3:5: unknown key "rol"; did you mean "role"?',
    ],
    ['targets:\n  - role: api\n', 'assay.yaml:2:5: "uri" is missing'],
    ['targets: {}\n', 'assay.yaml:1:10: "targets" must be a list, not {}'],
    ['polite: yes\n', 'assay.yaml:1:9: "polite" must be true or false, not yes'],
    ['parameters:\n  Bad_Id: {}\n', 'assay.yaml:2:3: "Bad_Id" cannot stand here; kebab-case'],
    ['- a\n', 'assay.yaml:1:1: the document must be a map, not - a'],
    ['', 'assay.yaml:1:1: the document must be a map, not nothing'],
  ])('%j', (text, message) => {
    expect(errorOf(text)).toBe(message);
  });

  test.each([
    ['profile: a\nprofile: b\n', 'assay.yaml:2:1: Map keys must be unique'],
    [
      'profile: [a\n',
      'assay.yaml:2:1: Flow sequence in block collection must be sufficiently indented',
    ],
    ['profile: !secret x\n', 'assay.yaml:1:10: Unresolved tag: !secret'],
    ['profile: *none\n', 'assay.yaml:1:1: Unresolved alias'],
    ['profile: a\n---\nprofile: b\n', 'assay.yaml:2:1: Source contains multiple documents'],
    [
      'profile: {a: ${b}}\n',
      "assay.yaml:1:15: Unexpected flow-map-start at node end; inside { } and [ ] write '${name}' in quotes",
    ],
  ])('%j is no YAML for us', (text, message) => {
    expect(errorOf(text)).toContain(message);
  });

  test('an alias bomb is refused', () => {
    const levels = Array.from({ length: 12 }, (_, level) =>
      level === 0 ? 'a0: &a0 [x, x]' : `a${level}: &a${level} [${`*a${level - 1}, `.repeat(9)}]`,
    );
    expect(errorOf(levels.join('\n'))).toContain('Excessive alias count');
  });

  test('an alias to what it stands in is refused', () => {
    expect(errorOf('parameters: &a { x: *a, y: *a }\n')).toBe(
      'assay.yaml:1:1: nested deeper than 48 levels',
    );
  });

  test('nesting without end and text without end are refused', () => {
    expect(errorOf('['.repeat(20_000))).toMatch(/^assay\.yaml:1:/);
    expect(errorOf('#'.repeat(1_048_577))).toBe(
      'assay.yaml:1:1: 1048577 characters, at most 1048576 are read',
    );
  });

  test('a key named __proto__ is a key like any other', () => {
    expect(errorOf('__proto__: { profile: x }\n')).toContain('unknown key "__proto__"');
  });

  test('no text makes it throw anything but a DocumentError', () => {
    const words = fc.constantFrom(
      'a',
      ':',
      ' ',
      '\n',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '&x',
      '*x',
      '<<: ',
      '"',
      '|',
      '!',
      '#',
      '?',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 30 }), (parts) => {
        try {
          read(parts.join(''));
        } catch (error) {
          if (!(error instanceof DocumentError)) throw error;
          for (const { place } of error.problems) expect(place.line).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('the nearest word', () => {
  test.each([
    ['ofered', 'offered'],
    ['offerde', 'offered'],
    ['OFFERED', 'offered'],
    ['unknwon', 'unknown'],
    ['refusd', 'refused'],
    ['zebra', undefined],
    ['', undefined],
  ])('of %j is %j', (word, expected) => {
    expect(nearest(word, ['offered', 'refused', 'unknown'])).toBe(expected);
  });
});
