import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { createAuthority } from '../../src/demo/authority.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const authority = createAuthority(NOW);
const root = new X509Certificate(authority.root);

function issued(rsaBits: number): readonly X509Certificate[] {
  const { cert } = authority.issue({
    names: ['a.example', 'b.example'],
    rsaBits,
    validDays: [-10, 20],
  });
  return cert
    .split(/(?=-----BEGIN)/)
    .filter((pem) => pem.trim() !== '')
    .map((pem) => new X509Certificate(pem));
}

test('a server sends its own certificate and the intermediate, which OpenSSL verifies to the root', () => {
  const [leaf, intermediate, ...others] = issued(2048);
  expect(others).toEqual([]);
  expect(leaf?.checkIssued(intermediate ?? root)).toBe(true);
  expect(leaf?.verify((intermediate ?? root).publicKey)).toBe(true);
  expect(intermediate?.checkIssued(root)).toBe(true);
  expect(intermediate?.verify(root.publicKey)).toBe(true);
  expect(root.verify(root.publicKey)).toBe(true);
  expect([leaf?.ca, intermediate?.ca, root.ca]).toEqual([false, true, true]);
});

test('a certificate has the names, the size of key and the dates asked for', () => {
  const [leaf] = issued(1024);
  expect(leaf?.subjectAltName).toBe('DNS:a.example, DNS:b.example');
  expect(leaf?.publicKey.asymmetricKeyDetails?.modulusLength).toBe(1024);
  expect(leaf?.validFromDate.toISOString()).toBe('2026-11-12T12:00:00.000Z');
  expect(leaf?.validToDate.toISOString()).toBe('2026-12-12T12:00:00.000Z');
});
