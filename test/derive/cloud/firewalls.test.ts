import { describe, expect, test } from 'vitest';
import { cloudFirewallsDerivation } from '../../../src/derive/cloud/firewalls.ts';
import { DATABASE_GROUP, DEFAULT_GROUP, VPC, WEB_GROUP } from '../../support/aws-network.ts';
import { accountFact, valueOf } from '../../support/exports.ts';
import { networkFile, networkFiles } from '../../support/network-files.ts';

const GROUPS = 'aws ec2 describe-security-groups';

const firewallsOf = (...groups: readonly object[]) =>
  valueOf(accountFact(cloudFirewallsDerivation, [networkFile(GROUPS, { SecurityGroups: groups })]));

/** What a group with these permissions opens. */
const openingsOf = (...permissions: readonly object[]) =>
  firewallsOf(DEFAULT_GROUP, { ...WEB_GROUP, IpPermissions: permissions }).openings.items;

const from = (...cidrs: readonly string[]) => ({
  IpRanges: cidrs.filter((one) => !one.includes(':')).map((CidrIp) => ({ CidrIp })),
  Ipv6Ranges: cidrs.filter((one) => one.includes(':')).map((CidrIpv6) => ({ CidrIpv6 })),
});
const tcp = (first: number, last: number, ...cidrs: readonly string[]) => ({
  IpProtocol: 'tcp',
  FromPort: first,
  ToPort: last,
  ...from(...cidrs),
});

test('an account that lets the web in, and nothing else', () => {
  const { openings, defaults } = valueOf(accountFact(cloudFirewallsDerivation, networkFiles()));
  expect(openings.complete).toBe(true);
  expect(openings.items.map(({ opening, prefix }) => [opening, prefix])).toEqual([
    ['sg-0123456789abcdef0 (web): tcp 80 from 0.0.0.0/0', 0],
    ['sg-0123456789abcdef0 (web): tcp 80 from ::/0', 0],
    ['sg-0123456789abcdef0 (web): tcp 443 from 0.0.0.0/0', 0],
    ['sg-0123456789abcdef0 (web): tcp 443 from ::/0', 0],
  ]);
  expect(defaults.items).toEqual([
    { group: 'sg-00000000000000000 (default)', ingress: 0, egress: 0 },
  ]);
});

describe('what a permission opens', () => {
  test.each<[string, object[], [string, string | null, number | null][]]>([
    ['one port', [tcp(22, 22, '0.0.0.0/0')], [['tcp 22', 'IPv4', 0]]],
    ['a range', [tcp(20, 30, '::/0')], [['tcp 20-30', 'IPv6', 0]]],
    ['private networks are not the world', [tcp(22, 22, '10.0.0.0/8', 'fd00::/8')], []],
    ['one address', [tcp(22, 22, '198.60.0.7/32')], [['tcp 22', 'IPv4', 32]]],
    ['halves of the world', [tcp(22, 22, '0.0.0.0/1', '128.0.0.0/1')], [['tcp 22', 'IPv4', 0]]],
    [
      'halves of the world in two permissions',
      [tcp(22, 22, '0.0.0.0/1'), tcp(20, 30, '128.0.0.0/1')],
      [
        ['tcp 20-21', 'IPv4', 1],
        ['tcp 22', 'IPv4', 0],
        ['tcp 23-30', 'IPv4', 1],
      ],
    ],
    [
      'one half by every protocol',
      [tcp(22, 22, '0.0.0.0/1'), { IpProtocol: '-1', ...from('128.0.0.0/1') }],
      [
        ['tcp 22', 'IPv4', 0],
        ['all', 'IPv4', 1],
      ],
    ],
    [
      'ports that follow each other are one range',
      [tcp(1, 5, '0.0.0.0/0'), tcp(6, 9, '0.0.0.0/0')],
      [['tcp 1-9', 'IPv4', 0]],
    ],
    [
      'ranges that overlap',
      [tcp(1, 8, '0.0.0.0/0'), tcp(4, 9, '0.0.0.0/0')],
      [['tcp 1-9', 'IPv4', 0]],
    ],
    ['everything', [{ IpProtocol: '-1', ...from('0.0.0.0/0') }], [['all', 'IPv4', 0]]],
    [
      'everything, whatever ports are written',
      [{ IpProtocol: '-1', FromPort: 80, ToPort: 80, ...from('0.0.0.0/0') }],
      [['all', 'IPv4', 0]],
    ],
    [
      'ICMP has no ports',
      ['icmp', 'icmpv6', '1', '58', 'ICMP'].map((IpProtocol) => ({
        IpProtocol,
        FromPort: -1,
        ToPort: -1,
        ...from('0.0.0.0/0'),
      })),
      [],
    ],
    [
      'protocols by number',
      [
        { ...tcp(22, 22, '0.0.0.0/0'), IpProtocol: '6' },
        { ...tcp(53, 53, '0.0.0.0/0'), IpProtocol: '17' },
      ],
      [
        ['tcp 22', 'IPv4', 0],
        ['udp 53', 'IPv4', 0],
      ],
    ],
    [
      'a protocol without ports',
      [{ IpProtocol: '50', ...from('0.0.0.0/0') }],
      [['protocol 50', 'IPv4', 0]],
    ],
    [
      'a prefix list',
      [{ ...tcp(22, 22), PrefixListIds: [{ PrefixListId: 'pl-1' }] }],
      [['tcp 22', null, null]],
    ],
    ['what is no network', [tcp(22, 22, '10.0.0.0')], [['tcp 22', null, null]]],
    ['another group', [{ ...tcp(22, 22), UserIdGroupPairs: [{ GroupId: 'sg-1' }] }], []],
    ['nobody', [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22 }], []],
    [
      'ports that are not said',
      [{ IpProtocol: 'tcp', ...from('0.0.0.0/0') }],
      [['tcp, ports not known', 'IPv4', 0]],
    ],
    [
      'ports that are none',
      [tcp(-1, 70000, '0.0.0.0/0'), tcp(30, 20, '0.0.0.0/0')],
      [
        ['tcp, ports not known', 'IPv4', 0],
        ['tcp, ports not known', 'IPv4', 0],
      ],
    ],
  ])('%s', (_, permissions, expected) => {
    expect(
      openingsOf(...permissions).map(({ range, family, prefix }) => [range, family, prefix]),
    ).toEqual(expected);
  });

  test('many sources are counted', () => {
    expect(openingsOf(tcp(22, 22, '198.60.0.1/32', '198.60.0.9/32', '0.0.0.0/0'))[0]?.opening).toBe(
      'sg-0123456789abcdef0 (web): tcp 22 from 198.60.0.1/32 and 2 more',
    );
  });

  test('of a wide range, the ports that rules ask about are all named', () => {
    const [wide] = openingsOf(tcp(5000, 30000, '0.0.0.0/0'));
    expect(wide?.ports.complete).toBe(false);
    expect(wide?.ports.items).toContain(30000);
    expect(wide?.known).toEqual([
      5900, 5985, 5986, 6443, 10250, 5432, 5984, 6379, 9042, 9200, 11211, 27017, 27018, 27019,
    ]);
  });

  test('of a narrow one, all of them', () => {
    const [narrow] = openingsOf(tcp(20, 23, '0.0.0.0/0'));
    expect(narrow?.ports).toEqual({ items: [20, 21, 22, 23], complete: true });
    expect(narrow?.known).toEqual([22]);
  });

  test('where the ports are not known, none of them is', () => {
    const [open] = openingsOf({ IpProtocol: 'tcp', ...from('0.0.0.0/0') });
    expect([open?.known, open?.ports.complete]).toEqual([null, false]);
  });
});

