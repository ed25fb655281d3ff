import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TrustAnchor } from '../../src/codec/dns/anchor.ts';
import { CAUSES } from '../../src/derive/dns/dnssec/causes.ts';
import { anchorsOf, networkOf } from './dns/assay.ts';
import { EXPLANATIONS, inLanes, verdictsOf, type Explanation } from './dns/differential.ts';
import { startHierarchy, type Hierarchy } from './dns/hierarchy.ts';
import { tell } from './dns/lies.ts';
import { dnssecOf } from './dns/look.ts';
import { byDelv, byUnbound, type LabQuestion } from './dns/oracles.ts';
import { KINDS, questionsFor } from './dns/questions.ts';
import { FAULTY_ZONES, HALF_SERVED } from './dns/zones-faulty.ts';
import { ZONES } from './dns/zones.ts';

const questions = questionsFor(ZONES);
let hierarchy: Hierarchy;
let anchors: readonly TrustAnchor[];
let verdicts: Awaited<ReturnType<typeof verdictsOf>>;
let unbound: Awaited<ReturnType<typeof byUnbound>>;

beforeAll(async () => {
  hierarchy = await startHierarchy();
  anchors = anchorsOf(hierarchy);
  [verdicts, unbound] = await Promise.all([
    verdictsOf(hierarchy, anchors, questions),
    byUnbound(hierarchy, questions),
  ]);
}, 120_000);

afterAll(() => hierarchy.stop());

/** Differences that the table does not explain, as sentences; and explanations of nothing. */
function unexplained(
  validator: Explanation['validator'],
  asked: readonly LabQuestion[],
  others: readonly string[],
): readonly string[] {
  const used = new Set<Explanation>();
  const differences = asked.flatMap((question, index) => {
    const verdict = verdicts[questions.indexOf(question)];
    const other = others[index] ?? 'nothing';
    if (verdict === undefined || verdict.status === other) return [];
    const explanation = EXPLANATIONS.find(
      ({ validator: whose, names, says }) =>
        whose === validator &&
        names.test(question.name) &&
        says.join() === `${other},${verdict.status}`,
    );
    if (explanation !== undefined) used.add(explanation);
    const { name, type } = question;
    const line = `${name} ${type}: ${validator} ${other}, assay ${verdict.status}: ${verdict.reason}`;
    return explanation === undefined ? [line] : [];
  });
  const idle = EXPLANATIONS.filter((one) => one.validator === validator && !used.has(one));
  return [...differences, ...idle.map(({ because }) => `nothing to explain: ${because}`)];
}

test('makes of every name what unbound makes of it', () => {
  expect(questions.length).toBeGreaterThan(700);
  expect(verdicts).toHaveLength(questions.length);
  const statuses = unbound.map(({ status }) => status);
  expect(unexplained('unbound', questions, statuses)).toEqual([]);
  // The lab is what it claims to be: each status is there often.
  for (const status of ['secure', 'insecure', 'bogus']) {
    expect(statuses.filter((one) => one === status).length).toBeGreaterThan(50);
  }
});

test('gives a reason that is that of unbound or a better one', () => {
  const worse = questions.flatMap(({ name, type }, index) => {
    const [theirs] = unbound[index]?.extendedErrors ?? [];
    const verdict = verdicts[index];
    if (theirs === undefined || verdict?.status !== 'bogus' || verdict.cause === null) return [];
    const { code } = CAUSES[verdict.cause];
    const known = BETTER.some(
      ([ede, cause]) => theirs.startsWith(`${ede} `) && cause === verdict.cause,
    );
    if (theirs.startsWith(`${code ?? ''} `) || theirs.startsWith('6 ') || known) return [];
    return [`${name} ${type}: unbound ${theirs}, assay ${verdict.cause} (${code ?? 'no code'})`];
  });
  expect(worse).toEqual([]);
});

/** Extended errors of unbound that are less exact than the cause that assay names. */
const BETTER: readonly (readonly [number, string])[] = [
  // "DNSKEY Missing" where the keys, the DS record or the proof of its absence are there, unsigned.
  [9, 'signature-invalid'],
  [9, 'signature-signer'],
  [9, 'denial-incomplete'],
  // "RRSIGs Missing" where they are there, by keys that may not or cannot sign.
  [10, 'key-not-zone-key'],
  [10, 'key-malformed'],
  // "NSEC Missing" where they are there, unsigned.
  [12, 'signature-missing'],
];

test('makes of every kind of name what delv makes of it', async () => {
  const kinds = [KINDS.positive, KINDS['no such name'], KINDS.wildcard].map(String);
  const leaves = questions.filter(({ name, type }) =>
    kinds.some((kind) => {
      const [label = '', wanted] = kind.split(',');
      return type === wanted && name.startsWith(`${label}.`);
    }),
  );
  const others = questions.filter(({ name }) => name.endsWith('.alias.alpha'));
  const asked = [...new Set([...leaves, ...others])];
  expect(asked.length).toBeGreaterThan(200);
  expect(unexplained('delv', asked, await byDelv(hierarchy, asked))).toEqual([]);
}, 60_000);

describe('a zone with a fault', () => {
  let looked: ReadonlyMap<string, Awaited<ReturnType<typeof dnssecOf>>>;

  beforeAll(async () => {
    const entries = await inLanes([...HALF_SERVED, ...FAULTY_ZONES], async ({ name }) => {
      const fact = await dnssecOf(name, networkOf(hierarchy), anchors);
      return [name, fact] as const;
    });
    looked = new Map(entries);
  }, 60_000);

  test.each(FAULTY_ZONES)('$name, $title: the first line says so, once', (zone) => {
    const fact = looked.get(zone.name);
    const [first, ...others] = fact?.faults.items ?? [];
    expect(fact?.status).toBe(zone.status);
    expect(first).toMatchObject({ cause: zone.cause });
    expect(first?.sentence).toMatch(zone.says ?? /./);
    expect(first?.sentence).toMatch(/[a-z0-9-]+\.(?:alpha|beta)/);
    const { zone: where, keyTag } = first ?? {};
    const again = others.filter(
      (one) => one.cause === zone.cause && one.zone === where && one.keyTag === keyTag,
    );
    expect(again).toEqual([]);
  });

  test.each(HALF_SERVED)('$name, $title: it is secure, and that server is named', ({ name }) => {
    const fact = looked.get(name);
    expect(fact).toMatchObject({ status: 'secure', faults: { items: [] } });
    const statuses = fact?.servers.items.map(({ status }) => status);
    expect(statuses?.sort()).toEqual(['indeterminate', 'secure']);
  });
});

/** Lies that are told in one run; each is about four questions. */
const LIES = Number(process.env['ASSAY_LAB_LIES'] ?? 60);

test('never calls secure what unbound calls bogus, nor what is not true, whoever lies', async () => {
  const { wrong, met, told } = await tell(hierarchy, anchors, LIES);
  expect(wrong).toEqual([]);
  // The lies were told, and they mattered.
  expect(told).toBeGreaterThan(LIES);
  expect(met.get('unbound bogus, assay bogus')).toBeGreaterThan(LIES / 2);
  expect(met.get('unbound secure, assay secure')).toBeGreaterThan(LIES / 2);
}, 600_000);
