import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Bundle } from '../../src/evidence/bundle.ts';
import type { Kind } from '../../src/evidence/kind.ts';
import { dnsCaa } from '../../src/evidence/kinds/dns/caa.ts';
import { mailDmarc } from '../../src/evidence/kinds/mail/dmarc.ts';
import { mailMx, mailSmtp } from '../../src/evidence/kinds/mail/exchanges.ts';
import { mailSpf } from '../../src/evidence/kinds/mail/spf.ts';
import { tlsCertificate } from '../../src/evidence/kinds/tls/certificate.ts';
import { tlsCertificates } from '../../src/evidence/kinds/tls/certificates.ts';
import { tlsVersions } from '../../src/evidence/kinds/tls/versions.ts';
import { webRedirect } from '../../src/evidence/kinds/web/redirects.ts';
import { webResponses } from '../../src/evidence/kinds/web/response.ts';
import type { Observation } from '../../src/evidence/observation.ts';
import { Report } from '../../src/report/report.ts';
import { assay, MAIN, startLab, startNsd, towards, type Lab, type Port } from './lab.ts';
import {
  chainByOpenssl,
  dig,
  ehloOverStartTls,
  headersByOpenssl,
  plainAnswer,
  readByOpenssl,
  verifiedByOpenssl,
  versionsByOpenssl,
} from './oracles.ts';
import { freePorts, run } from './process.ts';

const TARGETS = [
  'good.test',
  'bad.test',
  'https://api.good.test/',
  'https://modern.good.test/',
  'https://wrong.bad.test/',
];

/** OpenSSL 3.0 has no post-quantum groups, and Postfix no way to refuse other names. */
const BEYOND_DEBIAN_12 = ['tls-post-quantum', 'tls-alpaca'];

/** Advice for pages that do more than this one. */
const ADVICE = [
  ...['cache-control-set', 'csp-reports', 'csp-trusted-types', 'csp-upgrades-insecure'],
  ...['embedder-policy-set', 'http2-offered', 'opener-policy-set', 'permissions-policy-set'],
  ...['resource-policy-set', 'security-txt-published'],
];

/** Its addresses are for documentation; keys and policies of mail are those of the mail lab. */
const NOT_IN_THIS_ZONE = [
  ...['dkim-published', 'mx-public', 'spf-networks-public', 'tls-rpt-published'],
  'transport-authenticated',
];

let lab: Lab;
let report: Report;

beforeAll(async () => {
  lab = await startLab();
  const audit = ['audit', ...TARGETS, ...towards(lab), '-o', 'out', '--json'];
  const { code, stdout, stderr } = await assay(lab, audit);
  expect(code, stderr).toBe(0);
  report = Report.parse(JSON.parse(stdout));
});

afterAll(() => lab.stop());

/** The observation of a kind, as evidence or as a fact. */
function observationOf(kind: Kind, target: string, of: Report = report): Observation {
  const found = [...of.evidence, ...of.facts].find(
    (one) => one.kind === kind.id && one.target === target,
  );
  if (found === undefined) throw new Error(`nothing of ${kind.id} about ${target}`);
  return found.observation;
}

function valueOf<T>(kind: Kind<T>, target: string, of: Report = report): T {
  const observation = observationOf(kind, target, of);
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  return kind.schema.parse(observation.value);
}

const outcomes = (target: string, outcome: string, of: Report = report): string[] =>
  of.findings
    .filter((finding) => finding.target === target && finding.outcome === outcome)
    .map(({ rule }) => rule)
    .sort();

test('looks at every target, those behind MX records included', () => {
  expect(report.targets.map(({ id }) => id)).toEqual([
    'https://good.test/',
    'zone:good.test',
    'mail:good.test',
    'https://bad.test/',
    'zone:bad.test',
    'mail:bad.test',
    'https://api.good.test/',
    'https://modern.good.test/',
    'https://wrong.bad.test/',
    'smtp://mx.good.test:25',
    'smtp://mx.bad.test:25',
    'smtp://nowhere.bad.test:25',
  ]);
  for (const { id } of report.targets) {
    expect(report.evidence.map(({ target }) => target)).toContain(id);
  }
  expect(report.problems).toEqual([]);
});

