import { describe, expect, test } from 'vitest';
import { dnsDelegationDerivation } from '../../../src/derive/dns/delegation.ts';
import type { DnsExchange } from '../../../src/evidence/kinds/dns/exchange.ts';
import {
  dnsNameServers,
  dnsParent,
  type DnsNameServers,
  type DnsParent,
} from '../../../src/evidence/kinds/dns/observed.ts';
import type { DnsDelegation } from '../../../src/evidence/kinds/dns/zone.ts';
import { complete, cutShort } from '../../../src/evidence/listing.ts';
import { absent, present, unavailable } from '../../../src/evidence/observation.ts';
import {
  exchange,
  factOf,
  factValue,
  messageBytes,
  SILENCE,
  type Told,
} from '../../support/exchanges.ts';

const ZONE = 'good.xa';
const NS1 = { name: 'ns1.good.xa', address: '9.9.1.1', port: 53 };
const NS2 = { name: 'ns2.good.xa', address: '9.9.2.1', port: 53 };
const NAMES = 'good.xa. NS ns1.good.xa.\ngood.xa. NS NS2.good.xa.';
const GLUE = 'ns1.good.xa. A 9.9.1.1\nns2.good.xa. A 9.9.2.1';

/** What a server of the parent says to the question for NS. */
const referral = (more: Told = {}): Told => ({
  ...{ flags: { aa: false }, authority: NAMES, additional: GLUE },
  ...more,
});
const atParent = (server: string, told: Told | typeof SILENCE): DnsExchange =>
  exchange(server, `${ZONE} NS`, told);

function parent(exchanges: readonly DnsExchange[], more: Partial<DnsParent> = {}): DnsParent {
  return {
    ...{ zone: ZONE, parent: 'xa', servers: complete([]), given: null },
    exchanges: complete(exchanges),
    ...more,
  };
}

const nameServer = (
  name: string,
  addresses: readonly string[],
  more: Partial<DnsNameServers['nameServers'][number]> = {},
): DnsNameServers['nameServers'][number] => ({
  ...{ name, inParent: null, inChild: null, glue: [], alias: false },
  addresses: complete(addresses),
  ...more,
});

function child(more: Partial<DnsNameServers> = {}): DnsNameServers {
  return {
    ...{ zone: ZONE, mode: 'iterative', servers: complete([NS1, NS2]), absentName: 'x.good.xa' },
    nameServers: [nameServer('ns1.good.xa', ['9.9.1.1']), nameServer('ns2.good.xa', ['9.9.2.1'])],
    exchanges: complete([
      exchange('ns1.good.xa/9.9.1.1', 'good.xa NS', { answer: NAMES }),
      exchange('ns2.good.xa/9.9.2.1', 'good.xa NS', { answer: NAMES }),
    ]),
    ...more,
  };
}

const SOUND = parent([atParent('a.xa/9.1.1.1', referral()), atParent('b.xa/9.1.1.2', referral())]);

const delegation = (above: DnsParent, below = child()): DnsDelegation =>
  factValue(dnsDelegationDerivation, ZONE, [
    [dnsParent, present(above)],
    [dnsNameServers, present(below)],
  ]);

const named = (fact: DnsDelegation, name: string) =>
  fact.nameServers.items.find((one) => one.name === name) ?? expect.unreachable(name);

test('a sound delegation', () => {
  expect(delegation(SOUND)).toEqual({
    zone: ZONE,
    parent: 'xa',
    nameServers: complete(
      ['1', '2'].map((digit) => ({
        name: `ns${digit}.good.xa`,
        ...{ inParent: true, inChild: true, resolves: true, alias: false },
        addresses: [`9.9.${digit}.1`],
        ...{ glueComplete: true, glueAgrees: true },
      })),
    ),
    ...{ names: 2, ipv4: 2, ipv6: 0 },
    ...{ sharedAddresses: complete([]), specialAddresses: complete([]) },
    ...{ prefixDiversity: true, parentsAgree: true },
    // 12 + 13 of the question, 2 x (9 + 10 + 13) for NS without compression, 2 x (13 + 10 + 4).
    referralOctets: 143,
  });
});

