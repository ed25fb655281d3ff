import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createServer as createTlsServer } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { judgeBundle } from '../../src/audit/judge.ts';
import { Bundle } from '../../src/evidence/bundle.ts';
import type { Evidence } from '../../src/evidence/evidence.ts';
import { ProblemError } from '../../src/evidence/problem.ts';
import { liveTransport } from '../../src/net/live.ts';
import { Recorder } from '../../src/net/record.ts';
import { replay } from '../../src/net/replay.ts';
import { formatTranscript, parseTranscript } from '../../src/net/transcript.ts';
import { Report } from '../../src/report/report.ts';
import { answering, dnsServer } from '../support/dns.ts';
import { selfSigned } from '../support/certificate.ts';
import { TEST_SEED } from '../support/network.ts';
import { closedPort, listening, tcpServer } from '../support/servers.ts';
import { NO_SETTINGS } from '../support/settings.ts';
import { a, baseline, fromZone, mx, observeTargets, pack, txt, type Zone } from './support.ts';

/** Kind and outcome of each observation, the problem's code where unavailable. */
const told = (evidence: readonly Evidence[]): string[] =>
  evidence.map(({ kind, observation }) =>
    observation.status === 'unavailable'
      ? `${kind} ${observation.problem.code}`
      : `${kind} ${observation.status}`,
  );

const judged = (bundle: Bundle): Report =>
  judgeBundle(bundle, {
    pack,
    profile: baseline(),
    waivers: [],
    gate: { minGrade: 'A', failOn: null, allowInconclusive: false },
    now: null,
    version: '0.0.0',
  });

async function tlsServer(): Promise<number> {
  const { key, cert } = selfSigned('site.example');
  const server = createTlsServer({ key, cert }, (socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () =>
      socket.end(
        'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
      ),
    );
  });
  onTestFinished(() => {
    server.close();
  });
  return listening(server);
}

const ZONE: Zone = {
  'site.example': [
    a('site.example', '127.0.0.1'),
    mx('site.example', 10, 'mx.site.example'),
    txt('site.example', 'v=spf1 mx -all'),
  ],
  'mx.site.example': [a('mx.site.example', '127.0.0.1')],
  '_dmarc.site.example': [
    txt('_dmarc.site.example', 'v=DMARC1; p=reject; rua=mailto:d@site.example'),
  ],
  example: [],
};

/** What is seen of a zone where a resolver is named and no servers of the root are. */
const ZONE_THROUGH_RESOLVER = [
  'dns.chain present',
  'dns.parent not-requested',
  'dns.name-servers present',
  'dns.conformance not-requested',
  'dns.exposure not-permitted',
  'dns.targets present',
];

async function site() {
  const https = await tlsServer();
  const smtp = await tcpServer((socket) => {
    socket.write('220 mx ESMTP\r\n');
    socket.on('data', (data) => {
      if (data.toString().startsWith('EHLO')) socket.write('250-mx\r\n250 STARTTLS\r\n');
      else socket.end('221 bye\r\n');
    });
  });
  const dns = await dnsServer((query) => fromZone(ZONE, query));
  return {
    resolverPort: dns.port,
    connectTo: [
      `site.example:443:127.0.0.1:${https}`,
      `site.example:80:127.0.0.1:${await closedPort()}`,
      `mx.site.example:25:127.0.0.1:${smtp}`,
    ],
  };
}

