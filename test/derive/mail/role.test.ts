import { describe, expect, test } from 'vitest';
import { mailRoleOf } from '../../../src/derive/mail/role.ts';
import { complete } from '../../../src/evidence/listing.ts';
import { mailMxProbe } from '../../../src/probe/mail/mx.ts';
import { observe, targetOf } from '../../support/observe.ts';
import { a, mx, resolverOf, txt, type Zone } from '../../support/zone.ts';
import { recorded, valueIn } from './recorded.ts';

const DOMAIN = 'example.com';

async function roleIn(zone: Zone, asked: readonly string[] = [DOMAIN]) {
  const { port } = await resolverOf(zone);
  const target = targetOf('mail', DOMAIN);
  const { observation } = await observe(mailMxProbe, target, { resolver: port, seconds: 4 });
  const answers = recorded(
    zone,
    asked.flatMap((name) => [`${name} A`, `${name} TXT`]),
  );
  return mailRoleOf(DOMAIN, valueIn(observation), { answers: complete(answers) });
}

const RECEIVES = [mx(10, 'mx.example')];
const NULL_MX = [mx(0, '.')];
const SENDS = txt('v=spf1 mx -all');
const SENDS_NOT = txt('v=spf1 -all');

describe('what a domain is for', () => {
  test.each<[string | null, Zone]>([
    ['mail', { [DOMAIN]: [...RECEIVES, SENDS] }],
    ['mail', { [DOMAIN]: [...RECEIVES, txt('v=spf1 ~all')] }],
    ['mail-receiving', { [DOMAIN]: [...RECEIVES, SENDS_NOT] }],
    ['mail-receiving', { [DOMAIN]: [...RECEIVES, txt('V=SPF1  -ALL '), txt('hello')] }],
    ['mail-receiving', { [DOMAIN]: [...RECEIVES, txt('v=spf1 -all exp=why.example')] }],
    ['parked', { [DOMAIN]: [...NULL_MX, txt('v=spf1 redirect=x.example -all')] }],
    ['mail-receiving', { [DOMAIN]: [mx(0, '.'), ...RECEIVES, SENDS_NOT] }],
    ['mail-sending', { [DOMAIN]: [...NULL_MX, SENDS] }],
    ['mail-sending', { [DOMAIN]: [SENDS] }],
    ['parked', { [DOMAIN]: [...NULL_MX, SENDS_NOT] }],
    ['parked', { [DOMAIN]: [SENDS_NOT] }],
    // Mail may go to the address of the domain.
    [null, { [DOMAIN]: [SENDS, a('192.0.2.1')] }],
    [null, { [DOMAIN]: [SENDS_NOT, a('192.0.2.1')] }],
    // Who has no SPF record may send all the same, and so may who has one that nobody can use.
    [null, { [DOMAIN]: RECEIVES }],
    [null, { [DOMAIN]: NULL_MX }],
    [null, { [DOMAIN]: [...RECEIVES, SENDS, SENDS_NOT] }],
    [null, { [DOMAIN]: [...RECEIVES, txt('v=spf1 mx foo:bar')] }],
    // An exchange that is no server takes no mail, but nobody said that none is wanted.
    [null, { [DOMAIN]: [mx(10, 'localhost'), SENDS] }],
    [null, {}],
  ])('%s: %j', async (role, zone) => {
    expect(await roleIn(zone)).toBe(role);
  });

  test.each<[string | null, string, Zone]>([
    ['parked', 'to a record that sends nothing', { 'b.example': [SENDS_NOT] }],
    ['mail-sending', 'to a record that sends', { 'b.example': [SENDS] }],
    [
      'mail-sending',
      'to a redirect that goes on beside others',
      { 'b.example': [txt('v=spf1 a redirect=c.example')] },
    ],
    [null, 'to no record', { 'b.example': [] }],
    [null, 'round in a circle', { 'b.example': [txt('v=spf1 redirect=b.example')] }],
  ])('%s where SPF redirects %s', async (role, _, zone) => {
    const own = { [DOMAIN]: [...NULL_MX, txt('v=spf1 redirect=b.example')] };
    expect(await roleIn({ ...own, ...zone }, [DOMAIN, 'b.example'])).toBe(role);
    expect(await roleIn({ ...own, ...zone })).toBeNull();
  });

  test('a redirect that depends on the sender is no refusal', async () => {
    const zone = { [DOMAIN]: [...NULL_MX, txt('v=spf1 redirect=%{i}.b.example')] };
    expect(await roleIn(zone)).toBe('mail-sending');
  });
});
