import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { expect, test } from 'vitest';
import { signingKey, verifyingKey } from '../../src/seal/key.ts';
import { pairOf, SEEDS } from './keys.ts';

/** RFC 8032, section 7.1: public key, message, signature. */
const VECTORS = [
  [
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ],
] as const;

test.each(VECTORS.map((vector, index) => [index + 1, ...vector] as const))(
  'a key read from PEM signs test %i of RFC 8032',
  (number, open, message, signature) => {
    const pair = pairOf(SEEDS[number - 1] ?? '');
    const { key, id } = signingKey(pair.secret);
    expect(sign(null, Buffer.from(message, 'hex'), key).toString('hex')).toBe(signature);
    const public_ = verifyingKey(pair.open);
    expect(public_.id).toBe(id);
    expect(public_.key.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex')).toBe(
      open,
    );
  },
);

/** A pair of keys of another kind, as PEM. */
const paired = (pair: { readonly privateKey: KeyObject; readonly publicKey: KeyObject }) => ({
  secret: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  open: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
});
const rsa = paired(generateKeyPairSync('rsa', { modulusLength: 2048 }));
const ed448 = paired(generateKeyPairSync('ed448'));
const locked = generateKeyPairSync('ed25519')
  .privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
  .toString();
const { secret, open: shown } = pairOf(SEEDS[0]);
const damaged = secret.replace(/\n.{10}/, '\nAAAAAAAAAA');

test.each([
  ['RSA', rsa.secret, /^is a key of rsa; Ed25519 is wanted$/],
  ['Ed448', ed448.secret, /^is a key of ed448; Ed25519 is wanted$/],
  ['an encrypted key', locked, /^is encrypted; .*openssl pkey -in key\.pem \| assay sign/],
  ['a public key', shown, /^is a public key/],
  ['a damaged key', damaged, /^is damaged/],
  ['no key', 'hello', /^is not one private key in PEM \(BEGIN PRIVATE KEY\)$/],
  ['two keys', secret + secret, /^is not one private key in PEM/],
  ['nothing', '', /^is not one private key in PEM/],
])('%s does not sign', (_, text, message) => {
  expect(() => signingKey(text)).toThrow(message);
});

test.each([
  ['RSA', rsa.open, /^is a key of rsa; Ed25519 is wanted$/],
  ['a private key', secret, /^is a private key; .* -pubout/],
  ['a certificate', '-----BEGIN CERTIFICATE-----\n', /^is not one public key in PEM/],
])('%s does not verify', (_, text, message) => {
  expect(() => verifyingKey(text)).toThrow(message);
});

test('no error repeats what is in a private key', () => {
  const inside = /\n(.+)\n/.exec(damaged)?.[1] ?? 'nothing';
  expect(() => signingKey(damaged)).not.toThrow(inside);
});
