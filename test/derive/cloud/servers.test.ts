import { describe, expect, test } from 'vitest';
import { cloudBalancersDerivation } from '../../../src/derive/cloud/balancers.ts';
import { cloudInstancesDerivation } from '../../../src/derive/cloud/instances.ts';
import { cloudScalingDerivation } from '../../../src/derive/cloud/scaling.ts';
import { lowestOf } from '../../../src/derive/cloud/ssl-policies.ts';
import {
  BALANCER,
  HTTP_LISTENER,
  HTTPS_LISTENER,
  INSTANCE,
  SCALING_GROUP,
} from '../../support/aws-network.ts';
import { accountFact, valueOf } from '../../support/exports.ts';
import { networkFile, networkFiles } from '../../support/network-files.ts';

describe('instances', () => {
  const instanceWith = (change: object, publicInstances: string[] = []) => {
    const content = { Reservations: [{ Instances: [{ ...INSTANCE, ...change }] }] };
    const files = [networkFile('aws ec2 describe-instances', content)];
    return accountFact(cloudInstancesDerivation, files, { publicInstances });
  };

  test('of the sound account', () => {
    const { instances } = valueOf(accountFact(cloudInstancesDerivation, networkFiles()));
    expect(instances).toEqual({
      items: [
        {
          instance: 'i-0598c7d356eba48d7 (app)',
          public: false,
          allowed: false,
          metadataGuarded: true,
        },
      ],
      complete: true,
    });
  });

  const global = { Ipv6Address: '2a05:d01c::1' };
  test.each<[string, object, boolean | null]>([
    ['an address of the internet', { PublicIpAddress: '52.1.2.3' }, true],
    [
      'one of an interface',
      { NetworkInterfaces: [{ Association: { PublicIp: '52.1.2.3' } }] },
      true,
    ],
    [
      'one of a further private address',
      {
        NetworkInterfaces: [
          { PrivateIpAddresses: [{}, { Association: { PublicIp: '52.1.2.3' } }] },
        ],
      },
      true,
    ],
    ['none that is said, where interfaces are not either', { NetworkInterfaces: undefined }, null],
    ['an empty one, as Terraform has it', { PublicIpAddress: '' }, false],
    ['IPv6: its routes decide', { NetworkInterfaces: [{ Ipv6Addresses: [global] }] }, null],
    ['IPv6 of the instance', global, null],
    ['IPv6 of a private network', { Ipv6Address: 'fd00::1' }, false],
  ])('%s', (_, change, expected) => {
    expect(valueOf(instanceWith(change)).instances.items[0]?.public).toBe(expected);
  });

  test.each<[string, object | undefined, boolean | null]>([
    ['anybody', { HttpTokens: 'optional', HttpEndpoint: 'enabled' }, false],
    ['nobody', { HttpTokens: 'optional', HttpEndpoint: 'disabled' }, true],
    ['not said', { HttpEndpoint: 'enabled' }, null],
    ['not said at all', undefined, null],
  ])('metadata for %s', (_, MetadataOptions, expected) => {
    const [instance] = valueOf(instanceWith({ MetadataOptions })).instances.items;
    expect(instance?.metadataGuarded).toBe(expected);
  });

  test.each([[INSTANCE.InstanceId], ['app']])('%s may be public', (name) => {
    expect(valueOf(instanceWith({}, [name])).instances.items[0]?.allowed).toBe(true);
  });

  test.each(['stopped', 'stopping', 'terminated', 'shutting-down'])('none is %s', (Name) => {
    expect(instanceWith({ State: { Name } }).status).toBe('unavailable');
  });

  test('one of which it is not said runs', () => {
    expect(valueOf(instanceWith({ State: undefined })).instances.items).toHaveLength(1);
  });
});

