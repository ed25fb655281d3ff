import { describe, expect, test } from 'vitest';
import type { DnsAnswers } from '../../../src/evidence/kinds/mail.ts';
import type { Probe } from '../../../src/probe/probe.ts';
import { mailDmarcRecordsProbe } from '../../../src/probe/mail/dmarc-records.ts';
import { mailSpfRecordsProbe } from '../../../src/probe/mail/spf-records.ts';
import { observe, targetOf } from '../../support/observe.ts';
import { cname, resolverOf, txt, type Zone } from '../../support/zone.ts';

async function observed(probe: Probe<DnsAnswers>, zone: Zone, domain = 'example.com') {
  const resolver = await resolverOf(zone);
  const { observation } = await observe(probe, targetOf('mail', domain), {
    resolver: resolver.port,
    seconds: 4,
  });
  return { observation, asked: resolver.asked() };
}

/** Names asked for, in the order of the evidence, and whether that is all. */
async function found(probe: Probe<DnsAnswers>, zone: Zone, domain?: string) {
  const { observation } = await observed(probe, zone, domain);
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  const { items, complete, because } = observation.value.answers;
  return { names: items.map(({ name }) => name), complete, because: because?.code };
}

describe('SPF records', () => {
  const spf = (zone: Zone) => found(mailSpfRecordsProbe, zone);

  test('every name that a record leads to is asked for once', async () => {
    const result = await spf({
      'example.com': [txt('hello'), txt('v=spf1 include:a.example include:B.example -all')],
      'a.example': [txt('v=spf1 include:b.example redirect=c.example')],
      'b.example': [txt('v=spf1 a:x.example exists:%{i}.y.example -all')],
      'c.example': [cname('d.example')],
      'd.example': [
        txt('v=spf1 include:example.com include:%{d}.z.example -all include:after.example'),
      ],
    });
    expect(result).toEqual({
      names: ['example.com', 'a.example', 'b.example', 'c.example'],
      complete: true,
      because: undefined,
    });
  });

  test('several records lead nowhere', async () => {
    const zone = { 'example.com': [txt('v=spf1 include:a.example'), txt('v=spf1 -all')] };
    expect((await spf(zone)).names).toEqual(['example.com']);
  });

  test('a domain that does not exist answers too', async () => {
    const { observation } = await observed(mailSpfRecordsProbe, {});
    expect(observation).toMatchObject({
      status: 'present',
      value: { answers: { items: [{ rcode: 'NXDOMAIN', records: [] }], complete: true } },
    });
  });

  test('an include without an answer leaves the list incomplete', async () => {
    const zone: Zone = {
      'example.com': [txt('v=spf1 include:a.example include:b.example -all')],
      'a.example': 'SERVFAIL',
      'b.example': [txt('v=spf1 include:c.example -all')],
      'c.example': [],
    };
    expect(await spf(zone)).toEqual({
      names: ['example.com', 'b.example', 'c.example'],
      complete: false,
      because: 'servfail',
    });
  });

  test('no more than 30 names are asked for', async () => {
    const includes = Array.from({ length: 40 }, (_, index) => `include:n${index}.example`);
    const half = (part: readonly string[]) => txt(`v=spf1 ${part.join(' ')} -all`);
    const zone = {
      'example.com': [half([...includes.slice(0, 8), 'include:more.example'])],
      'more.example': [half([...includes.slice(8, 18), 'include:most.example'])],
      'most.example': [half(includes.slice(18, 28)), txt('hello')],
    };
    expect((await spf(zone)).names).toHaveLength(30);
    const over = { ...zone, 'most.example': [half(includes.slice(18, 30))] };
    expect(await spf(over)).toMatchObject({ complete: false, because: 'limit' });
  });

  test('a chain without end stops', async () => {
    const zone = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [
        index === 0 ? 'example.com' : `n${index}.example`,
        [txt(`v=spf1 include:n${index + 1}.example -all`)],
      ]),
    );
    const { names, because } = await spf(zone);
    expect(names).toHaveLength(30);
    expect(because).toBe('limit');
  });
});

describe('DMARC records', () => {
  const dmarc = (zone: Zone, domain?: string) => found(mailDmarcRecordsProbe, zone, domain);

  test('the walk asks at every name above', async () => {
    const zone = { '_dmarc.mail.example.com': [txt('v=DMARC1; p=reject')] };
    expect(await dmarc(zone, 'mail.example.com')).toEqual({
      names: ['_dmarc.mail.example.com', '_dmarc.example.com', '_dmarc.com'],
      complete: true,
      because: undefined,
    });
  });

  test('the walk of a long name takes 8 queries', async () => {
    const { names } = await dmarc({}, 'a.b.c.d.e.f.g.h.i.j.k.example.com');
    expect(names).toHaveLength(8);
    expect(names[1]).toBe('_dmarc.g.h.i.j.k.example.com');
  });

  test.each(['y', 'n'])('psd=%s ends the walk', async (psd) => {
    const zone = { '_dmarc.example.com': [txt(`v=DMARC1; p=none; psd=${psd}`)] };
    expect((await dmarc(zone, 'mail.example.com')).names).toEqual([
      '_dmarc.mail.example.com',
      '_dmarc.example.com',
    ]);
  });

  test('two records at one name do not end the walk', async () => {
    const record = txt('v=DMARC1; p=none; psd=n');
    expect((await dmarc({ '_dmarc.example.com': [record, record] })).names).toHaveLength(2);
  });

  test('a name above without an answer leaves the list incomplete', async () => {
    const zone: Zone = {
      '_dmarc.example.com': [txt('v=DMARC1; p=none')],
      '_dmarc.com': 'SERVFAIL',
    };
    expect(await dmarc(zone)).toEqual({
      names: ['_dmarc.example.com'],
      complete: false,
      because: 'servfail',
    });
  });
});

describe.each([
  ['SPF', mailSpfRecordsProbe, 'example.com'],
  ['DMARC', mailDmarcRecordsProbe, '_dmarc.example.com'],
] as const)('%s', (_, probe, name) => {
  test.each([
    ['SERVFAIL', 'servfail'],
    ['silence', 'timeout'],
  ] as const)('%s at the first name is unavailable, never absent', async (answer, code) => {
    const { observation } = await observed(probe, { [name]: answer });
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code } });
  });

  test('a TXT record that cannot be read is unavailable', async () => {
    const bytes = Uint8Array.of(5, 0x61);
    const { observation } = await observed(probe, {
      [name]: [{ kind: 'malformed', bytes, error: '' }],
    });
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code: 'malformed' } });
  });

  test('looks at mail domains alone', () => {
    expect(probe.appliesTo(targetOf('mail', 'example.com'))).toBe(true);
    expect(probe.appliesTo(targetOf('web', 'example.com'))).toBe(false);
  });
});
