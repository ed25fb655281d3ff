import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { SealError } from './seal-error.ts';

/** A key of Ed25519 (RFC 8032), private or public. */
export interface Key {
  /** SHA-256 of the public key as SubjectPublicKeyInfo (DER), hexadecimal. */
  readonly id: string;
  readonly key: KeyObject;
}

/** How a pair of keys is made and what each half is for. */
export const MAKE_KEYS =
  'openssl genpkey -algorithm ed25519 -out key.pem; openssl pkey -in key.pem -pubout -out public.pem';

/** What is to be said of a PEM block that is not the one wanted, by its label. */
const OTHER_LABELS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'PRIVATE KEY': {
    'ENCRYPTED PRIVATE KEY':
      'is encrypted; hand it over decrypted: openssl pkey -in key.pem | assay sign DIR --key -',
    'PUBLIC KEY': 'is a public key; its private half signs',
  },
  'PUBLIC KEY': {
    'PRIVATE KEY':
      'is a private key; its public half verifies: openssl pkey -in key.pem -pubout -out public.pem',
  },
};

/** The key that signs, from PEM (PKCS #8, RFC 5958). Throws a SealError. */
export function signingKey(pem: string): Key {
  const key = keyOf(pem, 'PRIVATE KEY', createPrivateKey);
  return { id: idOf(createPublicKey(key)), key };
}

/** The key that verifies, from PEM (SubjectPublicKeyInfo, RFC 8410). Throws a SealError. */
export function verifyingKey(pem: string): Key {
  const key = keyOf(pem, 'PUBLIC KEY', createPublicKey);
  return { id: idOf(key), key };
}

function keyOf(pem: string, wanted: string, create: (pem: string) => KeyObject): KeyObject {
  const labels = [...pem.matchAll(/^-----BEGIN ([A-Z0-9 ]+)-----/gm)].map(
    ([, label]) => label ?? '',
  );
  const [label] = labels;
  if (labels.length !== 1 || label !== wanted) {
    const said = OTHER_LABELS[wanted]?.[label ?? ''];
    throw new SealError(said ?? `is not one ${wanted.toLowerCase()} in PEM (BEGIN ${wanted})`);
  }
  const key = created(pem, create);
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new SealError(`is a key of ${key.asymmetricKeyType ?? 'another kind'}; Ed25519 is wanted`);
}

function created(pem: string, create: (pem: string) => KeyObject): KeyObject {
  try {
    return create(pem);
  } catch {
    // What OpenSSL says of it would help nobody, and could repeat what is in it.
    throw new SealError('is damaged: there is no key in it that can be read');
  }
}

const idOf = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
