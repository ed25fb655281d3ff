import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { sha256 } from '../../../src/crypto/digest.ts';
import type { DeriveContext } from '../../../src/derive/derivation.ts';
import { mailTransportDerivation } from '../../../src/derive/mail/transport.ts';
import { mailMx, mailMxChain, mailSmtp } from '../../../src/evidence/kinds/mail/exchanges.ts';
import { mailMtaStsPolicy } from '../../../src/evidence/kinds/mail/policies.ts';
import { mailTransport, type MailTransport } from '../../../src/evidence/kinds/mail/transport.ts';
import { tlsVersions } from '../../../src/evidence/kinds/tls/versions.ts';
import {
  absent,
  present,
  unavailable,
  type Observation,
} from '../../../src/evidence/observation.ts';
import type { ZonePlan } from '../../support/dns-world/plan.ts';
import type { Hierarchy } from '../dns/dnssec/hierarchy.ts';
import { hierarchy } from '../dns/dnssec/hierarchy.ts';
import { versions } from '../tls/observed.ts';
import {
  contextOf,
  dnsOf,
  NOT_SEEN,
  showing,
  withCertificates,
  type Seen,
} from './dane-evidence.ts';
import { authority, DOMAIN, evidence, exchanges, fetched, POLICY_HOST } from './mta-sts-seen.ts';

const MX = `mx.${DOMAIN}`;
const BACKUP = `backup.${DOMAIN}`;

const derOf = (subject: Parameters<typeof authority.issue>[0]): Uint8Array =>
  new Uint8Array(new X509Certificate(authority.issue(subject).cert).raw);
const GOOD = { der: derOf({ names: [MX] }) };
const GOOD_BACKUP = { der: derOf({ names: [BACKUP] }) };
const WRONG_NAME = { der: derOf({ names: ['other.example'] }) };
const EXPIRED = { der: derOf({ names: [MX], to: '2026-05-31T00:00:00Z' }) };
const recordOf = ({ der }: typeof GOOD): string => `3 0 1 ${sha256(der)}`;

const RECORDS = `mx A 192.0.2.1\nbackup A 192.0.2.2\n@ MX 10 mx\n@ MX 20 backup\n`;

/** The domain in a signed world, with TLSA records of exchanges. */
const worldWith = (tlsa: Readonly<Record<string, string>> = {}, zone: ZonePlan = {}): Hierarchy => {
  const lines = Object.entries(tlsa).map(([host, data]) => `_25._tcp.${host} TLSA ${data}\n`);
  return hierarchy({ com: {}, [DOMAIN]: { records: RECORDS + lines.join(''), ...zone } });
};
const PLAIN = worldWith();

const greeting = (...extensions: readonly string[]): Observation =>
  present({
    greeting: { code: 220, lines: ['mx'] },
    ehlo: { code: 250, lines: ['mx', ...extensions] },
    extensions,
    starttls: null,
  });

/** What an address shows that offers TLS with a certificate. */
const offering = (host: string, certificate: typeof GOOD): Seen =>
  offeringChains(host, [certificate, { der: authority.root }]);

const offeringChains = (host: string, ...chains: readonly (readonly (typeof GOOD)[])[]): Seen =>
  withCertificates(
    { [mailSmtp.id]: greeting('STARTTLS'), [tlsVersions.id]: present(versions(['TLS 1.3'])) },
    showing(host, ...chains),
  );
const NO_STARTTLS: Seen = withCertificates(
  { [mailSmtp.id]: greeting('SIZE'), [tlsVersions.id]: absent('not listed') },
  absent('not listed'),
);
const BLOCKED = unavailable({ code: 'timeout', detail: 'port 25 is silent' });
const SILENT: Seen = withCertificates(
  { [mailSmtp.id]: BLOCKED, [tlsVersions.id]: BLOCKED },
  BLOCKED,
);

const policy = (mode: string, ...mx: readonly string[]): Observation =>
  evidence(['v=STSv1; id=1;'], {
    fetch: fetched(
      ['version: STSv1', `mode: ${mode}`, ...mx.map((one) => `mx: ${one}`), 'max_age: 604800'].join(
        '\n',
      ),
    ),
    certificates: [derOf({ names: [POLICY_HOST] }), authority.root].map((der) =>
      Buffer.from(der).toString('base64'),
    ),
  });