test('a bare name becomes its site, its zone, its mail and the servers its MX names', async () => {
  const bundle = await observeTargets(['site.example'], await site());
  expect(bundle.targets.map(({ id, role }) => [id, role])).toEqual([
    ['https://site.example/', 'api'],
    ['zone:site.example', 'zone'],
    ['mail:site.example', 'mail'],
    ['smtp://mx.site.example:25', 'mail'],
  ]);
  const seen = told(bundle.evidence);
  expect(seen.filter((one) => !one.startsWith('tls.'))).toEqual([
    'web.responses present',
    'web.samples present',
    'web.cors-answers present',
    'web.method-answers present',
    'web.host-answers present',
    'web.security-txt-files present',
    'web.robots present',
    'web.exposure-answers present',
    'web.api-answers absent',
    'web.graphql-answers present',
    'web.http3 present',
    'rate-limit.samples present',
    'dns.caa absent',
    ...['rate-limit.sequence not-permitted', 'rate-limit.login-attempts absent'],
    ...ZONE_THROUGH_RESOLVER,
    'mail.mx present',
    'mail.mx-chain present',
    'mail.spf-records present',
    'mail.sender-records absent',
    'mail.dkim-records present',
    'mail.dmarc-records present',
    'mail.dmarc-receivers present',
    'mail.mta-sts-policy present',
    'mail.tls-rpt-records present',
    'mail.bimi-records present',
    'dns.tlsa present',
    'mail.smtp present',
    'mail.address-chains present',
    'mail.reverse-dns not-requested',
  ]);
  expect(seen.filter((one) => one.startsWith('tls.versions'))).toHaveLength(2);
});

test('a bundle survives JSON and is judged the same, byte for byte', async () => {
  const bundle = await observeTargets(['site.example'], await site());
  const stored = Bundle.parse(JSON.parse(JSON.stringify(bundle)));
  const report = judged(bundle);
  expect(Report.parse(report)).toEqual(report);
  expect(JSON.stringify(judged(stored))).toBe(JSON.stringify(report));
});

test('a recorded run replays to the same bundle with no network', async () => {
  const options = await site();
  const recorder = new Recorder(liveTransport(TEST_SEED));
  const bundle = await observeTargets(['site.example'], { ...options, transport: recorder });
  const texts = recorder.transcripts().map((transcript) => formatTranscript(transcript));
  const player = replay(
    texts.map((text) => parseTranscript(text, 'recorded')),
    TEST_SEED,
  );
  const again = await observeTargets(['site.example'], { ...options, transport: player.transport });
  expect(again).toEqual(bundle);
  expect(player.unplayed()).toEqual([]);
});

test('a name that does not exist is unreachable and has no mail', async () => {
  const { resolverPort } = await site();
  const bundle = await observeTargets(['nowhere.example'], { resolverPort });
  expect(bundle.targets.map(({ id }) => id)).toEqual(['https://nowhere.example/']);
  expect(told(bundle.evidence)).toContain('tls.versions unreachable');
  expect(judged(bundle).gate.exitCode).toBe(3);
});

test('what the DNS says of an address does not count as an answer of the server there', async () => {
  const zone: Zone = { 'mx.example': [a('mx.example', '192.0.2.9')] };
  const dns = await dnsServer((query) => fromZone(zone, query));
  const bundle = await observeTargets(['smtp://mx.example'], {
    resolverPort: dns.port,
    connectTo: [`192.0.2.9:25:127.0.0.1:${await closedPort()}`],
    profile: baseline(['mail']),
  });
  const seen = told(bundle.evidence);
  expect(seen).toContain('mail.reverse-dns present');
  expect(seen).toContain('mail.smtp refused');
});

test('a target that accepts and never answers leaves everything unavailable', async () => {
  const port = await tcpServer(() => undefined);
  const bundle = await observeTargets([`https://127.0.0.1:${port}/`]);
  const seen = told(bundle.evidence).filter((one) => !one.startsWith('dns'));
  // Nothing listens on port 80, an address has no HTTPS record, and the others were not asked for.
  const settled = [
    ...['tls.revocation absent', 'tls.opossum absent', 'tls.siblings absent'],
    ...['web.api-answers absent', 'web.http3 present'],
    // Nobody asked for active probes.
    ...['rate-limit.sequence not-permitted', 'rate-limit.login-attempts absent'],
  ];
  expect(seen.filter((one) => !one.endsWith(' timeout'))).toEqual(settled);
  expect(seen).toContain('tls.versions timeout');
  expect(judged(bundle).gate.exitCode).toBe(3);
});

