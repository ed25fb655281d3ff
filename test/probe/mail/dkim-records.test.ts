import { describe, expect, test } from 'vitest';
import type { MailDkimRecords } from '../../../src/evidence/kinds/mail/dkim.ts';
import { mailDkimRecordsProbe } from '../../../src/probe/mail/dkim-records.ts';
import type { MailSettings } from '../../../src/probe/probe.ts';
import { world } from '../../support/dns-world.ts';
import { testNetwork } from '../../support/network.ts';
import { targetOf } from '../../support/observe.ts';
import { cname, mx, resolverOf, txt, type Zone } from '../../support/zone.ts';
import { resolverFor } from '../dns/resolver.ts';
import { KNOWN, lookAtDkim, told } from './dkim-look.ts';

const HOST = 'example.com';
const below = (name: string): string => `${name}._domainkey.${HOST}`;
const KEY = txt('v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=');
/** The name exists, so that there is reason to guess. */
const OPEN: Zone = { [`_domainkey.${HOST}`]: [] };

async function looked(
  zone: Zone,
  mail: Partial<MailSettings> = {},
): Promise<{ records: MailDkimRecords; asked: readonly string[] }> {
  const resolver = await resolverOf(zone);
  const network = testNetwork({
    resolver: { address: '127.0.0.1', port: resolver.port },
    seconds: 20,
  });
  return { records: await lookAtDkim(network, HOST, mail), asked: resolver.asked() };
}

const tried = ({ selectors }: MailDkimRecords): string[] =>
  selectors.items.map(({ selector, sources }) => `${selector} ${sources.join('+')}`);

describe('which selectors are asked for', () => {
  test('those that were told first, then those of providers, then the well-known ones', async () => {
    const { records } = await looked(
      {
        ...OPEN,
        [HOST]: [
          mx(10, 'mx1.purelymail.com'),
          txt('v=spf1 include:servers.mcsv.net include:own.example.com -all'),
        ],
        'own.example.com': [txt('v=spf1 include:u1.wl.sendgrid.net -all')],
        'servers.mcsv.net': [txt('v=spf1 include:spf.mtasv.net -all')],
      },
      {
        selectors: [
          ...told(['mine', 'K2']),
          ...told(['mine', 'old'], 'message'),
          { selector: 'other', domain: 'other.example', source: 'report' },
          { selector: 'r1', domain: 'Example.com', source: 'report' },
        ],
      },
    );
    const all = tried(records);
    expect(all.slice(0, 4)).toEqual([
      'mine settings+message',
      'K2 settings+provider+well-known',
      'old message',
      'r1 report',
    ]);
    expect(all.filter((one) => one.includes('provider')).slice(1)).toEqual([
      'purelymail1 provider',
      'purelymail2 provider',
      'purelymail3 provider',
      's1 provider+well-known',
      's2 provider+well-known',
      'smtpapi provider+well-known',
      'm1 provider+well-known',
      'k1 provider+well-known',
      'k3 provider+well-known',
    ]);
    expect(all.some((one) => one.startsWith('other'))).toBe(false);
    expect(records.selectors.complete).toBe(true);
    expect(records.providers).toEqual([
      { name: 'Purelymail', shownBy: 'MX mx1.purelymail.com', unguessable: false },
      { name: 'SendGrid', shownBy: 'SPF u1.wl.sendgrid.net', unguessable: false },
      { name: 'Mailchimp', shownBy: 'SPF servers.mcsv.net', unguessable: false },
    ]);
  });

  test('the 45 that are usual, each once', async () => {
    const { records, asked } = await looked(OPEN);
    expect(tried(records)).toHaveLength(45);
    const questions = asked.filter((question) => question.endsWith(`._domainkey.${HOST} TXT`));
    expect(questions).toHaveLength(46);
    expect(new Set(questions).size).toBe(46);
  });

  test('all of the long list where it is asked for', async () => {
    const { records } = await looked(OPEN, { deep: true });
    expect(tried(records)).toHaveLength(171);
    expect(records.selectors.complete).toBe(true);
  });

  test('a few where the name above does not exist', async () => {
    const { records } = await looked({}, { selectors: told(['mine']) });
    expect(tried(records)).toEqual([
      'mine settings',
      ...KNOWN.first.map((selector) => `${selector} well-known`),
    ]);
    expect(records.selectors.complete).toBe(true);
  });

  test('all the same where one of the few exists although the name above does not', async () => {
    const { records } = await looked({ [below('k1')]: [KEY] });
    expect(tried(records)).toHaveLength(45);
  });

  test('where the name above is an alias of one that does not exist', async () => {
    const { records } = await looked({ [`_domainkey.${HOST}`]: [cname('gone.example')] });
    expect(tried(records)).toHaveLength(45);
  });

  test('where the name above gave no answer', async () => {
    const { records } = await looked({ [`_domainkey.${HOST}`]: 'SERVFAIL' });
    expect(tried(records)).toHaveLength(45);
  });

  test('those of the provider that an alias shows', async () => {
    const { records } = await looked({
      ...OPEN,
      [below('k2')]: [cname('dkim2.mcsv.net')],
      [below('gm1')]: [cname('gm1.gandimail.net')],
    });
    expect(records.providers).toEqual([
      { name: 'Gandi', shownBy: 'CNAME gm1.gandimail.net', unguessable: false },
      { name: 'Mailchimp', shownBy: 'CNAME dkim2.mcsv.net', unguessable: false },
    ]);
    expect(tried(records).slice(-2)).toEqual(['gm2 provider', 'gm3 provider']);
  });

  test('no more than 60, and the list says that it was cut short', async () => {
    const core = Array.from({ length: 80 }, (_, index) => `c${index}`);
    const { records } = await looked(OPEN, { knownSelectors: { ...KNOWN, core } });
    expect(tried(records)).toHaveLength(60);
    expect(records.selectors).toMatchObject({
      complete: false,
      because: { code: 'limit', detail: '60 of 90 selectors were asked for' },
    });
  });

  test('all that were told, and then no guesses', async () => {
    const named = told(
      Array.from({ length: 70 }, (_, index) => `t${index}`),
      'report',
    );
    const { records } = await looked(OPEN, { selectors: named });
    expect(tried(records)).toEqual(named.map(({ selector }) => `${selector} report`));
    expect(records.selectors.complete).toBe(false);
  });
});

