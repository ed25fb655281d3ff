import { describe, expect, test } from 'vitest';
import type { Rdata } from '../../../src/codec/dns/rdata.ts';
import { mailSenderRecordsProbe } from '../../../src/probe/mail/sender-records.ts';
import type { MailSettings } from '../../../src/probe/probe.ts';
import { observe, targetOf } from '../../support/observe.ts';
import { NO_SETTINGS } from '../../support/settings.ts';
import { a, mx, resolverOf, txt, type Zone } from '../../support/zone.ts';

type Sender = MailSettings['senders'][number];

const sender = (more: Partial<Sender> = {}): Sender => ({
  address: '192.0.2.1',
  from: '',
  helo: '',
  domain: null,
  ...more,
});

async function looked(zone: Zone, senders: readonly Sender[]) {
  const resolver = await resolverOf(zone);
  const { observation } = await observe(mailSenderRecordsProbe, targetOf('mail', 'example.com'), {
    resolver: resolver.port,
    seconds: 4,
    settings: { ...NO_SETTINGS, mail: { ...NO_SETTINGS.mail, senders } },
  });
  return { observation, asked: resolver.asked() };
}

async function found(zone: Zone, senders: readonly Sender[]) {
  const { observation, asked } = await looked(zone, senders);
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  const { items, complete, because } = observation.value.answers;
  return {
    senders: observation.value.senders,
    names: items.map(({ name, type }) => `${name} ${type}`),
    complete,
    because: because?.code,
    asked,
  };
}

const ptr = (target: string): Rdata => ({ kind: 'PTR', target });

describe('what SPF asks for the senders named', () => {
  test('nothing is asked where no sender is named for the domain', async () => {
    const { observation, asked } = await looked({}, [
      sender({ from: 'a@other.example', domain: 'other.example' }),
    ]);
    expect(observation.status).toBe('absent');
    expect(asked).toEqual([]);
  });

  test('a sender for every domain sends as the postmaster of this one', async () => {
    const { senders } = await found({}, [sender()]);
    expect(senders).toEqual([
      { address: '192.0.2.1', from: 'postmaster@example.com', helo: 'example.com' },
    ]);
  });

  test('a sender for the domain keeps its mailbox and its greeting', async () => {
    const one = { from: 'news@example.com', helo: 'out.example.com', domain: 'Example.com' };
    const { senders } = await found({}, [sender(one)]);
    expect(senders).toEqual([
      { address: '192.0.2.1', from: 'news@example.com', helo: 'out.example.com' },
    ]);
  });

  const zone: Zone = {
    'example.com': [
      txt('v=spf1 mx ptr include:%{ir}.b.example exists:%{l1r-}.%{h}.x -all'),
      mx(1, 'mail.example.com'),
    ],
    'mail.example.com': [a('192.0.2.9')],
    '1.2.0.192.in-addr.arpa': [ptr('host.other.example')],
    'host.other.example': [a('192.0.2.1')],
    '1.2.0.192.b.example': [txt('v=spf1 a:c.example -all')],
    'c.example': [],
  };

  test('each question is asked once, with the macros in the place of the sender', async () => {
    const two = [sender(), sender({ from: 'a-b@example.com', helo: 'h', domain: 'example.com' })];
    const { names, asked, complete } = await found(zone, two);
    expect(names).toEqual([
      '1.2.0.192.b.example TXT',
      '1.2.0.192.in-addr.arpa PTR',
      'a.h.x A',
      'c.example A',
      'example.com MX',
      'example.com TXT',
      'host.other.example A',
      'mail.example.com A',
      'postmaster.example.com.x A',
    ]);
    expect(complete).toBe(true);
    expect(new Set(asked).size).toBe(names.length);
  });

  test('a sender that matches early asks no more', async () => {
    const { names } = await found(
      { 'example.com': [txt('v=spf1 ip4:192.0.2.0/24 a:b.example exp=e.example -all')] },
      [sender()],
    );
    expect(names).toEqual(['example.com TXT']);
  });

  test('an answer that fails leaves the list cut short', async () => {
    const result = await found({ ...zone, '1.2.0.192.in-addr.arpa': 'SERVFAIL' }, [sender()]);
    expect(result).toMatchObject({
      names: ['example.com MX', 'example.com TXT', 'mail.example.com A'],
      complete: false,
      because: 'servfail',
    });
  });

  test('twenty senders are followed', async () => {
    const many = Array.from({ length: 21 }, (_, index) => sender({ address: `192.0.2.${index}` }));
    const record = { 'example.com': [txt('v=spf1 exists:%{i}.x.example -all')] };
    const result = await found(record, many);
    expect(result.names).toHaveLength(21);
    expect(result.senders).toHaveLength(21);
    expect(result).toMatchObject({ complete: false, because: 'limit' });
  });

  test('looks at mail domains alone', () => {
    expect(mailSenderRecordsProbe.appliesTo(targetOf('mail', 'example.com'))).toBe(true);
    expect(mailSenderRecordsProbe.appliesTo(targetOf('web', 'example.com'))).toBe(false);
  });
});
