import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Report } from '../../src/report/report.ts';
import { answering, dnsServer } from '../support/dns.ts';
import { tcpServer } from '../support/servers.ts';
import { assay, folder, type Ran } from './run.ts';

// What has no end of its own takes minutes or an hour where --timeout or a signal does not end it.
vi.setConfig({ testTimeout: 60_000 });

const TIMEOUT_SECONDS = 10;
const GIGABYTE = 1024 ** 3;

const GATE = ['--min-grade', 'A', '--timeout', String(TIMEOUT_SECONDS), '--json'];
const TARGETS = ['https://hostile.test/', 'smtp://hostile.test'];

/** A resolver that knows every name and no record. */
const emptyResolver = () => dnsServer((query) => answering(query, []));

/** Sends every connection to `port`, and questions to `resolver`. */
const towards = (port: number, resolver: number): readonly string[] => [
  '--connect-to',
  `::127.0.0.1:${port}`,
  '--resolver',
  `127.0.0.1:${resolver}`,
];

/** Audits what nothing can be learned from: a report, exit 3, nothing passed, nothing missing. */
async function auditInVain(args: readonly string[]): Promise<Report> {
  const ran = await assay(['audit', ...args, ...GATE]);
  expect(ran.status, ran.stderr).toBe(3);
  expect(ran.stderr.trimEnd().split('\n').at(-1)).toMatch(/^exit 3: /);
  const report = reportOf(ran);
  expect(report.gate.passed).toBeNull();
  expect(report.findings.filter(({ outcome }) => outcome === 'pass')).toEqual([]);
  for (const { id } of report.targets) {
    expect(report.findings.map(({ target }) => target)).toContain(id);
  }
  return report;
}

const reportOf = ({ stdout }: Pick<Ran, 'stdout'>): Report => Report.parse(JSON.parse(stdout));

/** What became of each kind; of the many that rest on another one, only what fared otherwise. */
const problemsOf = ({ evidence }: Report): Record<string, string> => {
  const all = Object.fromEntries(
    evidence.map(({ kind, observation }) => [
      kind,
      observation.status === 'unavailable' ? observation.problem.code : observation.status,
    ]),
  );
  const follows = ([kind, problem]: readonly [string, string]): boolean => {
    const first = RESTS_ON[kind.split('.')[0] ?? ''];
    return first !== undefined && kind !== first && problem === all[first];
  };
  return Object.fromEntries(
    Object.entries(all).filter((one) => !follows(one) && !NOT_ASKED.includes(one[0])),
  );
};

/** What the others of the area rest on. */
const RESTS_ON: Readonly<Record<string, string>> = {
  tls: 'tls.versions',
  web: 'web.responses',
  'rate-limit': 'web.responses',
};

/** Looks that keep silence as evidence, and one that nobody asked for. */
const SILENCE_TOLD: readonly string[] = [
  'mail.mx-chain',
  'mail.dkim-records',
  'mail.sender-records',
];

/** The problems of all that asks for names, apart from those that keep silence as evidence. */
const ofTheNames = (report: Report): readonly string[] =>
  Object.entries(problemsOf(report)).flatMap(([kind, problem]) =>
    (kind.startsWith('dns.') && kind !== 'dns.caa') || SILENCE_TOLD.includes(kind) ? [] : [problem],
  );

/** Of a mail server, what its own silence does not hide. */
const ANSWERED_BY_DNS = {
  'dns.tlsa': 'present',
  'mail.address-chains': 'present',
  'mail.reverse-dns': 'not-requested',
};

/** Looks at nothing unless the user asks for it, or at another port; HTTP/3 keeps silence as evidence. */
const NOT_ASKED: readonly string[] = [
  ...['tls.revocation', 'tls.siblings', 'tls.opossum', 'web.api-answers', 'web.http3'],
  ...['rate-limit.sequence', 'rate-limit.login-attempts'],
];

/** Writes until the peer has gone away or has taken a gigabyte. */
async function flood(socket: Socket): Promise<void> {
  const lines = Buffer.from('220-more to come, and more, and more\r\n'.repeat(2_000));
  while (!socket.destroyed && socket.bytesWritten < GIGABYTE) {
    if (socket.write(lines)) continue;
    await new Promise<void>((resume) => {
      socket.once('drain', resume).once('close', resume);
    });
  }
  socket.end();
}