test('a selector without an answer says why, and the others are asked for', async () => {
  const { records } = await looked({ ...OPEN, [below('s1')]: 'SERVFAIL', [below('s2')]: [KEY] });
  const at = (name: string) => records.selectors.items.find(({ selector }) => selector === name);
  expect(at('s1')).toMatchObject({
    answer: null,
    because: expect.stringMatching(`answers ${below('s1')} TXT with SERVFAIL$`) as string,
  });
  expect(at('s2')).toMatchObject({
    answer: { rcode: 'NOERROR', records: [{ type: 'TXT' }] },
    because: null,
  });
  expect(at('k1')).toMatchObject({ answer: { rcode: 'NXDOMAIN', records: [] }, because: null });
});

test('a resolver that is silent leaves everything open', async () => {
  const records = await lookAtDkim(testNetwork({ seconds: 2 }), HOST);
  expect(records.existence.exchanges.items.every(({ reply }) => reply === null)).toBe(true);
  expect(records.selectors.items.every(({ answer }) => answer === null)).toBe(true);
});

test('a use that ended keeps what was asked for', async () => {
  const resolver = await resolverOf(OPEN);
  const network = testNetwork({ resolver: { address: '127.0.0.1', port: resolver.port } });
  const records = await lookAtDkim(network, HOST, {}, AbortSignal.abort());
  expect(records.selectors).toMatchObject({ complete: false, because: { code: 'interrupted' } });
});

test('the chain of trust to the name above and to a made-up one is kept', async () => {
  const zones = { test: {}, 'a.test': { records: 's1._domainkey TXT "v=DKIM1; p="\n' } };
  const dns = await world(zones);
  const { port } = await resolverFor(dns, ['.', ...Object.keys(zones)]);
  const network = dns.network({ resolver: { address: '127.0.0.1', port } });
  const { existence, invented } = await lookAtDkim(network, 'a.test');
  expect(existence).toMatchObject({ question: { name: '_domainkey.a.test' }, mode: 'iterative' });
  expect(existence.cuts.map(({ zone }) => zone)).toEqual(['.', 'test', 'a.test']);
  expect(invented.question.name).toMatch(/^[a-z]{12}\._domainkey\.a\.test$/);
});

test('looks at mail domains alone', () => {
  expect(mailDkimRecordsProbe.appliesTo(targetOf('mail', HOST))).toBe(true);
  expect(mailDkimRecordsProbe.appliesTo(targetOf('web', HOST))).toBe(false);
});
