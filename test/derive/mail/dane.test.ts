import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { sha256 } from '../../../src/crypto/digest.ts';
import { decodeCertificate } from '../../../src/codec/x509/certificate.ts';
import { mailDaneDerivation } from '../../../src/derive/mail/dane.ts';
import { mailAddressChains } from '../../../src/evidence/kinds/mail/exchanges.ts';
import { mailDane } from '../../../src/evidence/kinds/mail/transport.ts';
import { complete } from '../../../src/evidence/listing.ts';
import { absent, present, type Observation } from '../../../src/evidence/observation.ts';
import { selfSigned } from '../../support/certificate.ts';
import type { ZonePlan } from '../../support/dns-world/plan.ts';
import {
  contextOf,
  dnsOf,
  NOT_SEEN,
  showing,
  withCertificates,
  worldOf,
  type Seen,
} from './dane-evidence.ts';
import { authority } from './mta-sts-seen.ts';

const HOST = 'mx.leaf.test';
const LEAF = decodeCertificate(selfSigned(HOST).der);
const RIGHT = `3 1 1 ${sha256(LEAF.publicKey.der)}`;
const STALE = `3 1 1 ${'aa'.repeat(32)}`;
const ADDRESS = 'mx A 192.0.2.1';
const SHOWN = showing(HOST, [LEAF]);

const leaf = (record: string | null, more: ZonePlan = {}): ZonePlan => ({
  records: `${ADDRESS}\n${record === null ? '' : `_25._tcp.mx TLSA ${record}\n`}`,
  ...more,
});

function daneOf(zone: ZonePlan, certificates: Observation = SHOWN, beside: Seen = {}) {
  const world = worldOf({ 'leaf.test': zone });
  const seen = { ...withCertificates(dnsOf(world, HOST), certificates), ...beside };
  const fact = mailDaneDerivation.derive(contextOf({ kind: 'smtp', host: HOST }, seen, world));
  if (fact.status === 'present') mailDane.schema.parse(fact.value);
  return fact;
}

test('secure records that match', () => {
  expect(daneOf(leaf(RIGHT))).toMatchObject({
    value: {
      ...{ owner: `_25._tcp.${HOST}`, status: 'secure', bogus: false, addressStatus: 'secure' },
      ...{ secure: true, usable: true, matches: true, rollover: false },
      proposal: `_25._tcp.${HOST}. IN TLSA ${RIGHT}`,
      reason: `_25._tcp.${HOST} matches the certificate shown`,
    },
  });
});

test('secure records that are out of date', () => {
  expect(daneOf(leaf(STALE))).toMatchObject({
    value: { secure: true, usable: true, matches: false, records: [{ matches: false }] },
  });
});

test('records of a zone that is not signed are relied on by nobody, matching or not', () => {
  expect(daneOf(leaf(RIGHT, { signing: null }))).toMatchObject({
    value: { status: 'insecure', bogus: false, secure: false, matches: true },
  });
});

test('bogus records, and a bogus denial of them', () => {
  const broken = daneOf(leaf(RIGHT, { faults: [{ fault: 'expired', types: ['TLSA'] }] }));
  expect(broken).toMatchObject({ value: { status: 'bogus', bogus: true, secure: false } });
  const denied = daneOf(leaf(null, { faults: ['stripped-denial'] }));
  expect(denied).toMatchObject({ value: { bogus: true, secure: false, records: [] } });
  expect(denied).toHaveProperty('value.reason', expect.stringMatching(/^Senders hold mail back: /));
});

test('no records are absent, whether the zone is signed or not', () => {
  expect(daneOf(leaf(null)).status).toBe('absent');
  expect(daneOf(leaf(null, { signing: null })).status).toBe('absent');
});

test('addresses that are not secure take the records with them', () => {
  const faults = [{ fault: 'expired', types: ['A'] }] as const;
  expect(daneOf(leaf(RIGHT, { faults }))).toMatchObject({
    value: {
      ...{ status: 'secure', addressStatus: 'bogus', bogus: true, secure: false },
      reason: expect.stringMatching(/^Senders hold mail back: .*A/) as string,
    },
  });
});

test('addresses that were not validated leave it open', () => {
  const world = worldOf({ 'leaf.test': leaf(RIGHT) });
  const paths = [world.path(HOST, 'A')].map((path) => ({ ...path, exchanges: complete([]) }));
  const silent = { [mailAddressChains.id]: present({ paths }) };
  expect(daneOf(leaf(RIGHT), SHOWN, silent)).toMatchObject({
    value: { addressStatus: 'indeterminate', bogus: null, secure: null, matches: true },
  });
  expect(daneOf(leaf(RIGHT), SHOWN, { [mailAddressChains.id]: NOT_SEEN })).toMatchObject({
    value: { addressStatus: null, bogus: null, secure: null },
  });
});

