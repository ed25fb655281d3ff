import { z } from 'zod';
import { DocumentError, readDocument } from '../document/document.ts';
import { nearest } from '../document/nearest.ts';
import type { Area } from '../evidence/kind.ts';
import { type Observation, absent, present, unavailable } from '../evidence/observation.ts';
import { Problem } from '../evidence/problem.ts';
import { Target } from '../evidence/target.ts';
import { type Finding, Outcome } from './finding.ts';
import { judge } from './judge.ts';
import type { Rule } from './rule.ts';

/** An example of what a rule says, as it stands in a case file. */
const caseOf = <T extends z.ZodType>(value: T) =>
  z
    .strictObject({
      name: z.string().min(1),
      /** One of these three is given. */
      value: value.optional(),
      absent: z.string().min(1).optional(),
      unavailable: Problem.optional(),
      outcome: Outcome,
      target: Target.partial().optional(),
      now: z.iso.datetime().optional(),
      params: z.record(z.string(), z.json()).optional(),
    })
    .refine(
      (one) =>
        [one.value, one.absent, one.unavailable].filter((given) => given !== undefined).length ===
        1,
      { error: 'needs one of value, absent, unavailable' },
    );

const fileOf = <T extends z.ZodType>(value: T) =>
  z.strictObject({ rule: z.string(), cases: z.array(caseOf(value)).min(1) });

type Case = z.infer<ReturnType<typeof caseOf<z.ZodUnknown>>>;

/** The examples of one rule. */
interface Cases {
  readonly rule: Rule;
  readonly cases: readonly Case[];
}

/** What a rule said of an example, and whether that was expected. */
interface CaseResult {
  readonly name: string;
  readonly expected: Outcome;
  readonly actual: Outcome;
  readonly passed: boolean;
  readonly finding: Finding;
}

/** Reads the examples of a rule; values must have the shape of its kind. Throws a DocumentError. */
export function readCases(file: string, text: string, rules: readonly Rule[]): Cases {
  const { value, place } = readDocument(file, text, z.looseObject({ rule: z.string() }));
  const rule = rules.find(({ id }) => id === value.rule);
  if (rule === undefined) {
    const meant = nearest(
      value.rule,
      rules.map(({ id }) => id),
    );
    const hint = meant === undefined ? undefined : `did you mean "${meant}"?`;
    throw new DocumentError([{ place: place(['rule']), message: `no rule "${value.rule}"`, hint }]);
  }
  return { rule, cases: readDocument(file, text, fileOf(rule.kind.schema)).value.cases };
}

const NOW = '2026-11-22T12:00:00Z';

const HOSTS: Readonly<Record<Area, Pick<Target, 'kind' | 'role' | 'port'>>> = {
  tls: { kind: 'web', role: 'site', port: 443 },
  web: { kind: 'web', role: 'site', port: 443 },
  dns: { kind: 'zone', role: 'zone', port: null },
  mail: { kind: 'mail', role: 'mail', port: null },
  'rate-limit': { kind: 'web', role: 'api', port: 443 },
  cloud: { kind: 'account', role: null, port: null },
  org: { kind: 'organisation', role: null, port: null },
};

/** Puts a rule to an example. */
export function runCase(rule: Rule, example: Case): CaseResult {
  const target = Target.parse({
    id: 'case',
    uri: 'https://www.example.com/',
    host: 'www.example.com',
    addresses: [],
    ...HOSTS[rule.area],
    ...example.target,
  });
  const [finding] = judge(
    [rule],
    [{ id: 'E1', kind: rule.kind.id, target: target.id, observation: observationOf(example) }],
    [target],
    { now: new Date(example.now ?? NOW), params: { [rule.id]: example.params ?? {} } },
  );
  if (finding === undefined) throw new Error(`${rule.id} made no finding`);
  const { outcome: expected, name } = example;
  const { outcome: actual } = finding;
  return { name, expected, actual, passed: actual === expected, finding };
}

function observationOf(example: Case): Observation {
  if (example.absent !== undefined) return absent(example.absent);
  return example.unavailable ? unavailable(example.unavailable) : present(example.value);
}
