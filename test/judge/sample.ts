import { z } from 'zod';
import type { Kind } from '../../src/evidence/kind.ts';
import { decidedBeside, listingOf, namedBy } from '../../src/evidence/listing.ts';
import { present } from '../../src/evidence/observation.ts';
import type { Target } from '../../src/evidence/target.ts';
import type { Finding } from '../../src/judge/finding.ts';
import { judge } from '../../src/judge/judge.ts';
import { loadRules } from '../../src/judge/rule.ts';

export const LETTERS = ['a', 'b', 'c', 'd'] as const;
const Letter = z.enum(LETTERS);

/** A kind with a field of every shape. */
export const sample: Kind = {
  id: 'tls.sample',
  title: 'Sample',
  schema: z.strictObject({
    plain: z.array(Letter),
    listing: listingOf(Letter),
    offered: decidedBeside(Letter, 'unsure'),
    unsure: z.array(Letter),
    number: z.number(),
    maybe: z.number().nullable(),
    left: z.string().optional(),
    text: z.string(),
    flag: z.boolean(),
    time: z.iso.datetime(),
    inner: z.strictObject({ deep: z.string(), flag: z.boolean().nullable() }).nullable(),
    keys: listingOf(
      z.strictObject({
        type: z.enum(['RSA', 'EC']),
        bits: z.int().nullable(),
        names: z.array(z.string()),
      }),
    ),
    pairs: z.array(z.tuple([z.string(), z.string()])),
    servers: listingOf(
      namedBy('name', z.strictObject({ name: z.string(), tcp: z.boolean().nullable() })),
    ),
  }),
};

export const value = {
  plain: ['a', 'b'],
  listing: { items: ['a', 'b'], complete: true },
  offered: ['a', 'b'],
  unsure: [],
  number: 5,
  maybe: 5,
  left: 'x',
  text: 'nginx/1.28.0',
  flag: true,
  time: '2026-12-01T00:00:00Z',
  inner: { deep: 'x', flag: null },
  keys: { items: [{ type: 'RSA', bits: 2048, names: ['x', 'y'] }], complete: true },
  pairs: [['Server', 'nginx']],
  servers: { items: [{ name: 'ns1', tcp: true }], complete: true },
};

export const target: Target = {
  id: 'https://example.com/',
  kind: 'web',
  uri: 'https://example.com/',
  host: 'example.com',
  port: 443,
  role: 'site',
  addresses: [],
};

export const NOW = new Date('2026-11-22T12:00:00Z');

/** A rule file with one rule on the sample; `more` are further lines of the rule. */
export const ruleText = (expect: unknown, more = ''): string => `kind: tls.sample
rules:
  - id: sample-rule
    title: The sample is good
    severity: high
    whenAbsent: fail
    references: [{ standard: RFC 8996 }]
    fix: { text: Mend it. }
    since: 1.0.0
    expect: ${JSON.stringify(expect)}
${more}`;

export const ruleOf = (expect: unknown, more = '') => {
  const [rule] = loadRules(
    [{ file: 'rules/tls/sample.yaml', text: ruleText(expect, more) }],
    [sample],
  ).rules;
  if (rule === undefined) throw new Error('no rule');
  return rule;
};

/** The finding of an expectation on the sample value with some fields changed. */
export function findingOf(
  expect: unknown,
  changes: Readonly<Record<string, unknown>> = {},
): Finding {
  const observation = present({ ...value, ...changes });
  const [finding] = judge(
    [ruleOf(expect)],
    [{ id: 'E1', kind: sample.id, target: target.id, observation }],
    [target],
    { now: NOW, params: {} },
  );
  if (finding === undefined) throw new Error('no finding');
  return finding;
}
