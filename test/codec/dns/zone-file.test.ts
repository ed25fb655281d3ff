import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rdataOf } from '../../../src/codec/dns/canonical.ts';
import { ZoneFileError } from '../../../src/codec/dns/master-token.ts';
import { presentRecord } from '../../../src/codec/dns/present.ts';
import { parseRdata, parseZoneFile } from '../../../src/codec/dns/zone-file.ts';
import { RR_TYPES } from '../../../src/codec/iana/dns.ts';

const ORIGIN = { origin: 'example', ttl: 60 };
const lines = (text: string, options: { origin: string; ttl?: number } = ORIGIN): string[] =>
  parseZoneFile(text, options).map(presentRecord);

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/wire/dns/${name}`, import.meta.url), 'utf8');

describe('a zone of every type', () => {
  const ours = parseZoneFile(fixture('every-type.zone'), { origin: '.' });
  // It breaks long hexadecimal and base 64 into pieces and aligns the columns.
  const bind = fixture('every-type.bind.zone').replaceAll(/^;.*\n/gm, '');
  const packed = (line: string): string => line.replaceAll(/\s/g, '');

  /** Names of parameters and types that BIND 9.18 does not have yet; a time beyond 2038 it puts before 1970. */
  const OTHERWISE = [
    ['NXNAME', 'TYPE128'],
    ['dohpath="/dns-query{?dns}"ohttp', 'key7="/dns-query{?dns}"key8'],
    ['21060207062815', '19691231235959'],
  ] as const;

  test('reads as BIND reads it', () => {
    const text = ours.map((record) =>
      OTHERWISE.reduce(
        (line, [here, there]) => line.replace(here, there),
        packed(presentRecord(record)),
      ),
    );
    expect(text.toSorted()).toEqual(bind.trim().split('\n').map(packed).toSorted());
  });

  test('says the same where BIND has written it', () => {
    const text = bind.replace('19691231235959', '21060207062815');
    const theirs = parseZoneFile(text, { origin: '.' }).map(presentRecord);
    expect(theirs.toSorted()).toEqual(ours.map(presentRecord).toSorted());
  });

  test('survives its own text, and as data of no known type', () => {
    const text = ours.map(presentRecord).join('\n');
    expect(parseZoneFile(text, { origin: '.' })).toEqual(ours);
    const generic = ours.map((record) =>
      presentRecord({ ...record, data: { kind: 'unknown', bytes: rdataOf(record.data) } }),
    );
    expect(parseZoneFile(generic.join('\n'), { origin: '.' })).toEqual(ours);
  });
});

describe('a master file', () => {
  test('has owners, classes and TTLs left out', () => {
    const text = `
