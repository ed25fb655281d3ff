import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { DERIVATIONS } from '../../../src/derive/index.ts';
import type { AccountPolicy, ExportFile } from '../../../src/evidence/kinds/cloud/exports.ts';
import { KINDS } from '../../../src/evidence/kinds/index.ts';
import { judge } from '../../../src/judge/judge.ts';
import { loadRules } from '../../../src/judge/rule.ts';
import { CARELESS_NETWORK } from '../../support/careless-network.ts';
import { importFile } from '../../../src/import/import.ts';
import { ACCOUNT, accountFact, AN_HOUR_AGO, REGION } from '../../support/exports.ts';
import { networkFiles } from '../../support/network-files.ts';

const FILES = [
  ...['balancers', 'detectors', 'firewalls', 'instances', 'network', 'people', 'regions'],
  ...['scaling', 'trails', 'web-acls'],
].map((name) => `rules/cloud/${name}.yaml`);

const { rules } = loadRules(
  FILES.map((file) => ({ file, text: readFileSync(file, 'utf8') })),
  KINDS,
);

const ID = `aws:${ACCOUNT}`;
const TARGET = { id: ID, kind: 'account', uri: ID, host: ACCOUNT } as const;

/** What the rules say of files, by the id of the rule. */
function outcomesOf(files: readonly ExportFile[], more: Partial<AccountPolicy> = {}) {
  // These accounts have no stores.
  const policy = { none: ['databases', 'buckets', 'disks'], ...more };
  const kinds = new Set(rules.map(({ kind }) => kind.id));
  const evidence = DERIVATIONS.filter(({ kind }) => kinds.has(kind.id)).map((derivation) => ({
    id: derivation.kind.id,
    kind: derivation.kind.id,
    target: ID,
    observation: accountFact(derivation, files, policy),
  }));
  expect(evidence).toHaveLength(kinds.size);
  const findings = judge(rules, evidence, [{ ...TARGET, port: null, role: null, addresses: [] }], {
    now: new Date('2026-11-22T12:00:00Z'),
    params: { 'resources-in-regions': { regions: ['eu-west-2'] } },
  });
  return Object.fromEntries(findings.map(({ rule, outcome }) => [rule, outcome]));
}

const all = (outcome: string) => Object.fromEntries(rules.map(({ id }) => [id, outcome]));

test('an account that keeps its promises', () => {
  expect(outcomesOf(networkFiles(), { regions: ['eu-west-2'] })).toEqual(all('pass'));
});

/** Options of commands whose output does not say what they were asked about. */
const OPTIONS: Readonly<Record<string, string>> = {
  'aws elbv2 describe-listeners': '--load-balancer-arn',
  'aws cloudtrail get-trail-status': '--name',
  'aws guardduty get-detector': '--detector-id',
  'aws wafv2 get-web-acl': '--scope REGIONAL --name web --id',
  'aws wafv2 list-resources-for-web-acl': '--web-acl-arn',
  'aws cloudtrail get-event-selectors': '--trail-name',
};

test.each([
  ['pass', networkFiles()],
  ['fail', networkFiles(CARELESS_NETWORK)],
])('files as they are imported, from wrapped outputs: %s', (outcome, exports) => {
  const files = exports.flatMap(({ path, what, resource, content }) => {
    const { ResourceType } = z.object({ ResourceType: z.string().optional() }).parse(content);
    const type = ResourceType === undefined ? '' : `--resource-type ${ResourceType}`;
    const asked = [what, OPTIONS[what ?? ''] ?? '', resource ?? '', type].filter(
      (one) => one !== '',
    );
    const wrapped = {
      assay: 1,
      command: asked.join(' '),
      account: ACCOUNT,
      region: REGION,
      collectedAt: AN_HOUR_AGO,
      output: content,
    };
    return importFile({ path, sha256: '0'.repeat(64), text: JSON.stringify(wrapped) });
  });
  expect(files.map(({ problem }) => problem).filter((problem) => problem !== null)).toEqual([]);
  expect(outcomesOf(files)).toEqual(all(outcome));
});

test('an account that keeps none', () => {
  expect(outcomesOf(networkFiles(CARELESS_NETWORK))).toEqual(all('fail'));
});

const EMPTY = {
  'aws ec2 describe-security-groups': { SecurityGroups: [] },
  'aws ec2 describe-instances': { Reservations: [] },
  'aws ec2 describe-vpc-peering-connections': { VpcPeeringConnections: [] },
  'aws ec2 describe-flow-logs': { FlowLogs: [] },
  'aws ec2 describe-client-vpn-endpoints': { ClientVpnEndpoints: [] },
  'aws elbv2 describe-load-balancers': { LoadBalancers: [] },
  'aws elbv2 describe-listeners': { Listeners: [] },
  'aws autoscaling describe-auto-scaling-groups': { AutoScalingGroups: [] },
  'aws cloudtrail describe-trails': { trailList: [] },
  'aws cloudtrail get-trail-status': {},
  'aws guardduty get-detector': null,
  'aws wafv2 list-web-acls': { WebACLs: [] },
  'aws wafv2 get-web-acl': null,
  'aws wafv2 list-resources-for-web-acl': { ResourceArns: [] },
  'aws iam get-credential-report': { Content: '' },
};

