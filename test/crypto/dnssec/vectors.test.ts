import { describe, expect, test } from 'vitest';
import { isOf } from '../../../src/codec/dns/answer.ts';
import { labelCount } from '../../../src/codec/dns/canonical.ts';
import type { ResourceRecord } from '../../../src/codec/dns/message.ts';
import { RR_TYPES, rrTypeName } from '../../../src/codec/iana/dns.ts';
import { matchesDs, tagOf } from '../../../src/crypto/dnssec/digest.ts';
import { checkSignature } from '../../../src/crypto/dnssec/signature.ts';
import { fixture, keysIn, renamed } from './zone.ts';

/** Every signature of a zone with the key that it names: `name/type tag result`. */
function resultsOf(zone: readonly ResourceRecord[], apex: string, now: string): readonly string[] {
  return zone
    .filter((record) => isOf(record, 'RRSIG'))
    .flatMap(({ name, data: rrsig }) =>
      keysIn(zone)
        .filter((key) => key.algorithm === rrsig.algorithm && tagOf(key) === rrsig.keyTag)
        .map((key) => {
          const rrset = zone.filter(
            (record) => record.name === name && record.type === rrsig.typeCovered,
          );
          const question = { rrset, rrsig, key, zone: apex, now: new Date(now) };
          const { result } = checkSignature(question);
          return `${name}/${rrTypeName(rrsig.typeCovered)} ${rrsig.keyTag} ${result}`;
        }),
    );
}

test('every signature of the zone in RFC 4035, appendix A, is valid', () => {
  const results = resultsOf(fixture('rfc4035-a'), 'example', '2004-05-01T00:00:00Z');
  expect(results).toHaveLength(27);
  expect(results.filter((result) => !result.endsWith(' valid'))).toEqual([]);
  expect(results).toContain('example/DNSKEY 9465 valid');
  expect(results).toContain('*.w.example/MX 38519 valid');
});

test('every signature of the answers in RFC 5155, appendix B, is valid', () => {
  const results = resultsOf(fixture('rfc5155-b'), 'example', '2010-01-01T00:00:00Z');
  expect(results).toHaveLength(17);
  expect(results.filter((result) => !result.endsWith(' valid'))).toEqual([]);
  expect(results).toContain('example/DNSKEY 12708 valid');
});

test.each([
  ['rfc5702-6', 'example.net', '2010-01-01T00:00:00Z', ['9033', '3740']],
  ['rfc6605-6', 'example.net', '2010-09-01T00:00:00Z', ['55648', '10771']],
  ['rfc8080-6', 'example.com', '2015-08-01T00:00:00Z', ['3613', '35217', '9713', '38353']],
])('the signatures of %s are valid', (name, apex, now, tags) => {
  const results = resultsOf(fixture(name), apex, now);
  expect(results.map((result) => result.split(' ').slice(1))).toEqual(
    tags.map((tag) => [tag, 'valid']),
  );
});

describe('the signature that RFC 8080 prints for three labels', () => {
  test('is refused, since the root label is not counted (erratum 4935)', () => {
    const zone = fixture('rfc8080-6');
    const [key] = keysIn(zone);
    const published = zone.filter((record) => isOf(record, 'RRSIG'))[0]?.data;
    if (key === undefined || published === undefined) throw new Error('the fixture is empty');
    const signature = Buffer.from(
      'Edk+IB9KNNWg0HAjm7FazXyrd5m3Rk8zNZbvNpAcM+eysqcUOMIjWoevFkjH5GaMWeG96GUVZu6ECKOQmemHDg==',
      'base64',
    );
    const rrset = zone.filter(({ type }) => type === RR_TYPES.MX);
    const common = { rrset, key, zone: 'example.com', now: new Date('2015-08-01T00:00:00Z') };
    const three = { ...published, labels: 3, signature };
    expect(checkSignature({ ...common, rrsig: three }).result).toBe('labels');
    expect(checkSignature({ ...common, rrsig: { ...published, signature } }).result).toBe(
      'invalid',
    );
  });
});

test.each([
  ['rfc4034-5.4', ['60485 1', '60485 2']],
  ['rfc6605-6', ['55648 2', '10771 4']],
  ['rfc8080-6', ['3613 2', '35217 2', '9713 2', '38353 2']],
])('each DS record of %s matches one of its keys', (name, expected) => {
  const zone = fixture(name);
  const matched = zone
    .filter((record) => isOf(record, 'DS'))
    .filter(
      ({ name: owner, data }) =>
        keysIn(zone).filter((key) => matchesDs(data, owner, key) === true).length === 1,
    );
  expect(matched.map(({ data }) => `${data.keyTag} ${data.digestType}`)).toEqual(expected);
});

test('RFC 4035, appendix B.6: the expanded answer is valid and names its wildcard', () => {
  const zone = fixture('rfc4035-a');
  const [mx] = zone.filter(({ name, type }) => name === '*.w.example' && type === RR_TYPES.MX);
  const rrsig = zone
    .filter((record) => isOf(record, 'RRSIG'))
    .find(({ name, data }) => name === '*.w.example' && data.typeCovered === RR_TYPES.MX)?.data;
  const key = keysIn(zone).find((each) => tagOf(each) === 38519);
  if (mx === undefined || rrsig === undefined || key === undefined) throw new Error('not there');
  const rrset = [renamed(mx, 'a.z.w.example')];
  const now = new Date('2004-05-01T00:00:00Z');
  expect(labelCount('a.z.w.example')).toBeGreaterThan(rrsig.labels);
  expect(checkSignature({ rrset, rrsig, key, zone: 'example', now })).toMatchObject({
    result: 'valid',
    wildcard: '*.w.example',
  });
});
