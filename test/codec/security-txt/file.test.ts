import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isSecurityTxt,
  parseSecurityTxt,
  type SecurityTxt,
} from '../../../src/codec/security-txt/file.ts';
import { LEVELS } from '../../../src/codec/security-txt/problem.ts';

const parse = (text: string): SecurityTxt => parseSecurityTxt(new TextEncoder().encode(text));

/** What is wrong, as `code` or `code:line`, without the advice that most files lack a signature. */
const problemsOf = (text: string): string[] =>
  parse(text)
    .problems.map(({ code, line }) => (line === null ? code : `${code}:${line}`))
    .filter((problem) => problem !== 'not_signed');

// RFC 9116, section 2.6.
const UNSIGNED = `# Our security address
Contact: mailto:security@example.com

# Our OpenPGP key
Encryption: https://example.com/pgp-key.txt

# Our security policy
Policy: https://example.com/security-policy.html

# Our security acknowledgments page
Acknowledgments: https://example.com/hall-of-fame.html

Expires: 2021-12-31T18:37:07z
`;

// RFC 9116, section 2.7, with data in the place of its "[signature]".
const SIGNED = `-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA256

# Canonical URI
Canonical: https://example.com/.well-known/security.txt

${UNSIGNED}-----BEGIN PGP SIGNATURE-----
Version: GnuPG v2.2

iHUEARYKAB0WIQSsP2kEdoKDVFpSg6u3rK+YCkjapwUCYhjpQwAKCRC3rK+YCkja
=gFfQ
-----END PGP SIGNATURE-----
`;

test('the unsigned example of the standard', () => {
  expect(parse(UNSIGNED)).toMatchObject({
    contacts: ['mailto:security@example.com'],
    canonical: [],
    expires: new Date('2021-12-31T18:37:07Z'),
    signed: false,
  });
  expect(problemsOf(UNSIGNED)).toEqual([]);
});

test('the signed example of the standard', () => {
  expect(parse(SIGNED)).toMatchObject({
    contacts: ['mailto:security@example.com'],
    canonical: ['https://example.com/.well-known/security.txt'],
    expires: new Date('2021-12-31T18:37:07Z'),
    signed: true,
    problems: [],
  });
  const asPrinted = SIGNED.replace(/\niHUE[^]*gFfQ\n/, '\n[signature]\n');
  expect(problemsOf(asPrinted)).toEqual(['pgp_data_error:23']);
});

const CONTACT = 'Contact: https://site.test/report\n';
const EXPIRES = 'Expires: 2027-01-01T00:00:00Z\n';

