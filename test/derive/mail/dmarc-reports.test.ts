import { describe, expect, test } from 'vitest';
import { mailDmarcReportsDerivation } from '../../../src/derive/mail/dmarc-reports.ts';
import { mailDmarcReceivers, mailDmarcRecords } from '../../../src/evidence/kinds/mail/answers.ts';
import { complete } from '../../../src/evidence/listing.ts';
import { absent, present, unavailable } from '../../../src/evidence/observation.ts';
import { a, aaaa, mx, txt, type Zone } from '../../support/zone.ts';
import { answersOf } from './answers.ts';
import { concluded, recorded, valueIn } from './recorded.ts';

const DOMAIN = 'example.com';
const RED = 'red.example.net';
const CONSENT = `${DOMAIN}._report._dmarc.${RED}`;
const MX = [mx(10, 'mx.red.example.net')];

/** The walk from the domain that holds a record. */
const walkedFrom = (record: string) =>
  present(answersOf({ [`_dmarc.${DOMAIN}`]: [record], '_dmarc.com': [] }));

/** What a record asks for, and what is known of the hosts; all is asked for that may matter. */
function conclude(record: string, zone: Zone, hosts: readonly string[] = [RED]) {
  const own = { [`_dmarc.${DOMAIN}`]: [txt('v=DMARC1; p=none')] };
  const questions = hosts.flatMap((host) => [
    ...['MX', 'A', 'AAAA'].map((type) => `${host} ${type}`),
    ...host.split('.').map((_, index, all) => `_dmarc.${all.slice(index).join('.')} TXT`),
    `${DOMAIN}._report._dmarc.${host} TXT`,
  ]);
  return concluded(mailDmarcReportsDerivation, DOMAIN, [
    [mailDmarcRecords, walkedFrom(record)],
    [mailDmarcReceivers, present({ answers: complete(recorded({ ...own, ...zone }, questions)) })],
  ]);
}

const RUA = `v=DMARC1; p=none; rua=mailto:reports@${RED}`;

/** The conclusion about the one destination of RUA. */
function ofRed(zone: Zone) {
  const { items, complete: whole } = valueIn(conclude(RUA, zone)).destinations;
  expect([items.length, whole]).toEqual([1, true]);
  const [{ external, authorised, receives, reason } = {}] = items;
  return [external, authorised, receives, reason];
}

describe('a host of another organizational domain', () => {
  test('that consents and takes mail is in order', () => {
    expect(valueIn(conclude(RUA, { [RED]: MX, [CONSENT]: [txt('v=DMARC1;')] }))).toEqual({
      destinations: complete([
        {
          uri: `mailto:reports@${RED}`,
          tag: 'rua',
          host: RED,
          external: true,
          authorised: true,
          receives: true,
          reason: null,
        },
      ]),
    });
  });

  test.each([
    ['v=DMARC1'],
    ['v=DMARC1; rua=mailto:other@red.example.net'],
    ['hello', 'v=DMARC1'],
    ['v=DMARC1', 'v=DMARC1'],
  ])('consents with %j %j, as one record that begins with the version is enough', (...texts) => {
    const zone = { [RED]: MX, [CONSENT]: texts.map((text) => txt(text)) };
    expect(ofRed(zone)).toEqual([true, true, true, null]);
  });

  test.each([[[]], [['hello']], [['v=DMARC2']], [['p=none; v=DMARC1']]])(
    'does not consent with %j',
    (texts) => {
      const zone = { [RED]: MX, [CONSENT]: texts.map((text) => txt(text)) };
      expect(ofRed(zone)).toEqual([
        true,
        false,
        true,
        `${RED} does not consent: ${CONSENT} has no record that begins with v=DMARC1`,
      ]);
    },
  );

  test('may consent or not where that gave no answer', () => {
    expect(ofRed({ [RED]: MX, [CONSENT]: 'SERVFAIL' })).toEqual([
      true,
      null,
      true,
      `whether ${RED} consents is not known`,
    ]);
  });

  test('has to consent or not where its organizational domain is not known', () => {
    const zone: Zone = { [RED]: MX, '_dmarc.net': 'SERVFAIL' };
    expect(ofRed(zone)).toEqual([null, null, true, `whether ${RED} has to consent is not known`]);
    expect(ofRed({ ...zone, [CONSENT]: [txt('v=DMARC1')] })).toEqual([null, true, true, null]);
  });

  test('cannot consent under a name that is too long', () => {
    const host = `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(50)}.example`;
    const walk = host.split('.').map((_, at, all) => `_dmarc.${all.slice(at).join('.')} TXT`);
    const answers = recorded({ [host]: MX }, [`${host} MX`, ...walk]);
    const fact = concluded(mailDmarcReportsDerivation, DOMAIN, [
      [mailDmarcRecords, walkedFrom(`v=DMARC1; p=none; rua=mailto:a@${host}`)],
      [mailDmarcReceivers, present({ answers: complete(answers) })],
    ]);
    expect(valueIn(fact).destinations.items).toMatchObject([
      {
        authorised: false,
        reason: `${host} cannot consent, because the name of the record would be too long`,
      },
    ]);
  });
});

