import { describe, expect, test } from 'vitest';
import { cloudDetectorsDerivation } from '../../../src/derive/cloud/detectors.ts';
import { cloudNetworkDerivation } from '../../../src/derive/cloud/network.ts';
import { cloudTrailsDerivation } from '../../../src/derive/cloud/trails.ts';
import {
  DETECTOR,
  FLOW_LOG,
  PEERING,
  TRAIL,
  TRAIL_ARN,
  TRAIL_STATUS,
  VPC,
  VPN_ENDPOINT,
} from '../../support/aws-network.ts';
import { accountFact, valueOf } from '../../support/exports.ts';
import { networkFile, networkFiles } from '../../support/network-files.ts';

type Changes = Parameters<typeof networkFiles>[0];

describe('networks', () => {
  const networkOf = (changed: Changes = {}, policy = {}) =>
    valueOf(accountFact(cloudNetworkDerivation, networkFiles(changed), policy));
  const logged = (...logs: readonly object[]) =>
    networkOf({
      'aws ec2 describe-flow-logs': { FlowLogs: logs.map((log) => ({ ...FLOW_LOG, ...log })) },
    }).networks.items[0]?.logged;

  test('of the sound account', () => {
    expect(networkOf()).toEqual({
      peerings: {
        items: [{ peering: `pcx-0123456789abcdef0 (${VPC} to vpc-b)`, active: true }],
        complete: true,
      },
      networks: { items: [{ network: VPC, logged: true }], complete: true },
      vpns: {
        items: [
          {
            endpoint: 'cvpn-endpoint-0123456789abcdef0',
            authentication: ['federated-authentication'],
          },
        ],
        complete: true,
      },
      without: [],
    });
  });

  test.each<[string, object[], boolean | null]>([
    ['an inactive log', [{ FlowLogStatus: 'INACTIVE' }], false],
    ['a log that cannot be delivered', [{ DeliverLogsStatus: 'FAILED' }], false],
    ['a log of which delivery is not said', [{ DeliverLogsStatus: undefined }], null],
    ['a log of which the status is not said', [{ FlowLogStatus: undefined }], null],
    ['a log of what is rejected alone', [{ TrafficType: 'REJECT' }], null],
    [
      'a log of what is rejected, and one of what is accepted',
      [{ TrafficType: 'REJECT' }, { FlowLogId: 'fl-2', TrafficType: 'ACCEPT' }],
      true,
    ],
    ['a log of which it is not said what is in it', [{ TrafficType: undefined }], null],
    ['a log of another network', [{ ResourceId: 'vpc-other' }], false],
    ['a log of a subnet, which may be of this network', [{ ResourceId: 'subnet-1' }], null],
    [
      'a log that fails beside one that does not',
      [{ FlowLogId: 'fl-1', DeliverLogsStatus: 'FAILED' }, {}],
      true,
    ],
  ])('%s', (_, logs, expected) => {
    expect(logged(...logs)).toBe(expected);
  });

  test('without the export of flow logs nothing is known of them', () => {
    const { networks } = networkOf({ 'aws ec2 describe-flow-logs': null });
    expect(networks.items).toEqual([{ network: VPC, logged: null }]);
    expect(networks.complete).toBe(false);
  });

  test('without the export of groups, which networks there are is not known', () => {
    const { networks } = networkOf({ 'aws ec2 describe-security-groups': null });
    expect(networks).toMatchObject({ items: [], complete: false });
  });

  test.each<[string, boolean]>([
    ['active', true],
    ['pending-acceptance', false],
    ['provisioning', false],
    ['failed', false],
  ])('a connection that is %s', (Code, active) => {
    const VpcPeeringConnections = [{ ...PEERING, Status: { Code } }];
    const { peerings } = networkOf({
      'aws ec2 describe-vpc-peering-connections': { VpcPeeringConnections },
    });
    expect(peerings.items[0]?.active).toBe(active);
  });

  test.each(['deleted', 'rejected', 'expired'])('a connection that was %s is none', (Code) => {
    const VpcPeeringConnections = [{ ...PEERING, Status: { Code } }];
    const { peerings } = networkOf({
      'aws ec2 describe-vpc-peering-connections': { VpcPeeringConnections },
    });
    expect(peerings).toMatchObject({ items: [], complete: false });
  });

  test('an endpoint of which it is not said who may use it', () => {
    const ClientVpnEndpoints = [{ ...VPN_ENDPOINT, AuthenticationOptions: undefined }];
    const { vpns } = networkOf({
      'aws ec2 describe-client-vpn-endpoints': { ClientVpnEndpoints },
    });
    expect(vpns.items[0]?.authentication).toBeNull();
  });

  test('the policy says what there is none of, and what is seen wins', () => {
    const none = { none: ['peerings', 'vpns'] };
    const empty = {
      'aws ec2 describe-vpc-peering-connections': { VpcPeeringConnections: [] },
    };
    expect(networkOf(empty, none).without).toEqual(['peerings']);
    expect(networkOf({}, none).without).toEqual([]);
  });
});