describe('load balancers', () => {
  const of = (...listeners: readonly object[]) =>
    valueOf(
      accountFact(
        cloudBalancersDerivation,
        networkFiles({ 'aws elbv2 describe-listeners': { Listeners: listeners } }),
      ),
    );

  test('of the sound account', () => {
    const { balancers, listeners } = of(HTTPS_LISTENER, HTTP_LISTENER);
    expect(balancers).toEqual({ items: [{ balancer: 'web', zones: 2 }], complete: true });
    expect(listeners).toEqual({
      items: [
        {
          listener: 'web: HTTPS 443',
          facing: true,
          encrypted: true,
          redirects: false,
          policy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
          lowest: 'TLS 1.2',
        },
        {
          listener: 'web: HTTP 80',
          facing: true,
          encrypted: false,
          redirects: true,
          policy: null,
          lowest: null,
        },
      ],
      complete: true,
    });
  });

  test.each<[string, boolean | null]>([
    ['TLS', true],
    ['HTTPS', true],
    ['HTTP', false],
    ['TCP', null],
    ['UDP', null],
    ['TCP_UDP', null],
    ['GENEVE', null],
  ])('whether %s is encrypted: %s', (Protocol, expected) => {
    expect(of({ ...HTTPS_LISTENER, Protocol }).listeners.items[0]?.encrypted).toBe(expected);
  });

  test('a redirect to plain http is none', () => {
    const DefaultActions = [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTP' } }];
    expect(of({ ...HTTP_LISTENER, DefaultActions }).listeners.items[0]?.redirects).toBe(false);
  });

  test('what a listener does is not said', () => {
    const silent = { ...HTTP_LISTENER, DefaultActions: undefined };
    expect(of(silent).listeners.items[0]?.redirects).toBeNull();
  });

  test('a listener of a balancer that is not listed', () => {
    const stray = { ...HTTPS_LISTENER, LoadBalancerArn: 'arn:other' };
    expect(of(stray).listeners.items[0]?.facing).toBeNull();
  });

  test.each<[string, object, boolean | null]>([
    ['internal', { Scheme: 'internal' }, false],
    ['of appliances', { Type: 'gateway', Scheme: undefined }, false],
    ['of which it is not said', { Scheme: undefined }, null],
  ])('whether a balancer faces the internet: %s', (_, change, expected) => {
    const changed = { LoadBalancers: [{ ...BALANCER, ...change }] };
    const files = networkFiles({ 'aws elbv2 describe-load-balancers': changed });
    const { listeners } = valueOf(accountFact(cloudBalancersDerivation, files));
    expect(listeners.items[0]?.facing).toBe(expected);
  });

  test('a balancer whose listeners were not exported', () => {
    const second = { ...BALANCER, LoadBalancerArn: 'arn:second', LoadBalancerName: 'second' };
    const { balancers, listeners } = valueOf(
      accountFact(
        cloudBalancersDerivation,
        networkFiles({
          'aws elbv2 describe-load-balancers': { LoadBalancers: [BALANCER, second] },
        }),
      ),
    );
    expect(balancers.complete).toBe(true);
    expect(listeners).toMatchObject({ complete: false, because: { code: 'not-requested' } });
    expect(listeners.because?.detail).toContain('second');
  });

  test('a balancer that listens to nothing', () => {
    expect(of().listeners.because?.detail).not.toContain('for web');
  });

  test('a zone that is named twice counts once', () => {
    const AvailabilityZones = [{ ZoneName: 'eu-west-2a' }, { ZoneName: 'eu-west-2a' }];
    const LoadBalancers = [{ ...BALANCER, AvailabilityZones }];
    const files = networkFiles({ 'aws elbv2 describe-load-balancers': { LoadBalancers } });
    const { balancers } = valueOf(accountFact(cloudBalancersDerivation, files));
    expect(balancers.items[0]?.zones).toBe(1);
  });
});

// "Security policies for your Application Load Balancer", its tables of protocols by policy.
test.each([
  ['ELBSecurityPolicy-TLS13-1-3-2021-06', 'TLS 1.3'],
  ['ELBSecurityPolicy-TLS13-1-3-PQ-2025-09', 'TLS 1.3'],
  ['ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04', 'TLS 1.3'],
  ['ELBSecurityPolicy-TLS13-1-2-2021-06', 'TLS 1.2'],
  ['ELBSecurityPolicy-TLS13-1-2-PQ-2025-09', 'TLS 1.2'],
  ['ELBSecurityPolicy-TLS13-1-2-Res-2021-06', 'TLS 1.2'],
  ['ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09', 'TLS 1.2'],
  ['ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06', 'TLS 1.2'],
  ['ELBSecurityPolicy-TLS13-1-2-Ext0-FIPS-2023-04', 'TLS 1.2'],
  ['ELBSecurityPolicy-TLS13-1-2-Ext2-FIPS-PQ-2025-09', 'TLS 1.2'],
  ['ELBSecurityPolicy-TLS-1-2-2017-01', 'TLS 1.2'],
  ['ELBSecurityPolicy-TLS-1-2-Ext-2018-06', 'TLS 1.2'],
  ['ELBSecurityPolicy-FS-1-2-2019-08', 'TLS 1.2'],
  ['ELBSecurityPolicy-FS-1-2-Res-2020-10', 'TLS 1.2'],
  ['ELBSecurityPolicy-FS-1-1-2019-08', 'TLS 1.1'],
  ['ELBSecurityPolicy-TLS-1-1-2017-01', 'TLS 1.1'],
  ['ELBSecurityPolicy-TLS13-1-1-2021-06', 'TLS 1.1'],
  ['ELBSecurityPolicy-TLS13-1-0-2021-06', 'TLS 1.0'],
  ['ELBSecurityPolicy-TLS-1-0-2015-04', 'TLS 1.0'],
  ['ELBSecurityPolicy-2016-08', 'TLS 1.0'],
  ['ELBSecurityPolicy-FS-2018-06', 'TLS 1.0'],
  ['ELBSecurityPolicy-TLS14-1-2-2031-06', null],
  ['ELBSecurityPolicy-New', null],
  ['our-own-policy', null],
  ['', null],
])('%s begins with %s', (policy, lowest) => {
  expect(lowestOf(policy)).toBe(lowest);
});

describe('groups of servers', () => {
  const groupsOf = (...groups: readonly object[]) => {
    const AutoScalingGroups = groups.map((group) => ({ ...SCALING_GROUP, ...group }));
    const file = networkFile('aws autoscaling describe-auto-scaling-groups', { AutoScalingGroups });
    return accountFact(cloudScalingDerivation, [file]);
  };

  test('of the sound account', () => {
    expect(valueOf(groupsOf({})).groups).toEqual({
      items: [{ group: 'app', least: 2, zones: 2 }],
      complete: true,
    });
  });

  test('what is not said is not known', () => {
    const [group] = valueOf(groupsOf({ MinSize: undefined, AvailabilityZones: undefined })).groups
      .items;
    expect(group).toEqual({ group: 'app', least: null, zones: null });
  });

  test('one that may hold no server at all is none', () => {
    expect(groupsOf({ MinSize: 0, MaxSize: 0 }).status).toBe('unavailable');
    expect(valueOf(groupsOf({ MinSize: 0, MaxSize: 2 })).groups.items[0]?.least).toBe(0);
  });
});