describe('a host of the same organizational domain', () => {
  const at = (host: string, zone: Zone) =>
    valueIn(conclude(`v=DMARC1; p=none; rua=mailto:a@${host}`, zone, [host])).destinations.items;

  test('need not consent', () => {
    expect(at(DOMAIN, { [DOMAIN]: MX })).toMatchObject([
      { external: false, authorised: true, receives: true, reason: null },
    ]);
    expect(at('mail.example.com', { 'mail.example.com': MX })).toMatchObject([
      { external: false, authorised: true, receives: true, reason: null },
    ]);
  });

  test('is another one below psd=n, whatever the public suffix list has', () => {
    const zone = {
      'mail.example.com': MX,
      '_dmarc.mail.example.com': [txt('v=DMARC1; p=none; psd=n')],
    };
    expect(at('mail.example.com', zone)).toMatchObject([{ external: true, authorised: false }]);
  });
});

describe('a host takes mail', () => {
  const receives = (zone: Zone) => ofRed({ ...zone, [CONSENT]: [txt('v=DMARC1')] })[2];

  test.each<[string, Zone, boolean | null]>([
    ['with MX', { [RED]: MX }, true],
    ['with an IPv4 address', { [RED]: [a('192.0.2.1')] }, true],
    ['with an IPv6 address', { [RED]: [aaaa('2001:db8::1')] }, true],
    ['not with a null MX', { [RED]: [mx(0, '.'), a('192.0.2.1')] }, false],
    ['with a null MX and another, which is a mistake', { [RED]: [mx(0, '.'), ...MX] }, true],
    ['not without any of them', { [RED]: [txt('hello')] }, false],
    ['not where it does not exist', {}, false],
    ['or not, where it gave no answer', { [RED]: 'SERVFAIL' }, null],
  ])('%s', (_, zone, expected) => {
    expect(receives(zone)).toBe(expected);
  });

  test('or not, where one kind of address is not known', () => {
    const zone = { [CONSENT]: [txt('v=DMARC1')], [RED]: [] };
    const asked = [`${RED} MX`, `${RED} A`, `${CONSENT} TXT`];
    const fact = concluded(mailDmarcReportsDerivation, DOMAIN, [
      [mailDmarcRecords, walkedFrom(RUA)],
      [mailDmarcReceivers, present({ answers: complete(recorded(zone, asked)) })],
    ]);
    expect(valueIn(fact).destinations.items).toMatchObject([
      { receives: null, reason: `whether ${RED} takes mail is not known` },
    ]);
  });

  test('and what it does wrong is told before what is not known', () => {
    expect(ofRed({ [CONSENT]: 'SERVFAIL' })).toEqual([
      true,
      null,
      false,
      `${RED} takes no mail: it has a null MX record, or neither MX nor addresses`,
    ]);
  });
});

describe('destinations', () => {
  test('of ruf count too, one host once', () => {
    const record = `v=DMARC1; p=none; rua=mailto:a@${RED},mailto:b@${RED}; ruf=mailto:a@${RED}`;
    const { items } = valueIn(conclude(record, { [RED]: MX })).destinations;
    expect(items.map(({ uri, tag }) => `${tag} ${uri}`)).toEqual([
      `rua mailto:a@${RED}`,
      `rua mailto:b@${RED}`,
      `ruf mailto:a@${RED}`,
    ]);
  });

  test('after eight hosts are not looked at', () => {
    const hosts = Array.from({ length: 10 }, (_, index) => `h${index}.example`);
    const record = `v=DMARC1; p=none; rua=${hosts.map((host) => `mailto:a@${host}`).join(',')}`;
    const { items, because } = valueIn(conclude(record, {}, hosts)).destinations;
    expect(items.map(({ host }) => host)).toEqual(hosts.slice(0, 8));
    expect(because).toEqual({
      code: 'limit',
      detail: '2 of 10 destinations are not looked at',
    });
  });

  test('after a hundred are not told of', () => {
    const uris = Array.from({ length: 150 }, (_, index) => `mailto:a${index}@${RED}`);
    const { items, complete: whole } = valueIn(
      conclude(`v=DMARC1; p=none; rua=${uris.join(',')}`, {}),
    ).destinations;
    expect([items.length, whole]).toEqual([100, false]);
  });

  test.each([
    ['v=DMARC1; p=reject', `_dmarc.${DOMAIN} asks for no reports`],
    ['v=spf1 -all', `no DMARC record applies to ${DOMAIN}`],
  ])('are absent with %j', (record, how) => {
    expect(conclude(record, {})).toEqual(absent(how));
  });

  test('are not known where the record is not', () => {
    const problem = { code: 'timeout', detail: 'no answer' } as const;
    const answers = { items: [], complete: false, because: problem };
    const receivers = present({ answers: complete([]) });
    const of = (records: Parameters<typeof concluded>[2][number][1]) =>
      concluded(mailDmarcReportsDerivation, DOMAIN, [
        [mailDmarcRecords, records],
        [mailDmarcReceivers, receivers],
      ]);
    expect(of(present({ answers }))).toEqual(unavailable(problem));
    expect(of(unavailable(problem))).toEqual(unavailable(problem));
  });
});
