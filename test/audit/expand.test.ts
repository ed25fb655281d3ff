import { describe, expect, test } from 'vitest';
import { exchangesOf } from '../../src/audit/expand.ts';
import { mailTarget } from '../../src/audit/target.ts';
import type { Evidence } from '../../src/evidence/evidence.ts';
import { mailMx, type MailMx } from '../../src/evidence/kinds/mail/exchanges.ts';
import { complete } from '../../src/evidence/listing.ts';
import { present, unavailable, type Observation } from '../../src/evidence/observation.ts';
import type { Role } from '../../src/evidence/target.ts';
import { recorded } from '../derive/mail/recorded.ts';
import { a, type Zone } from '../support/zone.ts';

const DOMAIN = 'example.com';

const evidence = (observation: Observation<MailMx>, kind: string = mailMx.id): Evidence => ({
  id: 'one',
  kind,
  target: `mail:${DOMAIN}`,
  observedAt: '2026-11-22T12:00:00.000Z',
  cost: { connections: 0, queries: 0, requests: 0, ms: 0 },
  observation,
});

/** The evidence of these exchanges; of none, with the addresses that a zone has for the domain. */
const mxOf = (hosts: readonly string[], zone?: Zone): Observation<MailMx> =>
  present({
    nullMx: false,
    exchanges: hosts.map((host, preference) => ({ preference, host, addresses: complete([]) })),
    answers: zone === undefined ? [] : recorded(zone, [`${DOMAIN} A`, `${DOMAIN} AAAA`]),
  });

const followed = (observation: Observation<MailMx>, role: Role | null = null) => {
  const { look, leave } = exchangesOf(mailTarget(DOMAIN, role), evidence(observation));
  return { look: look.map(({ id }) => id), leave: leave.map(({ id }) => id) };
};

test('exchanges are servers by name, each once, in their order', () => {
  const hosts = ['B.example', 'a.example', 'b.example'];
  expect(followed(mxOf(hosts))).toEqual({
    look: ['smtp://b.example:25', 'smtp://a.example:25'],
    leave: [],
  });
});

test('nobody connects to an address in place of a name, or to a placeholder', () => {
  const hosts = ['192.0.2.1', '2001:db8::1', 'localhost', 'ms1.msv1.invalid', '.', 'a.example'];
  expect(followed(mxOf(hosts)).look).toEqual(['smtp://a.example:25']);
});

test('what stands twice does not push others over the limit', () => {
  const same = Array.from({ length: 30 }, () => 'a.example');
  const many = Array.from({ length: 21 }, (_, index) => `m${index}.example`);
  expect(followed(mxOf([...same, 'b.example'])).look).toHaveLength(2);
  expect(followed(mxOf(many))).toMatchObject({ leave: ['smtp://m20.example:25'] });
});

describe('a domain without MX', () => {
  const addressed: Zone = { [DOMAIN]: [a('192.0.2.1')] };
  const own = ['smtp://example.com:25'];

  test.each<[Role | null, Zone | undefined, readonly string[]]>([
    [null, addressed, []],
    ['parked', addressed, []],
    ['mail-sending', addressed, []],
    ['mail', addressed, own],
    ['mail-receiving', addressed, own],
    ['mail', { [DOMAIN]: [] }, []],
    ['mail', {}, []],
    // Whether it has an address is not known: the look at it says so.
    ['mail', undefined, own],
  ])('of role %s, addresses %j: %j', (role, zone, look) => {
    expect(followed(mxOf([], zone), role)).toEqual({ look, leave: [] });
  });

  test('that takes no mail has no server, whatever its role', () => {
    const nullMx = present({ nullMx: true, exchanges: [], answers: [] });
    expect(followed(nullMx, 'mail').look).toEqual([]);
  });
});

test('other evidence and none lead nowhere', () => {
  const failed = unavailable({ code: 'servfail', detail: 'no answer' });
  expect(followed(failed).look).toEqual([]);
  const target = mailTarget(DOMAIN, null);
  expect(exchangesOf(target, evidence(mxOf(['a.example']), 'mail.spf-records')).look).toEqual([]);
});