describe('audit trails', () => {
  const trailOf = (trail: object, status: unknown, asked: string | null = TRAIL_ARN) => {
    const files = [
      networkFile('aws cloudtrail describe-trails', { trailList: [{ ...TRAIL, ...trail }] }),
      networkFile('aws cloudtrail get-trail-status', status, { resource: asked }),
    ];
    return valueOf(accountFact(cloudTrailsDerivation, files)).trails.items[0];
  };

  test('of the sound account', () => {
    expect(trailOf({}, TRAIL_STATUS)).toEqual({
      trail: 'main',
      everyRegion: true,
      allManagement: true,
      logging: true,
      deliveredHours: 1,
      failing: false,
      validated: true,
      encrypted: true,
    });
  });

  const management = { ReadWriteType: 'All', IncludeManagementEvents: true };
  const advanced = (...more: object[]) => ({
    AdvancedEventSelectors: [
      { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }, ...more] },
    ],
  });
  const basic = (...EventSelectors: object[]) => ({ EventSelectors });
  test.each<[string, boolean | undefined, object | null, boolean | null]>([
    ['no selectors', false, null, true],
    ['selectors that were not exported', true, null, null],
    ['selectors of which nothing is said', undefined, null, null],
    ['selectors that are empty', true, {}, null],
    ['everything', true, basic(management), true],
    ['changes alone', true, basic({ ...management, ReadWriteType: 'WriteOnly' }), false],
    [
      'changes and reading by two selectors',
      true,
      basic(
        { ...management, ReadWriteType: 'WriteOnly' },
        { ...management, ReadWriteType: 'ReadOnly' },
      ),
      true,
    ],
    ['what happens to data alone', true, basic({ IncludeManagementEvents: false }), false],
    [
      'all but one service',
      true,
      basic({ ...management, ExcludeManagementEventSources: ['kms.amazonaws.com'] }),
      null,
    ],
    ['everything, in the newer form', true, advanced(), true],
    ['a part, in the newer form', true, advanced({ Field: 'readOnly', Equals: ['false'] }), null],
    [
      'data alone, in the newer form',
      true,
      {
        AdvancedEventSelectors: [
          { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }] },
        ],
      },
      false,
    ],
  ])('a trail that records %s', (_, HasCustomEventSelectors, selectors, expected) => {
    const trail = { trailList: [{ ...TRAIL, HasCustomEventSelectors }] };
    const files = networkFiles({
      'aws cloudtrail describe-trails': trail,
      'aws cloudtrail get-event-selectors': selectors,
    });
    const { trails } = valueOf(accountFact(cloudTrailsDerivation, files));
    expect(trails.items[0]?.allManagement).toBe(expected);
  });

  test('its status may be asked for by name', () => {
    expect(trailOf({}, TRAIL_STATUS, 'main')?.logging).toBe(true);
  });

  test.each<[string, string | null]>([
    ['of another trail', 'other'],
    ['of a trail that is not named', null],
  ])('a status %s does not count', (_, asked) => {
    expect(trailOf({}, TRAIL_STATUS, asked)).toMatchObject({
      logging: null,
      failing: null,
      deliveredHours: null,
    });
  });

  test.each<[string, object, object]>([
    ['stopped', { IsLogging: false }, { logging: false }],
    ['an error', { LatestDeliveryError: 'AccessDenied' }, { failing: true }],
    ['an error that is none', { LatestDeliveryError: '' }, { failing: false }],
    ['never delivered', { LatestDeliveryTime: undefined }, { deliveredHours: null }],
    [
      'delivered two days before the export',
      { LatestDeliveryTime: '2026-11-20T11:00:00+00:00' },
      { deliveredHours: 48 },
    ],
    [
      'delivered after the export',
      { LatestDeliveryTime: '2027-01-01T00:00:00Z' },
      { deliveredHours: null },
    ],
    ['a time in seconds', { LatestDeliveryTime: 1795342800 }, { deliveredHours: 1 }],
  ])('%s', (_, change, expected) => {
    expect(trailOf({}, { ...TRAIL_STATUS, ...change })).toMatchObject(expected);
  });

  test('what is not said is not known, but for the key, which is left away where there is none', () => {
    const bare = {
      Name: undefined,
      IsMultiRegionTrail: undefined,
      LogFileValidationEnabled: undefined,
      KmsKeyId: undefined,
    };
    expect(trailOf(bare, TRAIL_STATUS)).toMatchObject({
      trail: TRAIL_ARN,
      everyRegion: null,
      validated: null,
      encrypted: false,
    });
  });
});