describe('nginx', () => {
  test.each<[string, Port]>([
    ['good.test', 'GOOD'],
    ['api.good.test', 'GOOD'],
    ['modern.good.test', 'MODERN'],
    ['bad.test', 'BAD'],
  ])('%s: offers the TLS versions that openssl completes, no others', async (host, port) => {
    const { offered } = await versionsByOpenssl(lab.ports[port], host);
    // The library of nginx is built without the SSL versions, as openssl is.
    const versions = ['SSL 2.0', 'SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'];
    expect(valueOf(tlsVersions, `https://${host}/`)).toEqual({
      offered,
      refused: versions.filter((version) => !offered.includes(version)),
      unknown: [],
      problems: [],
    });
  });

  test('refuses versions that the server answers with internal_error alone', async () => {
    const byOpenssl = await versionsByOpenssl(lab.ports.BAD, 'wrong.bad.test');
    expect(byOpenssl).toEqual({ offered: ['TLS 1.2'], alerts: [80, 80, 70] });
    const { offered, refused, unknown } = valueOf(tlsVersions, 'https://wrong.bad.test/');
    expect({ offered, refused, unknown }).toEqual({
      offered: ['TLS 1.2'],
      refused: ['SSL 2.0', 'SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.3'],
      unknown: [],
    });
  });

  test.each<[string, Port, Parameters<typeof chainByOpenssl>[2], ('RSA' | 'ECDSA')[]]>([
    ['good.test', 'GOOD', 'TLS 1.2', ['ECDSA', 'RSA']],
    ['api.good.test', 'GOOD', 'TLS 1.2', ['RSA']],
    ['modern.good.test', 'MODERN', 'TLS 1.3', ['ECDSA']],
    ['bad.test', 'BAD', 'TLS 1.2', ['RSA']],
    ['wrong.bad.test', 'BAD', 'TLS 1.2', ['RSA']],
  ])('%s: shows the certificates that openssl sees', async (host, port, version, signatures) => {
    const sent = valueOf(tlsCertificates, `https://${host}/`).chains;
    const { certificates } = valueOf(tlsCertificate, `https://${host}/`);
    expect([sent.complete, certificates.complete]).toEqual([true, true]);
    expect(certificates.items).toHaveLength(signatures.length);
    for (const [index, signature] of signatures.entries()) {
      const chain = await chainByOpenssl(lab.ports[port], host, version, signature);
      const ders = chain.map((pem) => pem.replaceAll(/-----[^-]+-----|\s/g, ''));
      expect(sent.items[index]?.certificates).toEqual(ders);
      const certificate = certificates.items[index];
      const { serial, ...byOpenssl } = await readByOpenssl(chain[0] ?? '', host);
      expect(certificate).toMatchObject(byOpenssl);
      expect(certificate?.serial.toUpperCase()).toBe(serial.toUpperCase());
      const { trusted, inTime } = await verifiedByOpenssl(lab.folder, chain);
      expect(certificate?.trust.trusted).toBe(trusted);
      const failed = outcomes(`https://${host}/`, 'fail');
      expect(failed.includes('certificate-trusted')).toBe(!trusted);
      if (trusted) expect(failed.includes('certificate-validity')).toBe(!inTime);
    }
  });

  test.each<[string, Port]>([
    ['good.test', 'GOOD'],
    ['api.good.test', 'GOOD'],
    ['bad.test', 'BAD'],
  ])('%s: answers with the header lines that openssl reads', async (host, port) => {
    const byOpenssl = await headersByOpenssl(lab.ports[port], host);
    const [hop] = valueOf(webResponses, `https://${host}/`).https.items;
    const lasting = (lines: readonly (readonly string[])[]) =>
      lines.filter(([name]) => name !== 'Date' && name !== 'Connection');
    expect(hop?.status).toBe(byOpenssl.status);
    expect(lasting(hop?.headers ?? [])).toEqual(lasting(byOpenssl.headers));
  });

  test.each(['good.test', 'api.good.test', 'bad.test'])('%s: plain HTTP', async (host) => {
    const { status, location } = await plainAnswer(lab.ports.PLAIN, host);
    expect(valueOf(webRedirect, `https://${host}/`)).toMatchObject({
      status,
      location,
      toHttps: location !== null,
    });
  });

  test('tells a site from an API by what is there', () => {
    expect(report.targets.slice(0, 9).map(({ role }) => role)).toEqual([
      'site',
      'zone',
      'mail',
      'site',
      'zone',
      'mail',
      'api',
      'site',
      'site',
    ]);
  });
});

