import { createServer } from 'node:https';
import { expect, onTestFinished, test } from 'vitest';
import { Report } from '../../src/report/report.ts';
import { selfSigned } from '../support/certificate.ts';
import { answering, dnsServer } from '../support/dns.ts';
import { closedPort, listening } from '../support/servers.ts';
import { assay, folder, type Ran } from './run.ts';

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly auditId: string | undefined;
}

interface Site {
  readonly args: readonly string[];
  readonly asked: readonly Asked[];
}

/** More requests in a row are refused. */
const LIMIT = 8;

/** A site under site.test with a limit on its API and on its sign-in, and all that it was asked. */
async function site(): Promise<Site> {
  const asked: Asked[] = [];
  let admitted = 0;
  let attempts = 0;
  const server = createServer(selfSigned('site.test'), (request, response) => {
    const { method = '', url = '', headers } = request;
    const auditId = headers['x-audit-id'];
    asked.push({ method, url, auditId: Array.isArray(auditId) ? auditId.join() : auditId });
    const [path] = url.split('?');
    const counted = auditId !== undefined && path === '/v1/ping';
    if (counted) admitted += 1;
    if (method === 'POST') attempts += 1;
    const refused = (counted && admitted > LIMIT) || attempts > 5;
    const status = refused ? 429 : method === 'POST' ? 401 : 200;
    response.writeHead(status, {
      'Content-Type': 'application/json',
      ...(refused ? { 'Retry-After': '1' } : {}),
    });
    response.end('{}');
    if (counted && refused) setTimeout(() => (admitted = 0), 1000).unref();
  });
  onTestFinished(() => {
    server.close().closeAllConnections();
  });
  const [port, closed] = [await listening(server), await closedPort()];
  const { port: resolver } = await dnsServer((query) => answering(query, []));
  return {
    asked,
    args: [
      ...['https://site.test/', '--only', 'rate-limit', '--resolver', `127.0.0.1:${resolver}`],
      ...['--connect-to', `:443:127.0.0.1:${port}`, '--connect-to', `:80:127.0.0.1:${closed}`],
    ],
  };
}

const REST = `rateLimit: { path: /v1/ping, budget: 30, duration: 30s }
login: { url: 'https://site.test/login', account: nobody }
`;

const scoped = (scope: string, until = '2999-12-31'): string =>
  `authorisation: { by: 'Jane Doe, CISO', scope: [${scope}], until: ${until} }\n${REST}`;

const ACTIVE = ['--intensity', 'active', '--try-login'];

const audit = (
  { args }: Site,
  config: string,
  more: readonly string[],
  format = '--json',
): Promise<Ran> =>
  assay(['audit', ...args, ...more, format, '--config', 'assay.yaml'], {
    cwd: folder({ 'assay.yaml': config }),
  });

/** What the report says why those were not looked at. */
function reasons({ stdout, stderr }: Ran): Record<string, string> {
  expect(stderr).not.toContain('internal error');
  const { evidence } = Report.parse(JSON.parse(stdout));
  return Object.fromEntries(
    evidence.flatMap(({ kind, observation }) =>
      observation.status === 'unavailable' ? [[kind, observation.problem.detail]] : [],
    ),
  );
}

let usual: number | undefined;

async function requestsAtStandard(): Promise<number> {
  const plain = await site();
  await audit(plain, REST, []);
  return plain.asked.length;
}

const AUTHORISE = 'name under authorisation: in assay.yaml who permits it (by)';

test.each<[string, string, readonly string[], string]>([
  ['nobody authorises it', REST, ACTIVE, AUTHORISE],
  [
    'the host is outside the scope',
    scoped('www.site.test'),
    ACTIVE,
    'is outside the scope that Jane Doe',
  ],
  [
    'the port is outside the scope',
    scoped('site.test:8443'),
    ACTIVE,
    'is outside the scope that Jane Doe',
  ],
  [
    'the path is outside the scope',
    scoped('site.test/v2/*'),
    ACTIVE,
    'is outside the scope that Jane Doe',
  ],
  [
    'a host like it is in the scope',
    scoped('site.test.example'),
    ACTIVE,
    'is outside the scope that Jane Doe',
  ],
  [
    'the authorisation has ended',
    scoped('site.test', '2026-01-31'),
    ACTIVE,
    'ended on 2026-01-31: have it renewed',
  ],
  ['the intensity is standard', scoped('site.test'), ['--try-login'], 'needs --intensity active'],
])(
  'where %s, no request of a burst and no attempt to sign in is sent',
  async (_, config, more, sentence) => {
    usual ??= await requestsAtStandard();
    const tried = await site();
    const seen = reasons(await audit(tried, config, more));
    expect(tried.asked.map(({ auditId }) => auditId).filter((id) => id !== undefined)).toEqual([]);
    expect(tried.asked.every(({ method }) => method === 'GET' || method === 'HEAD')).toBe(true);
    expect(tried.asked).toHaveLength(usual);
    expect(seen['rate-limit.sequence']).toContain(sentence);
    expect(seen['rate-limit.login-attempts']).toContain(sentence);
  },
);

test('a clock set by --now revives no authorisation', async () => {
  const tried = await site();
  const ended = scoped('site.test', '2026-01-31');
  const seen = reasons(await audit(tried, ended, [...ACTIVE, '--now', '2026-01-01']));
  expect(tried.asked.filter(({ auditId }) => auditId !== undefined)).toEqual([]);
  expect(seen['rate-limit.sequence']).toContain('ended on 2026-01-31');
});

test('the text report says how to authorise', async () => {
  const tried = await site();
  const { stdout } = await audit(tried, REST, ACTIVE, '--no-progress');
  const text = stdout.replace(/\s+/g, ' ');
  expect(text).toContain('authorisation: in assay.yaml');
  expect(tried.asked.filter(({ auditId }) => auditId !== undefined)).toEqual([]);
});

test('with an authorisation the burst is sent, and the sign-in tried, each with its own name', async () => {
  const tried = await site();
  const { stdout, stderr } = await audit(tried, scoped('site.test'), ACTIVE);
  expect(stdout, stderr).not.toBe('');
  const { evidence, facts } = Report.parse(JSON.parse(stdout));
  const valueOf = (kind: string): unknown => {
    const one = evidence.find((each) => each.kind === kind)?.observation;
    return one?.status === 'present' ? one.value : one;
  };
  const sequence = valueOf('rate-limit.sequence');
  const login = valueOf('rate-limit.login-attempts');
  const burst = tried.asked.filter(
    ({ url, auditId }) => url === '/v1/ping' && auditId !== undefined,
  );
  const attempts = tried.asked.filter(({ method }) => method === 'POST');
  expect(burst.length).toBeGreaterThan(LIMIT);
  expect(burst.length).toBeLessThanOrEqual(30);
  expect(sequence).toMatchObject({
    authorisation: { by: 'Jane Doe, CISO' },
    auditId: burst[0]?.auditId,
  });
  expect(login).toMatchObject({ auditId: attempts[0]?.auditId, stopped: { because: 'refused' } });
  expect(attempts).toHaveLength(6);
  expect(new Set(tried.asked.map(({ auditId }) => auditId)).size).toBe(3);
  const fact = facts.find(({ kind }) => kind === 'rate-limit.login');
  expect(fact?.observation).toMatchObject({ value: { limited: true, admitted: 5, status: 429 } });
}, 60_000);
