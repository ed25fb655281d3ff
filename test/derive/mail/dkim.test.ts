import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { MailDkim } from '../../../src/evidence/kinds/mail/dkim.ts';
import { present, unavailable } from '../../../src/evidence/observation.ts';
import type { ZonePlan } from '../../support/dns-world.ts';
import { testNetwork } from '../../support/network.ts';
import { resolverOf, txt, type Zone } from '../../support/zone.ts';
import { lookAtDkim, told } from '../../probe/mail/dkim-look.ts';
import { dkimOf, ED25519, factOf, HOST, key, line, resolved, valueOf } from './dkim-fact.ts';

const REVOKED = 'v=DKIM1; p=';

const rsa = (modulusLength: number): string => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength });
  return `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;
};

const short = ({ keys }: MailDkim): string[] =>
  keys.items.map(({ selector, usable, bits }) => `${selector} ${bits} ${usable}`);

describe('keys that are found', () => {
  test('prove that the domain signs, and each is described', async () => {
    const big = rsa(2048);
    const fact = await dkimOf(
      key('google', big) +
        key('s1', ED25519) +
        key('k1', REVOKED) +
        key('k2', rsa(768)) +
        key('mail', `${big}; t=y:s; h=sha256`) +
        key('dkim', big.replace('k=rsa;', 'k=rsa; h=sha1;')),
    );
    expect(fact).toMatchObject({
      ...{
        state: 'proven',
        proven: true,
        wildcard: false,
        wildcardRevoked: false,
        falseDenial: false,
      },
      reason: 'Verifiers can use the key of google, s1, mail',
      tried: 45,
    });
    expect(fact.keys.complete).toBe(true);
    expect(short(fact)).toEqual([
      'google 2048 true',
      's1 256 true',
      'k1 null false',
      'mail 2048 true',
      'dkim 2048 false',
      'k2 768 false',
    ]);
    const [google, s1, k1, mail, dkim, k2] = fact.keys.items;
    expect(google).toMatchObject({
      ...{ sources: ['well-known'], alias: null, dangling: false, records: 1, record: big },
      ...{ keyType: 'rsa', revoked: false, testing: false, versioned: true, faults: [] },
      sameAs: ['mail', 'dkim'],
    });
    expect(google?.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(s1).toMatchObject({ keyType: 'ed25519', sameAs: [], hashes: ['sha1', 'sha256'] });
    expect(k1).toMatchObject({ revoked: true, digest: null, faults: [] });
    expect(mail).toMatchObject({ testing: true, hashes: ['sha256'], onlySha1: false });
    expect(dkim).toMatchObject({ onlySha1: true, sameAs: ['google', 'mail'] });
    expect(k2?.faults).toEqual([
      'column 17: p is an RSA key of 768 bits; verifiers take none below 1024 (RFC 8301)',
    ]);
  });

  test('two records at a selector are of no use', async () => {
    const fact = await dkimOf(key('s1', ED25519) + key('s1', REVOKED));
    expect(fact).toMatchObject({ state: 'broken', proven: null });
    expect(fact.keys.items[0]).toMatchObject({ records: 2, usable: false });
    expect(fact.keys.items[0]?.faults[0]).toBe('there are 2 TXT records');
  });

  test('of several texts that which is a key record is shown', async () => {
    const { keys } = await resolved({
      '_domainkey.a.test': [],
      's1._domainkey.a.test': [txt('v=spf1 -all'), txt(ED25519)],
    });
    expect(keys.items).toMatchObject([
      { record: ED25519, records: 2, usable: false, faults: ['there are 2 TXT records'] },
    ]);
  });

  test('an alias is followed', async () => {
    const fact = await dkimOf(
      's1._domainkey CNAME k.b.test.\n',
      {},
      { 'b.test': { records: line('k', ED25519) } },
    );
    expect(fact.state).toBe('proven');
    expect(fact.keys.items[0]).toMatchObject({ alias: 'k.b.test', dangling: false, usable: true });
  });

  test('an alias that leads nowhere is listed, and proves nothing', async () => {
    const fact = await dkimOf('s1._domainkey CNAME k.b.test.\n', {}, { 'b.test': {} });
    expect(fact).toMatchObject({ state: 'unknown', proven: null });
    expect(fact.keys.items).toMatchObject([
      { selector: 's1', alias: 'k.b.test', dangling: true, records: 0, usable: false },
    ]);
  });

  test('revoked ones alone leave open whether others exist', async () => {
    const fact = await dkimOf(key('s1', REVOKED) + key('k1', REVOKED));
    expect(fact).toMatchObject({
      ...{ state: 'revoked', proven: null },
      reason: 'Every key found is revoked: s1, k1',
    });
  });

  test('text of something else at a guessed selector is no key', async () => {
    const fact = await dkimOf(key('mail', 'v=spf1 -all'));
    expect(fact).toMatchObject({ state: 'unknown', keys: { items: [], complete: true } });
  });
});

describe('selectors that were told', () => {
  test('of the settings without a key are broken', async () => {
    const fact = await dkimOf(key('x1', 'v=spf1 -all') + key('y', ED25519), {
      selectors: told(['x1', 'x2']),
    });
    expect(fact).toMatchObject({ state: 'broken', proven: false });
    expect(fact.keys.items).toMatchObject([
      { selector: 'x1', records: 1, faults: ['column 1: the text is no DKIM key record'] },
      { selector: 'x2', records: 0, record: null, faults: ['there is no TXT record'] },
    ]);
  });

  test('of the settings and revoked', async () => {
    const fact = await dkimOf(key('x1', REVOKED), { selectors: told(['x1']) });
    expect(fact).toMatchObject({ state: 'revoked', proven: false });
  });

  test('of old mail may be retired', async () => {
    const fact = await dkimOf(key('y', ED25519), { selectors: told(['x1'], 'message') });
    expect(fact).toMatchObject({ state: 'unknown', proven: null });
    expect(fact.keys.items).toMatchObject([{ selector: 'x1', records: 0, sources: ['message'] }]);
  });

  test('and not known leave the list incomplete; guesses do not', async () => {
    const zone: Zone = { '_domainkey.a.test': [], 's1._domainkey.a.test': 'SERVFAIL' };
    const named = await resolved(zone, { selectors: told(['s1']) });
    expect(named).toMatchObject({
      ...{ state: 'unknown', proven: null },
      keys: { items: [], complete: false, because: { code: 'servfail' } },
    });
    expect(await resolved(zone)).toMatchObject({ state: 'unknown', keys: { complete: true } });
  });

  test('and not known leave open what the others mean', async () => {
    const zone: Zone = {
      '_domainkey.a.test': [],
      's1._domainkey.a.test': 'SERVFAIL',
      's2._domainkey.a.test': [txt(REVOKED)],
    };
    const fact = await resolved(zone, { selectors: told(['s1', 's2', 's3']) });
    expect(fact).toMatchObject({ state: 'unknown', proven: null });
    expect(fact.reason).toMatch(/^Not every selector that was named could be looked up;/);
    expect(short(fact)).toEqual(['s2 null false', 's3 null false']);
  });

  test('and left out leave the list incomplete', async () => {
    const records = await lookAtDkim(
      testNetwork({ seconds: 2 }),
      HOST,
      { selectors: told(['s1']) },
      AbortSignal.abort(),
    );
    const fact = valueOf(factOf(present(records), { anchors: [], now: new Date() }));
    expect(fact.keys).toMatchObject({ complete: false, because: { code: 'interrupted' } });
  });
});

describe('no selector hits', () => {
  test('names below exist: nothing is known', async () => {
    const fact = await dkimOf(key('secret', ED25519));
    expect(fact).toMatchObject({ state: 'unknown', proven: null, wildcard: false });
    expect(fact.reason).toBe(
      'None of 45 selectors asked for has a key, though names below _domainkey.a.test exist; ' +
        'name the selectors in use with --dkim-selector, or have them read with --mail-message or --dmarc-report',
    );
  });

  test.each<[string, ZonePlan]>([
    ['NSEC', {}],
    ['NSEC3', { signing: { denial: {} } }],
  ])('nothing exists, as %s proves: impossible', async (_, plan) => {
    const fact = await dkimOf(plan);
    expect(fact).toMatchObject({
      state: 'impossible',
      proven: false,
      falseDenial: false,
      tried: 10,
    });
    expect(fact.reason).toBe(
      '_domainkey.a.test does not exist, as DNSSEC proves: nothing below it can have a key (RFC 8020)',
    );
  });

  test('nothing exists in a zone that is not signed: impossible', async () => {
    const fact = await dkimOf({ signing: null });
    expect(fact).toMatchObject({ state: 'impossible', proven: false });
    expect(fact.reason).not.toMatch(/DNSSEC/);
    expect(await resolved({ [HOST]: [] })).toMatchObject({ state: 'impossible' });
  });

  test('a denial that is bogus proves nothing', async () => {
    const fact = await dkimOf({ faults: [{ fault: 'stripped-denial' }] });
    expect(fact).toMatchObject({ state: 'unknown', proven: null, wildcard: null });
    expect(fact.reason).toMatch(/^The answer for _domainkey\.a\.test is bogus;/);
  });

  test('a denial that is not proven, while a selector that was told gave no answer', async () => {
    const zone: Zone = { 's9._domainkey.a.test': 'SERVFAIL' };
    expect((await resolved(zone, { selectors: told(['s9']) })).state).toBe('unknown');
  });

  test('the name above gave no answer', async () => {
    const fact = await resolved({ '_domainkey.a.test': 'SERVFAIL' });
    expect(fact).toMatchObject({ state: 'unknown', proven: null });
  });

  test('nothing could be asked', async () => {
    const records = await lookAtDkim(testNetwork({ seconds: 2 }), HOST);
    const fact = valueOf(factOf(present(records), { anchors: [], now: new Date() }));
    expect(fact).toMatchObject({ state: 'unknown', proven: null, wildcard: null });
    expect(fact.reason).toMatch(/^No selector could be looked up;/);
  });

  test('providers whose selectors cannot be guessed are named', async () => {
    const fact = await dkimOf(
      line('@', 'v=spf1 include:amazonses.com -all') + key('secret', ED25519),
    );
    expect(fact.reason).toMatch(/^Selectors of Amazon SES cannot be guessed;/);
    expect(fact.providers).toEqual([
      { name: 'Amazon SES', shownBy: 'SPF amazonses.com', unguessable: true },
    ]);
  });
});

test('a server that denies the name above its selectors is found out', async () => {
  const fact = await resolved({ 'k1._domainkey.a.test': [txt(ED25519)] });
  expect(fact).toMatchObject({ state: 'proven', proven: true, falseDenial: true });
});

describe('wildcards', () => {
  test('that revoke every key', async () => {
    const fact = await dkimOf(key('*', REVOKED));
    expect(fact).toMatchObject({
      ...{ state: 'revoked', proven: null, wildcard: true, wildcardRevoked: true },
      reason: 'A wildcard below _domainkey.a.test revokes every key',
      keys: { items: [], complete: true },
    });
  });

  test('that revoke, beside a key of its own', async () => {
    const fact = await dkimOf(key('*', REVOKED) + key('s1', ED25519));
    expect(fact).toMatchObject({ state: 'proven', wildcard: true, wildcardRevoked: true });
    expect(short(fact)).toEqual(['s1 256 true']);
  });

  test('that give a key to every guess prove nothing', async () => {
    const fact = await dkimOf(key('*', ED25519));
    expect(fact).toMatchObject({
      state: 'unknown',
      proven: null,
      wildcard: true,
      wildcardRevoked: false,
    });
    expect(fact.keys.items).toEqual([]);
    expect(fact.reason).toMatch(/^Made-up selectors below _domainkey\.a\.test have a key as well;/);
  });

  test('that give a key to a selector that was told', async () => {
    const fact = await dkimOf(key('*', ED25519), { selectors: told(['mine']) });
    expect(fact).toMatchObject({ state: 'proven', wildcard: true });
    expect(short(fact)).toEqual(['mine 256 true']);
  });

  test('of the whole domain with other text are no keys', async () => {
    const fact = await dkimOf(line('*', 'v=spf1 -all'));
    expect(fact).toMatchObject({ state: 'unknown', wildcard: false, keys: { items: [] } });
  });

  test('of an alias that leads nowhere stand once', async () => {
    const fact = await dkimOf('*._domainkey CNAME k.b.test.\n', {}, { 'b.test': {} });
    expect(fact).toMatchObject({ state: 'unknown', wildcard: false });
    expect(fact.keys.items).toMatchObject([{ dangling: true, alias: 'k.b.test' }]);
  });
});

test('without evidence there is no fact', () => {
  const problem = { code: 'timeout', detail: 'silent' } as const;
  expect(factOf(unavailable(problem), { anchors: [], now: new Date() })).toEqual(
    unavailable(problem),
  );
});

test('an answer whose recorded bytes cannot be read is not known', async () => {
  const { port } = await resolverOf({ '_domainkey.a.test': [] });
  const network = testNetwork({ resolver: { address: '127.0.0.1', port } });
  const records = await lookAtDkim(network, HOST, { selectors: told(['s1']) });
  const items = records.selectors.items.map((one) =>
    one.answer === null ? one : { ...one, answer: { ...one.answer, wire: 'AAAA' } },
  );
  const broken = { ...records, selectors: { ...records.selectors, items } };
  const fact = valueOf(factOf(present(broken), { anchors: [], now: new Date() }));
  expect(fact).toMatchObject({
    state: 'unknown',
    keys: { complete: false, because: { detail: 'the answer for s1 cannot be read' } },
  });
});