describe('NSD', () => {
  test.each(['good.test', 'bad.test'])('%s: MX as dig prints them', async (domain) => {
    const { exchanges } = valueOf(mailMx, `mail:${domain}`);
    const lines = exchanges.map(({ preference, host }) => `${preference} ${host}.`);
    expect(lines.sort()).toEqual((await dig(lab.ports.DNS, domain, 'MX')).toSorted());
    for (const { host, addresses } of exchanges) {
      expect(addresses).toEqual({ items: await dig(lab.ports.DNS, host, 'A'), complete: true });
    }
  });

  test('reads each SPF record of the tree as dig prints it', async () => {
    const { evaluated, lookups, all, errors } = valueOf(mailSpf, 'mail:good.test');
    for (const { domain, record } of evaluated) {
      expect(await dig(lab.ports.DNS, domain, 'TXT')).toContain(record);
    }
    expect(evaluated).toHaveLength(4);
    // include, include, include and a: the terms of the zone file that cost a lookup.
    expect(lookups).toMatchObject({ items: { length: 4 }, complete: true });
    expect(all).toEqual({ items: ['fail'], complete: true });
    expect(errors).toEqual({ items: [], complete: true });
  });

  test('finds DMARC where dig finds it, and nowhere else', async () => {
    expect(await dig(lab.ports.DNS, '_dmarc.good.test', 'TXT')).toEqual([
      valueOf(mailDmarc, 'mail:good.test').record,
    ]);
    for (const name of ['_dmarc.bad.test', '_dmarc.test']) {
      expect(await dig(lab.ports.DNS, name, 'TXT')).toEqual([]);
    }
    expect(observationOf(mailDmarc, 'mail:bad.test').status).toBe('absent');
  });

  test.each(['good.test', 'api.good.test', 'modern.good.test'])(
    '%s: CAA of good.test as dig prints it, by climbing or through an alias',
    async (host) => {
      const { owner, records } = valueOf(dnsCaa, `https://${host}/`);
      const lines = records.map(
        ({ critical, tag, value }) => `${critical ? 128 : 0} ${tag} "${value}"`,
      );
      expect(owner).toBe('good.test');
      expect(lines.sort()).toEqual((await dig(lab.ports.DNS, 'good.test', 'CAA')).toSorted());
    },
  );

  test('takes the answers of all names above as "no CAA"', async () => {
    for (const name of ['wrong.bad.test', 'bad.test', 'test']) {
      expect(await dig(lab.ports.DNS, name, 'CAA')).toEqual([]);
    }
    expect(observationOf(dnsCaa, 'https://wrong.bad.test/').status).toBe('absent');
  });

  test('takes REFUSED and an alias not followed for what they are: not known', async () => {
    const [port = 0] = await freePorts(1);
    const folder = join(lab.folder, 'without-parents');
    mkdirSync(folder);
    const ports = { ...lab.ports, DNS: port };
    const nsd = await startNsd(folder, ports, { parents: false });
    try {
      const asked = await run('dig', ['@127.0.0.1', `-p${port}`, 'TXT', '_dmarc.test']);
      expect(asked.stdout).toContain('status: REFUSED');
      const { stdout } = await assay(lab, [
        'audit',
        'good.test',
        'bad.test',
        'https://unknown.example/',
        ...towards({ ...lab, ports }),
        '--json',
      ]);
      const seen = Report.parse(JSON.parse(stdout));
      expect(observationOf(dnsCaa, 'https://bad.test/', seen)).toMatchObject({
        status: 'unavailable',
        problem: { code: 'servfail', detail: expect.stringContaining('REFUSED') as string },
      });
      expect(observationOf(mailDmarc, 'mail:bad.test', seen).status).toBe('unavailable');
      expect(valueOf(mailDmarc, 'mail:good.test', seen).effective.domain).toEqual({
        items: ['reject'],
        complete: true,
      });
      expect(valueOf(mailSpf, 'mail:bad.test', seen).errors.complete).toBe(false);
      expect(outcomes('https://unknown.example/', 'pass', seen)).toEqual([]);
      expect(outcomes('https://unknown.example/', 'fail', seen)).toEqual([]);
      for (const rule of ['dmarc-published', 'spf-valid']) {
        expect(outcomes('mail:bad.test', 'inconclusive', seen)).toContain(rule);
      }
    } finally {
      await nsd.stop();
    }
  });
});

