import { describe, expect, test } from 'vitest';
import { registrableDomain } from '../../../src/derive/domain.ts';
import { mailDmarcReportsDerivation } from '../../../src/derive/mail/dmarc-reports.ts';
import type { Kind } from '../../../src/evidence/kind.ts';
import { mailDmarcReceivers, mailDmarcRecords } from '../../../src/evidence/kinds/mail/answers.ts';
import { unavailable, type Observation } from '../../../src/evidence/observation.ts';
import { problemOf } from '../../../src/evidence/problem.ts';
import { mailDmarcReceiversProbe } from '../../../src/probe/mail/dmarc-receivers.ts';
import { mailDmarcRecordsProbe } from '../../../src/probe/mail/dmarc-records.ts';
import type { Probe } from '../../../src/probe/probe.ts';
import { testNetwork } from '../../support/network.ts';
import { targetOf } from '../../support/observe.ts';
import { NO_SETTINGS } from '../../support/settings.ts';
import { mx, resolverOf, txt, type Zone } from '../../support/zone.ts';
import { concluded } from '../../derive/mail/recorded.ts';

const RED = 'red.example.net';
const CONSENT = `example.com._report._dmarc.${RED}`;
const RUA = [txt(`v=DMARC1; p=none; rua=mailto:reports@${RED}`)];
const MX = [mx(10, 'mx.example')];

/** Both probes of DMARC in one run, what is concluded, and the questions of the second. */
async function look(zone: Zone, domain = 'example.com') {
  const resolver = await resolverOf(zone);
  const network = testNetwork({
    seconds: 4,
    resolver: { address: '127.0.0.1', port: resolver.port },
  });
  const { signal } = new AbortController();
  const target = targetOf('mail', domain);
  const run = <T>(probe: Probe<T>, records: Observation | null): Promise<Observation<T>> =>
    probe
      .observe({
        ...{ target, signal, registrableDomain, endpoint: null, settings: NO_SETTINGS },
        net: network.use({ kind: probe.kind.id, target: target.id, signal }),
        get: <U>(kind: Kind<U>): Promise<Observation<U>> => {
          if (kind.id !== mailDmarcRecords.id || records === null) {
            return Promise.reject(new Error(`${kind.id} is not among the needs`));
          }
          // What the probe of this kind observed.
          return Promise.resolve(records as Observation<U>);
        },
      })
      .catch((error: unknown) => unavailable(problemOf(error)));
  const records = await run(mailDmarcRecordsProbe, null);
  const before = resolver.asked().length;
  const receivers = await run(mailDmarcReceiversProbe, records);
  return {
    observation: receivers,
    asked: resolver.asked().slice(before).toSorted(),
    fact: concluded(mailDmarcReportsDerivation, domain, [
      [mailDmarcRecords, records],
      [mailDmarcReceivers, receivers],
    ]),
  };
}

test('a host elsewhere is asked for MX, its walk and its consent, and nothing twice', async () => {
  const zone = { '_dmarc.example.com': RUA, [RED]: MX, [CONSENT]: [txt('v=DMARC1')] };
  const { asked, fact, observation } = await look(zone);
  expect(asked).toEqual(
    [
      `${RED} MX`,
      `_dmarc.${RED} TXT`,
      '_dmarc.example.net TXT',
      '_dmarc.net TXT',
      `${CONSENT} TXT`,
    ].toSorted(),
  );
  expect(observation).toMatchObject({ value: { answers: { complete: true } } });
  expect(fact).toMatchObject({
    value: { destinations: { items: [{ external: true, authorised: true, receives: true }] } },
  });
});

test('a host without MX is asked for addresses', async () => {
  const { asked } = await look({ '_dmarc.example.com': RUA });
  expect(asked).toContain(`${RED} A`);
  expect(asked).toContain(`${RED} AAAA`);
});

test('psd=n ends the walk of a host', async () => {
  const zone = {
    '_dmarc.example.com': RUA,
    [`_dmarc.${RED}`]: [txt('v=DMARC1; psd=n')],
    [RED]: MX,
  };
  expect((await look(zone)).asked).toEqual(
    [`${RED} MX`, `_dmarc.${RED} TXT`, `${CONSENT} TXT`].toSorted(),
  );
});

test('the domain itself is asked for MX alone', async () => {
  const zone = {
    '_dmarc.example.com': [txt('v=DMARC1; p=none; ruf=mailto:a@Example.com')],
    'example.com': MX,
  };
  expect((await look(zone)).asked).toEqual(['example.com MX']);
  const { fact } = await look({ ...zone, '_dmarc.com': 'SERVFAIL' });
  expect(fact).toMatchObject({
    value: { destinations: { items: [{ external: false, authorised: true, receives: true }] } },
  });
});

