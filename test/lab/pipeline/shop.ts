import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts, run, startServer, type Running } from '../process.ts';

/** What of nginx.conf a release changes. */
const RELEASES = {
  good: {
    TLS: 'ssl_protocols TLSv1.2 TLSv1.3; ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;',
    HSTS: 'add_header Strict-Transport-Security "max-age=63072000; includeSubDomains" always;',
  },
  // TLS 1.0 for an old terminal, which needs SHA-1 in OpenSSL 3; a header lost on the way.
  regressed: {
    TLS: 'ssl_protocols TLSv1 TLSv1.2 TLSv1.3; ssl_ciphers ECDHE+AESGCM:ECDHE+AES:@SECLEVEL=0;',
    HSTS: '',
  },
} as const;

/** A web server on loopback whose releases a pipeline audits. */
export interface Shop {
  /** The checkout: certificates, assay.yaml, and what the runs write. */
  readonly folder: string;
  /** Serves this release in the place of the one before. */
  release(name: keyof typeof RELEASES): Promise<void>;
  /** Ends the server and leaves the folder. */
  close(): Promise<void>;
  stop(): Promise<void>;
}

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** Makes the checkout of the shop; nothing is served before a release. */
export async function openShop(): Promise<Shop> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-shop-'));
  // The user that nginx changes to needs to reach what is its own.
  chmodSync(folder, 0o711);
  const certs = await run('bash', [join(HERE, 'certs.sh'), folder]);
  if (certs.code !== 0) throw new Error(`certs.sh: ${certs.stderr}`);
  const [SECURE = 0, PLAIN = 0] = await freePorts(2);
  writeFileSync(join(folder, 'assay.yaml'), configOf(SECURE, PLAIN));
  let server: Running | null = null;
  const close = async (): Promise<void> => {
    await server?.stop();
    server = null;
  };
  return {
    folder,
    close,
    async release(name) {
      await close();
      const values = { ...RELEASES[name], FOLDER: folder, SECURE, PLAIN };
      const config = Object.entries(values).reduce(
        (text, [key, value]) => text.replaceAll(`@${key}@`, String(value)),
        readFileSync(join(HERE, 'nginx.conf'), 'utf8'),
      );
      const file = join(folder, 'nginx.conf');
      writeFileSync(file, config);
      const args = ['-c', file, '-p', folder, '-e', join(folder, 'nginx.log')];
      server = await startServer({ command: 'nginx', args, ports: [SECURE, PLAIN] });
    },
    async stop() {
      await close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const configOf = (secure: number, plain: number): string => `targets: [https://shop.test/]
only: [tls, web]
gate: { minGrade: A, failOn: high }
ca: [root.crt]
connectTo: ['shop.test:443:127.0.0.1:${secure}', 'shop.test:80:127.0.0.1:${plain}']
`;
