import { spawn } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { createServer } from 'node:tls';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { decodeCertificate, type Certificate } from '../../../src/codec/x509/certificate.ts';
import { daneAt } from '../../../src/derive/mail/dane.ts';
import type { MailDane } from '../../../src/evidence/kinds/mail/transport.ts';
import { mailDane } from '../../../src/evidence/kinds/mail/transport.ts';
import { OpensslCa } from '../../support/openssl-ca.ts';
import { listening } from '../../support/servers.ts';
import { contextOf, dnsOf, showing, withCertificates, worldOf } from './dane-evidence.ts';

/** The name in the certificates that openssl makes for tests. */
const HOST = 'example.test';
const DAY = 86_400_000;

const ca = new OpensslCa();
const made = new Map<string, Certificate>();
const cert = (name: string): Certificate => {
  const found = made.get(name);
  if (found === undefined) throw new Error(`no certificate ${name}`);
  return found;
};

beforeAll(() => {
  made.set('root', ca.certificate('root', 'root', { days: 365 }));
  made.set('leaf', ca.certificate('leaf', 'leaf', { issuer: 'root', serial: 2 }));
  made.set('other', ca.certificate('other', 'root', { days: 365 }));
  made.set('lone', ca.certificate('lone', 'leaf'));
  const byCommonName = { issuer: 'root', subject: `/CN=Mail/CN=${HOST}`, serial: 4 };
  made.set('common', ca.certificate('common', 'unnamed', byCommonName));
  made.set('both', ca.certificate('both', 'leaf', { ...byCommonName, subject: '/CN=mx.test' }));
});
afterAll(() => {
  ca.close();
});

const HASHES = [null, 'sha256', 'sha512'] as const;

/** The data of a record by node:crypto, which is not what is tested. */
function tlsa(usage: number, selector: number, matchingType: number, name: string): string {
  const x509 = new X509Certificate(Buffer.from(cert(name).der));
  const octets = selector === 0 ? x509.raw : x509.publicKey.export({ type: 'spki', format: 'der' });
  const hash = HASHES[matchingType];
  const data = hash ? createHash(hash).update(octets).digest() : octets;
  return `${usage} ${selector} ${matchingType} ${data.toString('hex')}`;
}

interface Case {
  readonly records: readonly string[];
  readonly sent: readonly string[];
  readonly host?: string;
  readonly now?: Date;
}

/** What the derivation makes of records that are secure. */
function concluded({ records, sent, host = HOST, now = new Date() }: Case): MailDane {
  const lines = records.map((record) => `_25._tcp TLSA ${record}`).join('\n');
  const world = worldOf({ [host]: { records: lines } });
  const seen = withCertificates(dnsOf(world, host), showing(host, sent.map(cert)));
  const fact = daneAt(contextOf({ kind: 'smtp', host }, seen, { ...world, now }), null);
  if (fact.status !== 'present') throw new Error(JSON.stringify(fact));
  return mailDane.schema.parse(fact.value);
}

/** Whether openssl as a client with DANE takes what a server shows. */
async function opensslTakes({ records, sent, host = HOST, now }: Case): Promise<boolean> {
  const server = createServer({
    key: ca.text(`${sent[0] ?? ''}.key`),
    cert: sent.map((name) => ca.text(`${name}.pem`)).join(''),
  });
  server
    .on('tlsClientError', () => undefined)
    .on('secureConnection', (socket) => {
      socket.on('error', () => undefined).end();
    });
  onTestFinished(() => {
    server.close();
  });
  const port = await listening(server);
  const child = spawn('openssl', [
    ...['s_client', '-connect', `127.0.0.1:${port}`, '-verify_return_error', '-brief'],
    ...['-dane_tlsa_domain', host, '-dane_ee_no_namechecks', '-no_ign_eof'],
    ...records.flatMap((record) => ['-dane_tlsa_rrdata', record]),
    ...(now === undefined ? [] : ['-attime', String(Math.floor(now.getTime() / 1000))]),
  ]);
  child.stdin.end();
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await new Promise((resolve) => child.on('close', resolve));
  return /^Verification: OK/m.test(text);
}

