import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatEnvelope, pae, PAYLOAD_TYPE, readEnvelope } from '../../src/seal/envelope.ts';
import { missingSigners, signed } from '../../src/seal/sign.ts';
import { ANNA, BERT } from './keys.ts';

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const read = (value: unknown) => readEnvelope(bytes(JSON.stringify(value)));

test('what is signed is encoded as in the example of the protocol', () => {
  expect(Buffer.from(pae('http://example.com/HelloWorld', bytes('hello world'))).toString()).toBe(
    'DSSEv1 29 http://example.com/HelloWorld 11 hello world',
  );
  expect(Buffer.from(pae('é', bytes(''))).toString()).toBe('DSSEv1 2 é 0 ');
});

test('the example of the protocol is read', () => {
  const sig =
    'A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==';
  const envelope = read({
    payload: 'aGVsbG8gd29ybGQ=',
    payloadType: 'http://example.com/HelloWorld',
    signatures: [{ sig }],
  });
  expect(Buffer.from(envelope.payload).toString()).toBe('hello world');
  expect(envelope.signatures).toEqual([{ sig: new Uint8Array(Buffer.from(sig, 'base64')) }]);
});

const STATEMENT = 'eyJfdHlwZSI6Imh0dHBzOi8vaW4tdG90by5pby9TdGF0ZW1lbnQvdjEifQ==';
const [BY_ANNA, BY_BERT] = [
  '2WAfaHm5jluo0w+0rk8uVkluELJYWjSmU9x7EUzx+AyteDGJ4/nqyJXfmAUVFIAoQafWm7AxBZNw5M9ixNHiCA==',
  'c1+67/aT0yqEpwx8PsVY3MLHsj9D0CZ014/Fv/QlG59P+9CobUZ7xECJ/V3USG0Ob9CiE5LjReEZUzNF2l7eBw==',
];
const OTHER_TYPE = 'application/vnd.example.other+json';

/**
 * The vectors of the DSSE repository (testvectors/vectors.json), made with the keys of RFC 8032: name,
 * payload type, payload, signatures, keys that have to have signed, whether it is to be accepted.
 */
const VECTORS = [
  ['single-signature', PAYLOAD_TYPE, STATEMENT, [BY_ANNA], [ANNA], true],
  [
    'url-safe-base64',
    PAYLOAD_TYPE,
    '-_-_Pj8=',
    ['P-_KHICeR7tI6S_YyejJTRtrXhcQyQ2LYPaL8h90KjC9qN8HU_svOQ6TuDOT1HIrsGW886DbWNWcCmX5twLrAw=='],
    [ANNA],
    true,
  ],
  ['payload-type-swapped', OTHER_TYPE, STATEMENT, [BY_ANNA], [ANNA], false],
  [
    'non-ascii-payload-type',
    'application/vnd.exämple+json',
    STATEMENT,
    ['xmSk/ug66ysT7ayhkCIjhAq42zgZXSsEWuzUaNL7w2eGAdF/NU6/fRXPtmfN+5DNSAs5/i2lUnHjbbjPsu0tAw=='],
    [ANNA],
    true,
  ],
  [
    'empty-payload',
    PAYLOAD_TYPE,
    '',
    ['gSggCAaTLTYyRH6FIDBem6meyIynsYy8RTHVzwx9tnTb7Bg/1jMWnuVgI/gffqmbsC2VX5/jHfkkDqsj7CDbDg=='],
    [ANNA],
    true,
  ],
  ['threshold-two-distinct-keys', PAYLOAD_TYPE, STATEMENT, [BY_ANNA, BY_BERT], [ANNA, BERT], true],
  ['threshold-two-one-key-twice', PAYLOAD_TYPE, STATEMENT, [BY_ANNA, BY_ANNA], [ANNA, BERT], false],
] as const;

test.each(VECTORS)(
  'the vector %s comes out as it should',
  (_, payloadType, payload, sigs, keys, accepted) => {
    const envelope = read({ payload, payloadType, signatures: sigs.map((sig) => ({ sig })) });
    const missing = missingSigners(
      envelope,
      keys.map(({ verifies }) => verifies),
    );
    expect(missing.length === 0).toBe(accepted);
  },
);

test('we sign the vectors as their makers did', () => {
  const payload = new Uint8Array(Buffer.from(STATEMENT, 'base64'));
  const [sig, second] = signed(payload, BERT.signs, signed(payload, ANNA.signs, null)).signatures;
  expect(Buffer.from(sig?.sig ?? []).toString('base64')).toBe(BY_ANNA);
  expect(Buffer.from(second?.sig ?? []).toString('base64')).toBe(BY_BERT);
});

test('who signs twice stands there once, and nobody is pushed out', () => {
  const payload = bytes('{}');
  const both = signed(payload, BERT.signs, signed(payload, ANNA.signs, null));
  const again = signed(payload, ANNA.signs, both);
  expect(again.signatures.map(({ keyid }) => keyid)).toEqual([BERT.signs.id, ANNA.signs.id]);
  expect(missingSigners(again, [ANNA.verifies, BERT.verifies])).toEqual([]);
});

test('an envelope is read as it was written, whatever is in it', () => {
  const signature = fc.record(
    { keyid: fc.string({ unit: 'binary' }), sig: fc.uint8Array() },
    { requiredKeys: ['sig'] },
  );
  const envelope = fc.record({
    payloadType: fc.string({ unit: 'binary' }),
    payload: fc.uint8Array(),
    signatures: fc.array(signature, { minLength: 1, maxLength: 3 }),
  });
  fc.assert(
    fc.property(envelope, (one) => {
      const text = formatEnvelope(one);
      expect(text).toMatch(/^[\x20-\x7e\n]*$/);
      expect(readEnvelope(bytes(text))).toEqual(one);
    }),
  );
});

const whole = { payload: 'AAAA', payloadType: 't', signatures: [{ sig: 'AAAA' }] };

test.each([
  ['spare bits that are not zero', { ...whole, payload: 'AB==' }, /payload: is not base64/],
  ['no padding', { ...whole, payload: 'AAA' }, /payload: is not base64/],
  ['both alphabets at once', { ...whole, payload: '+-AA' }, /payload: is not base64/],
  ['a line break', { ...whole, payload: 'AA\nAA' }, /payload: is not base64/],
  ['no signature', { ...whole, signatures: [] }, /signatures: there is none/],
  ['no list of signatures', { payload: 'AAAA', payloadType: 't' }, /signatures: /],
  ['a signature that is no text', { ...whole, signatures: [{ sig: 1 }] }, /signatures\.0\.sig: /],
  ['another value', 7, /^is not an envelope \(DSSE\): /],
])('%s is refused', (_, value, message) => {
  expect(() => read(value)).toThrow(message);
});

test.each([
  ['no JSON', bytes('{')],
  ['no UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
  ['a byte order mark', bytes(`\ufeff${JSON.stringify(whole)}`)],
  ['nothing', bytes('')],
])('%s is no envelope', (_, text) => {
  expect(() => readEnvelope(text)).toThrow(/^is not an envelope \(DSSE\): /);
});

test('empty fields may be missing', () => {
  expect(read({ signatures: [{ sig: '' }] })).toEqual({
    payload: new Uint8Array(),
    payloadType: '',
    signatures: [{ sig: new Uint8Array() }],
  });
});