test('DNSSEC records and OPT are not counted into the referral', () => {
  const ds = 'good.xa. DS 1 13 2 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';
  const signed = referral({ authority: `${NAMES}\n${ds}` });
  expect(delegation(parent([atParent('a.xa/9.1.1.1', signed)])).referralOctets).toBe(143);
});

describe('name servers', () => {
  test('that parent or zone alone names', () => {
    const extra = `${NAMES}\ngood.xa. NS ns3.other.xb.`;
    const above = parent([atParent('a.xa/9.1.1.1', referral({ authority: extra }))]);
    expect(named(delegation(above), 'ns3.other.xb')).toMatchObject({
      ...{ inParent: true, inChild: false, resolves: null },
    });
    const below = child({
      exchanges: complete([exchange('ns1.good.xa/9.9.1.1', 'good.xa NS', { answer: extra })]),
    });
    expect(named(delegation(SOUND, below), 'ns3.other.xb')).toMatchObject({
      ...{ inParent: false, inChild: true, glueComplete: true, glueAgrees: true },
    });
  });

  test('are not known to be left out by a zone that did not answer', () => {
    const below = child({
      exchanges: complete([
        exchange('ns1.good.xa/9.9.1.1', 'good.xa NS', SILENCE),
        exchange('ns2.good.xa/9.9.2.1', 'good.xa NS', { rcode: 'REFUSED', flags: { aa: false } }),
      ]),
    });
    const fact = delegation(SOUND, below);
    expect(named(fact, 'ns1.good.xa').inChild).toBe(null);
    expect(fact.nameServers.complete).toBe(false);
    expect(fact).toMatchObject({ names: null, ipv4: null });
  });

  test('of the zone as a server of both tells them are the delegation where all do', () => {
    const both = atParent('a.xa/9.1.1.1', { answer: NAMES });
    const silent = atParent('b.xa/9.1.1.2', SILENCE);
    expect(named(delegation(parent([both])), 'ns1.good.xa').inParent).toBe(true);
    expect(delegation(parent([both]))).toMatchObject({
      nameServers: { complete: true },
      referralOctets: null,
    });
    expect(named(delegation(parent([both, silent])), 'ns1.good.xa').inParent).toBe(null);
    expect(delegation(parent([both])).parentsAgree).toBe(true);
    expect(delegation(parent([both, atParent('b.xa/9.1.1.2', referral())]))).toMatchObject({
      parentsAgree: true,
      nameServers: { complete: true },
    });
  });

  test.each([
    [complete([]), false],
    [cutShort([], SILENCE), null],
    [cutShort(['9.9.1.1'], SILENCE), true],
  ])('with the addresses %j resolve: %s', (addresses, resolves) => {
    const below = child({ nameServers: [nameServer('ns1.good.xa', [], { addresses })] });
    expect(named(delegation(SOUND, below), 'ns1.good.xa').resolves).toBe(resolves);
  });
});

