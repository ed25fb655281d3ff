import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { closedPort } from './servers.ts';
import { testIdentity } from './tls.ts';

/** `openssl s_server` with an RSA certificate for one test, which needs openssl. Returns its port. */
export async function opensslServer(...options: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-'));
  const identity = join(folder, 'identity.pem');
  writeFileSync(identity, testIdentity('rsa'));
  const port = await closedPort();
  const server = spawn(
    'openssl',
    ['s_server', '-accept', `127.0.0.1:${port}`, '-cert', identity, '-key', identity, ...options],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  onTestFinished(() => {
    server.kill();
    rmSync(folder, { recursive: true });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).once('exit', () => {
      reject(new Error('openssl s_server ended'));
    });
    server.stdout.on('data', (chunk: Buffer) => {
      if (chunk.includes('ACCEPT')) resolve();
    });
  });
  return port;
}
