import { TLS_VERSIONS, type TlsVersion } from '../../../src/evidence/kinds/tls/versions.ts';
import type { StarttlsProtocol } from '../../../src/evidence/target.ts';
import { run } from '../process.ts';
import type { LabServer } from '../servers/server.ts';
import { codeOf, codesByVersion, type Recording } from './recording.ts';

const STARTTLS: Readonly<Partial<Record<StarttlsProtocol, string>>> = {
  smtp: '--starttls-smtp',
  imap: '--starttls-imap',
  postgres: '--starttls-psql',
};

/** Asks sslscan for all that it looks for. */
export async function recordSslscan(
  { starttls }: Pick<LabServer, 'starttls'>,
  port: number,
): Promise<Recording> {
  const upgrade = starttls === null ? [] : [STARTTLS[starttls] ?? ''];
  const args = ['--xml=-', '--show-sigs', '--no-colour', ...upgrade];
  const { stdout } = await run('sslscan', [...args, `127.0.0.1:${port}`]);
  const all = (element: string): readonly Readonly<Record<string, string>>[] =>
    [...stdout.matchAll(new RegExp(`<${element} ([^>]*)/>`, 'g'))].map(([, text = '']) =>
      Object.fromEntries(
        [...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, k = '', v = '']) => [k, v]),
      ),
    );
  const coded = (element: string) =>
    codesByVersion(
      all(element).map((one) => [
        versionOf(one['sslversion'] ?? ''),
        codeOf((one['id'] ?? '').slice(2)),
      ]),
    );
  return {
    tool: 'sslscan',
    version: /version="([^"]+)" web/.exec(stdout)?.[1] ?? '',
    command: `sslscan ${args.join(' ')} 127.0.0.1:PORT`,
    versions: all('protocol')
      .filter((one) => one['enabled'] === '1')
      .map((one) => versionOf(`${(one['type'] ?? '').toUpperCase()}v${one['version'] ?? ''}`)),
    suites: coded('cipher'),
    groups: coded('group'),
  };
}

function versionOf(text: string): TlsVersion {
  const [, protocol = '', number = ''] = /^(SSL|TLS)v(\d(?:\.\d)?)$/.exec(text) ?? [];
  const version = `${protocol} ${number.includes('.') ? number : `${number}.0`}`;
  const known = TLS_VERSIONS.find((name) => name === version);
  if (known === undefined) throw new Error(`sslscan names a version ${text}`);
  return known;
}
