import { describe, expect, test } from 'vitest';
import { mailDmarcRecordsProbe } from '../../../src/probe/mail/dmarc-records.ts';
import { observe, targetOf } from '../../support/observe.ts';
import { resolverOf, txt, type Zone } from '../../support/zone.ts';

async function look(zone: Zone, domain = 'example.com') {
  const resolver = await resolverOf(zone);
  const { observation } = await observe(mailDmarcRecordsProbe, targetOf('mail', domain), {
    resolver: resolver.port,
    seconds: 4,
  });
  return { observation, asked: resolver.asked() };
}

/** Names asked for, in the order of the evidence, and whether that is all. */
async function found(zone: Zone, domain?: string) {
  const { observation } = await look(zone, domain);
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  const { items, complete, because } = observation.value.answers;
  return { names: items.map(({ name }) => name), complete, because: because?.code };
}

const WHOLE = { complete: true, because: undefined };

test('asks at every name above, and at the domain itself', async () => {
  const zone = { '_dmarc.mail.example.com': [txt('v=DMARC1; p=reject')] };
  expect(await found(zone, 'mail.example.com')).toEqual({
    names: ['_dmarc.mail.example.com', '_dmarc.example.com', '_dmarc.com', 'mail.example.com'],
    ...WHOLE,
  });
});

test('takes 8 queries for the walk of a long name', async () => {
  const domain = 'a.b.c.d.e.f.g.h.i.j.k.example.com';
  const { names } = await found({}, domain);
  expect(names).toHaveLength(9);
  expect(names.slice(1)).toEqual([
    '_dmarc.g.h.i.j.k.example.com',
    '_dmarc.h.i.j.k.example.com',
    '_dmarc.i.j.k.example.com',
    '_dmarc.j.k.example.com',
    '_dmarc.k.example.com',
    '_dmarc.example.com',
    '_dmarc.com',
    domain,
  ]);
});

test.each(['y', 'n'])('psd=%s ends the walk, but not the look of older receivers', async (psd) => {
  const zone = { '_dmarc.mail.example.com': [txt(`v=DMARC1; p=none; psd=${psd}`)] };
  expect(await found(zone, 'a.mail.example.com')).toEqual({
    names: [
      '_dmarc.a.mail.example.com',
      '_dmarc.mail.example.com',
      '_dmarc.example.com',
      'a.mail.example.com',
    ],
    ...WHOLE,
  });
});

test('psd=n at eight labels does not end it, as subdomains pass over it', async () => {
  const domain = 'a.b.c.d.e.f.example.com';
  const zone = { [`_dmarc.${domain}`]: [txt('v=DMARC1; p=none; psd=n')] };
  expect((await found(zone, domain)).names).toHaveLength(9);
});

test.each([
  ['two records', [txt('v=DMARC1; psd=n'), txt('v=DMARC1; psd=n')]],
  ['a tag twice', [txt('v=DMARC1; psd=n; psd=n')]],
])('%s at one name do not end it', async (_, records) => {
  expect((await found({ '_dmarc.example.com': records })).names).toEqual([
    '_dmarc.example.com',
    '_dmarc.com',
    'example.com',
  ]);
});

test('asks at a public suffix without a registrable domain', async () => {
  expect((await found({}, 'co.uk')).names).toEqual(['_dmarc.co.uk', '_dmarc.uk', 'co.uk']);
});

describe('a name without an answer', () => {
  test('ends the walk, because what stands there may decide', async () => {
    const zone: Zone = { '_dmarc.b.example.com': 'SERVFAIL' };
    const { asked } = await look(zone, 'a.b.example.com');
    expect(asked).not.toContain('_dmarc.com TXT');
    expect(await found(zone, 'a.b.example.com')).toEqual({
      names: ['_dmarc.a.b.example.com', '_dmarc.example.com', 'a.b.example.com'],
      complete: false,
      because: 'servfail',
    });
  });

  test('at the end of the walk leaves what is below', async () => {
    const zone: Zone = {
      '_dmarc.example.com': [txt('v=DMARC1; p=none')],
      '_dmarc.com': 'SERVFAIL',
    };
    expect(await found(zone)).toEqual({
      names: ['_dmarc.example.com', 'example.com'],
      complete: false,
      because: 'servfail',
    });
  });

  test('that is the domain itself leaves the walk whole', async () => {
    expect(await found({ 'example.com': 'SERVFAIL' })).toEqual({
      names: ['_dmarc.example.com', '_dmarc.com'],
      complete: false,
      because: 'servfail',
    });
  });

  test.each([
    ['SERVFAIL', 'servfail'],
    ['silence', 'timeout'],
  ] as const)('%s at the first name is unavailable, never absent', async (answer, code) => {
    const { observation } = await look({ '_dmarc.example.com': answer });
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code } });
  });

  test('or with one that cannot be read is unavailable', async () => {
    const bytes = Uint8Array.of(5, 0x61);
    const { observation } = await look({
      '_dmarc.example.com': [{ kind: 'malformed', bytes, error: '' }],
    });
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code: 'malformed' } });
  });
});

test('looks at mail domains alone', () => {
  expect(mailDmarcRecordsProbe.appliesTo(targetOf('mail', 'example.com'))).toBe(true);
  expect(mailDmarcRecordsProbe.appliesTo(targetOf('web', 'example.com'))).toBe(false);
});
