import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatEnvelope, PAYLOAD_TYPE, pae, readEnvelope } from '../../src/seal/envelope.ts';
import { sign } from 'node:crypto';
import { ANNA, BERT, CARL } from './keys.ts';
import { ABSENT, bytesOf, held, opened, sealed, type Folder } from './sealed.ts';

const FILES = { 'bundle.json': '{"a":1}\n', 'report.json': '{}\n', 'evidence/ab-x.pdf': 'x' };
const [anna, bert, carl] = [ANNA.verifies, BERT.verifies, CARL.verifies];
const unsigned = sealed(FILES, []);
const byAnna = sealed(FILES, [ANNA.signs]);
const byBoth = sealed(FILES, [ANNA.signs, BERT.signs]);
const other = sealed({ ...FILES, 'report.json': '[]\n' }, [ANNA.signs]);

const fileChanged = (folder: Folder, name: string, bytes: Uint8Array | null): Folder => {
  const files = new Map(folder.files);
  if (bytes === null) files.delete(name);
  else files.set(name, bytes);
  return { ...folder, files };
};

const textOf = ({ envelope }: Folder): string => Buffer.from(envelope.bytes ?? []).toString();

const withEnvelope = (change: (text: string) => string): Folder => ({
  ...byAnna,
  envelope: held(bytesOf(change(textOf(byAnna)))),
});

const noKey = byAnna.envelope.bytes === null ? [] : readEnvelope(byAnna.envelope.bytes).signatures;
const withoutKeyId = formatEnvelope({
  payloadType: PAYLOAD_TYPE,
  payload: byAnna.manifest.bytes ?? new Uint8Array(),
  signatures: noKey.map(({ sig }) => ({ sig })),
});

const otherType = ((): Folder => {
  const payload = byAnna.manifest.bytes ?? new Uint8Array();
  const payloadType = 'application/json';
  const sig = new Uint8Array(sign(null, pae(payloadType, payload), ANNA.signs.key));
  const envelope = { payloadType, payload, signatures: [{ keyid: anna.id, sig }] };
  return { ...byAnna, envelope: held(bytesOf(formatEnvelope(envelope))) };
})();

test.each([
  ['signed by the key that was given', byAnna, [anna], 'verified'],
  ['signed by both', byBoth, [anna, bert], 'verified'],
  ['signed by one besides', byBoth, [anna], 'verified'],
  ['a key given twice', byAnna, [anna, anna], 'verified'],
  ['a signature that names no key', withEnvelope(() => withoutKeyId), [anna], 'verified'],
  ['signed by one of two', byAnna, [anna, bert], 'violated'],
  ['signed by another one', byAnna, [carl], 'violated'],
  ['not signed, though a key was given', unsigned, [anna], 'violated'],
  ['not signed, and no key given', unsigned, [], 'unknown'],
  ['signed, and no key given', byAnna, [], 'unknown'],
  ['the signature of another folder', { ...byAnna, envelope: other.envelope }, [anna], 'violated'],
  ['that without a key', { ...byAnna, envelope: other.envelope }, [], 'violated'],
  ['another manifest', { ...byAnna, manifest: other.manifest }, [anna], 'violated'],
  ['no manifest', { ...byAnna, manifest: ABSENT }, [anna], 'violated'],
  ['neither', { ...byAnna, manifest: ABSENT, envelope: ABSENT }, [], 'violated'],
  [
    'a manifest that is a link',
    { ...byAnna, manifest: { bytes: null, fault: 'is a link' } },
    [anna],
    'violated',
  ],
  [
    'an envelope that is a link',
    { ...byAnna, envelope: { bytes: null, fault: 'is a link' } },
    [],
    'violated',
  ],
  ['another type of payload', otherType, [anna], 'violated'],
  [
    'a field that nobody has signed',
    withEnvelope((text) => text.replace('{', '{"by": 1,')),
    [anna],
    'violated',
  ],
  ['other spaces', withEnvelope((text) => text.replaceAll('\n', '')), [anna], 'violated'],
  [
    'a key id that is not the key',
    withEnvelope((text) => text.replace(anna.id, carl.id)),
    [anna],
    'violated',
  ],
  ['no JSON', withEnvelope(() => 'x'), [anna], 'violated'],
  ['a file changed', fileChanged(byAnna, 'report.json', bytesOf('[]\n')), [anna], 'violated'],
  ['a file cut', fileChanged(byAnna, 'report.json', bytesOf('{}')), [anna], 'violated'],
  ['a file missing', fileChanged(byAnna, 'report.json', null), [anna], 'violated'],
  ['a file besides', fileChanged(byAnna, 'notes.txt', bytesOf('x')), [anna], 'unknown'],
] as const)('%s', (_, folder, keys, state) => {
  expect(opened(folder, keys).state).toBe(state);
});

