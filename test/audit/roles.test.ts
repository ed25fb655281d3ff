import { expect, test } from 'vitest';
import { parseTarget } from '../../src/audit/target.ts';
import type { Role } from '../../src/evidence/target.ts';
import { dnsServer } from '../support/dns.ts';
import { a, baseline, fromZone, mx, observeTargets, txt, type Zone } from './support.ts';

test('the role of a domain is what its MX and SPF say, but one that was stated stands', async () => {
  const zone: Zone = {
    'parked.example': [mx('parked.example', 0, '.'), txt('parked.example', 'v=spf1 -all')],
    'open.example': [a('open.example', '127.0.0.1'), txt('open.example', 'v=spf1 -all')],
  };
  const dns = await dnsServer((query) => fromZone(zone, query));
  const [parked, open] = ['mail:parked.example', 'mail:open.example'];
  const roles = async (role: Role | null) => {
    const { targets } = await observeTargets([], {
      requests: [parked, open].map((text) => parseTarget(text, role)),
      resolverPort: dns.port,
      profile: baseline(['mail']),
    });
    return targets.map((target) => [target.id, target.role]);
  };
  expect(await roles(null)).toEqual([
    [parked, 'parked'],
    [open, null],
  ]);
  // A domain that takes mail takes it at its own address where it has no MX.
  expect(await roles('mail-receiving')).toEqual([
    [parked, 'mail-receiving'],
    [open, 'mail-receiving'],
    ['smtp://open.example:25', 'mail'],
  ]);
});

test('the role stated of a bare name is that of its site or of its mail, which then is one', async () => {
  const zone: Zone = {
    'parked.example': [a('parked.example', '127.0.0.1')],
    'sub.parked.example': [a('sub.parked.example', '127.0.0.1')],
  };
  const dns = await dnsServer((query) => fromZone(zone, query));
  const roles = async (name: string, role: Role) => {
    const { targets } = await observeTargets([], {
      requests: [parseTarget(name, role)],
      resolverPort: dns.port,
      profile: baseline(['mail']),
    });
    return targets.filter(({ kind }) => kind !== 'zone').map((target) => [target.id, target.role]);
  };
  const [site, sub] = ['https://parked.example/', 'https://sub.parked.example/'];
  expect(await roles('parked.example', 'parked')).toEqual([
    [site, null],
    ['mail:parked.example', 'parked'],
  ]);
  expect(await roles('parked.example', 'api')).toEqual([
    [site, 'api'],
    ['mail:parked.example', null],
  ]);
  expect(await roles('sub.parked.example', 'parked')).toEqual([
    [sub, null],
    ['mail:sub.parked.example', 'parked'],
  ]);
  expect(await roles('sub.parked.example', 'api')).toEqual([[sub, 'api']]);
});