describe('glue', () => {
  const judged = (additional: string, own = complete(['9.9.1.1']), name = 'ns1.good.xa') => {
    const authority = `good.xa. NS ${name}.`;
    const above = parent([atParent('a.xa/9.1.1.1', referral({ authority, additional }))]);
    const below = child({ nameServers: [nameServer(name, [], { addresses: own })] });
    const { glueComplete, glueAgrees } = named(delegation(above, below), name);
    return { glueComplete, glueAgrees };
  };
  const both = complete(['9.9.1.1', '2a00::1']);

  test.each([
    ['missing', '', undefined, { glueComplete: false, glueAgrees: true }],
    ['of one family', 'ns1.good.xa. A 9.9.1.1', both, { glueComplete: false, glueAgrees: true }],
    [
      'of both families',
      'ns1.good.xa. A 9.9.1.1\nns1.good.xa. AAAA 2a00::1',
      both,
      { glueComplete: true, glueAgrees: true },
    ],
    [
      'of another address',
      'ns1.good.xa. A 9.9.1.9',
      undefined,
      { glueComplete: true, glueAgrees: false },
    ],
    [
      'of one more address',
      'ns1.good.xa. A 9.9.1.1\nns1.good.xa. A 9.9.1.9',
      undefined,
      { glueComplete: true, glueAgrees: false },
    ],
    [
      'of one address less',
      'ns1.good.xa. A 9.9.1.1',
      complete(['9.9.1.1', '9.9.1.2']),
      { glueComplete: true, glueAgrees: false },
    ],
    [
      'that the zone did not confirm',
      'ns1.good.xa. A 9.9.1.1',
      cutShort([], SILENCE),
      { glueComplete: null, glueAgrees: null },
    ],
  ])('%s', (_, additional, own, expected) => {
    expect(judged(additional, own)).toEqual(expected);
  });

  test('is not needed for a name outside of the zone', () => {
    expect(judged('', undefined, 'ns.other.xb')).toEqual({ glueComplete: true, glueAgrees: true });
  });

  test('is judged at each server of the parent', () => {
    const above = parent([
      atParent('a.xa/9.1.1.1', referral()),
      atParent('b.xa/9.1.1.2', referral({ additional: 'ns1.good.xa. A 9.9.1.1' })),
    ]);
    expect(named(delegation(above), 'ns1.good.xa').glueComplete).toBe(true);
    expect(named(delegation(above), 'ns2.good.xa').glueComplete).toBe(false);
  });
});

describe('servers of the parent', () => {
  test.each([
    ['that name others disagree', referral({ authority: 'good.xa. NS ns1.good.xa.' }), false],
    ['of which one is silent are not known to agree', SILENCE, null],
    [
      'of which one denies the name disagree',
      { rcode: 'NXDOMAIN', authority: 'xa. SOA a.xa. hostmaster.xa. 1 2 3 4 5' },
      false,
    ],
    [
      'of which one makes the delegation with authority are not known to agree',
      { authority: NAMES },
      null,
    ],
    [
      'that name the same in another order and case agree',
      referral({ authority: 'Good.XA. NS ns2.good.xa.\ngood.xa. NS NS1.GOOD.XA.' }),
      true,
    ],
  ])('%s', (_, told, agree) => {
    const above = parent([atParent('a.xa/9.1.1.1', referral()), atParent('b.xa/9.1.1.2', told)]);
    expect(delegation(above).parentsAgree).toBe(agree);
  });
});

describe('addresses', () => {
  const at = (...addresses: readonly (readonly string[])[]) =>
    delegation(
      parent([atParent('a.xa/9.1.1.1', referral({ additional: '' }))]),
      child({
        nameServers: addresses.map((own, index) => nameServer(`ns${index + 1}.good.xa`, own)),
      }),
    );

  test('are counted by family, each once', () => {
    expect(at(['9.9.1.1', '2a00::1'], ['9.9.1.1'])).toMatchObject({
      ...{ names: 2, ipv4: 1, ipv6: 1, sharedAddresses: complete(['9.9.1.1']) },
    });
  });

  test('that are not reachable from everywhere are told', () => {
    expect(at(['10.0.0.1'], ['fe80::1', '9.9.9.9']).specialAddresses).toEqual(
      complete(['10.0.0.1', 'fe80::1']),
    );
  });

  test.each([
    [[['9.9.1.1'], ['9.9.1.200']], false],
    [[['9.9.1.1'], ['9.9.2.1']], true],
    [[['2a00:1:2::1'], ['2a00:1:2:ff::1']], false],
    [[['2a00:1:2::1'], ['2a00:1:3::1']], true],
    // One network with both families is one network.
    [[['9.9.1.1', '2a00:1:2::1'], ['9.9.1.2']], false],
    [[[], []], null],
  ])('%j lie in several networks: %s', (addresses, diverse) => {
    expect(at(...addresses).prefixDiversity).toBe(diverse);
  });

  test('are not counted while some are not known', () => {
    const fact = delegation(
      SOUND,
      child({
        nameServers: [
          nameServer('ns1.good.xa', ['9.9.1.1']),
          nameServer('ns2.good.xa', [], { addresses: cutShort([], SILENCE) }),
        ],
      }),
    );
    expect(fact).toMatchObject({ names: null, ipv4: null, ipv6: null });
    expect(fact.specialAddresses).toEqual(cutShort([], SILENCE));
    expect(fact.prefixDiversity).toBe(true);
  });
});