test('a host of the same organization is not asked for its consent', async () => {
  const zone = {
    '_dmarc.example.com': [txt('v=DMARC1; p=none; rua=mailto:a@mail.example.com')],
    'mail.example.com': MX,
  };
  expect((await look(zone)).asked).toEqual(['_dmarc.mail.example.com TXT', 'mail.example.com MX']);
});

test('the domain that holds the record is the one that the host consents to', async () => {
  const { asked } = await look({ '_dmarc.example.com': RUA }, 'a.b.example.com');
  expect(asked).toContain(`${CONSENT} TXT`);
});

test('after eight hosts no more are asked for', async () => {
  const uris = Array.from({ length: 10 }, (_, index) => `mailto:a@h${index}.xx`);
  const zone = { '_dmarc.example.com': [txt(`v=DMARC1; p=none; rua=${uris.join(',')}`)] };
  const { asked, observation } = await look(zone);
  expect(asked.filter((question) => question.endsWith(' MX'))).toHaveLength(8);
  expect(observation).toMatchObject({
    value: { answers: { complete: false, because: { code: 'limit' } } },
  });
});

describe('a failure', () => {
  test.each<[string, Zone, object]>([
    ['of the consent', { [CONSENT]: 'SERVFAIL' }, { external: true, authorised: null }],
    [
      'half way up the walk',
      { '_dmarc.example.net': 'SERVFAIL' },
      { external: null, authorised: null },
    ],
    [
      'half way up, beside a consent',
      { '_dmarc.example.net': 'SERVFAIL', [CONSENT]: [txt('v=DMARC1')] },
      { external: null, authorised: true },
    ],
    ['of MX', { [RED]: 'SERVFAIL' }, { external: true, authorised: false, receives: null }],
  ])('%s makes unknown what depends on it', async (_, failing, known) => {
    const zone = { '_dmarc.example.com': RUA, [RED]: MX, ...failing };
    const { observation, fact } = await look(zone);
    expect(observation).toMatchObject({
      value: { answers: { complete: false, because: { code: 'servfail' } } },
    });
    expect(fact).toMatchObject({ value: { destinations: { complete: true, items: [known] } } });
  });

  test('half way up the walk of the domain makes unknown whether a host has to consent', async () => {
    const zone: Zone = { '_dmarc.example.com': RUA, '_dmarc.com': 'SERVFAIL', [RED]: MX };
    expect((await look(zone)).fact).toMatchObject({
      value: { destinations: { items: [{ external: null, authorised: null, receives: true }] } },
    });
  });

  test('of both walks leaves the consent, which settles it', async () => {
    const zone: Zone = {
      ...{ '_dmarc.example.com': RUA, '_dmarc.com': 'SERVFAIL' },
      ...{ [RED]: MX, '_dmarc.net': 'SERVFAIL', [CONSENT]: [txt('v=DMARC1')] },
    };
    expect((await look(zone)).fact).toMatchObject({
      value: { destinations: { items: [{ external: null, authorised: true }] } },
    });
  });

  test('before the record is found leaves nothing to ask for', async () => {
    const zone: Zone = { '_dmarc.example.com': RUA, '_dmarc.com': 'SERVFAIL' };
    const { observation, asked } = await look(zone, 'a.example.com');
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code: 'servfail' } });
    expect(asked).toEqual([]);
  });

  test('of the first name is passed on', async () => {
    const { observation } = await look({ '_dmarc.example.com': 'SERVFAIL' });
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code: 'servfail' } });
  });
});

test.each([
  ['no DMARC record applies to example.com', [txt('v=spf1 -all')]],
  ['_dmarc.example.com asks for no reports', [txt('v=DMARC1; p=reject')]],
  ['_dmarc.example.com asks for no reports', [txt('v=DMARC1; p=none; rua=https://a.example')]],
])('is absent: %s', async (how, records) => {
  const { observation, asked } = await look({ '_dmarc.example.com': records });
  expect(observation).toEqual({ status: 'absent', how });
  expect(asked).toEqual([]);
});

test('looks at mail domains alone', () => {
  expect(mailDmarcReceiversProbe.appliesTo(targetOf('mail', 'example.com'))).toBe(true);
  expect(mailDmarcReceiversProbe.appliesTo(targetOf('web', 'example.com'))).toBe(false);
});