// One line beside those that are required; the clause is that of RFC 9116.
test.each<[string, string[]]>([
  // 2.2 and 2.4: lines, comments, extensions
  ['\n', []],
  ['  \t \n', []],
  ['#\n', []],
  ['# comment: with colon\n', []],
  ['# Ünïcode\r\n', []],
  ['Foo: bar\n', ['unknown_field:3']],
  ['Acknowledgements: https://site.test/\n', ['unknown_field:3']],
  ['Contact https://site.test/\n', ['invalid_line:3']],
  ['<p>: x\n', ['unknown_field:3']],
  ['Two words: x\n', ['invalid_line:3']],
  ['Fööö: x\n', ['invalid_line:3']],
  [': x\n', ['empty_key:3']],
  [' : x\n', ['empty_key:3']],
  ['Policy:\n', ['empty_value:3']],
  ['Policy: \t\n', ['empty_value:3']],
  ['Policy : https://site.test/\n', ['prec_ws:3']],
  [' Policy: https://site.test/\n', ['invalid_line:3']],
  ['Policy:https://site.test/\n', ['no_space:3']],
  ['Policy:\thttps://site.test/\n', ['no_space:3']],
  ['Policy:  https://site.test/ \r\n', []],
  ['Policy: https://site.test/', ['no_line_separators']],
  // 2.3: names in any case
  ['POLICY: https://site.test/\n', []],
  // 2.5.1 to 2.5.4, 2.5.6, 2.5.7: URIs
  ['Contact: security@site.test\n', ['no_uri:3']],
  ['Contact: mailto:security@site.test\n', ['no_encryption']],
  ['Contact: mailto:\n', ['no_uri:3', 'no_encryption']],
  ['Contact: mailto: security@site.test\n', ['no_uri:3', 'no_encryption']],
  ['Contact: tel:+1-201-555-0123\n', []],
  ['Contact: site.test/contact\n', ['no_uri:3']],
  ['Contact: https:/site.test/contact\n', ['no_uri:3']],
  ['Contact: https:///contact\n', ['no_uri:3']],
  ['Contact: https://[/contact\n', ['no_uri:3']],
  ['Contact: https://site.test/ü\n', ['no_uri:3']],
  ['Contact: HTTP://site.test/\n', ['no_https:3']],
  ['Acknowledgments: http://site.test/\n', ['no_https:3']],
  ['Canonical: http://site.test/\n', ['no_https:3']],
  ['Encryption: openpgp4fpr:5f2de5521c63a801ab59ccb603d49de44b29100f\n', []],
  ['Encryption: dns:5d2d37ab76d47d36._openpgpkey.example.com?type=OPENPGPKEY\n', []],
  ['Encryption: key below\n', ['no_uri:3']],
  ['Hiring: jobs\n', ['no_uri:3']],
  ['Policy: none\n', ['no_uri:3']],
  // 2.5.5: Expires once, a date-time of RFC 3339
  ['Expires: 2027-01-02T00:00:00Z\n', ['multi_expire:3']],
  // 2.5.8: languages once, tags of RFC 5646
  ['Preferred-Languages: en\n', []],
  ['Preferred-Languages: en, es , fr\n', []],
  ['Preferred-Languages: zh-Hant-TW, sl-rozaj-biske, de-1996, x-whatever, i-klingon\n', []],
  ['Preferred-Languages: en-US-u-islamcal, az-Arab-x-azE-derbend, es-419\n', []],
  ['Preferred-Languages: english language\n', ['invalid_lang:3']],
  ['Preferred-Languages: en;de\n', ['invalid_lang:3']],
  ['Preferred-Languages: en,\n', ['invalid_lang:3']],
  ['Preferred-Languages: en_US\n', ['invalid_lang:3']],
  ['Preferred-Languages: *\n', ['invalid_lang:3']],
  ['Preferred-Languages: e\n', ['invalid_lang:3']],
  ['Preferred-Languages: en\nPreferred-Languages: de\n', ['multi_lang:4']],
  // CSAF 2.0, section 7.1.8
  ['CSAF: https://site.test/.well-known/csaf/provider-metadata.json\n', []],
  ['CSAF: https://site.test/csaf\n', ['no_csaf_file:3']],
  ['CSAF: csaf/provider-metadata.json\n', ['no_uri:3']],
  [
    'CSAF: https://a.test/provider-metadata.json\nCSAF: https://b.test/provider-metadata.json\n',
    ['multiple_csaf_fields:4'],
  ],
])('%j has %j', (line, expected) => {
  expect(problemsOf(`${CONTACT}${EXPIRES}${line}`)).toEqual(expected);
});

test.each<[string, string[]]>([
  ['', ['no_contact', 'no_expire']],
  [CONTACT, ['no_expire']],
  [EXPIRES, ['no_contact']],
  [`Contact:\n${EXPIRES}`, ['empty_value:1', 'no_contact']],
  [`${CONTACT}Expires: Thu, 15 Sep 2022 06:03:46 -0700\n`, ['invalid_expiry:2']],
  [`${CONTACT}Expires: 2027-01-01\n`, ['invalid_expiry:2']],
  [`${CONTACT}Expires: 2027-01-01T12:00Z\n`, ['invalid_expiry:2']],
  [`\ufeff${CONTACT}${EXPIRES}`, ['bom_in_file:1']],
  [`${CONTACT}${EXPIRES}`.replaceAll('\n', '\r\n'), []],
  [`${CONTACT}${EXPIRES}`.replaceAll('\n', '\r'), ['no_line_separators', 'no_uri:1', 'no_expire']],
])('the file %j has %j', (text, expected) => {
  expect(problemsOf(text)).toEqual(expected);
});

test('a file that is not in UTF-8', () => {
  const file = parseSecurityTxt(Buffer.from(`# \xe4\n${CONTACT}${EXPIRES}`, 'latin1'));
  expect(file.problems.map(({ code }) => code)).toEqual(['utf8', 'not_signed']);
});

test('an Expires that stands twice is none', () => {
  expect(parse(`${CONTACT}${EXPIRES}${EXPIRES}`).expires).toBeNull();
});

