import type * as Crypto from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { supportsAlgorithm } from '../../../src/crypto/dnssec/algorithm.ts';
import { importKey } from '../../../src/crypto/dnssec/key.ts';
import { checkSignature } from '../../../src/crypto/dnssec/signature.ts';
import { newSigner, records, SIGNED_AT, signed } from './zone.ts';

// The policy of some systems makes OpenSSL throw where a signature over SHA-1 is to be verified.
vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof Crypto>();
  return {
    ...crypto,
    verify: (algorithm: string | null, ...rest: [never, never, never]) => {
      if (algorithm === 'sha1') throw new Error('error:03000098:invalid digest');
      return crypto.verify(algorithm, ...rest);
    },
  };
});

test('what the system has switched off is not supported, rather than invalid', () => {
  const rrset = records('www.example. A 192.0.2.1');
  for (const number of [5, 7]) {
    const signer = newSigner(number);
    const question = { rrset, rrsig: signed(signer, rrset), key: signer.key, zone: 'example' };
    expect(supportsAlgorithm(number)).toBe(false);
    expect(importKey(signer.key)).toMatchObject({ ok: false, why: 'unsupported' });
    expect(checkSignature({ ...question, now: SIGNED_AT })).toMatchObject({
      result: 'unsupported',
      detail: `algorithm ${number} is off on this system`,
    });
  }
  expect(supportsAlgorithm(8)).toBe(true);
});
