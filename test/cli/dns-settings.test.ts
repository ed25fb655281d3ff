import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/document/config.ts';
import type { LookFlags } from '../../src/cli/options.ts';
import { judging, looking, type Looking } from '../../src/cli/settings.ts';
import { assay, folder } from './run.ts';

const JUDGED = judging({}, null);
const { pack } = JUDGED;
const DS = '20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D';

/** What is looked at where, with these flags and this configuration. */
function settingsOf(flags: Partial<LookFlags>, text = '', target = 'https://a.example/'): Looking {
  const given: LookFlags = { progress: false, ...flags };
  const config = text === '' ? null : readConfig('assay.yaml', text);
  return looking([target], given, { ...JUDGED, config });
}

const hints = () =>
  folder({
    hints: '. 1 IN NS a.test.\na.test. 1 IN A 192.0.2.1\n',
    anchors: `a.test. IN DS ${DS}\n`,
  });

test('the bundled root servers and anchors are those of IANA', () => {
  expect(pack.rootHints).toHaveLength(26);
  expect(new Set(pack.rootHints.map(({ host }) => host)).size).toBe(13);
  expect(pack.rootHints[0]).toEqual({
    host: 'a.root-servers.net',
    port: 53,
    address: '198.41.0.4',
  });
  const tags = pack.anchors.map(
    ({ zone, data }) => `${zone} ${'keyTag' in data ? data.keyTag : ''}`,
  );
  expect(tags).toEqual(['. 20326', '. 38696']);
  expect(pack.data.map(({ id }) => id)).toEqual([
    'mozilla-roots',
    'root-hints',
    'root-anchors',
    'dkim-selectors',
  ]);
  expect(readFileSync('rules/data/root-anchors', 'utf8')).toContain(DS);
});

test('iteration begins at the bundled servers unless a resolver is named', () => {
  expect(settingsOf({}).network.rootHints).toHaveLength(26);
  expect(settingsOf({ resolver: '192.0.2.9' }).network.rootHints).toEqual([]);
  expect(settingsOf({}, 'resolver: 192.0.2.9').network.rootHints).toEqual([]);
  expect(settingsOf({ resolver: '192.0.2.9', rootHints: 'iana' }).network.rootHints).toHaveLength(
    26,
  );
});

test('root servers and anchors are read from files, of flags and of the configuration', () => {
  const files = hints();
  const server = [{ host: 'a.test', port: 53, address: '192.0.2.1' }];
  const byFlag = settingsOf({ rootHints: `${files}/hints`, trustAnchor: [`${files}/anchors`] });
  expect(byFlag.network.rootHints).toEqual(server);
  expect(byFlag.trustAnchors.map(({ zone }) => zone)).toEqual(['a.test']);
  const config = `rootHints: ${files}/hints\ntrustAnchors: [${files}/anchors]\n`;
  expect(settingsOf({}, config).network.rootHints).toEqual(server);
  expect(settingsOf({}, config).trustAnchors).toEqual(byFlag.trustAnchors);
});

test('a delegation to be is read from the configuration, and its addresses may be asked', () => {
  const { settings, network } = settingsOf(
    {},
    `delegations:
  - zone: Example.com
    nameServers:
      - { name: ns1.example.com, addresses: [10.0.0.1, "2001:db8::1"] }
      - { name: ns.other.test }
    ds: ["${DS}"]
`,
  );
  expect(settings.delegations).toMatchObject([
    {
      zone: 'example.com',
      nameServers: [
        { name: 'ns1.example.com', addresses: ['10.0.0.1', '2001:db8::1'] },
        { name: 'ns.other.test', addresses: [] },
      ],
      ds: [{ kind: 'DS', keyTag: 20326, algorithm: 8, digestType: 2 }],
    },
  ]);
  expect(network.scope).toContain('10.0.0.1');
});

test('a delegation to be is read from --ns and --ds, for the one zone given', () => {
  const ns = ['ns1.example.com/10.0.0.1', 'NS1.example.com/2001:db8::1', 'ns.other.test'];
  const { settings, network } = settingsOf({ ns, ds: [DS] }, '', 'zone:example.com');
  expect(settings.delegations).toMatchObject([
    {
      zone: 'example.com',
      nameServers: [
        { name: 'ns1.example.com', addresses: ['10.0.0.1', '2001:db8::1'] },
        { name: 'ns.other.test', addresses: [] },
      ],
      ds: [{ keyTag: 20326 }],
    },
  ]);
  expect(network.scope).toContain('2001:db8::1');
  expect(() => settingsOf({ ns: ['ns1.example.com/x'] }, '', 'zone:example.com')).toThrow(
    /--ns ns1\.example\.com\/x: "x" is not an IP address/,
  );
});

const broken: readonly (readonly [string, Partial<LookFlags>, string, RegExp])[] = [
  [
    'hints that are no master file',
    { rootHints: 'package.json' },
    '',
    /--root-hints package\.json: /,
  ],
  [
    'anchors that are none',
    { trustAnchor: ['package.json'] },
    '',
    /--trust-anchor package\.json: /,
  ],
  ['hints that are not there', { rootHints: 'none' }, '', /none: cannot be read/],
  ['--ds alone', { ds: [DS] }, '', /--ds without --ns/],
  ['--ns without a zone', { ns: ['ns1.a.test/192.0.2.1'] }, '', /of one zone, and there are 0/],
  [
    'a name server within its zone and without address',
    {},
    'delegations: [{ zone: a.test, nameServers: [{ name: ns.a.test }] }]',
    /ns\.a\.test is within a\.test and has no address/,
  ],
  [
    'a DS that is none',
    {},
    'delegations: [{ zone: a.test, nameServers: [{ name: ns.b.test }], ds: [x] }]',
    /delegations: a\.test: /,
  ],
];

test.each(broken)('%s is an error that says where', (_what, flags, config, message) => {
  expect(() => settingsOf(flags, config)).toThrow(message);
});

test('an address that is none is an error with its place', () => {
  const text = 'delegations: [{ zone: a.test, nameServers: [{ name: b.test, addresses: [x] }] }]';
  expect(() => readConfig('assay.yaml', text)).toThrow(/assay\.yaml:1:/);
});

test('a resolver whose name has no address is wrong use', async () => {
  const { status, stderr } = await assay(
    ['audit', 'a.example', '--resolver', 'tls://nowhere.invalid', '--timeout', '3'],
    { cwd: folder() },
  );
  expect(status).toBe(2);
  expect(stderr).toMatch(/--resolver: nowhere\.invalid: /);
});