test('a parent that answers with the delegation itself, without authority, makes it', () => {
  const told = { flags: { aa: false }, answer: NAMES, additional: GLUE };
  expect(delegation(parent([atParent('a.xa/9.1.1.1', told)]))).toMatchObject({
    ...{ parentsAgree: true, nameServers: { complete: true } },
  });
});

test('a parent that refuses, and one whose message is broken, make none', () => {
  const whole = messageBytes(`${ZONE} NS`, referral());
  const above = parent([
    atParent('a.xa/9.1.1.1', { rcode: 'REFUSED', flags: { aa: false }, authority: NAMES }),
    exchange('b.xa/9.1.1.2', `${ZONE} NS`, whole.subarray(0, -4)),
  ]);
  const fact = delegation(above);
  expect(fact).toMatchObject({ parentsAgree: null, referralOctets: null });
  expect(fact.nameServers.because?.detail).toBe(
    'no server of its parent says which name servers good.xa has',
  );
});

test('a delegation that was given counts as the parent’s', () => {
  const given = {
    nameServers: [{ name: 'NS1.good.xa', addresses: ['2A00:0:0::1', '9.9.1.1'] }],
    ds: [],
  };
  const below = child({ nameServers: [nameServer('ns1.good.xa', ['9.9.1.1', '2a00::1'])] });
  expect(delegation(parent([], { given }), below)).toMatchObject({
    nameServers: {
      items: [
        { name: 'ns1.good.xa', inParent: true, glueComplete: true, glueAgrees: true },
        { name: 'ns2.good.xa', inParent: false, inChild: true },
      ],
    },
    ...{ parentsAgree: null, referralOctets: null },
  });
});

describe('without one side', () => {
  const NO_WAY = { code: 'not-requested', detail: 'a resolver is asked' } as const;

  test('a parent that could not be asked leaves what the zone says', () => {
    const resolved = exchange(
      '192.0.2.53',
      'good.xa NS',
      { answer: 'good.xa. NS ns1.good.xa.', flags: { aa: false, ra: true } },
      { form: 'recursive' },
    );
    const below = child({
      mode: 'recursive',
      servers: cutShort([], NO_WAY),
      exchanges: complete([resolved]),
    });
    const fact = factValue(dnsDelegationDerivation, ZONE, [
      [dnsParent, unavailable(NO_WAY)],
      [dnsNameServers, present(below)],
    ]);
    expect(fact).toMatchObject({ zone: ZONE, parent: null, names: null, parentsAgree: null });
    expect(fact.nameServers).toMatchObject({ complete: false, because: NO_WAY });
    expect(named(fact, 'ns1.good.xa')).toMatchObject({
      ...{ inParent: null, inChild: true, glueComplete: null },
    });
    expect(named(fact, 'ns2.good.xa').inChild).toBe(false);
  });

  test('a zone that could not be asked leaves what the parent says', () => {
    const fact = factValue(dnsDelegationDerivation, ZONE, [
      [dnsParent, present(SOUND)],
      [dnsNameServers, unavailable(SILENCE)],
    ]);
    expect(fact.nameServers).toMatchObject({ complete: false, because: SILENCE });
    expect(named(fact, 'ns1.good.xa')).toMatchObject({ inParent: true, inChild: null });
    expect(fact.parentsAgree).toBe(true);
  });

  test('nothing is known where neither could be asked', () => {
    const given = [
      [dnsParent, unavailable(NO_WAY)],
      [dnsNameServers, unavailable(SILENCE)],
    ] as const;
    expect(factOf(dnsDelegationDerivation, ZONE, given)).toEqual(unavailable(NO_WAY));
  });

  test('the root has no delegation', () => {
    const none = absent('the root has no parent');
    const given = [
      [dnsParent, none],
      [dnsNameServers, present(child())],
    ] as const;
    expect(factOf(dnsDelegationDerivation, '.', given)).toEqual(none);
  });
});
