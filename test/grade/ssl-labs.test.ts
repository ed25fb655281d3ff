import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { loadPack } from '../../src/audit/pack.ts';
import { deriveFacts } from '../../src/audit/facts.ts';
import { rulesToJudge } from '../../src/audit/plan.ts';
import { resolveProfile } from '../../src/control/profile.ts';
import { readDocument } from '../../src/document/document.ts';
import type { Bundle } from '../../src/evidence/bundle.ts';
import type { Fact } from '../../src/evidence/evidence.ts';
import { gradeArea } from '../../src/grade/area.ts';
import { AreaGrade } from '../../src/grade/grade.ts';
import { Letter } from '../../src/grade/letter.ts';
import { judge } from '../../src/judge/judge.ts';
import { fixtureDer } from '../codec/x509/fixture.ts';
import {
  evidenceOfServer,
  ServerDescription,
  targetOfServer,
} from '../support/server-description.ts';

/** A letter, or ceiling and floor. */
const Interval = z.union([Letter, z.tuple([Letter, Letter])]);

/** Servers with the grade that the guide gives them, worked out by hand. */
const GradedServers = z.strictObject({
  lists: z.record(z.string(), z.json()),
  servers: z.array(
    z.strictObject({
      name: z.string(),
      /** The rule of the guide, and the sum. */
      because: z.string(),
      grade: Interval,
      /** Protocol support, key exchange, cipher strength; the total of the ceiling. */
      scores: z.tuple([z.number(), z.number(), z.number()]).optional(),
      total: z.number().optional(),
      trustIgnored: Interval.optional(),
      server: ServerDescription,
    }),
  ),
});

const files = readdirSync('fixtures/grades').sort();
const servers = files.flatMap((file) => {
  const text = readFileSync(`fixtures/grades/${file}`, 'utf8');
  return readDocument(file, text, GradedServers).value.servers;
});

const NOW = new Date('2030-06-01T00:00:00Z');
const ROOT = fixtureDer('root.pem').map((der) => Buffer.from(der).toString('base64'));
const pack = loadPack();
const [baseline] = pack.profiles;
const scheme = pack.schemes.find(({ area }) => area === 'tls');
if (baseline === undefined || scheme?.method !== 'scores') throw new Error('no scores for TLS');
const scores = scheme;
const rules = rulesToJudge(
  pack,
  resolveProfile(baseline, null, pack.rules, { only: ['tls'], skip: null }),
);

const graded = new Map<ServerDescription, AreaGrade>();

function gradeOf(server: ServerDescription): AreaGrade {
  const grade = graded.get(server) ?? gradeAnew(server);
  graded.set(server, grade);
  return grade;
}

/** Looks, as it were, derives, judges with the rules as they are, and grades. */
function gradeAnew(server: ServerDescription): AreaGrade {
  const target = targetOfServer(server);
  const evidence = evidenceOfServer(server);
  const bundle: Bundle = {
    schemaVersion: 1,
    tool: { name: 'assay', version: '0.0.0' },
    now: NOW.toISOString(),
    startedAt: NOW.toISOString(),
    endedAt: NOW.toISOString(),
    rulesHash: pack.rulesHash,
    profile: { id: 'baseline', version: '1', areas: ['tls'], parameters: {} },
    settings: { trustedRoots: ROOT, connectTo: [], resolver: null },
    targets: [target],
    evidence,
    problems: [],
  };
  const facts = deriveFacts(bundle, NOW, pack.roots).map((fact) => changed(fact, server.change));
  const observed = [...evidence, ...facts.map((fact) => ({ ...fact, id: fact.kind }))];
  const findings = judge(rules, observed, [target], { now: NOW, params: {} });
  const grade = gradeArea(scores, target, findings, rules, facts);
  if (grade === null) throw new Error('no rule applies');
  return AreaGrade.parse(grade);
}

/** The fact of the certificates with some of the first one's values replaced. */
function changed(fact: Fact, change: ServerDescription['change']): Fact {
  const { kind, observation } = fact;
  if (kind !== 'tls.certificate' || observation.status !== 'present') return fact;
  const value = Object.entries(change).reduce<unknown>(
    (whole, [path, to]) => replaced(whole, `certificates.items.0.${path}`.split('.'), to),
    observation.value,
  );
  return { ...fact, observation: { status: 'present', value } };
}

function replaced(value: unknown, [step, ...steps]: readonly string[], to: unknown): unknown {
  if (step === undefined) return to;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return items.map((item, at) => (String(at) === step ? replaced(item, steps, to) : item));
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) {
    throw new Error(`there is no ${step}`);
  }
  return { ...value, [step]: replaced(Reflect.get(value, step), steps, to) };
}