describe('what the export leaves out', () => {
  test('a network without its default group: the export is a part', () => {
    const { openings, defaults } = firewallsOf(DATABASE_GROUP);
    expect(openings).toMatchObject({ items: [], complete: false, because: { code: 'unfit' } });
    expect(openings.because?.detail).toContain(VPC);
    expect(defaults.complete).toBe(false);
  });

  test('a group of which the network is not said', () => {
    const { VpcId, ...rest } = DATABASE_GROUP;
    expect(VpcId).toBe(VPC);
    expect(firewallsOf(DEFAULT_GROUP, rest).openings.complete).toBe(false);
  });

  test('no group at all', () => {
    const empty = [networkFile(GROUPS, { SecurityGroups: [] })];
    expect(accountFact(cloudFirewallsDerivation, empty).status).toBe('unavailable');
  });

  test('what goes out is not said', () => {
    const { IpPermissionsEgress, ...rest } = DEFAULT_GROUP;
    expect(IpPermissionsEgress).toEqual([]);
    expect(firewallsOf(rest).defaults.items[0]?.egress).toBeNull();
  });

  test('a group of more rules than AWS admits', () => {
    const many = Array.from({ length: 1_001 }, (_, index) => tcp(index, index, '0.0.0.0/0'));
    const { openings } = firewallsOf(DEFAULT_GROUP, { ...WEB_GROUP, IpPermissions: many });
    expect(openings).toMatchObject({ items: [], complete: false, because: { code: 'limit' } });
  });

  test('a region', () => {
    const fact = accountFact(cloudFirewallsDerivation, networkFiles(), {
      regions: ['eu-west-2', 'us-east-1'],
    });
    expect(valueOf(fact).openings).toMatchObject({ complete: false });
    expect(valueOf(fact).openings.items).toHaveLength(4);
  });
});

test('an account without any, as its policy says', () => {
  const empty = [networkFile(GROUPS, { SecurityGroups: [] })];
  const fact = accountFact(cloudFirewallsDerivation, empty, { none: ['firewalls'] });
  expect(fact.status).toBe('absent');
});

test('no export', () => {
  expect(accountFact(cloudFirewallsDerivation, []).status).toBe('unavailable');
});

test('rules of a group that stand in a file of their own add to it', () => {
  const ssh = { GroupId: WEB_GROUP.GroupId, IpPermissions: [tcp(22, 22, '0.0.0.0/0')] };
  const files = [
    networkFile(GROUPS, { SecurityGroups: [ssh] }, { collectedAt: '2026-11-22T10:00:00Z' }),
    networkFile(GROUPS, { SecurityGroups: [DEFAULT_GROUP, WEB_GROUP] }, { complete: false }),
  ];
  const { openings } = valueOf(accountFact(cloudFirewallsDerivation, files));
  expect(openings.items.map(({ range }) => range)).toContain('tcp 22');
  expect(openings.complete).toBe(false);
});
