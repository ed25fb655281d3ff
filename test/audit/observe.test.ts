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
import { dnsServer } from '../support/dns.ts';
import { selfSigned } from '../support/certificate.ts';
import { TEST_SEED } from '../support/network.ts';
import { closedPort, listening, tcpServer } from '../support/servers.ts';
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

test('a bare name becomes its site, its mail and the servers its MX names', async () => {
  const bundle = await observeTargets(['site.example'], await site());
  expect(bundle.targets.map(({ id, role }) => [id, role])).toEqual([
    ['https://site.example/', 'api'],
    ['mail:site.example', 'mail'],
    ['smtp://mx.site.example:25', 'mail'],
  ]);
  expect(told(bundle.evidence)).toEqual([
    'tls.versions present',
    'tls.certificates present',
    'web.responses present',
    'dns.caa absent',
    'mail.mx present',
    'mail.spf-records present',
    'mail.dmarc-records present',
    'mail.smtp present',
  ]);
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

test('a target that accepts and never answers leaves everything unavailable', async () => {
  const port = await tcpServer(() => undefined);
  const bundle = await observeTargets([`https://127.0.0.1:${port}/`]);
  expect(told(bundle.evidence).filter((one) => !one.startsWith('dns'))).toEqual([
    'tls.versions timeout',
    'tls.certificates timeout',
    'web.responses timeout',
  ]);
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
  expect(told(bundle.evidence)).toEqual(['dns.caa absent']);
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
