import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { assay, folder } from './run.ts';

const ZONE = `@ SOA ns hostmaster 1 3600 600 86400 300
@ MX 10 mx
mx A 198.51.100.1
@ TXT "v=spf1 mx -all"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"
`;
const JSON_WORLD = JSON.stringify({
  'example.com': { TXT: [['v=spf1 -all']], MX: [{ priority: 0, exchange: '' }] },
  '_dmarc.example.com': { TXT: ['v=DMARC1; p=reject'] },
});

const audit = (files: Readonly<Record<string, string>>, ...args: readonly string[]) =>
  assay(['audit', 'example.com', '--only', 'mail', '--no-progress', ...args], {
    cwd: folder(files),
  });

interface Told {
  readonly targets: readonly { readonly id: string }[];
  readonly findings: readonly { readonly rule: string; readonly outcome: string }[];
  readonly cost: { readonly connections: number; readonly requests: number };
}

/** The JSON report of an audit from fixtures. */
async function told(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const { stdout, stderr } = await audit(files, '--json', ...args);
  if (stdout === '') throw new Error(stderr);
  // The schema of the report is tested with the report.
  const { targets, findings, cost } = JSON.parse(stdout) as Told;
  const outcomes = new Map(findings.map(({ rule, outcome }) => [rule, outcome]));
  return { targets: targets.map(({ id }) => id), outcomes, cost };
}

test('a zone file is audited, and a changed zone fails the gate', async () => {
  const files = { 'example.com.zone': ZONE };
  const good = await told(files, '--dns-fixture', 'example.com.zone');
  expect(good.targets).toEqual(['mail:example.com']);
  expect(good.cost).toMatchObject({ connections: 0, requests: 0 });
  expect(good.outcomes.get('spf-published')).toBe('pass');
  const bad = { 'example.com.zone': ZONE.replace('-all', '+all') };
  const gate = ['--dns-fixture', 'example.com.zone', '--fail-on', 'critical'];
  const { status, stderr } = await audit(bad, ...gate);
  expect({ status, stderr }).toMatchObject({ status: 1 });
});

test('the family asked for takes no answer away', async () => {
  const files = { 'example.com.zone': ZONE };
  const { outcomes } = await told(files, '--dns-fixture', 'example.com.zone', '-6');
  expect(outcomes.get('spf-published')).toBe('pass');
});

test('a world of JSON, named in the configuration, settles what stands above the zone', async () => {
  const files = { 'dns.json': JSON_WORLD, 'assay.yaml': 'dnsFixtures: [dns.json]\n' };
  const { outcomes } = await told(files);
  expect(outcomes.get('dmarc-published')).toBe('pass');
  expect(
    [...outcomes].filter(([rule, is]) => rule.startsWith('dmarc-') && is === 'inconclusive'),
  ).toEqual([]);
});

test('the bundle says where its answers are from, and can be judged again', async () => {
  const cwd = folder({ 'example.com.zone': ZONE });
  const flags = [
    '--only',
    'mail',
    '--dns-fixture',
    'example.com.zone',
    '--no-progress',
    '-o',
    'out',
  ];
  const first = await assay(['audit', 'example.com', '--json', ...flags], { cwd });
  const bundle = readFileSync(join(cwd, 'out', 'bundle.json'), 'utf8');
  expect(bundle).toContain('"resolver": "fixture example.com.zone"');
  const again = await assay(['judge', 'out/bundle.json', '--only', 'mail', '--json'], { cwd });
  expect(again.stdout).toBe(first.stdout);
});

test.each<[string, Readonly<Record<string, string>>, readonly string[], RegExp]>([
  ['a file that is not there', {}, ['none.zone'], /none\.zone: cannot be read: no such file/],
  [
    'a line that is none',
    { 'example.com.zone': '@ TXT "x"\n@ MX mx\n' },
    ['example.com.zone'],
    /--dns-fixture example\.com\.zone: line 2: /,
  ],
  [
    'a zone without a name',
    { zone: '@ A 192.0.2.1' },
    ['zone'],
    /--dns-fixture zone: names no zone/,
  ],
  ['JSON that is none', { 'a.json': '{"a"' }, ['a.json'], /--dns-fixture a\.json: .*JSON/],
  [
    'the same zone twice',
    { 'example.com.zone': '@ TXT "x"', 'db.example.com': '@ TXT "y"' },
    ['example.com.zone', 'db.example.com'],
    /--dns-fixture db\.example\.com: zone example\.com: example\.com\.zone is one already/,
  ],
])('%s is an error of use', async (_, files, named, message) => {
  const { status, stderr } = await audit(files, ...named.flatMap((one) => ['--dns-fixture', one]));
  expect(status).toBe(2);
  expect(stderr).toMatch(message);
});

test.each(['--root-hints', '--trust-anchor'])('%s has no meaning beside fixtures', async (flag) => {
  const files = { 'example.com.zone': ZONE };
  const { status, stderr } = await audit(files, '--dns-fixture', 'example.com.zone', flag, 'iana');
  expect(status).toBe(2);
  expect(stderr).toContain(`${flag} and --dns-fixture exclude each other`);
});

test('a JSON fixture that is not understood says what one looks like', async () => {
  const { status, stderr } = await audit(
    { 'dns.json': '{"example.com": 1}' },
    '--dns-fixture',
    'dns.json',
  );
  expect({ status, stderr }).toMatchObject({ status: 2 });
  expect(stderr).toContain('hint: as in {"example.com": {"TXT": ["v=spf1 mx -all"], "MX": [');
});
