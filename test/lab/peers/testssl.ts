import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NamedGroup } from '../../../src/codec/iana/named-group.ts';
import type { TlsVersion } from '../../../src/evidence/kinds/tls/versions.ts';
import { run } from '../process.ts';
import type { LabServer } from '../servers/server.ts';
import { codeOf, codesByVersion, type Recording } from './recording.ts';

/** How findings of testssl.sh name versions. */
const VERSIONS: Readonly<Record<string, TlsVersion>> = {
  SSLv2: 'SSL 2.0',
  SSLv3: 'SSL 3.0',
  TLS1: 'TLS 1.0',
  TLS1_1: 'TLS 1.1',
  TLS1_2: 'TLS 1.2',
  TLS1_3: 'TLS 1.3',
};
const SUITE_VERSIONS: Readonly<Record<string, TlsVersion>> = {
  ssl2: 'SSL 2.0',
  ssl3: 'SSL 3.0',
  tls1: 'TLS 1.0',
  tls1_1: 'TLS 1.1',
  tls1_2: 'TLS 1.2',
  tls1_3: 'TLS 1.3',
};

/** Names of groups that are not those of the registry. */
const ALIASES: Readonly<Record<string, string>> = {
  prime192v1: 'secp192r1',
  prime256v1: 'secp256r1',
};
const GROUPS = new Map(
  Object.entries(NamedGroup).map(([name, code]) => [name.toLowerCase(), code]),
);

interface Finding {
  readonly id: string;
  readonly finding: string;
}

/** Asks testssl.sh for versions, each suite per version, and groups. */
export async function recordTestssl(
  { starttls }: Pick<LabServer, 'starttls'>,
  port: number,
): Promise<Recording> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-testssl-'));
  const upgrade = starttls === null ? [] : ['-t', starttls];
  const args = [
    ...['--openssl', '/usr/bin/openssl', '--nodns', 'none', '--warnings', 'off', '--quiet'],
    ...['--color', '0', '-p', '-E', '-f'],
    ...upgrade,
  ];
  const json = join(folder, 'out.json');
  await run('testssl', [...args, '--jsonfile', json, `127.0.0.1:${port}`], { minutes: 10 });
  const version = await run('testssl', ['--version', '--color', '0']);
  // The format of testssl.sh.
  const findings = JSON.parse(readFileSync(json, 'utf8')) as readonly Finding[];
  rmSync(folder, { recursive: true });
  return {
    tool: 'testssl.sh',
    version: /testssl\.sh\s+(\S+)/.exec(version.stdout)?.[1] ?? '',
    command: `testssl ${args.join(' ')} 127.0.0.1:PORT`,
    ...reduced(findings),
  };
}

function reduced(findings: readonly Finding[]): Pick<Recording, 'versions' | 'suites' | 'groups'> {
  const versions = findings.flatMap(({ id, finding }) => {
    const version = VERSIONS[id];
    const offered = /^(vulnerable with|(supported but couldn't detect|offered))/i.test(finding);
    return version !== undefined && offered ? [version] : [];
  });
  const suites = findings.flatMap(({ id }): [TlsVersion, string][] => {
    const [, name = '', hex = ''] = /^cipher-(ssl\d|tls1(?:_\d)?)_x([0-9a-f]+)$/.exec(id) ?? [];
    const version = SUITE_VERSIONS[name];
    return version === undefined ? [] : [[version, codeOf(hex)]];
  });
  const groups = findings
    .filter(({ id }) => id === 'PFS_ECDHE_curves' || id === 'DH_groups')
    .flatMap(({ finding }) => finding.split(/\s+/))
    .flatMap((name): ['any', string][] => {
      const code = GROUPS.get((ALIASES[name] ?? name).toLowerCase());
      return code === undefined ? [] : [['any', codeOf(code.toString(16))]];
    });
  return { versions, suites: codesByVersion(suites), groups: codesByVersion(groups) };
}