const combinations = [2, 3].flatMap((usage) =>
  [0, 1].flatMap((selector) => [0, 1, 2].map((type) => [usage, selector, type] as const)),
);

test.each(combinations)('%i %i %i of the right certificate matches', async (...fields) => {
  const [usage] = fields;
  const record = tlsa(...fields, usage === 3 ? 'leaf' : 'root');
  const given = { records: [record], sent: ['leaf', 'root'] };
  expect(await opensslTakes(given)).toBe(true);
  expect(concluded(given)).toMatchObject({ usable: true, matches: true });
});

test.each(combinations)('%i %i %i of another certificate does not', async (...fields) => {
  const [usage, selector, type] = fields;
  const given = { records: [tlsa(...fields, 'other')], sent: ['leaf', 'root'] };
  expect(await opensslTakes(given)).toBe(false);
  const bareKey = usage === 2 && selector === 1 && type === 0;
  expect(concluded(given)).toMatchObject({ usable: true, matches: bareKey ? null : false });
});

const LATER = new Date(Date.now() + 60 * DAY);

test.each<[string, () => Case, boolean]>([
  ['DANE-EE takes no notice of the name', () => ({ ...full(3, 'leaf'), host: 'mx.test' }), true],
  ['DANE-TA needs the name', () => ({ ...full(2, 'root'), host: 'mx.test' }), false],
  [
    'DANE-TA takes a common name where there is no DNS name',
    () => ({ ...full(2, 'root'), sent: ['common', 'root'] }),
    true,
  ],
  [
    'DANE-TA takes no common name that is another',
    () => ({ ...full(2, 'root'), sent: ['common', 'root'], host: 'mx.test' }),
    false,
  ],
  [
    'DANE-TA takes no common name beside a DNS name',
    () => ({ ...full(2, 'root'), sent: ['both', 'root'], host: 'mx.test' }),
    false,
  ],
  ['DANE-EE takes no notice of the date', () => ({ ...full(3, 'leaf'), now: LATER }), true],
  ['DANE-TA needs a certificate in date', () => ({ ...full(2, 'root'), now: LATER }), false],
  ['DANE-TA needs the issuer to be sent', () => ({ ...full(2, 'root'), sent: ['leaf'] }), false],
  [
    'the whole issuer in the record need not be sent',
    () => ({ records: [tlsa(2, 0, 0, 'root')], sent: ['leaf'] }),
    true,
  ],
  ['DANE-TA is not for the server itself', () => ({ ...full(2, 'lone'), sent: ['lone'] }), false],
  ['DANE-EE takes one that signs itself', () => ({ ...full(3, 'lone'), sent: ['lone'] }), true],
  [
    'an issuer that did not sign it does not count',
    () => ({ ...full(2, 'other'), sent: ['leaf', 'other'] }),
    false,
  ],
  [
    'the strongest hash of a kind counts alone',
    () => ({
      records: [tlsa(3, 1, 1, 'leaf'), tlsa(3, 1, 2, 'other')],
      sent: ['leaf', 'root'],
    }),
    false,
  ],
  [
    'hashes of another selector count beside it',
    () => ({
      records: [tlsa(3, 1, 1, 'leaf'), tlsa(3, 0, 2, 'other')],
      sent: ['leaf', 'root'],
    }),
    true,
  ],
  [
    'one that matches is enough',
    () => ({
      records: [tlsa(3, 1, 1, 'other'), tlsa(3, 1, 1, 'leaf')],
      sent: ['leaf', 'root'],
    }),
    true,
  ],
])('%s, as openssl has it', async (_, given, taken) => {
  expect(await opensslTakes(given())).toBe(taken);
  expect(concluded(given()).matches).toBe(taken);
});

/** A record with SHA-256 of the key. */
const full = (usage: number, name: string): Case => ({
  records: [tlsa(usage, 1, 1, name)],
  sent: ['leaf', 'root'],
});

