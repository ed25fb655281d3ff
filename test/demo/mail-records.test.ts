import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { parseZoneFile } from '../../src/codec/dns/zone-file.ts';
import { decodePem } from '../../src/codec/x509/pem.ts';
import { createAuthority } from '../../src/demo/authority.ts';
import { dkimRecord, tlsaRecords } from '../../src/demo/mail-records.ts';

const dataOf = (line: string) =>
  parseZoneFile(line, { origin: 'zone.example', ttl: 60 }).map(({ name, data }) => ({
    name,
    data,
  }));

test.each([768, 2048])('a DKIM record has a key of %i bits, in strings that fit', (bits) => {
  const [record] = dataOf(dkimRecord('s1', bits));
  expect(record?.name).toBe('s1._domainkey.zone.example');
  if (record?.data.kind !== 'TXT') throw new Error('no TXT');
  const { strings } = record.data;
  expect(strings.every(({ length }) => length <= 255)).toBe(true);
  const text = Buffer.concat(strings).toString();
  const key = createPublicKey({
    key: Buffer.from(text.replace(/^v=DKIM1; k=rsa; p=/, ''), 'base64'),
    format: 'der',
    type: 'spki',
  });
  expect(key.asymmetricKeyDetails?.modulusLength).toBe(bits);
});

test('TLSA records are of the key of the server and of that of its issuer', () => {
  const authority = createAuthority(new Date('2026-11-22T12:00:00Z'));
  const identity = authority.issue({ names: ['mx.example'], rsaBits: 2048, validDays: [-1, 1] });
  const digests = decodePem(identity.cert).map(({ bytes }) =>
    createHash('sha256')
      .update(new X509Certificate(bytes).publicKey.export({ type: 'spki', format: 'der' }))
      .digest('hex'),
  );
  const records = tlsaRecords('_25._tcp.mx', identity).flatMap(dataOf);
  expect(records.map(({ name }) => name)).toEqual(
    Array.from({ length: 2 }, () => '_25._tcp.mx.zone.example'),
  );
  expect(
    records.map(({ data }) =>
      data.kind === 'TLSA'
        ? [data.usage, data.selector, data.matchingType, Buffer.from(data.data).toString('hex')]
        : null,
    ),
  ).toEqual([
    [3, 1, 1, digests[0]],
    [2, 1, 1, digests[1]],
  ]);
});