const NO_POLICY = evidence([]);

interface Case {
  /** What each address of an exchange shows; an exchange that is not given was not looked at. */
  readonly at: Readonly<Record<string, readonly Seen[]>>;
  readonly sts?: Observation;
  readonly world?: Hierarchy;
  readonly mx?: Observation;
}

function transportOf({ at, sts = NO_POLICY, world = PLAIN, mx }: Case): Observation<MailTransport> {
  const known = { anchors: world.anchors, givenRoots: [authority.root] };
  const elsewhere = (id: string): DeriveContext[] => {
    const host = /^smtp:\/\/(.*):25$/.exec(id)?.[1] ?? '';
    return (at[host] ?? []).map((seen) =>
      contextOf({ kind: 'smtp', host }, { ...dnsOf(world, host), ...seen }, known),
    );
  };
  const seen = {
    [mailMx.id]: mx ?? exchanges(...Object.keys(at)),
    [mailMxChain.id]: present(world.path(DOMAIN, 'MX')),
    [mailMtaStsPolicy.id]: sts,
  };
  const target = { kind: 'mail', host: DOMAIN } as const;
  const fact = mailTransportDerivation.derive(contextOf(target, seen, known, elsewhere));
  if (fact.status === 'present') mailTransport.schema.parse(fact.value);
  return fact;
}

function valueOf(given: Case): MailTransport {
  const fact = transportOf(given);
  if (fact.status !== 'present') throw new Error(JSON.stringify(fact));
  return fact.value;
}

const only = (given: Case) => valueOf(given).exchanges.items[0];

test('an exchange that a sender with an enforced policy can verify', () => {
  const value = valueOf({ at: { [MX]: [offering(MX, GOOD)] }, sts: policy('enforce', MX) });
  expect(value).toMatchObject({
    ...{ mxStatus: 'secure', stsMode: 'enforce', stsUnknown: false, authenticated: 'all' },
    exchanges: {
      complete: true,
      items: [
        {
          ...{ host: MX, preference: 10, starttls: true, tls: true, trusted: true, named: true },
          ...{ verifiable: true, covered: true, dane: 'none', reason: null },
        },
      ],
    },
  });
});

test.each([
  ['expired', EXPIRED, { trusted: false, named: true }, /is valid from/],
  ['for another name', WRONG_NAME, { trusted: true, named: false }, /does not bear its name/],
] as const)('a certificate that is %s makes it unverifiable', (_, shown, expected, reason) => {
  const at = { [MX]: [offering(MX, shown)] };
  const value = valueOf({ at, sts: policy('enforce', MX) });
  expect(value.authenticated).toBe('none');
  expect(value.exchanges.items[0]).toMatchObject({ ...expected, verifiable: false });
  expect(value.exchanges.items[0]?.reason).toMatch(reason);
});

test('an issuer that comes with another certificate alone is not at hand for every sender', () => {
  const sub = { der: derOf({ commonName: 'Sub CA', authority: true }) };
  const [one, other] = [1, 2].map((year) => ({
    der: derOf({ names: [MX], by: 'Sub CA', from: `200${year}-01-01T00:00:00Z` }),
  }));
  if (one === undefined || other === undefined) throw new Error('two were made');
  const trustedWith = (...chains: readonly (readonly (typeof GOOD)[])[]) => {
    const at = { [MX]: [offeringChains(MX, ...chains)] };
    const { trusted, verifiable } = only({ at, sts: policy('enforce', MX) }) ?? {};
    return [trusted, verifiable];
  };
  expect(trustedWith([one, sub], [other, sub])).toEqual([true, true]);
  expect(trustedWith([one, sub], [other])).toEqual([null, null]);
  expect(trustedWith([other])).toEqual([false, false]);
});