test('an interruption keeps the targets and says so', async () => {
  const port = await tcpServer(() => undefined);
  const controller = new AbortController();
  setTimeout(() => {
    controller.abort(new ProblemError('interrupted', 'stopped by SIGINT'));
  }, 100);
  const bundle = await observeTargets([`https://127.0.0.1:${port}/`], {
    signal: controller.signal,
    timeoutSeconds: 120,
  });
  expect(bundle.problems.map(({ code }) => code)).toEqual(['interrupted']);
  expect(told(bundle.evidence)).toContain('tls.versions interrupted');
  expect(bundle.targets).toHaveLength(1);
});

test('passive intensity leaves the enumerating probes out, and says which intensity they need', async () => {
  const options = await site();
  const bundle = await observeTargets(['https://site.example/'], {
    ...options,
    intensity: 'passive',
  });
  expect(told(bundle.evidence)).toContain('tls.versions not-permitted');
  expect(told(bundle.evidence)).toContain('web.responses present');
  const grade = judged(bundle).grades.areas.find(({ area }) => area === 'tls');
  expect(grade?.letter).toBeNull();
});

test('areas that are left out are not looked at', async () => {
  const options = await site();
  const bundle = await observeTargets(['site.example'], { ...options, profile: baseline(['dns']) });
  expect(told(bundle.evidence)).toEqual(['dns.caa absent', ...ZONE_THROUGH_RESOLVER]);
});

test('evidence of a shape that its kind does not have is refused', async () => {
  const { resolverPort } = await site();
  const bundle = await observeTargets(['mail:site.example'], { resolverPort });
  const broken = bundle.evidence.map((one) =>
    one.kind === 'mail.mx'
      ? { ...one, observation: { status: 'present' as const, value: { nullMx: 'no' } } }
      : one,
  );
  expect(() => judged({ ...bundle, evidence: broken })).toThrow(/mail\.mx mail:site\.example: /);
});

test('a bundle made for fewer rules leaves the others open, and takes none away', async () => {
  const options = await site();
  const bundle = await observeTargets(['site.example'], { ...options, profile: baseline(['dns']) });
  const report = judged(bundle);
  const outcome = (rule: string) => report.findings.find((one) => one.rule === rule)?.outcome;
  expect(outcome('tls-versions-deprecated')).toBe('inconclusive');
  expect(outcome('certificate-trusted')).toBe('inconclusive');
  expect(outcome('spf-published')).toBe('inconclusive');
  expect(report.gate.exitCode).toBe(3);
});

test('mail is kept where it cannot be found out whether a name has MX', async () => {
  const dns = await dnsServer((query) =>
    query.question[0]?.type === 15
      ? answering(query, [], { rcode: 2 })
      : fromZone({ 'sub.site.example': [a('sub.site.example', '127.0.0.1')] }, query),
  );
  const bundle = await observeTargets(['sub.site.example'], { resolverPort: dns.port });
  expect(bundle.targets.map(({ id }) => id)).toContain('mail:sub.site.example');
});

test('a name with MX and no address is its mail alone', async () => {
  const zone: Zone = { 'mail.example': [mx('mail.example', 10, 'mx.site.example')] };
  const dns = await dnsServer((query) => fromZone(zone, query));
  const bundle = await observeTargets(['mail.example'], { resolverPort: dns.port });
  expect(bundle.targets.map(({ kind }) => kind)).not.toContain('web');
});

test('exchanges beyond the limit are named and left open', async () => {
  const hosts = Array.from({ length: 22 }, (_, index) => `mx${index + 10}.many.example`);
  const zone: Zone = {
    'many.example': hosts.map((host, index) => mx('many.example', index, host)),
  };
  const dns = await dnsServer((query) => fromZone(zone, query));
  const bundle = await observeTargets(['mail:many.example'], { resolverPort: dns.port });
  const smtp = bundle.evidence.filter(({ kind }) => kind === 'mail.smtp');
  expect(smtp).toHaveLength(22);
  expect(told(smtp).filter((one) => one === 'mail.smtp limit')).toHaveLength(2);
});

