import { describe, expect, test } from 'vitest';
import { decodePem } from '../../../src/codec/x509/pem.ts';

describe('PEM', () => {
  test('all blocks are read, text between them skipped', () => {
    const text =
      'a\r\n-----BEGIN A B-----\r\nAQ\r\nI=\r\n-----END A B-----\r\n\r\n-----BEGIN C-----\n-----END C-----';
    expect(decodePem(text)).toEqual([
      { label: 'A B', bytes: Uint8Array.of(1, 2) },
      { label: 'C', bytes: new Uint8Array() },
    ]);
  });

  test.each([
    ['-----BEGIN A-----\nAQI=', 'PEM line 1 at byte 0: BEGIN A without END'],
    ['\n-----END A-----', 'PEM line 2 at byte 0: END A out of place'],
    ['-----BEGIN A-----\n-----BEGIN A-----', 'PEM line 2 at byte 0: BEGIN A out of place'],
    ['-----BEGIN A-----\n-----END B-----', 'PEM line 2 at byte 0: END B out of place'],
    ['-----BEGIN A-----\n*\n-----END A-----', 'PEM line 1 at byte 0: what follows is not base64'],
  ])('%j is refused', (text, message) => {
    expect(() => decodePem(text)).toThrow(message);
  });
});
