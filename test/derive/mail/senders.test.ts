import { expect, test } from 'vitest';
import { mailSendersDerivation } from '../../../src/derive/mail/senders.ts';
import type { MailSenderRecords } from '../../../src/evidence/kinds/mail/answers.ts';
import { cutShort } from '../../../src/evidence/listing.ts';
import { absent, present, unavailable } from '../../../src/evidence/observation.ts';
import { mailSenderRecordsProbe } from '../../../src/probe/mail/sender-records.ts';
import type { MailSettings } from '../../../src/probe/probe.ts';
import { observe, targetOf } from '../../support/observe.ts';
import { NO_SETTINGS } from '../../support/settings.ts';
import { a, mx, resolverOf, txt, type Zone } from '../../support/zone.ts';
import { derived, TIMEOUT } from './answers.ts';

const ADDRESSES = ['192.0.2.1', '198.51.100.7', '203.0.113.9', '2001:db8::1'];

/** The evidence of a zone, for servers that send for every domain. */
async function evidenceOf(zone: Zone, addresses = ADDRESSES): Promise<MailSenderRecords> {
  const senders: MailSettings['senders'] = addresses.map((address) => ({
    address,
    from: '',
    helo: '',
    domain: null,
  }));
  const { observation } = await observe(mailSenderRecordsProbe, targetOf('mail', 'example.com'), {
    resolver: (await resolverOf(zone)).port,
    seconds: 4,
    settings: { ...NO_SETTINGS, mail: { ...NO_SETTINGS.mail, senders } },
  });
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  return observation.value;
}

function sendersOf(evidence: MailSenderRecords) {
  const observation = derived(mailSendersDerivation, 'example.com', present(evidence));
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  return observation.value.senders;
}

const ZONE: Zone = {
  'example.com': [
    txt('v=spf1 mx include:a.example ~include:b.example ?a:missing.example -all'),
    mx(10, 'mail.example.com'),
  ],
  'mail.example.com': [a('192.0.2.1')],
  'a.example': [txt('v=spf1 -ip4:192.0.2.0/24 redirect=c.example')],
  'b.example': [txt('v=spf1 ip4:203.0.113.0/24 -all')],
  'c.example': [txt('v=spf1 ip4:198.51.100.0/24 ~all')],
};

test('each sender has its result, the term that decided and what it took', async () => {
  expect(sendersOf(await evidenceOf(ZONE))).toEqual([
    {
      address: '192.0.2.1',
      from: 'postmaster@example.com',
      helo: 'example.com',
      domain: 'example.com',
      result: 'pass',
      by: 'mx',
      lookups: 1,
      voidLookups: 0,
      reason: 'mx in the record of example.com matches',
    },
    expect.objectContaining({
      result: 'pass',
      by: 'include:a.example',
      lookups: 3,
      reason:
        'include:a.example in the record of example.com matches, by ip4:198.51.100.0/24 in the record of c.example',
    }),
    expect.objectContaining({ result: 'softfail', by: '~include:b.example', lookups: 4 }),
    expect.objectContaining({
      result: 'fail',
      by: '-all',
      lookups: 5,
      voidLookups: 1,
      reason: '-all in the record of example.com matches',
    }),
  ]);
});

test.each([
  [[], 'none', 'example.com has no SPF record'],
  [[txt('v=spf1 -all'), txt('v=spf1 ~all')], 'permerror', 'example.com has 2 SPF records'],
  [[txt('v=spf1 mx ip4:1.2.3')], 'permerror', 'the record of example.com: column 11: '],
  [[txt('v=spf1 include:x.example')], 'permerror', 'leads to no SPF record'],
  [[txt('v=spf1 include:example.com')], 'permerror', 'is a loop'],
  [[txt('v=spf1 include:%{h1r}')], 'permerror', 'leads to no possible domain'],
  [[txt('v=spf1 redirect=x.example')], 'permerror', 'leads to no SPF record'],
  [[txt('v=spf1 a:x.example a:y.example mx:z.example')], 'permerror', 'more than 2 void lookups'],
  [[txt(`v=spf1 ${'a '.repeat(11)}`), a('192.0.2.99')], 'permerror', 'more than 10 lookups at a'],
  [[txt('v=spf1 ip4:192.0.2.2')], 'neutral', 'no term in the record of example.com matches'],
] as const)('%j gives %s: %s', async (records, result, reason) => {
  const [sender] = sendersOf(await evidenceOf({ 'example.com': records }, ['192.0.2.1']));
  expect(sender?.result).toBe(result);
  expect(sender?.reason).toContain(reason);
});

test('an answer that failed leaves the senders unknown that need it, and no others', async () => {
  const zone: Zone = { ...ZONE, 'b.example': 'SERVFAIL' };
  const [first, second, third, fourth] = sendersOf(await evidenceOf(zone));
  expect([first?.result, second?.result]).toEqual(['pass', 'pass']);
  expect(third).toMatchObject({ result: null, by: null, lookups: 4 });
  expect(third?.reason).toMatch(/^b\.example TXT is not known: .*SERVFAIL/);
  expect(fourth?.result).toBeNull();
});

test('PTR records that gave no answer are not taken for none', async () => {
  const zone: Zone = {
    'example.com': [txt('v=spf1 ptr -all')],
    '1.2.0.192.in-addr.arpa': 'SERVFAIL',
  };
  expect(sendersOf(await evidenceOf(zone, ['192.0.2.1']))[0]?.result).toBeNull();
});

test('the result comes from the recorded bytes alone', async () => {
  const evidence = await evidenceOf(ZONE);
  const emptied = evidence.answers.items.map((answer) => ({ ...answer, records: [] }));
  expect(sendersOf({ ...evidence, answers: { ...evidence.answers, items: emptied } })).toEqual(
    sendersOf(evidence),
  );
  const broken = evidence.answers.items.map((answer) => ({ ...answer, wire: 'AAAA' }));
  const unread = sendersOf({ ...evidence, answers: { ...evidence.answers, items: broken } });
  expect(unread.map(({ result }) => result)).toEqual([null, null, null, null]);
  const nothing = sendersOf({ ...evidence, answers: cutShort([], TIMEOUT) });
  expect(nothing[0]).toMatchObject({
    result: null,
    reason: 'example.com TXT is not known: a name did not answer',
  });
});

test('what was not looked at is passed on as it is', () => {
  const nowhere = absent('no server is named');
  expect(derived(mailSendersDerivation, 'example.com', nowhere)).toEqual(nowhere);
  const failed = unavailable(TIMEOUT);
  expect(derived(mailSendersDerivation, 'example.com', failed)).toEqual(failed);
});