$TTL 1h
@       IN SOA ns hostmaster (
          7      ; serial
          2h 1h  ; refresh ( retry
          1w 300 )
          NS ns
ns  60    A  192.0.2.1
          A  192.0.2.2
a   IN 90 A  192.0.2.3
b   90 in A  192.0.2.4
$ORIGIN sub
c         A  192.0.2.5
d.example. A 192.0.2.6
\tTXT "a;b" c\\;d ; comment`;
    expect(lines(text, { origin: 'Example.' })).toEqual([
      'Example. 3600 IN SOA ns.Example. hostmaster.Example. 7 7200 3600 604800 300',
      'Example. 3600 IN NS ns.Example.',
      'ns.Example. 60 IN A 192.0.2.1',
      'ns.Example. 3600 IN A 192.0.2.2',
      'a.Example. 90 IN A 192.0.2.3',
      'b.Example. 90 IN A 192.0.2.4',
      'c.sub.Example. 3600 IN A 192.0.2.5',
      'd.example. 3600 IN A 192.0.2.6',
      'd.example. 3600 IN TXT "a;b" "c;d"',
    ]);
  });

  test('takes the TTL that was stated last where there is no $TTL', () => {
    expect(lines('a 7 A 192.0.2.1\nb A 192.0.2.2', { origin: '.' })[1]).toBe('b. 7 IN A 192.0.2.2');
    const soa = '@ SOA ns host 1 2 3 4 5\n@ NS ns';
    expect(lines(soa, { origin: '.' })[1]).toBe('. 5 IN NS ns.');
  });

  test('keeps the class of the record before', () => {
    expect(lines('version.bind. CH TXT "x"\n TXT "y"')).toEqual([
      'version.bind. 60 CH TXT "x"',
      'version.bind. 60 CH TXT "y"',
    ]);
  });

  test('takes owners that look like something else', () => {
    expect(lines('IN A 192.0.2.1\n3600 A 192.0.2.2\nMX MX 1 MX')).toEqual([
      'IN.example. 60 IN A 192.0.2.1',
      '3600.example. 60 IN A 192.0.2.2',
      'MX.example. 60 IN MX 1 MX.example.',
    ]);
  });

  test('has names whose labels hold dots, backslashes and any octet', () => {
    expect(
      lines('a\\.b A 192.0.2.1\nc\\\\. A 192.0.2.2\nd\\. A 192.0.2.3\n\\255\\@ A 192.0.2.4'),
    ).toEqual([
      'a\\.b.example. 60 IN A 192.0.2.1',
      'c\\\\. 60 IN A 192.0.2.2',
      'd\\..example. 60 IN A 192.0.2.3',
      '\\255\\@.example. 60 IN A 192.0.2.4',
    ]);
  });

  test('has types and classes as numbers, and data of any type as octets', () => {
    expect(
      lines('a CLASS1 TYPE1 \\# 4 0A 000001\nb CLASS32 TYPE731 \\# 6 abcdef ( 01 2345 )'),
    ).toEqual(['a.example. 60 IN A 10.0.0.1', 'b.example. 60 CLASS32 TYPE731 \\# 6 ABCDEF012345']);
  });

  test('says a time as seconds since 1970 too', () => {
    const text = 'RRSIG A 13 1 60 1000000000 20010909014640 7 . AAAA';
    expect(lines(`a ${text}`)[0]).toContain(' 20010909014640 20010909014640 ');
  });

  test('is read with any line ends', () => {
    expect(lines('a A 192.0.2.1\r\n\r\n; x\r\nb A 192.0.2.2\r\n')).toHaveLength(2);
  });
});

describe('text that breaks the format', () => {
  test.each([
    ['$INCLUDE other.zone', 'line 1: $INCLUDE is not supported'],
    ['$GENERATE 1-9 a$ A 192.0.2.$', 'line 1: $GENERATE is not supported'],
    ['$ORIGIN', 'line 1: $ORIGIN has one value'],
    ['$ORIGIN a..b', 'line 1: "a..b" is not a domain name'],
    ['$TTL soon', 'line 1: "soon" is not a TTL'],
    ['\n A 192.0.2.1', 'line 2: no record before it has an owner'],
    ['a', 'line 1: a record without a type'],
    ['a IN 60', 'line 1: a record without a type'],
    ['a IN NONSENSE x', 'line 1: "NONSENSE" is not a type'],
    ['a TYPE65536 \\# 0', 'line 1: "TYPE65536" is not a type'],
    ['a A', 'line 1: a field is missing'],
    ['a A 192.0.2.256', 'line 1: "192.0.2.256" is not an IPv4 address'],
    ['a A "192.0.2.1"', 'line 1: a word is not quoted: "192.0.2.1"'],
    ['a A 192.0.2.1 x', 'line 1: 1 words too many'],
    ['a AAAA 192.0.2.1', 'line 1: "192.0.2.1" is not an IPv6 address'],
    ['a MX 65536 b', 'line 1: "65536" is not a number of 16 bits'],
    ['a MX -1 b', 'line 1: "-1" is not a number of 16 bits'],
    ['a MX 1 (\n\n b..c )', 'line 3: "b..c" is not a domain name'],
    ['a NS "b"', 'line 1: a word is not quoted: "b"'],
    [`${'a'.repeat(64)} A 192.0.2.1`, `line 1: "${'a'.repeat(64)}" is not a domain name`],
    ['"a" A 192.0.2.1', 'line 1: "a" is not a domain name'],
    ['a TXT', 'line 1: a field is missing'],
    ['a TXT "b', 'line 1: a quoted string does not end on its line'],
    ['a TXT "b\nc"', 'line 1: a quoted string does not end on its line'],
    ['a TXT b"c"', 'line 1: a quotation mark within a word'],
    ['a TXT \\256', 'line 1: \\256 is not an octet'],
    ['a TXT b\\', 'line 1: nothing follows a backslash'],
    [
      `a TXT ${'x'.repeat(256)}`,
      'line 1: a string of 256 octets: write it as several of at most 255, each in quotes',
    ],
    ['a TXT ( b', 'line 1: a parenthesis is not closed'],
    ['a TXT b )', 'line 1: a parenthesis is closed that was not opened'],
    ['a DS 1 8 2 ABC', 'line 1: that is not hexadecimal'],
    ['a DS 1 NOSUCH 2 AB', 'line 1: "NOSUCH" is not a number of 8 bits'],
    ['a DNSKEY 257 3 8 A=', 'line 1: that is not base 64'],
    ['a NSEC3 1 0 0 - x!', 'line 1: the hash is not base 32'],
    ['a NSEC3 1 0 0 zz 00', 'line 1: the salt is not hexadecimal'],
    ['a NSEC b NOSUCH', 'line 1: "NOSUCH" is not a type'],
    ['a RRSIG A 13 1 60 20260231000000 0 7 . AAAA', 'line 1: 20260231000000 is not a time'],
    ['a RRSIG A 13 1 60 21060207062816 0 7 . AAAA', 'line 1: 21060207062816 is not a time'],
    ['a CAA 0 is_sue x', 'line 1: "is_sue" is not made of letters and digits'],
    ['a LOC 91 N 0 E 0', 'line 1: an angle too large'],
    ['a LOC 1 60 N 0 E 0', 'line 1: an angle too large'],
    ['a LOC 1 2 3 4 N 0 E 0', 'line 1: neither N nor S'],
    ['a LOC N 0 E 0', 'line 1: an angle without degrees'],
    ['a LOC x N 0 E 0', 'line 1: "x" is not part of an angle'],
    ['a LOC 1 N 0 E -100001m', 'line 1: "-100001m" is not a distance'],
    ['a SOA b c 1 2 3 4 5x', 'line 1: "5x" is not a time in seconds'],
    ['a A \\# 3 010203', 'line 1: A.address at byte 0: needs 4 bytes, has 3'],
    ['a A \\# 5 01020304', 'line 1: the data has 4 octets, not 5'],
    ['a A \\# 4 0102030', 'line 1: the data is not hexadecimal'],
    ['a APL 1:192.0.2.0/24', 'line 1: data of type APL is read only in the form of RFC 3597'],
  ])('%j is refused', (text, message) => {
    const read = () => parseZoneFile(text, ORIGIN);
    expect(read).toThrow(ZoneFileError);
    expect(read).toThrow(new ZoneFileError(Number(/\d+/.exec(message)?.[0]), message.slice(8)));
  });

  test('a record without any TTL is refused', () => {
    expect(() => parseZoneFile('a A 192.0.2.1', { origin: '.' })).toThrow('line 1: no TTL');
  });

  test('a file and an entry of too many characters are refused', () => {
    expect(() => parseZoneFile(' '.repeat((1 << 24) + 1), ORIGIN)).toThrow(ZoneFileError);
    const long = `a TXT ${'x '.repeat(1 << 20)}`;
    expect(() => parseZoneFile(long, ORIGIN)).toThrow('line 1: the entry is too long');
    const many = `a TXT ${`${'x'.repeat(255)} `.repeat(300)}`;
    expect(() => parseZoneFile(many, ORIGIN)).toThrow('line 1: more than 65535 octets');
  });

  test('pieces of records in any order throw nothing but a ZoneFileError', () => {
    const pieces = fc.constantFrom(
      ...[' ', '\n', '\t', '(', ')', '"', ';', '\\', '=', '$', '@', '.', 'a', '0', '1', 'A', 'TXT'],
      ...['IN', 'SVCB', 'LOC', 'NSEC', 'SOA', 'MX', '\\#', 'alpn="', '$ORIGIN', 'é', '\\300', '60'],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        try {
          parseZoneFile(parts.join(''), ORIGIN);
        } catch (error) {
          expect(error).toBeInstanceOf(ZoneFileError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

test('the data of a record is read alone', () => {
  expect(parseRdata(RR_TYPES.DS, '20326 RSASHA256 2 E06D 44B8')).toEqual({
    kind: 'DS',
    keyTag: 20326,
    algorithm: 8,
    digestType: 2,
    digest: Uint8Array.of(0xe0, 0x6d, 0x44, 0xb8),
  });
  expect(() => parseRdata(RR_TYPES.DS, '')).toThrow('line 1: a field is missing');
});