describe('a hostile server', () => {
  test('that accepts and never answers', async () => {
    const port = await tcpServer(() => undefined);
    const { port: resolver } = await emptyResolver();
    const report = await auditInVain([...TARGETS, ...towards(port, resolver)]);
    expect(problemsOf(report)).toEqual({
      'tls.versions': 'timeout',
      'web.responses': 'timeout',
      'dns.caa': 'absent',
      'mail.smtp': 'timeout',
      ...ANSWERED_BY_DNS,
    });
  });

  test('that resets every connection', async () => {
    const port = await tcpServer((socket) => {
      socket.once('data', () => socket.resetAndDestroy());
      setTimeout(() => socket.resetAndDestroy(), 50);
    });
    const { port: resolver } = await emptyResolver();
    const report = await auditInVain([...TARGETS, ...towards(port, resolver)]);
    expect(problemsOf(report)).toEqual({
      'tls.versions': 'reset',
      'web.responses': 'reset',
      'dns.caa': 'absent',
      'mail.smtp': 'reset',
      ...ANSWERED_BY_DNS,
    });
  });

  test('that sends a gigabyte, of which little is read', async () => {
    const sockets: Socket[] = [];
    const port = await tcpServer((socket) => {
      sockets.push(socket);
      void flood(socket);
    });
    const { port: resolver } = await emptyResolver();
    const report = await auditInVain([...TARGETS, ...towards(port, resolver)]);
    expect(problemsOf(report)).toEqual({
      'tls.versions': 'malformed',
      'web.responses': 'unsupported',
      'dns.caa': 'absent',
      'mail.smtp': 'malformed',
      ...ANSWERED_BY_DNS,
    });
    expect(sockets.length).toBeGreaterThan(5);
    for (const { bytesWritten } of sockets) expect(bytesWritten).toBeLessThan(GIGABYTE / 50);
  });

  test('that sends random bytes', async () => {
    const port = await tcpServer((socket) => {
      socket.end(randomBytes(10_000));
    });
    const { port: resolver } = await emptyResolver();
    const problems = problemsOf(await auditInVain([...TARGETS, ...towards(port, resolver)]));
    expect(problems['tls.versions']).toBe('malformed');
    expect(problems['mail.smtp']).toBe('malformed');
    expect(['unsupported', 'malformed', 'reset']).toContain(problems['web.responses']);
  });
});

describe('the DNS', () => {
  test('does not know the name', async () => {
    const { port: resolver } = await dnsServer((query) => answering(query, [], { rcode: 3 }));
    const report = await auditInVain(['hostile.test', '--resolver', `127.0.0.1:${resolver}`]);
    expect(problemsOf(report)).toEqual({
      'tls.versions': 'unreachable',
      'web.responses': 'unreachable',
      'dns.caa': 'unreachable',
    });
  });

  test('never answers', async () => {
    const socket = createSocket('udp4');
    onTestFinished(() => {
      socket.close();
    });
    await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
    const resolver = `127.0.0.1:${socket.address().port}`;
    const report = await auditInVain(['hostile.test', '--resolver', resolver]);
    const problems = ofTheNames(report);
    expect(problems).toHaveLength(10);
    expect(new Set(problems)).toEqual(new Set(['timeout']));
  });

  test('answers SERVFAIL', async () => {
    const { port: resolver } = await dnsServer((query) => answering(query, [], { rcode: 2 }));
    const report = await auditInVain(['hostile.test', '--resolver', `127.0.0.1:${resolver}`]);
    const problems = ofTheNames(report);
    expect(problems).toHaveLength(10);
    expect(new Set(problems)).toEqual(new Set(['servfail']));
  });
});

describe('an interruption', () => {
  test.each([
    { signal: 'SIGINT', code: 130 },
    { signal: 'SIGTERM', code: 143 },
  ] as const)('by $signal half-way: exit $code, and what was seen is reported', async (by) => {
    const { child, ended } = await auditHalfWay();
    child.kill(by.signal);
    const ran = await ended;
    expect(ran.status, ran.stderr).toBe(by.code);
    expect(ran.stderr.trimEnd().split('\n').at(-1)).toContain(`stopped by ${by.signal}`);
    const report = reportOf(ran);
    expect(report.problems.map(({ code }) => code)).toContain('interrupted');
    expect(problemsOf(report)).toEqual({
      'tls.versions': 'interrupted',
      'web.responses': 'interrupted',
      'dns.caa': 'absent',
      'mail.smtp': 'interrupted',
      ...ANSWERED_BY_DNS,
    });
    expect(report.findings.filter(({ outcome }) => outcome === 'pass')).toEqual([]);
  });

  test('outranks what cannot be written, a changed evidence file and a gate', async () => {
    const at = folder({ 'statements.yaml': ATTESTATION, 'minutes.pdf': 'forged', file: '' });
    const more = ['--attestations', 'statements.yaml', '--min-grade', 'A', '--format'];
    const { child, ended } = await auditHalfWay([...more, 'html:file/below.html'], at);
    child.kill('SIGTERM');
    const { status, stderr } = await ended;
    expect(status, stderr).toBe(143);
    expect(stderr).toContain('assay: error: file/below.html: cannot be written');
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^exit 143: stopped by SIGTERM/);
  });

  test('and a second one at once: it ends there and then', async () => {
    const { child, ended } = await auditHalfWay();
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect((await ended).status).toBe(130);
  });
});

/** It rests on a file with another content than the one it was signed for. */
const ATTESTATION = `version: 1
attestations:
  - id: ATT-3
    control: ORG-01
    status: pass
    statement: So it is
    method: examine
    owner: security
    attestedBy: { name: Jane Doe, role: ISM }
    attestedAt: 2026-10-03
    validity: P3M
    evidence: [{ path: minutes.pdf, sha256: ${'ab'.repeat(32)}, kind: report }]
`;

/** An audit that waits for a silent server, its DNS questions answered, with an hour to go. */
async function auditHalfWay(more: readonly string[] = [], cwd = tmpdir()) {
  const reached = Promise.withResolvers<undefined>();
  const port = await tcpServer(() => {
    reached.resolve(undefined);
  });
  const { port: resolver } = await emptyResolver();
  const args = ['audit', ...TARGETS, ...towards(port, resolver), '--timeout', '3600', '--json'];
  const child = spawn(process.execPath, [resolve('src/cli/main.ts'), ...args, ...more], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
  const ended = once(child, 'close').then(([status]): Ran => ({ status: Number(status), ...said }));
  await reached.promise;
  await sleep(300);
  return { child, ended };
}
