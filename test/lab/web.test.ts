import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadPack } from '../../src/audit/pack.ts';
import { webHttp3 } from '../../src/evidence/kinds/web/answers.ts';
import { webResponses, webSamples, type Hop } from '../../src/evidence/kinds/web/response.ts';
import { webProtection } from '../../src/evidence/kinds/web/surface.ts';
import { Report } from '../../src/report/report.ts';
import { MAIN } from './lab.ts';
import { seenIn, type Seen } from './mail/look.ts';
import { run } from './process.ts';
import { startWebLab, type WebLab } from './web/lab.ts';
import { look } from './web/look.ts';
import { byCurl, endByCurl, steady } from './web/oracles.ts';
import { FAILED, OUTCOMES } from './web/outcomes.ts';
import { HOSTS, NETWORK, RESOLVER, targetOf, type Host } from './web/plan.ts';

let lab: WebLab;
let report: Report;
let seen: Seen;

beforeAll(async () => {
  lab = await startWebLab();
  report = await look(lab, HOSTS.map(targetOf));
  seen = seenIn(report);
}, 120_000);

afterAll(() => lab.stop());

const walkOf = (host: Host, scheme: 'https' | 'http') =>
  seen.value(webResponses, targetOf(host))[scheme];
const plain = (url: string): string => url.replace('https:', 'http:');

function sampleOf(host: Host, wanted: string): Hop {
  const { samples } = seen.value(webSamples, targetOf(host));
  const answer = samples.find(({ what }) => what === wanted)?.answer;
  if (answer?.is !== 'response') throw new Error(`${host}, ${wanted}: ${JSON.stringify(answer)}`);
  return answer.hop;
}

describe('the field lines of an answer are those that curl prints', () => {
  test.concurrent.each(HOSTS)('%s, over HTTP/1.1', async (host) => {
    const printed = await byCurl(lab, targetOf(host), '--http1.1');
    const [hop] = walkOf(host, 'https').items;
    expect(hop?.status).toBe(printed.status);
    expect(steady(hop?.headers ?? [])).toEqual(steady(printed.headers));
  });

  test.concurrent.each(HOSTS)('%s, over plain http', async (host) => {
    const printed = await byCurl(lab, plain(targetOf(host)), '--http1.1');
    const [hop] = walkOf(host, 'http').items;
    expect(hop?.status).toBe(printed.status);
    expect(steady(hop?.headers ?? [])).toEqual(steady(printed.headers));
  });

  // Its page is on another host.
  const withPage = HOSTS.filter((host) => host !== 'nginx-by-www.test');
  test.concurrent.each(withPage)('%s, over HTTP/2 where it is offered', async (host) => {
    const printed = await byCurl(lab, targetOf(host), '--http2');
    const hop = sampleOf(host, 'http2');
    expect(hop.status).toBe(printed.status);
    expect(steady(hop.headers)).toEqual(steady(printed.headers));
  });
});

test.concurrent.each(HOSTS)('%s: a walk from http ends where curl ends', async (host) => {
  const { items, complete } = walkOf(host, 'http');
  const last = items.at(-1);
  expect(complete).toBe(true);
  expect([String(items.length - 1), last?.url, String(last?.status)]).toEqual(
    await endByCurl(lab, plain(targetOf(host))),
  );
});

describe('HTTP/3', () => {
  test('Caddy negotiates versions over UDP, and its record announces them', () => {
    const { quic, httpsRecord } = seen.value(webHttp3, targetOf('caddy-good.test'));
    expect(quic).toMatchObject({
      is: 'answered',
      // QUIC version 1 (RFC 9000).
      versions: expect.arrayContaining(['0x00000001']) as string[],
    });
    expect(httpsRecord).toEqual({ alpn: ['h3', 'h2'], ech: false });
  });

  test.each(['nginx-good.test', 'apache-good.test', 'haproxy-good.test'] as const)(
    '%s does not speak it, and nothing announces it',
    (host) => {
      const { quic, httpsRecord } = seen.value(webHttp3, targetOf(host));
      expect(quic.is).toBe('problem');
      expect(httpsRecord).toEqual({ alpn: [], ech: false });
    },
  );
});

test('a challenge page is recognised, and what it says is kept', () => {
  const target = targetOf('nginx-challenge.test');
  const { blocked } = seen.value(webProtection, target);
  expect(blocked).toContainEqual({ url: target, by: 'status 403 and cf-mitigated: challenge' });
  expect(walkOf('nginx-challenge.test', 'https').items[0]?.status).toBe(403);
});

describe('judgement', () => {
  const grave = new Set(
    loadPack().rules.flatMap(({ id, severity }) => (severity === 'info' ? [] : [id])),
  );

  test.each(HOSTS)('%s fails what is wrong with it, and nothing else', (host) => {
    const failed = report.findings.filter(
      ({ target, outcome, rule }) =>
        target === targetOf(host) && outcome === 'fail' && grave.has(rule),
    );
    expect(failed.map(({ rule }) => rule).toSorted()).toEqual(FAILED[host].toSorted());
  });

  test.each(OUTCOMES)('%s: %s of %s', (host, outcome, rules) => {
    const outcomes = rules.map((rule) => [rule, seen.outcome(rule, targetOf(host))]);
    expect(outcomes).toEqual(rules.map((rule) => [rule, outcome]));
  });

  const gradeOf = (host: Host) =>
    report.grades.areas.find(({ target, area }) => target === targetOf(host) && area === 'web');

  test.each(HOSTS.filter((host) => host.endsWith('-good.test')))('%s gets A or better', (host) => {
    expect(gradeOf(host)?.ceiling).toBe('A+');
    expect(['A', 'A+']).toContain(gradeOf(host)?.floor);
  });

  test.each(HOSTS.filter((host) => host.endsWith('-careless.test')))('%s gets F', (host) => {
    expect(gradeOf(host)?.letter).toBe('F');
  });

  test.each(['nginx-503.test', 'nginx-challenge.test'] as const)(
    '%s gets no letter: it was not seen',
    (host) => {
      expect(gradeOf(host)).toMatchObject({ letter: null, floor: 'F', ceiling: 'A+' });
    },
  );

  test('an API that gives its data to everybody is a critical finding', () => {
    const target = targetOf('api-open.test');
    const found = report.findings.find(
      (one) => one.target === target && one.rule === 'api-token-required',
    );
    expect(found).toMatchObject({ outcome: 'fail', severity: 'critical' });
  });
});

test('the command that is given the same in its configuration fails the same', async () => {
  const file = join(lab.folder, 'assay.yaml');
  writeFileSync(
    file,
    `scope: [${NETWORK}.0/24]
web:
  paths: [{ path: 'https://api-open.test/v1/accounts', access: token }]
  graphql: [/graphql]
`,
  );
  const target = targetOf('api-open.test');
  const { stdout, stderr } = await run(process.execPath, [
    ...[MAIN, 'audit', target, '--only', 'web', '--json', '-4', '--config', file],
    ...['--resolver', RESOLVER, '--ca', lab.rootFile],
  ]);
  const { findings } = Report.parse(JSON.parse(stdout), { error: () => stderr });
  const failed = (of: Report['findings']): readonly string[] =>
    of.flatMap((one) => (one.target === target && one.outcome === 'fail' ? [one.rule] : []));
  expect(failed(findings)).toEqual(failed(report.findings));
});

test.each(HOSTS)('%s costs at most 60 requests', (host) => {
  const requests = seen.cost('requests', ({ target }) => target === targetOf(host));
  expect(requests).toBeGreaterThan(1);
  expect(requests).toBeLessThanOrEqual(60);
});