test('a server without STARTTLS is known to be unverifiable, though it shows no certificate', () => {
  expect(only({ at: { [MX]: [NO_STARTTLS] }, sts: policy('enforce', MX) })).toMatchObject({
    ...{ starttls: false, tls: false, trusted: null, named: null, verifiable: false },
    reason: `${MX} does not offer STARTTLS`,
  });
});

test('a port 25 that is closed to us settles nothing', () => {
  const value = valueOf({ at: { [MX]: [SILENT] }, sts: policy('enforce', MX) });
  expect(value.authenticated).toBeNull();
  expect(value.exchanges.items[0]).toMatchObject({
    ...{ starttls: null, tls: null, trusted: null, named: null, verifiable: null, covered: true },
    reason: expect.stringContaining('port 25 is silent') as string,
  });
  expect(only({ at: { [MX]: [] } })).toMatchObject({
    ...{ starttls: null, tls: null, trusted: null, named: null, verifiable: null, dane: null },
    reason: `${MX} was not looked at`,
  });
});

test('one address that is bad decides, one that is not known leaves it open', () => {
  const good = offering(MX, GOOD);
  const sts = policy('enforce', MX);
  expect(only({ at: { [MX]: [good, NO_STARTTLS] }, sts })).toMatchObject({
    ...{ starttls: false, tls: true, trusted: true, named: true, verifiable: false },
  });
  expect(only({ at: { [MX]: [good, SILENT] }, sts })).toMatchObject({
    ...{ starttls: null, tls: null, trusted: null, named: null, verifiable: null },
  });
  expect(only({ at: { [MX]: [SILENT, offering(MX, EXPIRED)] }, sts })).toMatchObject({
    ...{ starttls: null, trusted: false, verifiable: false },
  });
});

test('STARTTLS that is listed, while no handshake ends well, is offered and of no use', () => {
  const broken = {
    ...offering(MX, GOOD),
    [tlsVersions.id]: present(versions(['SSL 3.0'])),
    ...withCertificates({}, unavailable({ code: 'unsupported', detail: 'no certificate' })),
  };
  expect(only({ at: { [MX]: [broken] } })).toMatchObject({
    ...{ starttls: true, tls: false, trusted: null, verifiable: false },
  });
  const listed = { ...NO_STARTTLS, [mailSmtp.id]: greeting('STARTTLS') };
  expect(only({ at: { [MX]: [listed] } })).toMatchObject({ starttls: true, tls: false });
  const sometimes = { ...offering(MX, GOOD), [mailSmtp.id]: greeting('SIZE') };
  expect(only({ at: { [MX]: [sometimes] } })).toMatchObject({ starttls: null, verifiable: null });
});

test('a policy that leaves an exchange out, one in testing, and one that nobody could fetch', () => {
  const at = { [MX]: [offering(MX, GOOD)], [BACKUP]: [offering(BACKUP, GOOD_BACKUP)] };
  const partly = valueOf({ at, sts: policy('enforce', MX) });
  expect(partly).toMatchObject({ authenticated: 'some' });
  expect(partly.exchanges.items.map(({ covered }) => covered)).toEqual([true, false]);
  const testing = valueOf({ at, sts: policy('testing', MX, BACKUP) });
  expect(testing).toMatchObject({ stsMode: 'testing', authenticated: 'none' });
  const unknown = valueOf({ at, sts: BLOCKED });
  expect(unknown).toMatchObject({ stsMode: null, stsUnknown: true, authenticated: null });
  expect(unknown.policy).toBeNull();
  const none = valueOf({ at });
  expect(none).toMatchObject({ stsMode: null, stsUnknown: false, authenticated: 'none' });
  expect(none.policy).toBe(
    `version: STSv1\nmode: testing\nmx: ${MX}\nmx: ${BACKUP}\nmax_age: 604800\n`,
  );
});

test('a policy of which it is not known whether senders can have it', () => {
  const at = { [MX]: [offering(MX, GOOD)] };
  const doubtful = (mode: string) => {
    const sts = policy(mode, MX);
    if (sts.status !== 'present') throw new Error('a policy was seen');
    const broken = { ...mailMtaStsPolicy.schema.parse(sts.value), certificates: ['MAA='] };
    return valueOf({ at, sts: present(broken) });
  };
  const open = { stsMode: null, stsUnknown: true };
  expect(doubtful('enforce')).toMatchObject({ ...open, authenticated: null });
  expect(doubtful('testing')).toMatchObject({ ...open, authenticated: 'none' });
});

