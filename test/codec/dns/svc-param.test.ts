import { expect, test } from 'vitest';
import { Reader } from '../../../src/codec/base/reader.ts';
import { rdataOf } from '../../../src/codec/dns/canonical.ts';
import { decodeRdata } from '../../../src/codec/dns/rdata.ts';
import { parseRdata } from '../../../src/codec/dns/zone-file.ts';
import { RR_TYPES } from '../../../src/codec/iana/dns.ts';

const FOO = '03666f6f076578616d706c6503636f6d00';
const FOO_ORG = '03666f6f076578616d706c65036f726700';

/** RFC 9460, appendix D.1 and D.2. */
test.each([
  ['0 foo.example.com.', `0000${FOO}`],
  ['1 .', '000100'],
  ['16 foo.example.com. port=53', `0010${FOO}000300020035`],
  ['1 foo.example.com. key667=hello', `0001${FOO}029b000568656c6c6f`],
  ['1 foo.example.com. key667="hello\\210qoo"', `0001${FOO}029b000968656c6c6fd2716f6f`],
  [
    '1 foo.example.com. ( ipv6hint="2001:db8::1,2001:db8::53:1" )',
    `0001${FOO}0006002020010db800000000000000000000000120010db8000000000000000000530001`,
  ],
  [
    '1 example.com. ( ipv6hint="2001:db8:122:344::192.0.2.33" )',
    '0001076578616d706c6503636f6d000006001020010db80122034400000000c0000221',
  ],
  [
    '16 foo.example.org. ( alpn=h2,h3-19 mandatory=ipv4hint,alpn ipv4hint=192.0.2.1 )',
    `0010${FOO_ORG}0000000400010004000100090268320568332d313900040004c0000201`,
  ],
  [
    '16 foo.example.org. alpn="f\\\\\\\\oo\\\\,bar,h2"',
    `0010${FOO_ORG}0001000c08665c6f6f2c626172026832`,
  ],
  [
    '16 foo.example.org. alpn=f\\\\\\092oo\\092,bar,h2',
    `0010${FOO_ORG}0001000c08665c6f6f2c626172026832`,
  ],
])('%s is sent as the RFC says', (text, hex) => {
  expect(Buffer.from(rdataOf(parseRdata(RR_TYPES.SVCB, text))).toString('hex')).toBe(hex);
});

/** RFC 9460, appendix D.3, and others of their kind. */
test.each([
  ['key123=abc key123=def', 'key 123 after key 123'],
  ['mandatory', '"mandatory" is not a value of mandatory'],
  ['alpn', '"alpn" is not a value of alpn'],
  ['port', '"port" is not a value of port'],
  ['ipv4hint', '"ipv4hint" is not a value of ipv4hint'],
  ['ipv6hint', '"ipv6hint" is not a value of ipv6hint'],
  ['no-default-alpn=abc', '"no-default-alpn=abc" is not a value of no-default-alpn'],
  ['mandatory=key123', 'key 123 is mandatory and missing'],
  ['mandatory=mandatory', '"mandatory" among the mandatory keys'],
  ['mandatory=key123,key123 key123=abc', 'mandatory keys that do not ascend'],
  ['alpn=h2 key1=h2', 'key 1 after key 1'],
  ['alpn=h2,,h3', '"alpn=h2,,h3" is not a value of alpn'],
  ['alpn=a\\\\b', 'is not a value of alpn'],
  ['port=65536', '"port=65536" is not a value of port'],
  ['port=0x35', '"port=0x35" is not a value of port'],
  ['ipv4hint=192.0.2.1,x', 'is not a value of ipv4hint'],
  ['ech=A', '"ech=A" is not a value of ech'],
  ['ech=', 'no value'],
  ['dohpath=\\255', 'not UTF-8'],
  ['key3=abc', '1 bytes too many'],
  ['key65536=x', '"key65536=x" is not a parameter'],
  ['key01=x', '"key01=x" is not a parameter'],
  ['toString=x', '"toString=x" is not a parameter'],
  ['"alpn=h2"', '"alpn=h2" is not a parameter'],
])('%s is refused', (text, reason) => {
  expect(() => parseRdata(RR_TYPES.SVCB, `1 foo.example.com. ${text}`)).toThrow(reason);
});

test('a known key is read from its generic form too', () => {
  expect(parseRdata(RR_TYPES.HTTPS, '1 . key1="\\002h2" key3="\\001\\187" key2')).toMatchObject({
    svcParams: [
      { kind: 'alpn', ids: [Buffer.from('h2')].map((id) => new Uint8Array(id)) },
      { kind: 'no-default-alpn' },
      { kind: 'port', port: 443 },
    ],
  });
});

test.each([
  ['a value that is cut', '000100000300020035'.slice(0, -2)],
  ['keys that descend', '00010000030002003500020000'],
  ['a mandatory key that is missing', '0001000000000200ff'],
  ['an address of three octets', '0001000004000301020a'],
  ['an empty protocol name', '0001000001000100'],
  ['a name that is cut', '000103666f'],
])('%s makes the record malformed', (_, hex) => {
  const bytes = new Uint8Array(Buffer.from(hex, 'hex'));
  expect(decodeRdata(RR_TYPES.SVCB, new Reader(bytes, 'SVCB'))).toMatchObject({
    kind: 'malformed',
    bytes,
  });
});
