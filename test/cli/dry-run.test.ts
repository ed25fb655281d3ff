import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { dryRunOf } from '../../src/cli/dry-run.ts';
import { dryRunText } from '../../src/cli/dry-run-text.ts';
import type { LookFlags } from '../../src/cli/options.ts';
import { judging, looking } from '../../src/cli/settings.ts';
import { readConfig } from '../../src/document/config.ts';
import { columns } from '../../src/report/width.ts';
import { tcpServer } from '../support/servers.ts';
import { assay, folder } from './run.ts';

const CONFIG = `targets: [https://api.example.test/v1, site.example.test]
authorisation: { by: Rosa Example, scope: [api.example.test/v1/*], until: 2999-12-31 }
rateLimit:
  - path: https://api.example.test/v1/items?token=s3cr3tt0kenThatIsLong
    requests: 10
    window: 10s
    forged: true
    parallel: 4
login: { url: 'https://api.example.test/v1/login', account: nobody }
`;

const bare = (text: string): string => text.replaceAll('\u00a0', ' ').replace(/\s+/g, ' ');

const run = (args: readonly string[], config = CONFIG) =>
  assay(args, { cwd: folder({ 'assay.yaml': config }) });

/** The plan as text, on one line, without a process of its own. */
function planned(config: string, flags: Partial<LookFlags> = { intensity: 'active' }): string {
  const judged = judging(flags, readConfig('assay.yaml', config));
  const { requests, settings, fixture } = looking([], { progress: false, ...flags }, judged);
  const now = new Date('2026-11-22T12:00:00Z');
  const intensity = flags.intensity ?? 'standard';
  const plan = dryRunOf(requests, judged, { settings, fixture, intensity, now });
  return bare(dryRunText(plan, { colour: 0, width: 80 }));
}

test.each(['audit', 'observe'])(
  '%s --dry-run sends nothing, no question to the DNS either',
  async (command) => {
    let heard = 0;
    const port = await tcpServer(() => (heard += 1));
    const dns = createSocket('udp4', () => (heard += 1));
    dns.bind(0, '127.0.0.1');
    await once(dns, 'listening');
    onTestFinished(() => {
      dns.close();
    });
    const config = `targets: ['https://127.0.0.1:${port}/', example.test]
authorisation: { by: us, scope: [127.0.0.1, example.test], until: 2999-12-31 }
`;
    const resolver = `127.0.0.1:${dns.address().port}`;
    const mapping = `example.test::127.0.0.1:${port}`;
    const ran = await run(
      [
        command,
        '--dry-run',
        '--intensity',
        'active',
        '--resolver',
        resolver,
        '--connect-to',
        mapping,
      ],
      config,
    );
    expect(ran.stderr).toBe('exit 0: dry run: nothing was sent\n');
    expect(ran.status).toBe(0);
    expect(bare(ran.stdout)).toContain(`asks GET https://127.0.0.1:${port}/`);
    expect(bare(ran.stdout)).toContain('asks GET https://example.test/');
    expect(heard).toBe(0);
  },
);

test('the plan has requests by phase, pace, duration, and what could be seen', async () => {
  const ran = await run(['audit', '--dry-run', '--intensity', 'active', '--try-login']);
  const said = bare(ran.stdout);
  for (const words of [
    'by Rosa Example until 2999-12-31 23:59 UTC for api.example.test/v1/*',
    'Requests up to the limit and after it https://api.example.test/v1',
    'asks GET https://api.example.test/v1/items?token=[21 characters] against 10 in 10 s, as documented',
    'first 10 s of silence, then 3 requests, one a second',
    'at once 4 requests',
    "tries fields that name another client's address",
    'at most 120 requests in 3 min over 4 connections',
    'One beyond may not be seen.',
    '(rateLimit.variants: true)',
    'asks POST https://api.example.test/v1/login at most 10 attempts, one a second',
    'with at most 130 requests',
  ]) {
    expect(said).toContain(words);
  }
  expect(said).toContain('site.example.test/ is outside the scope that Rosa Example authorised');
  expect(ran.stdout.split('\n').filter((line) => columns(line) > 80)).toEqual([]);
  expect(ran.stdout).not.toContain('s3cr3tt0kenThatIsLong');
});

test('at standard intensity nothing active would be sent, and the plan says what is missing', () => {
  const said = planned('targets: [example.test]', {});
  expect(said).toContain('intensity standard: nothing active would be sent');
  expect(said).toContain('nobody authorises active probes (authorisation: in assay.yaml)');
  expect(said).toContain('https://example.test/ needs --intensity active; not authorised');
});

test('after the end of the authorisation nothing would be sent', () => {
  const config = CONFIG.replace('2999-12-31', '2020-01-01');
  const said = planned(config);
  expect(said).toContain('intensity active: nothing active would be sent');
  expect(said).toContain('the authorisation by Rosa Example ended on 2020-01-01');
});

test('no more targets are planned for than are tested', () => {
  const hosts = ['a', 'b', 'c', 'd'].map((label) => `https://${label}.example.test/`);
  const scope = ['a', 'b', 'c', 'd'].map((label) => `${label}.example.test`).join(', ');
  const config = `targets: [${hosts.join(', ')}]
authorisation: { by: us, scope: [${scope}], until: 2999-12-31 }
`;
  const said = planned(config);
  expect(said.match(/asks GET/g)).toHaveLength(3);
  expect(said).toContain('https://d.example.test/ no more than 3 targets are tested in one run');
});

test('areas that are left out are not planned for', () => {
  const said = planned(CONFIG, { intensity: 'active', skip: 'rate-limit' });
  expect(said).not.toContain('asks');
});

test('--json gives the same as data', async () => {
  const { stdout } = await run(['audit', '--dry-run', '--json', '--intensity', 'active']);
  const value: unknown = JSON.parse(stdout);
  expect(value).toMatchObject({
    intensity: 'active',
    authorisation: { by: 'Rosa Example', until: '2999-12-31T23:59:59.999Z' },
    probes: [
      {
        target: 'https://api.example.test/v1',
        probe: 'rate-limit.sequence',
        instead: null,
        requests: {
          method: 'GET',
          url: 'https://api.example.test/v1/items?token=[21 characters]',
          most: 120,
        },
      },
      { probe: 'rate-limit.login-attempts', requests: null },
      ...[{}, {}, {}],
    ],
  });
});

test.each([
  ['an unknown key', `${CONFIG}nonsense: 1\n`, 'nonsense'],
  ['a scope that is none', CONFIG.replace('api.example.test/v1/*', '"a b"'), 'is no place'],
])('%s is exit 2 all the same', async (_, config, message) => {
  const ran = await run(['audit', '--dry-run'], config);
  expect(ran.stderr).toContain(message);
  expect(ran).toMatchObject({ status: 2, stdout: '' });
});

test('where the DNS comes from a fixture, nothing else is looked at', () => {
  const cwd = folder({ 'zone.json': '{}' });
  const text = `targets: [https://api.example.test/v1]\ndnsFixtures: [${cwd}/zone.json]\n`;
  expect(planned(text)).toContain('nothing but the DNS of the fixture is looked at');
});