describe('Postfix', () => {
  test('offers STARTTLS where openssl can use it and main.cf says so', async () => {
    const { extensions } = valueOf(mailSmtp, 'smtp://mx.good.test:25');
    expect(extensions).toContain('STARTTLS');
    // A session that is encrypted already does not offer it again.
    expect(extensions.filter((keyword) => keyword !== 'STARTTLS')).toEqual(
      await ehloOverStartTls(lab.ports.SMTP),
    );
    const level = await run('postconf', postconf('-h', 'smtpd_tls_security_level'));
    expect(level.stdout.trim()).toBe('may');
  });

  test('offers none where openssl finds none and master.cf says so', async () => {
    expect(valueOf(mailSmtp, 'smtp://mx.bad.test:25').extensions).not.toContain('STARTTLS');
    expect(await ehloOverStartTls(lab.ports.SMTP_PLAIN)).toBeNull();
    const service = `127.0.0.1:${lab.ports.SMTP_PLAIN}/inet/smtpd_tls_security_level`;
    expect((await run('postconf', postconf('-P', service))).stdout).toMatch(/= none$/m);
  });

  test('greets with the banner that postconf prints', async () => {
    const { stdout } = await run('postconf', postconf('-hx', 'smtpd_banner'));
    expect(valueOf(mailSmtp, 'smtp://mx.good.test:25').greeting).toEqual({
      code: 220,
      lines: [stdout.trim()],
    });
  });

  const postconf = (...args: readonly string[]): readonly string[] => [
    '-c',
    join(lab.folder, 'postfix'),
    ...args,
  ];
});

describe('judgement', () => {
  test('grades what is sound A or better, and nothing of it fails', () => {
    const failed = (target: string): readonly string[] =>
      outcomes(target, 'fail').filter((rule) => !BEYOND_DEBIAN_12.includes(rule));
    expect(failed('https://good.test/')).toEqual(ADVICE);
    expect(failed('smtp://mx.good.test:25')).toEqual([]);
    expect(failed('mail:good.test')).toEqual(NOT_IN_THIS_ZONE);
    expect(outcomes('https://good.test/', 'inconclusive')).toEqual([]);
    expect(outcomes('mail:good.test', 'inconclusive')).toEqual([]);
    // Where the server is mapped to, its address belongs to loopback.
    expect(outcomes('smtp://mx.good.test:25', 'inconclusive')).toEqual(['reverse-dns-confirmed']);
    const letters = report.grades.areas
      .filter(
        ({ target }) => target === 'https://good.test/' || target.startsWith('smtp://mx.good'),
      )
      .map(({ ceiling }) => ceiling);
    expect(letters).toHaveLength(5);
    for (const letter of letters) expect(['A+', 'A']).toContain(letter);
  });

  test.each([
    ['https://bad.test/', ['certificate-validity', 'tls-versions-deprecated', 'hsts-published']],
    ['https://bad.test/', ['http-redirects-to-https', 'versions-not-disclosed']],
    ['https://wrong.bad.test/', ['certificate-name']],
    ['https://modern.good.test/', ['certificate-trusted']],
    ['mail:bad.test', ['spf-all-not-open', 'dmarc-published', 'mx-resolvable']],
    ['smtp://mx.bad.test:25', ['smtp-starttls-offered']],
  ])('%s fails for what is wrong there: %j', (target, rules) => {
    expect(outcomes(target, 'fail')).toEqual(expect.arrayContaining(rules));
  });

  test('the whole deployment is not trusted', () => {
    expect(report.grades.overall).toMatchObject({ letter: 'T', floor: 'T' });
  });
});

describe('stored evidence', () => {
  test('report and bundle follow the published schemas', () => {
    const published = (name: string): unknown =>
      JSON.parse(readFileSync(new URL(`../../rules/schema/${name}`, import.meta.url), 'utf8'));
    const ajv = formats.default(new Ajv2020({ strict: false, allErrors: true }));
    for (const name of ['report', 'bundle']) {
      const validate = ajv.compile(published(`${name}.json`) as object);
      validate(JSON.parse(readFileSync(join(lab.folder, 'out', `${name}.json`), 'utf8')));
      expect(validate.errors).toBeNull();
    }
  });

  test('judges the bundle of the audit to the very same report', async () => {
    const again = await assay(lab, ['judge', 'out/bundle.json', '--json']);
    expect(again.stdout).toBe(readFileSync(join(lab.folder, 'out', 'report.json'), 'utf8'));
  });

  test('judges what observe saw like audit, without a network, byte for byte', async () => {
    const observed = await assay(lab, ['observe', ...TARGETS, ...towards(lab)]);
    expect(observed.code, observed.stderr).toBe(0);
    Bundle.parse(JSON.parse(observed.stdout));
    writeFileSync(join(lab.folder, 'b.json'), observed.stdout);
    // A network namespace of its own, in which not even loopback is up.
    const judge = ['--net', process.execPath, MAIN, 'judge', join(lab.folder, 'b.json'), '--json'];
    const [once, twice] = [await run('unshare', judge), await run('unshare', judge)];
    expect(once.code, once.stderr).toBe(0);
    expect(twice.stdout).toBe(once.stdout);
    const { findings, grades, controls } = Report.parse(JSON.parse(once.stdout));
    expect({ findings, grades, controls }).toEqual({
      findings: report.findings,
      grades: report.grades,
      controls: report.controls,
    });
  });
});