test('usages of PKIX, unknown parameters and data that is nothing are not usable', () => {
  const records = [
    tlsa(0, 1, 1, 'root'),
    tlsa(1, 1, 1, 'leaf'),
    `3 2 1 ${'00'.repeat(32)}`,
    `3 1 3 ${'00'.repeat(32)}`,
    `3 1 1 ${'00'.repeat(31)}`,
    '3 0 0 3000',
    '2 1 0 3000',
    `4 1 1 ${'00'.repeat(32)}`,
  ];
  const fact = concluded({ records, sent: ['leaf', 'root'] });
  expect(fact).toMatchObject({ usable: false, matches: false, rollover: false });
  expect(fact.records.filter(({ usable, matches }) => usable || matches !== false)).toEqual([]);
  expect(fact.records).toHaveLength(records.length);
});

test('DANE-TA takes the name of the domain, too, where that is known', () => {
  const host = `mx.${HOST}`;
  const world = worldOf({ [HOST]: { records: `_25._tcp.mx TLSA ${tlsa(2, 1, 1, 'root')}` } });
  const seen = withCertificates(dnsOf(world, host), showing(host, [cert('leaf'), cert('root')]));
  const now = new Date();
  const matchesFor = (domain: string | null) => {
    const fact = daneAt(contextOf({ kind: 'smtp', host }, seen, { ...world, now }), domain);
    return fact.status === 'present' ? fact.value.matches : 'not there';
  };
  expect([HOST, 'other.test', null].map(matchesFor)).toEqual([true, false, null]);
});

test('the proposal is the record that openssl would make', () => {
  const { proposal } = concluded({ ...full(3, 'other'), sent: ['leaf', 'root'] });
  const key = ca.must('x509', '-in', 'leaf.pem', '-pubkey', '-noout');
  ca.write('leaf.pub', key);
  ca.must('pkey', '-pubin', '-in', 'leaf.pub', '-outform', 'DER', '-out', 'leaf.spki');
  const digest = ca.must('dgst', '-sha256', '-r', 'leaf.spki').split(' ')[0] ?? '';
  expect(proposal).toBe(`_25._tcp.${HOST}. IN TLSA 3 1 1 ${digest}`);
  const made = proposal?.replace(/^.* TLSA /, '') ?? '';
  expect(concluded({ records: [made], sent: ['leaf', 'root'] }).matches).toBe(true);
});

test('every certificate that a server shows has to match', () => {
  const second = ca.certificate('second', 'leaf', { issuer: 'root', serial: 3 });
  made.set('second', second);
  const world = (records: readonly string[]) =>
    worldOf({ [HOST]: { records: records.map((one) => `_25._tcp TLSA ${one}`).join('\n') } });
  const shown = showing(HOST, [cert('leaf')], [cert('second')]);
  const matchesWith = (...records: readonly string[]) => {
    const here = world(records);
    const seen = withCertificates(dnsOf(here, HOST), shown);
    const now = new Date();
    const fact = daneAt(contextOf({ kind: 'smtp', host: HOST }, seen, { ...here, now }), null);
    return fact.status === 'present' ? fact.value : null;
  };
  expect(matchesWith(tlsa(3, 1, 1, 'leaf'))).toMatchObject({
    matches: false,
    proposal: expect.stringContaining(tlsa(3, 1, 1, 'second')) as string,
    records: [{ matches: true }],
  });
  const both = matchesWith(tlsa(3, 1, 1, 'leaf'), tlsa(3, 1, 1, 'second'));
  expect(both).toMatchObject({ matches: true, rollover: true });
});

test('what is decoded here is what node reads', () => {
  const { der } = cert('leaf');
  const { publicKey } = decodeCertificate(der);
  const x509 = new X509Certificate(Buffer.from(der));
  expect(Buffer.from(publicKey.der)).toEqual(
    x509.publicKey.export({ type: 'spki', format: 'der' }),
  );
});
