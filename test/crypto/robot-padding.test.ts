import {
  constants,
  createPublicKey,
  generateKeyPairSync,
  privateDecrypt,
  randomBytes,
} from 'node:crypto';
import { expect, test } from 'vitest';
import { encryptedPremaster, paddedBlock, PADDINGS } from '../../src/crypto/robot-padding.ts';

const random = Uint8Array.from({ length: 2048 }, (_, index) => index % 256);
const blocks = (length: number, highest: number) =>
  Object.fromEntries(
    PADDINGS.map((padding) => [
      padding,
      Buffer.from(paddedBlock(length, highest, { padding, version: 0x0303, random })),
    ]),
  );

test('the forms have zeros where they say and nowhere else', () => {
  const zerosIn = (block: Buffer | undefined) =>
    [...(block ?? [])].flatMap((byte, index) => (byte === 0 ? [index] : []));
  const made = blocks(256, 0xc0);
  expect(Object.fromEntries(PADDINGS.map((padding) => [padding, zerosIn(made[padding])]))).toEqual({
    correct: [0, 207],
    'wrong first bytes': [207],
    'zero in the wrong place': [0, 254],
    'no zero': [0],
    'wrong version': [0, 207],
  });
  expect(made['correct']?.readUInt16BE(208)).toBe(0x0303);
  expect(made['wrong version']?.readUInt16BE(208)).toBe(0x0202);
  expect(made['wrong first bytes']?.readUInt16BE()).toBe(0x4117);
});

test('OpenSSL takes the correct form for PKCS #1 of 48 bytes, and what is encrypted for the block', () => {
  for (const modulusLength of [1024, 1025, 2048]) {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength });
    const spki = publicKey.export({ format: 'der', type: 'spki' });
    for (const padding of PADDINGS) {
      const block = { padding, version: 0x0303, random: randomBytes(2048) };
      const encrypted = encryptedPremaster(spki, block);
      if (encrypted === undefined) throw new Error('not encrypted');
      const key = { key: privateKey, padding: constants.RSA_NO_PADDING };
      const plain = privateDecrypt(key, encrypted);
      expect(plain).toEqual(
        Buffer.from(paddedBlock(plain.length, modulusLength === 1025 ? 0x01 : 0x80, block)),
      );
      if (padding !== 'correct') continue;
      const pkcs1 = { key: privateKey, padding: constants.RSA_PKCS1_PADDING };
      const secret = privateDecrypt(pkcs1, encrypted);
      expect(secret).toHaveLength(48);
      expect(secret.readUInt16BE()).toBe(0x0303);
    }
  }
});

test('a key that is not RSA, too short or no key gives nothing', () => {
  const block = { padding: 'correct', version: 0x0303, random } as const;
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
  const short = createPublicKey({
    key: { kty: 'RSA', n: randomBytes(32).toString('base64url'), e: 'AQAB' },
    format: 'jwk',
  });
  for (const key of [ec, short]) {
    const spki = key.export({ format: 'der', type: 'spki' });
    expect(encryptedPremaster(spki, block)).toBeUndefined();
  }
  expect(encryptedPremaster(random.subarray(0, 50), block)).toBeUndefined();
});