describe('what proves nothing', () => {
  const changed = (change: Partial<ExportFile>) =>
    networkFiles().map((file) => ({ ...file, ...change }));

  test.each<[string, readonly ExportFile[]]>([
    ['no files', []],
    ['empty ones', networkFiles(EMPTY)],
    ['old ones', changed({ collectedAt: '2026-11-20T12:00:00Z' })],
    ['those of a time to come', changed({ collectedAt: '2026-11-23T12:00:00Z' })],
    ['those of a time that is not said', changed({ collectedAt: null })],
    ['those of another account', changed({ account: 'aws:210987654321' })],
    ['those of an account that is not said', changed({ account: null })],
    ['plans', changed({ planned: true })],
    ['those with a problem', changed({ problem: { code: 'malformed', detail: 'cut' } })],
    ['those of another shape', changed({ content: { Reservations: 1 } })],
  ])('%s', (_, files) => {
    expect(outcomesOf(files)).toEqual(all('inconclusive'));
  });

  /** Of these one thing that is found is enough, or there is one report of the account. */
  const BY_ONE = [
    ...['peering-active', 'audit-trail-on', 'audit-trail-validated'],
    ...['waf-attached', 'waf-managed-rules', 'waf-rate-limited', 'root-unused'],
  ];

  test.each<[string, Partial<ExportFile>, Partial<AccountPolicy>]>([
    ['the first of several pages', { complete: false }, {}],
    ['a resource that is expected and nowhere', {}, { expect: ['i-missing', 'sg-missing'] }],
  ])('%s of a list', (_, change, policy) => {
    const outcomes = outcomesOf(changed(change), policy);
    const passed = Object.keys(outcomes).filter((rule) => outcomes[rule] === 'pass');
    const failed = Object.keys(outcomes).filter((rule) => outcomes[rule] === 'fail');
    expect(failed).toEqual([]);
    if (policy.expect === undefined) expect(passed.toSorted()).toEqual(BY_ONE.toSorted());
    else expect(passed).not.toContain('instances-private');
  });

  test('a region that is missing hides no failure, and lets nothing pass that has to be everywhere', () => {
    const regions = { regions: ['eu-west-2', 'us-east-1'] };
    const sound = outcomesOf(networkFiles(), regions);
    for (const rule of [
      'firewall-ports',
      'instances-private',
      'flow-logs-on',
      'intrusion-detection-on',
      'balancers-tls',
      'servers-redundant',
    ]) {
      expect([rule, sound[rule]]).toEqual([rule, 'inconclusive']);
    }
    const careless = outcomesOf(networkFiles(CARELESS_NETWORK), regions);
    expect(careless['firewall-ports']).toBe('fail');
    expect(careless['intrusion-detection-on']).toBe('fail');
  });
});

describe('whatever is missing or spoilt', () => {
  const spoilt: readonly Partial<ExportFile>[] = [
    {},
    { collectedAt: null },
    { account: null },
    { planned: true },
    { complete: false },
    { content: {} },
    { resource: null },
    { region: null },
  ];
  /** Some of the files, some of them spoilt. */
  const partOf = (files: readonly ExportFile[]): fc.Arbitrary<readonly ExportFile[]> =>
    fc
      .subarray([...files])
      .chain((some) =>
        fc.tuple(
          ...some.map((file) => fc.constantFrom(...spoilt).map((one) => ({ ...file, ...one }))),
        ),
      );

  test('a promise that is kept is never broken by it', () => {
    fc.assert(
      fc.property(partOf(networkFiles()), (files) => {
        expect(Object.values(outcomesOf(files))).not.toContain('fail');
      }),
    );
  });

  test('a promise that is broken is never kept by it', () => {
    fc.assert(
      fc.property(partOf(networkFiles(CARELESS_NETWORK)), (files) => {
        const { 'resources-in-regions': regions, ...rest } = outcomesOf(files);
        // What is in another region may stand in one file alone.
        expect(regions).toBeDefined();
        expect(Object.entries(rest).filter(([, outcome]) => outcome === 'pass')).toEqual([]);
      }),
    );
  });
});

test('an account that has none of it, as its policy says', () => {
  const none = [
    ...['firewalls', 'instances', 'network', 'balancers', 'scaling', 'trails', 'detectors'],
    ...['web-acls', 'regions'],
  ];
  const outcomes = outcomesOf([], { none });
  const {
    'people-keys-rotated': keys,
    'people-second-factor': factor,
    'root-unused': root,
    ...rest
  } = outcomes;
  expect([keys, factor, root]).toEqual(['inconclusive', 'inconclusive', 'inconclusive']);
  expect(new Set(Object.values(rest))).toEqual(new Set(['not-applicable']));
});
