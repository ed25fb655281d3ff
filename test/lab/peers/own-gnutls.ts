import type { TlsVersion } from '../../../src/evidence/kinds/tls/versions.ts';
import { run } from '../process.ts';
import type { Offers } from './own.ts';

const VERSIONS: Readonly<Partial<Record<TlsVersion, string>>> = {
  'TLS 1.0': 'VERS-TLS1.0',
  'TLS 1.1': 'VERS-TLS1.1',
  'TLS 1.2': 'VERS-TLS1.2',
  'TLS 1.3': 'VERS-TLS1.3',
};
const ALWAYS = '+SIGN-ALL:+CTYPE-X509:%VERIFY_ALLOW_BROKEN';
/** Key exchanges for which the server has what is needed. */
const KEY_EXCHANGE = /^TLS_(ECDHE_ECDSA|ECDHE_RSA|DHE_RSA|DH_ANON|ECDH_ANON|RSA)_(?!PSK)(.*)$/;

/** `gnutls-cli`, once for each offer, with a priority that leaves one suite or group. */
export async function gnutlsOffers(): Promise<Offers> {
  const list = (await run('gnutls-cli', ['--list'])).stdout;
  const suites = [...list.matchAll(/^(TLS_\w+)\s+0x/gm)].map(([, name = '']) => name);
  const groups = [...list.matchAll(/\bGROUP-(\w+)/g)].map(([, name = '']) => name);
  const client = (port: number, priority: string) =>
    run('gnutls-cli', ['--insecure', '-p', String(port), '--priority', priority, '127.0.0.1']);
  return {
    tool: 'gnutls-cli',
    version: (await run('gnutls-cli', ['--version'])).stdout.split(/\s/)[1] ?? '',
    command: 'gnutls-cli --insecure -p PORT --priority NONE:+VERSION:+CIPHER:+MAC:+KX:+GROUP-ALL',
    async suites(port) {
      for (const [version, flag = ''] of Object.entries(VERSIONS)) {
        for (const suite of suites) {
          const parts = partsOf(suite, version === 'TLS 1.3');
          if (parts === null) continue;
          await client(port, `NONE:+${flag}:${parts}:+GROUP-ALL:${ALWAYS}`);
        }
      }
    },
    knows: new RegExp(`^(${groups.join('|')})$`, 'i'),
    group(port, version, name) {
      const flag = VERSIONS[version] ?? '';
      const kx = name.startsWith('ffdhe') ? '+DHE-RSA' : '+ECDHE-RSA:+ECDHE-ECDSA';
      const all = `+AES-128-CBC:+AES-128-GCM:+AEAD:+SHA1:${kx}`;
      return client(port, `NONE:+${flag}:${all}:+GROUP-${name.toUpperCase()}:${ALWAYS}`);
    },
  };
}

/** Cipher, MAC and key exchange of a suite, as a priority names them. */
function partsOf(suite: string, tls13: boolean): string | null {
  const [, kx = '', ofKx = ''] = KEY_EXCHANGE.exec(suite) ?? [];
  if (tls13 !== (kx === '' && /^TLS_(AES|CHACHA)/.test(suite)) || (!tls13 && kx === ''))
    return null;
  const text = tls13 ? suite.slice('TLS_'.length) : ofKx;
  const [, cipher = '', hash = ''] = /^(.*?)_?(MD5|SHA1|SHA256|SHA384)?$/.exec(text) ?? [];
  const name = cipher.replace('3DES_EDE_CBC', '3DES_CBC').replaceAll('_', '-');
  const mac = /GCM|CCM|CHACHA/.test(suite) ? 'AEAD' : hash;
  const exchange = kx.replace(/^(EC)?DH_ANON$/, 'ANON_$1DH').replaceAll('_', '-');
  return `+${name}:+${mac}${tls13 ? '' : `:+${exchange}`}`;
}