test.each<[string, Hierarchy, MailTransport['exchanges']['items'][number]['dane']]>([
  ['matching records', worldWith({ mx: recordOf(GOOD) }), 'valid'],
  ['records out of date', worldWith({ mx: `3 1 1 ${'00'.repeat(32)}` }), 'mismatch'],
  ['records that SMTP does not use', worldWith({ mx: `1 1 1 ${'00'.repeat(32)}` }), 'unusable'],
  ['no records', PLAIN, 'none'],
  ['a zone that is not signed', worldWith({ mx: recordOf(GOOD) }, { signing: null }), 'insecure'],
  ['a broken denial', worldWith({}, { faults: ['stripped-denial'] }), 'bogus'],
])('DANE with %s', (_, world, dane) => {
  const value = valueOf({ at: { [MX]: [offering(MX, GOOD)] }, world });
  expect(value.exchanges.items[0]?.dane).toBe(dane);
  expect(value.authenticated).toBe(dane === 'valid' ? 'all' : 'none');
});

test('DANE needs no name and no root, and an exchange without it takes "all" away', () => {
  const world = worldWith({ mx: recordOf(WRONG_NAME), backup: recordOf(GOOD) });
  const at = {
    [MX]: [offering(MX, WRONG_NAME)],
    [BACKUP]: [offering(BACKUP, GOOD_BACKUP)],
  };
  const value = valueOf({ at, world });
  expect(value.exchanges.items.map(({ dane }) => dane)).toEqual(['valid', 'mismatch']);
  expect(value.authenticated).toBe('some');
});

test('records authenticate nobody where the MX records are not secure', () => {
  const tlsa = { mx: recordOf(GOOD) };
  const at = { [MX]: [offering(MX, GOOD)] };
  const bogus = worldWith(tlsa, { faults: [{ fault: 'expired', types: ['MX'] }] });
  expect(valueOf({ at, world: bogus })).toMatchObject({
    ...{ mxStatus: 'bogus', authenticated: 'none' },
    exchanges: { items: [{ dane: 'valid' }] },
  });
  // The exchange stands in a signed zone, the domain in one that is not.
  const host = 'mx.signed.test';
  const world = hierarchy({
    ...{ com: {}, test: {}, [DOMAIN]: { records: `@ MX 10 ${host}.`, signing: null } },
    'signed.test': { records: `mx A 192.0.2.1\n_25._tcp.mx TLSA ${recordOf(GOOD)}` },
  });
  expect(valueOf({ at: { [host]: [offering(host, GOOD)] }, world })).toMatchObject({
    ...{ mxStatus: 'insecure', authenticated: 'none' },
    exchanges: { items: [{ dane: 'valid' }] },
  });
});

test('a domain that takes no mail has no transport', () => {
  const none = present({ nullMx: true, exchanges: [], answers: [] });
  expect(transportOf({ at: {}, mx: none }).status).toBe('absent');
  expect(transportOf({ at: {}, mx: exchanges() }).status).toBe('absent');
  expect(transportOf({ at: {}, mx: exchanges('localhost', '192.0.2.1') }).status).toBe('absent');
  expect(transportOf({ at: {}, mx: NOT_SEEN }).status).toBe('unavailable');
  // Unless it was looked at as its own exchange.
  const itself = valueOf({ at: { [DOMAIN]: [NO_STARTTLS] }, mx: exchanges() });
  expect(itself.exchanges.items).toMatchObject([{ host: DOMAIN, preference: 0, starttls: false }]);
});

test('an exchange that is named twice stands for itself once, in lower case', () => {
  const mx = exchanges(MX.toUpperCase(), MX);
  const value = valueOf({ at: { [MX]: [offering(MX, GOOD)] }, mx });
  expect(value.exchanges.items).toMatchObject([{ host: MX, preference: 10, starttls: true }]);
});
