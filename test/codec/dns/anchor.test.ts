import { describe, expect, test } from 'vitest';
import { parseTrustAnchors, type TrustAnchor } from '../../../src/codec/dns/anchor.ts';
import { ZoneFileError } from '../../../src/codec/dns/master-token.ts';
import { presentRdata } from '../../../src/codec/dns/present.ts';

const NOW = new Date('2026-11-22T00:00:00Z');
const KSK_2017 = '20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D';
const KSK_2024 = '38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16';

const lines = (anchors: readonly TrustAnchor[]): string[] =>
  anchors.map(({ zone, data }) => `${zone} ${data.kind} ${presentRdata({ data })}`);
const parsed = (text: string, now = NOW): string[] => lines(parseTrustAnchors(text, now));

const keyDigest = (attributes: string, ds: string): string => {
  const [tag = '', algorithm = '', type = '', digest = ''] = ds.split(' ');
  return `<KeyDigest ${attributes}>
  <KeyTag>${tag}</KeyTag>
  <Algorithm>${algorithm}</Algorithm>
  <DigestType>${type}</DigestType>
  <Digest> ${digest}
  </Digest>
</KeyDigest>`;
};
const document = (...digests: string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<TrustAnchor id="0C05FDD6-422C-4910-8ED6-430ED15E11C2" source="http://data.iana.org/root-anchors/root-anchors.xml">
<Zone>.</Zone>
${digests.join('\n')}
</TrustAnchor>
`;

describe('records', () => {
  test('of DS and DNSKEY are anchors of their owner', () => {
    const text = `; both keys of the root
.  172800 IN DS ${KSK_2017} ; KSK-2017
. IN DS ( ${KSK_2024} )
Example. DNSKEY 257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=
`;
    expect(parsed(text)).toEqual([
      `. DS ${KSK_2017}`,
      `. DS ${KSK_2024}`,
      'example DNSKEY 257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=',
    ]);
  });

  test.each([
    ['. NS a.', 'line 1: neither a DS nor a DNSKEY record'],
    ['\n. DNSKEY 1 3 8 AAAA', 'line 2: the key is not a zone key (RFC 4034, section 2.1)'],
    ['. DNSKEY 257 2 8 AAAA', 'line 1: the key is not a zone key (RFC 4034, section 2.1)'],
    ['. DNSKEY 385 3 8 AAAA', 'line 1: the key is revoked (RFC 5011, section 2.1)'],
    ['. DS 1 2 3 x', 'line 1: that is not hexadecimal'],
    ['; nothing', 'line 1: no trust anchor that is valid now'],
    ['', 'line 1: no trust anchor that is valid now'],
    [' '.repeat(70_000), 'line 1: the file is too long'],
  ])('%j is refused', (text, message) => {
    expect(() => parseTrustAnchors(text, NOW)).toThrow(ZoneFileError);
    expect(() => parseTrustAnchors(text, NOW)).toThrow(message);
  });
});

describe('root-anchors.xml', () => {
  const KSK_2010 = '19036 8 2 49AAC11D7B6F6446702E54A1607371607A1A41855200FD2CE1CDDE32F24E8FB5';
  const text = document(
    keyDigest(
      'id="Kjqmt7v" validFrom="2010-07-15T00:00:00+00:00" validUntil="2019-01-11T00:00:00+00:00"',
      KSK_2010,
    ),
    keyDigest("validFrom='2017-02-02T00:00:00+00:00' id='Klajeyz'", KSK_2017),
    '<!-- <KeyDigest> -->',
    keyDigest('id="Kmyv6jo" validFrom="2024-07-18T00:00:00+00:00"', KSK_2024),
  );

  test.each([
    ['2010-07-14T23:59:59Z', []],
    ['2010-07-15T00:00:00Z', [KSK_2010]],
    ['2018-01-01T00:00:00Z', [KSK_2010, KSK_2017]],
    ['2019-01-11T00:00:00Z', [KSK_2017]],
    ['2026-11-22T00:00:00Z', [KSK_2017, KSK_2024]],
  ])('at %s has the keys of that time', (now, expected) => {
    if (expected.length === 0) {
      expect(() => parsed(text, new Date(now))).toThrow('no trust anchor that is valid now');
    } else {
      expect(parsed(text, new Date(now))).toEqual(expected.map((ds) => `. DS ${ds}`));
    }
  });

  test('may have the key itself beside its digest', () => {
    const digest = keyDigest('validFrom="2024-07-18T00:00:00+00:00"', KSK_2024);
    const key = '<PublicKey>AwEAAa96</PublicKey><Flags>257</Flags></KeyDigest>';
    const more = document(digest.replace('</KeyDigest>', key));
    expect(parsed(more)).toEqual([`. DS ${KSK_2024}`]);
  });

  const from = 'validFrom="2024-07-18T00:00:00Z"';
  test.each([
    ['<html></html>', 'line 1: no TrustAnchor'],
    ['<!DOCTYPE x><TrustAnchor/>', 'line 1: declarations in XML are not supported'],
    ['<TrustAnchor></TrustAnchor>', 'line 1: not one Zone'],
    [document(keyDigest('id="x"', KSK_2024)), 'line 4: KeyDigest without validFrom'],
    [document(keyDigest('validFrom="2024-07-18"', KSK_2024)), 'line 4: validFrom is not a time'],
    [document(keyDigest(`${from} validUntil=""`, KSK_2024)), 'line 4: validUntil is not a time'],
    [document(keyDigest(from, '1 2 3')), 'line 4: not one Digest'],
    [document(keyDigest(from, '1 2 3 xyz')), 'line 4: that is not hexadecimal'],
    [document(keyDigest(from, '65536 2 3 AB')), 'line 4: "65536" is not a number of 16 bits'],
    [document(), 'line 1: no trust anchor that is valid now'],
  ])('%j is refused', (broken, message) => {
    expect(() => parseTrustAnchors(broken, NOW)).toThrow(message);
  });
});
