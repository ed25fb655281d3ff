import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDkimKey, type DkimKey } from '../../../src/codec/mail/dkim-key.ts';
import { presentFault } from '../../../src/codec/mail/fault.ts';

/** RFC 6376, appendix C. */
const RFC6376 =
  'v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkM' +
  'oGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/R' +
  'tdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToI' +
  'MmPSPDdQPNUYckcQ2QIDAQAB';
/** RFC 8463, appendix A.2. */
const RFC8463_ED25519 = 'v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=';
const RFC8463_RSA =
  'v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWR' +
  'iGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutAC' +
  'DfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3' +
  'Ip3G+2kryOTIKT+l/K4w3QIDAQAB';

const rsaKey = (modulusLength: number): KeyObject =>
  generateKeyPairSync('rsa', { modulusLength }).publicKey;
const base64 = (key: KeyObject, type: 'spki' | 'pkcs1' = 'spki'): string =>
  key.export({ type, format: 'der' }).toString('base64');
const RSA = rsaKey(2048);
const P = base64(RSA);
const WEAK = base64(rsaKey(768));

function read(text: string): DkimKey {
  const key = parseDkimKey(text);
  if (key === null) throw new Error(`${text} is no key record`);
  return key;
}
const faultsOf = (text: string): string[] => read(text).faults.map(presentFault);

/** The key stands in for `KEY`, so that tests are called the same in every run. */
const withKey = (text: string): string =>
  text.replace('BARE', base64(RSA, 'pkcs1')).replace('WEAK', WEAK).replaceAll('KEY', P);

test('the keys of the RFCs are read', () => {
  expect(read(RFC6376)).toMatchObject({ versioned: true, type: 'rsa', bits: 1024, faults: [] });
  expect(read(RFC8463_RSA)).toMatchObject({ type: 'rsa', bits: 1024, faults: [] });
  const { key, ...ed25519 } = read(RFC8463_ED25519);
  expect(key).toHaveLength(32);
  expect(ed25519).toEqual({
    ...{ versioned: true, type: 'ed25519', bits: 256, revoked: false, testing: false },
    ...{ hashes: ['sha1', 'sha256'], faults: [] },
  });
});

test.each([1024, 2048, 3072])('an RSA key of %i bits, in both of its forms, is one key', (bits) => {
  const key = rsaKey(bits);
  const whole = read(`v=DKIM1; p=${base64(key)}`);
  const bare = read(`v=DKIM1; p=${base64(key, 'pkcs1')}`);
  expect(whole).toMatchObject({ type: 'rsa', bits, faults: [] });
  expect(bare).toEqual(whole);
});

test('a key may be folded, and padding may be left out', () => {
  const folded = P.replace(/(.{60})/g, '$1\r\n ').replace(/=+$/, '');
  expect(read(`v=DKIM1; p=${folded}`)).toMatchObject({ bits: 2048, faults: [] });
});

describe('what is no key record', () => {
  test.each(['', 'v=spf1 -all', 'v=DMARC1; p=reject', 'hello', 'site-verification=abc', 'k=rsa'])(
    '%j',
    (text) => {
      expect(parseDkimKey(text)).toBeNull();
    },
  );
});

test('an empty p revokes and is no fault', () => {
  expect(read('v=DKIM1; p=')).toMatchObject({ revoked: true, key: null, bits: null, faults: [] });
  expect(read(`p=${P}`)).toMatchObject({ revoked: false, versioned: false, faults: [] });
});

test('flags, hashes and obsolete tags are read', () => {
  expect(read(`v=DKIM1; t=y:s; h=sha256 : sha1; n=a note; g=; x=1; p=${P}`)).toMatchObject({
    testing: true,
    hashes: ['sha256', 'sha1'],
    faults: [],
  });
  expect(read(`v=DKIM1; t=s; s=email; p=${P}`)).toMatchObject({ testing: false, faults: [] });
  expect(read(`v=DKIM1; s=tlsrpt:*; p=${P}`).faults).toEqual([]);
});

test.each([
  ['k=rsa; v=DKIM1; p=KEY', ['column 8: v does not stand first']],
  ['v=dkim1; p=KEY', ['column 1: v is "dkim1", not DKIM1']],
  ['v=DKIM1\\; p=KEY', ['column 1: v is "DKIM1\\", not DKIM1']],
  ['v=DKIM1; k=rsa', ['column 1: there is no p']],
  ['v=DKIM1; p=@@@', ['column 10: p is no base64']],
  ['v=DKIM1; p=AAAAA', ['column 10: p is no base64']],
  ['v=DKIM1; k=dsa; p=AAAA', ['column 10: k is "dsa": rsa or ed25519']],
  [
    'v=DKIM1; h=sha1; p=KEY',
    ['column 10: h allows sha1, which verifiers refuse (RFC 8301), and not sha256'],
  ],
  ['v=DKIM1; h=md5; p=KEY', ['column 10: h is "md5": no hash that DKIM has']],
  ['v=DKIM1; s=other; p=KEY', ['column 10: s is "other": not for email']],
  ['v=DKIM1; p=KEY; p=KEY', [`column ${14 + P.length}: p stands twice`]],
  ['v=DKIM1; k=ed25519; p=AAAA', ['column 21: p has 3 octets, an Ed25519 key 32']],
  [
    RFC8463_ED25519.replace('k=ed25519; ', ''),
    ['column 10: p has 32 octets, as an Ed25519 key has, and k is not ed25519'],
  ],
])('%j has the faults %j', (text, faults) => {
  expect(faultsOf(withKey(text))).toEqual(faults);
});