const intervalOf = (given: z.infer<typeof Interval>) =>
  Array.isArray(given)
    ? { letter: null, ceiling: given[0], floor: given[1] }
    : { letter: given, ceiling: given, floor: given };

describe('the grade of', () => {
  test.each(servers.map((one) => [one.name, one] as const))('%s', (_, described) => {
    const grade = gradeOf(described.server);
    const said = { ...described, caps: grade.caps, unsettled: grade.unsettled };
    expect(grade, JSON.stringify(said, null, 2)).toMatchObject(intervalOf(described.grade));
    const { total, trustIgnored } = described;
    if (described.scores !== undefined) {
      expect(grade.categories.map(({ ceiling }) => ceiling)).toEqual(described.scores);
    }
    if (total !== undefined) expect(grade.score.ceiling).toBe(total);
    expect(grade.trustIgnored).toEqual(
      trustIgnored === undefined ? null : intervalOf(trustIgnored),
    );
  });
});

test('there are more than 60 servers, each with a name of its own', () => {
  expect(servers.length).toBeGreaterThan(60);
  expect(new Set(servers.map(({ name }) => name)).size).toBe(servers.length);
});

test('every cap that is assessed is met by one of them at least', () => {
  const met = new Set(
    servers.flatMap(({ server }) => gradeOf(server).caps.map((cap) => `${cap.rule} ${cap.letter}`)),
  );
  const own = rules
    .filter(({ area }) => area === 'tls')
    .flatMap(({ id, caps }) => caps.map(({ letter }) => `${id} ${letter}`));
  const along = scores.also.map(({ rule, letter }) => `${rule} ${letter}`);
  // Weak keys are no part of a description; test/derive/tls has certificates with them.
  expect([...own, ...along].filter((cap) => !met.has(cap))).toEqual(['certificate-key-weakness F']);
});

test('every rule that the guide caps by carries its letter', () => {
  const carried = Object.fromEntries(
    rules
      .filter(({ area, caps }) => area === 'tls' && caps.length > 0)
      .map(({ id, caps }) => [id, caps.map(({ letter }) => letter).join()]),
  );
  expect(carried).toEqual({
    'certificate-key-weakness': 'F',
    'tls-ssl2': 'F',
    'tls-ssl3': 'B',
    'tls-ssl3-best': 'F',
    'tls-versions-deprecated': 'B',
    'tls-version-1-2': 'C',
    'tls-version-1-3': 'A-',
    'tls-drown': 'F',
    'tls-poodle': 'C',
    'tls-crime': 'C',
    'tls-rc4': 'B',
    'tls-rc4-modern': 'C',
    'tls-rc4-only': 'F',
    'tls-sweet32-modern': 'C',
    'tls-export-suites': 'F',
    'tls-anonymous-suites': 'F',
    'tls-null-suites': 'F',
    'tls-dh-insecure': 'F',
    'tls-dh-weak': 'B',
    'tls-forward-secrecy': 'B',
    'tls-aead': 'B',
    'tls-heartbleed': 'F',
    'tls-ccs-injection': 'F',
    'tls-robot': 'F',
    'tls-ticketbleed': 'F',
    'tls-secure-renegotiation': 'A-',
    'certificate-trusted': 'T',
    'certificate-validity': 'T',
    'certificate-revoked': 'T',
    'certificate-name': 'M',
    'certificate-chain-complete': 'B',
    'certificate-key-size': 'B',
    'certificate-key-insecure': 'F',
    'certificate-signature-insecure': 'F',
    'certificate-signature-sha1': 'T',
  });
});

test('the next step names what has to be mended', () => {
  const one = (name: string): AreaGrade => {
    const found = servers.find((server) => server.name === name);
    if (found === undefined) throw new Error(`no server ${name}`);
    return gradeOf(found.server);
  };
  expect(one('TLS 1.2 alone').next).toEqual([{ rule: 'tls-version-1-3', letter: 'A+' }]);
  expect(one('no HSTS').next).toEqual([{ rule: 'hsts-six-months', letter: 'A+' }]);
  expect(one('Heartbleed').next).toEqual([{ rule: 'tls-heartbleed', letter: 'A+' }]);
  // Whatever takes the place of anonymous key exchange scores 20 at least: 30+6+36 = 72.
  expect(one('anonymous suites beside sound ones').next).toEqual([
    { rule: 'tls-anonymous-suites', letter: 'B' },
  ]);
  expect(one('all three at once, triple DES kept last').next).toEqual([
    { rule: 'tls-dh-weak', letter: 'A-', with: ['tls-forward-secrecy', 'tls-aead'] },
  ]);
});
