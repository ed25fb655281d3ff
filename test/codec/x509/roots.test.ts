import { getCACertificates } from 'node:tls';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodePem } from '../../../src/codec/x509/pem.ts';
import { parseRoots } from '../../../src/codec/x509/roots.ts';
import { BUNDLED } from './fixture.ts';

describe('the bundled roots', () => {
  test('say what they are and when they are from', () => {
    expect(BUNDLED).toMatchObject({ id: 'mozilla-roots', date: '2026-09-08' });
    expect(BUNDLED.source).toContain('NSS 3.126');
  });

  const sourceIsHere = process.versions.node === /Node\.js ([\d.]+)/.exec(BUNDLED.source)?.[1];
  test.runIf(sourceIsHere)('are those of the Node.js that they were taken from', () => {
    const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
    const theirs = getCACertificates('bundled').flatMap((pem) => decodePem(pem));
    expect(BUNDLED.certificates.map(hex).toSorted()).toEqual(
      theirs.map(({ bytes }) => hex(bytes)).toSorted(),
    );
  });

  test('need a heading', () => {
    const text = readFileSync('rules/data/roots.pem', 'utf8').replace('# date:', '# day:');
    expect(() => parseRoots(text)).toThrow('heading needs id, date and source');
  });
});