// RFC 9580, section 7.
describe('a cleartext signature', () => {
  test.each<[string, (text: string) => string, string[]]>([
    ['with dash-escaped lines', (text) => text.replace('Policy:', '- Policy:'), []],
    [
      'with lines that had to be',
      (text) => text.replace('Policy:', '-Policy:'),
      ['signed_format_issue:14', 'unknown_field:14'],
    ],
    ['with CRLF', (text) => text.replaceAll('\n', '\r\n'), []],
    ['with several hashes', (text) => text.replace('SHA256', 'SHA256, SHA512'), []],
    ['without the last end of line', (text) => text.trimEnd(), []],
    ['without Canonical', (text) => text.replace('Canonical:', '#'), ['no_canonical']],
    [
      'without an empty line after the headers',
      (text) => text.replace('SHA256\n\n', 'SHA256\n'),
      ['signed_format_issue:3'],
    ],
    [
      'with another header',
      (text) => text.replace('Hash', 'Version'),
      ['signed_format_issue:2', 'unknown_field:2'],
    ],
    ['after something else', (text) => `Contact: x\n${text}`, ['signed_format_issue:1']],
    [
      'without a signature',
      (text) => text.replace(/-----BEGIN PGP SIGNATURE[^]*/, ''),
      ['signed_format_issue'],
    ],
    [
      'without an end',
      (text) => text.replace('-----END PGP SIGNATURE-----', ''),
      ['signed_format_issue'],
    ],
    ['with wrong data', (text) => text.replace('iHUE', '!'), ['pgp_data_error:23']],
    ['with no data', (text) => text.replace(/\niHUE[^]*gFfQ\n/, '\n'), ['pgp_data_error']],
    ['with a field after it', (text) => `${text}Contact: x\n`, ['data_after_sig:26']],
    ['with empty lines after it', (text) => `${text}\n`, ['too_many_line_separators:26']],
  ])('%s', (_, change, expected) => {
    expect(parse(change(SIGNED)).signed).toBe(true);
    expect(problemsOf(change(SIGNED))).toEqual(expected);
  });

  test('takes nothing from outside of it', () => {
    const { contacts } = parse(`Contact: tel:1\n${SIGNED}Contact: tel:2\n`);
    expect(contacts).toEqual(['mailto:security@example.com']);
  });
});

test.each<[string, string | null, boolean]>([
  [UNSIGNED, 'text/plain', true],
  [SIGNED, 'text/plain', true],
  [UNSIGNED, null, true],
  [UNSIGNED, 'text/html', true],
  [`<pre>\n${UNSIGNED}`, 'text/html', false],
  [`<!doctype html>\n${UNSIGNED}`, 'text/plain', false],
  [`Hello\n${UNSIGNED}`, 'text/html', false],
  [`Hello\n${UNSIGNED}`, 'text/plain', true],
  [`\ufeff${UNSIGNED}`, 'text/plain', true],
  ['contact : x', 'application/octet-stream', true],
  ['{"contact": "x"}', 'application/json', false],
  ['Not found', 'text/plain', false],
  ['# only a comment', 'text/plain', false],
  ['Contact us', 'text/plain', false],
  ['', 'text/plain', false],
])('%j served as %s may be one: %s', (text, type, expected) => {
  const headers: [string, string][] = type === null ? [] : [['Content-Type', type]];
  expect(isSecurityTxt(headers, new TextEncoder().encode(text))).toBe(expected);
});

test('what is wrong with the whole file is told, however many lines are wrong', () => {
  const { problems } = parse('x\n'.repeat(10_000));
  expect(problems.length).toBeLessThan(110);
  expect(problems.map(({ code }) => code)).toContain('no_contact');
});

test('takes any bytes, and long lines without delay', () => {
  const piece = fc.constantFrom(
    ...[
      'Contact: ',
      'Expires: ',
      ':',
      '\n',
      '\r\n',
      '- ',
      '#',
      ' ',
      'https://',
      'Preferred-Languages: ',
    ],
    ...['-----BEGIN PGP SIGNED MESSAGE-----\n', '-----BEGIN PGP SIGNATURE-----\n', 'Hash: x\n'],
    ...['-----END PGP SIGNATURE-----\n', 'en', ',', 'ä', '\0'],
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 3 }))), (pieces) => {
      for (const { code, level, sentence } of parse(pieces.join('')).problems) {
        expect(level).toBe(LEVELS[code]);
        expect(sentence.length).toBeLessThan(200);
      }
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      parseSecurityTxt(bytes);
      isSecurityTxt([], bytes);
    }),
  );
  for (const one of [' ', 'a', ':', '-', 'a-', ',', '\t:']) {
    parse(`Preferred-Languages: ${one.repeat(30_000)}`);
    parse(`Contact: https://${one.repeat(30_000)}`);
    parse(one.repeat(30_000));
  }
});