test('a server that was not seen matches neither nor not; one without TLS does not match', () => {
  expect(daneOf(leaf(RIGHT), NOT_SEEN)).toMatchObject({
    value: { secure: true, matches: null, proposal: null, records: [{ matches: null }] },
  });
  expect(daneOf(leaf(RIGHT), absent('no STARTTLS'))).toMatchObject({
    value: { matches: false, reason: expect.stringContaining('offers none') as string },
  });
});

test('a server that completes handshakes and shows no certificate matches nothing', () => {
  expect(daneOf(leaf(RIGHT), showing(HOST))).toMatchObject({
    value: { matches: false, records: [{ matches: false }] },
  });
});

test('a certificate that may not be the only one does not settle a match', () => {
  const cut = {
    serverName: HOST,
    chains: {
      items: [{ version: 'TLS 1.2', certificates: [base64()], staple: null, scts: null }],
      complete: false,
      because: { code: 'reset', detail: 'cut off' },
    },
    otherNames: [],
  };
  expect(daneOf(leaf(RIGHT), present(cut))).toMatchObject({ value: { matches: null } });
  expect(daneOf(leaf(STALE), present(cut))).toMatchObject({ value: { matches: false } });
});

const base64 = (): string => Buffer.from(LEAF.der).toString('base64');

test('two records that count are a rollover', () => {
  const records = `${ADDRESS}\n_25._tcp.mx TLSA ${RIGHT}\n_25._tcp.mx TLSA ${STALE}\n`;
  expect(daneOf({ records })).toMatchObject({ value: { matches: true, rollover: true } });
});

const END = 'real.end.test';

const aliased = (
  atHost: string | null,
  atEnd: string | null,
  end: ZonePlan = {},
  shown = SHOWN,
) => {
  const world = worldOf({
    'leaf.test': {
      records: `mx CNAME real.end.test.\n${atHost === null ? '' : `_25._tcp.mx TLSA ${atHost}`}`,
    },
    'end.test': {
      records: `real A 192.0.2.1\n${atEnd === null ? '' : `_25._tcp.real TLSA ${atEnd}`}`,
      ...end,
    },
  });
  return { world, seen: withCertificates(dnsOf(world, HOST, END), shown) };
};

test('where the host is an alias, the records of the name that it leads to count', () => {
  const derived = ({ world, seen }: ReturnType<typeof aliased>) =>
    mailDaneDerivation.derive(contextOf({ kind: 'smtp', host: HOST }, seen, world));
  expect(derived(aliased(STALE, RIGHT))).toMatchObject({
    value: { owner: '_25._tcp.real.end.test', secure: true, matches: true },
  });
  // Without such records, those of the host.
  expect(derived(aliased(RIGHT, null))).toMatchObject({
    value: { owner: `_25._tcp.${HOST}`, secure: true, matches: true },
  });
  expect(derived(aliased(RIGHT, STALE, { signing: null }))).toMatchObject({
    value: { owner: `_25._tcp.${HOST}`, secure: null },
  });
});

test('DANE-TA takes the name that the host is an alias of, where the records stand', () => {
  const byAuthority = `2 0 1 ${sha256(authority.root)}`;
  const matchesFor = (name: string) => {
    const { raw } = new X509Certificate(authority.issue({ names: [name] }).cert);
    const shown = showing(HOST, [{ der: new Uint8Array(raw) }, { der: authority.root }]);
    const { world, seen } = aliased(null, byAuthority, {}, shown);
    const fact = mailDaneDerivation.derive(contextOf({ kind: 'smtp', host: HOST }, seen, world));
    return fact.status === 'present' ? fact.value.matches : 'not there';
  };
  expect([HOST, END, 'other.test'].map(matchesFor)).toEqual([true, true, false]);
});

test('where the end of an alias was not looked at, nothing is settled', () => {
  const { world, seen } = aliased(RIGHT, STALE);
  const paths = [world.path(HOST, 'A'), world.path(HOST, 'AAAA')];
  const less = { ...seen, [mailAddressChains.id]: present({ paths }) };
  const fact = mailDaneDerivation.derive(contextOf({ kind: 'smtp', host: HOST }, less, world));
  expect(fact).toMatchObject({
    status: 'unavailable',
    problem: { detail: expect.stringContaining('is an alias') as string },
  });
});
