import { expect, test } from 'vitest';
import { cloudPostureDerivation } from '../../../src/derive/cloud/posture.ts';
import { prowlerFindings } from '../../../src/evidence/kinds/cloud/prowler.ts';
import { accountFact, exported, valueOf } from '../../support/exports.ts';

const finding = (check: string, status: string, ...resources: readonly string[]) => ({
  metadata: { event_code: check },
  status_code: status,
  status_detail: `${check} ${status}`,
  severity: 'High',
  resources: resources.map((uid) => ({ uid })),
});

const files = (...findings: readonly object[]) => [exported(prowlerFindings, findings)];
const postureOf = (...given: Parameters<typeof accountFact>[1]) =>
  valueOf(accountFact(cloudPostureDerivation, given));
const outcomes = (...given: Parameters<typeof accountFact>[1]) =>
  postureOf(...given).checks.items.map(({ name, passed }) => [name, passed]);

test('a check passes, fails or is for a person to look at', () => {
  const given = files(
    finding('a', 'PASS', 'x'),
    finding('b', 'FAIL', 'x'),
    finding('c', 'MANUAL', 'x'),
  );
  expect(outcomes(...given)).toEqual([
    ['a of x', true],
    ['b of x', false],
    ['c of x', null],
  ]);
  const { made, checks } = postureOf(...given);
  expect(checks.complete).toBe(true);
  expect(made).toMatchObject({ items: ['a', '*', 'b', 'c'], complete: false });
});

test('a check without a resource was not made', () => {
  const { made, checks } = postureOf(...files(finding('a', 'PASS')));
  expect([made.items, checks.items, checks.complete]).toEqual([[], [], false]);
});

test('of two findings of a check at a resource none hides the other', () => {
  expect(outcomes(...files(finding('a', 'FAIL', 'x'), finding('a', 'PASS', 'x')))).toEqual([
    ['a of x', false],
    ['a of x', true],
  ]);
});

test('the newest file says what became of a check at a resource', () => {
  const [older] = files(finding('a', 'FAIL', 'x'), finding('b', 'FAIL', 'y'));
  const [newer] = files(finding('a', 'PASS', 'x'));
  if (older === undefined || newer === undefined) throw new Error('no files');
  const before = { ...older, collectedAt: '2026-11-22T09:00:00Z' };
  expect(outcomes(before, newer)).toEqual([
    ['a of x', true],
    ['b of y', false],
  ]);
});

test('of two files of the same time none hides the other', () => {
  const passed = files(finding('a', 'PASS', 'x'));
  const failed = files(finding('a', 'FAIL', 'x'));
  for (const both of [
    [...passed, ...failed],
    [...failed, ...passed],
  ]) {
    expect(outcomes(...both)).toContainEqual(['a of x', false]);
  }
});

test('an outcome that is none is not known, whatever its name', () => {
  expect(outcomes(...files(finding('a', 'constructor', 'x')))).toEqual([['a of x', null]]);
});

test('where Prowler was not run nobody misses it', () => {
  expect(accountFact(cloudPostureDerivation, []).status).toBe('absent');
});

test('findings that are too old leave it open', () => {
  const old = files(finding('a', 'PASS', 'x')).map((file) => ({
    ...file,
    collectedAt: '2026-01-01T00:00:00Z',
  }));
  expect(postureOf(...old).checks).toMatchObject({ items: [], complete: false });
});