test('that nobody has signed can be allowed, and is said all the same', () => {
  const { state, remarks } = opened(unsigned, [], true);
  expect(state).toBe('verified');
  expect(remarks).toContainEqual({
    ...{ file: 'manifest.dsse.json', state: 'note' },
    text: 'is missing: nobody has signed',
  });
  expect(opened(byAnna, [], true).state).toBe('verified');
  expect(opened(fileChanged(unsigned, 'report.json', null), [], true).state).toBe('violated');
  expect(opened({ ...byAnna, envelope: other.envelope }, [], true).state).toBe('violated');
});

test('what is wrong is said of the file, in words', () => {
  const changes: [string, Uint8Array | null][] = [
    ['bundle.json', bytesOf('{"a":2}\n')],
    ['report.json', null],
    ['evidence/ab-x.pdf', bytesOf('xy')],
    ['notes.txt', bytesOf('')],
  ];
  const folder = changes.reduce((one, [name, bytes]) => fileChanged(one, name, bytes), byAnna);
  const said = opened(folder, [anna]).remarks.map(({ file, text }) => `${file} ${text}`);
  expect(said).toEqual([
    `manifest.dsse.json signature 1 holds: key ${anna.id.slice(0, 16)}…`,
    expect.stringMatching(/^bundle\.json is changed: SHA-256 [0-9a-f]{16}…, not [0-9a-f]{16}…$/),
    'evidence/ab-x.pdf is changed: 2 bytes, not 1',
    'report.json is missing',
    'notes.txt is not in the manifest',
  ]);
});

test('any byte that is changed in a file, the manifest or the envelope is found', () => {
  const all: [string, Uint8Array][] = [
    ...byBoth.files,
    ['manifest', byBoth.manifest.bytes ?? new Uint8Array()],
    ['envelope', byBoth.envelope.bytes ?? new Uint8Array()],
  ];
  const place = fc
    .constantFrom(...all)
    .chain(([name, bytes]) => fc.tuple(fc.constant(name), fc.nat(bytes.length - 1)));
  fc.assert(
    fc.property(place, fc.integer({ min: 1, max: 255 }), ([name, index], mask) => {
      const bytes = new Uint8Array(new Map(all).get(name) ?? []);
      bytes[index] = (bytes[index] ?? 0) ^ mask;
      const folder =
        name === 'manifest' || name === 'envelope'
          ? { ...byBoth, [name]: held(bytes) }
          : fileChanged(byBoth, name, bytes);
      expect(opened(folder, [anna, bert]).state).toBe('violated');
    }),
    { numRuns: 1000 },
  );
});

test('any byte of the envelope that is taken away or put in is found', () => {
  const bytes = byBoth.envelope.bytes ?? new Uint8Array();
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.option(fc.nat(255)), (index, added) => {
      const [before, after] = [
        bytes.slice(0, index),
        bytes.slice(index + (added === null ? 1 : 0)),
      ];
      const changed = Uint8Array.from([...before, ...(added === null ? [] : [added]), ...after]);
      expect(opened({ ...byBoth, envelope: held(changed) }, [anna, bert]).state).toBe('violated');
    }),
    { numRuns: 300 },
  );
});