describe('intrusion detection', () => {
  const file = (Status: string, change: object = {}) =>
    networkFile('aws guardduty get-detector', { ...DETECTOR, Status }, change);

  test('by region', () => {
    const files = [
      file('ENABLED'),
      file('DISABLED', { region: 'us-east-1' }),
      file('constructor', { region: 'x' }),
    ];
    const { detectors } = valueOf(accountFact(cloudDetectorsDerivation, files));
    expect(detectors).toEqual({
      items: [
        { region: 'eu-west-2', enabled: true },
        { region: 'us-east-1', enabled: false },
        { region: 'x', enabled: null },
      ],
      complete: true,
    });
  });

  test('of several exports of a region the newest counts', () => {
    const files = [file('ENABLED'), file('DISABLED', { collectedAt: '2026-11-22T11:30:00Z' })];
    const { detectors } = valueOf(accountFact(cloudDetectorsDerivation, files));
    expect(detectors.items).toEqual([{ region: 'eu-west-2', enabled: false }]);
  });

  test('a region in which something runs is missing', () => {
    const abroad = networkFile('aws ec2 describe-instances', undefined, { region: 'us-east-1' });
    const fact = accountFact(cloudDetectorsDerivation, [file('ENABLED'), abroad]);
    expect(valueOf(fact).detectors.because?.detail).toContain('us-east-1');
    const empty = { ...abroad, content: { Reservations: [] } };
    const quiet = accountFact(cloudDetectorsDerivation, [file('ENABLED'), empty]);
    expect(valueOf(quiet).detectors.complete).toBe(true);
  });

  test('a region of the policy is missing', () => {
    const fact = accountFact(cloudDetectorsDerivation, [file('ENABLED')], {
      regions: ['eu-west-2', 'us-east-1'],
    });
    expect(valueOf(fact).detectors).toMatchObject({
      complete: false,
      because: { code: 'not-requested' },
    });
  });
});

test.each<[string, object]>([
  ['too old', { collectedAt: '2026-11-20T11:00:00Z' }],
  ['of another account', { account: 'aws:210987654321' }],
  ['of an account that is not said', { account: null }],
  ['of a time that is not said', { collectedAt: null }],
  ['a plan', { planned: true }],
])('an export that is %s does not count', (_, change) => {
  const files = [networkFile('aws guardduty get-detector', DETECTOR, change)];
  expect(accountFact(cloudDetectorsDerivation, files).status).toBe('unavailable');
});

test('a page that was not exported may name more', () => {
  const trails = networkFile(
    'aws cloudtrail describe-trails',
    { trailList: [TRAIL] },
    {
      complete: false,
    },
  );
  expect(valueOf(accountFact(cloudTrailsDerivation, [trails])).trails).toMatchObject({
    items: [{ trail: 'main' }],
    complete: false,
  });
});