test('a key that verifiers must not take is a fault with its size', () => {
  const key = read(`v=DKIM1; p=${WEAK}`);
  expect(key.bits).toBe(768);
  expect(key.faults.map(presentFault)).toEqual([
    'column 10: p is an RSA key of 768 bits; verifiers take none below 1024 (RFC 8301)',
  ]);
});

test('a key that was cut off, of another algorithm or with an exponent of 1 is a fault', () => {
  expect(faultsOf(`v=DKIM1; p=${P.slice(0, 240)}`)[0]).toMatch(/^column 10: p is no RSA key: /);
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
  expect(faultsOf(`v=DKIM1; p=${base64(ec)}`)).toEqual(['column 10: p is a key of EC, not RSA']);
  const one = RSA.export({ type: 'pkcs1', format: 'der' });
  one.set([1, 0, 0], one.length - 3);
  expect(faultsOf(`v=DKIM1; p=${one.toString('base64')}`)).toEqual([
    'column 10: p has a modulus or exponent that no RSA key has',
  ]);
});

interface Peer {
  getPublicKey(
    type: string,
    name: string,
    minBits: number,
    resolver: () => Promise<string[][]>,
    options: { strict: boolean },
  ): Promise<{ modulusLength?: number; keyType: string; testing: boolean }>;
}
// mailauth has no types for this module.
const peer = createRequire(import.meta.url)('mailauth/lib/tools') as Peer;

/** What mailauth makes of a record: its size and flag, or the code of its refusal. */
const theirs = (text: string): Promise<string> =>
  peer
    .getPublicKey('DKIM', 's._domainkey.a.test', 1024, () => Promise.resolve([[text]]), {
      strict: true,
    })
    .then(
      ({ keyType, modulusLength, testing }) =>
        [keyType, modulusLength ?? 256, ...(testing ? ['testing'] : [])].join(' '),
      (error: unknown) =>
        error instanceof Error && 'code' in error ? String(error.code) : 'error',
    );

/** The same of ours. */
function ours(text: string): string {
  const key = parseDkimKey(text);
  if (key === null || key.faults.length > 0 || key.revoked) return 'refused';
  return [key.type, key.bits, ...(key.testing ? ['testing'] : [])].join(' ');
}

describe('mailauth, strict, agrees', () => {
  test.each([
    ['v=DKIM1; k=rsa; p=KEY', 'rsa 2048'],
    ['v=DKIM1; p=BARE', 'rsa 2048'],
    ['p=KEY', 'rsa 2048'],
    ['k=rsa; v=DKIM1; p=KEY', 'EINVALIDVER'],
    ['v=dkim1; p=KEY', 'EINVALIDVER'],
    ['v=DKIM1; p=WEAK', 'ESHORTKEY'],
    ['v=DKIM1; p=', 'EINVALIDVAL'],
    ['v=DKIM1; p=@@@', 'EINVALIDVAL'],
    [RFC8463_ED25519, 'ed25519 256'],
    [RFC8463_RSA, 'rsa 1024'],
    ['v=DKIM1; t=y:s; p=KEY', 'rsa 2048 testing'],
    ['v=DKIM1; s=other; p=KEY', 'EINVALIDSERVICE'],
    ['v=DKIM1; g=; p=KEY', 'rsa 2048'],
    ['v=spf1 -all', 'EINVALIDVAL'],
    ['v=DKIM1; k=ed25519; p=KEY', 'EINVALIDTYPE'],
    [RFC8463_ED25519.replace('ed25519', 'rsa'), 'EINVALIDTYPE'],
    ['v=DKIM1; p=KEY; p=KEY', 'EINVALIDVAL'],
    ['v=DKIM1;; p=KEY', 'EINVALIDVAL'],
  ])('about %j: %s', async (text, expected) => {
    expect(await theirs(withKey(text))).toBe(expected);
    expect(ours(withKey(text))).toBe(expected.startsWith('E') ? 'refused' : expected);
  });

  test('but for a record that allows sha1 alone, which no verifier of RFC 8301 can use', async () => {
    const text = `v=DKIM1; h=sha1; p=${P}`;
    expect([await theirs(text), ours(text)]).toEqual(['rsa 2048', 'refused']);
  });
});

const words = ['v=DKIM1', 'k=rsa', 'k=ed25519', 'p=', `p=${P}`, 't=y', 'h=sha1', 's=*', 'x', ';'];

test('any text is read or told apart', () => {
  const records = fc.array(fc.constantFrom(...words), { maxLength: 6 }).map((all) => all.join(';'));
  const keys = fc
    .uint8Array({ maxLength: 200 })
    .map((bytes) => `v=DKIM1; p=${Buffer.from(bytes).toString('base64')}`);
  fc.assert(
    fc.property(fc.oneof(fc.string(), records, keys), (text) => {
      const key = parseDkimKey(text);
      if (key === null) return;
      expect(key.key === null || key.bits !== null).toBe(true);
      if (key.key === null && !key.revoked) expect(key.faults).not.toEqual([]);
    }),
  );
});

test('a valid key with one octet changed is read or a fault, never a crash', () => {
  const der = RSA.export({ type: 'spki', format: 'der' });
  fc.assert(
    fc.property(fc.nat(der.length - 1), fc.nat(255), (at, octet) => {
      const bytes = Uint8Array.from(der);
      bytes[at] = octet;
      expect(read(`p=${Buffer.from(bytes).toString('base64')}`).type).toBe('rsa');
    }),
  );
});