test.each(['www.site.example', 'site.example:8443'])(
  '%s of the same site that browsers are sent to is a target too, and is told nothing',
  async (elsewhere) => {
    const { key, cert } = selfSigned('site.example');
    const trusted = new Set<string>();
    const server = createHttps({ key, cert }, (request, response) => {
      const { host = '' } = request.headers;
      if (request.headers['x-audit'] !== undefined) trusted.add(host);
      const moved = host === 'site.example';
      response.writeHead(moved ? 301 : 200, {
        'Content-Type': 'text/html',
        ...(moved ? { Location: `https://${elsewhere}/home` } : {}),
      });
      response.end();
    });
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const port = await listening(server);
    const { resolverPort } = await site();
    const closed = await closedPort();
    const bundle = await observeTargets(['https://site.example/'], {
      resolverPort,
      connectTo: [`:443:127.0.0.1:${port}`, `:8443:127.0.0.1:${port}`, `:80:127.0.0.1:${closed}`],
      settings: { ...NO_SETTINGS, web: { ...NO_SETTINGS.web, headers: { 'X-Audit': 'yes' } } },
    });
    expect([...trusted]).toEqual(['site.example']);
    expect(bundle.targets.map(({ id }) => id)).toEqual([
      'https://site.example/',
      `https://${elsewhere}/`,
    ]);
    expect(told(bundle.evidence).filter((one) => one === 'tls.versions present')).toHaveLength(2);
  },
);

test('what was seen before an interruption is kept', async () => {
  const hung = await tcpServer((socket) => {
    socket.once('data', (data) => {
      if (data.toString().startsWith('EHLO')) return;
      socket.write('220 never more\r\n');
    });
  });
  const plain = createHttp((request, response) => {
    if (request.url === '/') response.writeHead(302, { Location: '/next' }).end();
  });
  onTestFinished(() => {
    plain.closeAllConnections();
    plain.close();
  });
  const port = await listening(plain);
  const { resolverPort } = await site();
  const controller = new AbortController();
  setTimeout(() => {
    controller.abort(new ProblemError('interrupted', 'stopped by SIGINT'));
  }, 400);
  const bundle = await observeTargets(['https://site.example/'], {
    resolverPort,
    connectTo: [`site.example:443:127.0.0.1:${hung}`, `site.example:80:127.0.0.1:${port}`],
    signal: controller.signal,
    timeoutSeconds: 120,
  });
  const web = bundle.evidence.find(({ kind }) => kind === 'web.responses');
  expect(web?.observation).toMatchObject({
    status: 'present',
    value: { http: { complete: false, items: [{ status: 302 }] } },
  });
});

test('a profile whose parameters were changed says so, and its controls are not met', async () => {
  const bundle = await observeTargets(['site.example'], await site());
  const profile = {
    ...baseline(),
    parameters: { 'tls-versions-deprecated': { forbidden: ['SSL 2.0'] } },
  };
  const report = judgeBundle(bundle, {
    pack,
    profile,
    waivers: [],
    gate: { minGrade: null, failOn: null, allowInconclusive: false },
    now: null,
    version: '0.0.0',
  });
  expect(report.profile.parameters).toEqual(profile.parameters);
  expect(report.controls.find(({ id }) => id === 'TLS-02')?.status).not.toBe('met');
});

test('an exchange too many for one domain is looked at where it was asked for', async () => {
  const hosts = Array.from({ length: 22 }, (_, index) => `mx${index + 10}.many.example`);
  const zone: Zone = {
    'many.example': hosts.map((host, index) => mx('many.example', index, host)),
  };
  const dns = await dnsServer((query) => fromZone(zone, query));
  const bundle = await observeTargets(
    [
      'mail:many.example',
      ...Array.from({ length: 8 }, (_, i) => `mail:m${i}.example`),
      'smtp://mx31.many.example',
    ],
    { resolverPort: dns.port },
  );
  const smtp = bundle.evidence.filter(({ kind }) => kind === 'mail.smtp');
  expect(smtp).toHaveLength(22);
  expect(told(smtp).filter((one) => one === 'mail.smtp limit')).toHaveLength(1);
});
