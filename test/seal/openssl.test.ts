import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { formatEnvelope, pae, PAYLOAD_TYPE, readEnvelope } from '../../src/seal/envelope.ts';
import { signingKey, verifyingKey } from '../../src/seal/key.ts';
import { openSeal } from '../../src/seal/open.ts';
import { stateOf } from '../../src/seal/remark.ts';
import { signed } from '../../src/seal/sign.ts';
import { bytesOf, held, sealed } from './sealed.ts';

const there = spawnSync('openssl', ['version']).status === 0;

/** A folder with a pair of keys that openssl made as the help of `assay sign` says, and openssl in it. */
function withKeys() {
  const folder = mkdtempSync(join(tmpdir(), 'assay-seal-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const openssl = (...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync('openssl', args, { cwd: folder });
    expect(stderr.toString() + String(status)).toMatch(/0$/);
    return stdout.toString();
  };
  openssl('genpkey', '-algorithm', 'ed25519', '-out', 'key.pem');
  openssl('pkey', '-in', 'key.pem', '-pubout', '-out', 'public.pem');
  const read = (name: string) => readFileSync(join(folder, name));
  return {
    openssl,
    read,
    write: (name: string, bytes: Uint8Array) => {
      writeFileSync(join(folder, name), bytes);
    },
    signs: signingKey(read('key.pem').toString()),
    verifies: verifyingKey(read('public.pem').toString()),
  };
}

const { manifest } = sealed({ 'report.json': '{}' }, []);
const payload = manifest.bytes ?? new Uint8Array();

test.skipIf(!there)('openssl verifies what we sign', () => {
  const { openssl, write, signs } = withKeys();
  const [signature] = signed(payload, signs, null).signatures;
  write('message', pae(PAYLOAD_TYPE, payload));
  write('signature', signature?.sig ?? new Uint8Array());
  const said = openssl(
    ...['pkeyutl', '-verify', '-rawin', '-pubin', '-inkey', 'public.pem'],
    ...['-in', 'message', '-sigfile', 'signature'],
  );
  expect(said).toMatch(/Verified Successfully/);
});

test.skipIf(!there)('we verify what openssl signs', () => {
  const { openssl, write, read, verifies } = withKeys();
  write('message', pae(PAYLOAD_TYPE, payload));
  openssl(
    ...['pkeyutl', '-sign', '-rawin', '-inkey', 'key.pem'],
    ...['-in', 'message', '-out', 's'],
  );
  const envelope = formatEnvelope({
    ...{ payloadType: PAYLOAD_TYPE, payload },
    signatures: [{ keyid: verifies.id, sig: new Uint8Array(read('s')) }],
  });
  expect(readEnvelope(bytesOf(envelope)).signatures[0]?.sig).toHaveLength(64);
  const { remarks } = openSeal({
    ...{ manifest, envelope: held(bytesOf(envelope)) },
    ...{ keys: [verifies], unsignedAllowed: false },
  });
  expect(stateOf(remarks)).toBe('verified');
});

test.skipIf(!there)('the id of a key is the digest that openssl gives', () => {
  const { openssl, verifies } = withKeys();
  openssl(...['pkey', '-pubin', '-in', 'public.pem', '-outform', 'DER', '-out', 'der']);
  expect(openssl('dgst', '-sha256', '-r', 'der')).toBe(`${verifies.id} *der\n`);
});
