import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TargetError, type TargetRequest } from '../../src/audit/target.ts';
import { UsageError } from '../../src/cli/errors.ts';
import { reportPlace } from '../../src/cli/named-place.ts';
import { requestsOf } from '../../src/cli/target-settings.ts';
import { readConfig } from '../../src/document/config.ts';
import { DocumentError } from '../../src/document/document.ts';
import { assay, folder } from './run.ts';

const CONFIG = `targets:
  - example.com
  - { role: api, uri: https://api.example.com/v1 }
  - uri: mail:example.com
    role: parked
`;
const config = readConfig('audits/assay.yaml', CONFIG);

/** What is asked for and where it is named: `example.com assay.yaml:2:5`. */
const told = (requests: readonly TargetRequest[]): string[] =>
  requests.map((request) => {
    const [name, at] =
      request.type === 'name'
        ? [request.host, request.namedAt]
        : [request.target.id, request.target.namedAt];
    return at === undefined ? name : `${name} ${at.file}:${at.line}:${at.column}`;
  });

describe('targets', () => {
  test('of assay.yaml have the place of their URI, their roles too', () => {
    const requests = requestsOf([], {}, config);
    expect(told(requests)).toEqual([
      'example.com audits/assay.yaml:2:5',
      'https://api.example.com/v1 audits/assay.yaml:3:23',
      'mail:example.com audits/assay.yaml:4:10',
    ]);
    expect(
      requests.map((request) => (request.type === 'name' ? request.role : request.target.role)),
    ).toEqual([null, 'api', 'parked']);
  });

  test('of arguments take the place of assay.yaml, and have a place where it names them too', () => {
    expect(told(requestsOf(['EXAMPLE.com.', 'tls://example.com:8443'], {}, config))).toEqual([
      'example.com audits/assay.yaml:2:5',
      'tls://example.com:8443',
    ]);
  });

  test('that are wrong are told all at once, with their places', () => {
    const wrong = readConfig('assay.yaml', 'targets: [stun://a.example, b.example, "c d"]\n');
    const refused = (): unknown => requestsOf([], {}, wrong);
    expect(refused).toThrow(DocumentError);
    expect(refused).toThrow(/^assay\.yaml:1:11: .*stun.*\nassay\.yaml:1:40: "c d" is no target/);
    expect(() => requestsOf(['c d'], {}, null)).toThrow(TargetError);
  });

  test('may not be missing', () => {
    expect(() => requestsOf([], {}, readConfig('assay.yaml', 'polite: true\n'))).toThrow(
      new UsageError('no targets', 'assay audit example.com, or write them into assay.yaml'),
    );
    expect(requestsOf([], { evidence: ['exports'] }, null)).toEqual([]);
  });
});

test('lines of --targets have their place; remarks and empty ones are none', async () => {
  const at = folder({
    'lists/all.txt': '# ours\n\n  a.example # the site\nmail:b.example\n',
    'none.txt': '# nothing\n',
    'wrong.txt': 'a.example\nc d\n',
    'dns.json': '{}',
  });
  const observe = (file: string) =>
    assay(
      ['observe', '--targets', file, '--only', 'mail', '--dns-fixture', 'dns.json', '--quiet'],
      {
        cwd: at,
      },
    );
  const { stdout } = await observe('lists/all.txt');
  expect(JSON.parse(stdout)).toMatchObject({
    targets: [
      { id: 'mail:a.example', namedAt: { file: 'lists/all.txt', line: 3, column: 3 } },
      { id: 'mail:b.example', namedAt: { file: 'lists/all.txt', line: 4, column: 1 } },
    ],
  });
  expect(await observe('none.txt')).toMatchObject({
    status: 2,
    stderr: 'assay: error: --targets none.txt: no target in it\n',
  });
  const wrong = await observe('wrong.txt');
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toMatch(/^assay: error: wrong\.txt:2:1: "c d" is no target/);
});

test('accounts and registers have their places too, and SARIF points there', async () => {
  const register = 'version: 1\norganisation: Example Ltd\ndocuments: []\n';
  const at = folder({
    'audits/assay.yaml': `targets: [mail:a.example]
dnsFixtures: [audits/dns.json]
evidence:
  accounts:
    - id: aws:123456789012
      files: [exports]
  registers: [register.yaml]
`,
    'audits/dns.json': '{}',
    'audits/register.yaml': register,
    'audits/exports/x.json': '{}',
  });
  const flags = [
    '--config',
    'audits/assay.yaml',
    '--no-progress',
    '--format',
    'sarif-all:all.sarif',
  ];
  const { stdout, stderr } = await assay(['audit', ...flags, '--json'], { cwd: at });
  expect(stderr).not.toContain('assay: error');
  expect(JSON.parse(stdout)).toMatchObject({
    targets: [
      { id: 'mail:a.example', namedAt: { file: 'audits/assay.yaml', line: 1, column: 11 } },
      { id: 'aws:123456789012', namedAt: { file: 'audits/assay.yaml', line: 5, column: 11 } },
      { kind: 'organisation', namedAt: { file: 'audits/register.yaml', line: 2, column: 15 } },
    ],
  });
  const log = readFileSync(join(at, 'all.sarif'), 'utf8');
  // The baseline profile asks nothing of registers.
  expect(new Set(log.match(/(?<="uri": ")(?!https:)[^"]*/g))).toEqual(
    new Set(['audits/assay.yaml']),
  );
});

describe('the place of a file in a report', () => {
  const at = (file: string) => reportPlace({ file, line: 1, column: 2 }, '/home/me/repo')?.file;

  test.each([
    ['assay.yaml', 'assay.yaml'],
    ['./a/../b/assay.yaml', 'b/assay.yaml'],
    [join('/home/me/repo', 'deep', 'assay.yaml'), 'deep/assay.yaml'],
    ['..assay.yaml', '..assay.yaml'],
  ])('%s is from the working directory: %s', (file, path) => {
    expect(at(file)).toBe(path);
  });

  test.each(['../assay.yaml', '/etc/assay.yaml', '/home/me/repository/assay.yaml', '-'])(
    '%s lies elsewhere and is not told',
    (file) => {
      expect(at(file)).toBe(undefined);
    },
  );
});
