import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeHtml } from '../../../src/codec/html/encoding.ts';

/** The letters ä in UTF-8 and Ж in windows-1251: each encoding reads them otherwise. */
const SAMPLE = '\xc3\xa4\xc6';

const READ_AS: Readonly<Record<string, string>> = {
  'utf-8': 'ä\ufffd',
  'windows-1252': 'Ã¤Æ',
  'windows-1251': 'Г¤Ж',
};

function encodingOf(before: string, contentType?: string): string | undefined {
  const bytes = Buffer.from(`${before}${SAMPLE}`, 'latin1');
  const text = decodeHtml(bytes, contentType === undefined ? [] : [['Content-Type', contentType]]);
  return Object.keys(READ_AS).find((name) => text.endsWith(READ_AS[name] ?? ''));
}

// HTML Standard, section 13.2.3.2, in its order.
test.each([
  ['\xef\xbb\xbf<meta charset=windows-1251>', 'text/html; charset=windows-1251', 'utf-8'],
  ['<meta charset=utf-8>', 'text/html; charset=windows-1251', 'windows-1251'],
  ['<meta charset=utf-8>', 'text/html; charset=nonsense', 'utf-8'],
  ['<meta charset=utf-8>', 'text/html', 'utf-8'],
  ['', undefined, 'windows-1252'],
  ['', 'text/html; charset=ISO-8859-1', 'windows-1252'],
])('%j served as %s is read as %s', (before, contentType, encoding) => {
  expect(encodingOf(before, contentType)).toBe(encoding);
});

// "Prescan a byte stream to determine its encoding".
test.each([
  ['<meta charset="utf-8">', 'utf-8'],
  ["<META\tCharSet = 'UTF8' >", 'utf-8'],
  ['<meta/charset=utf-8/>', 'windows-1252'],
  ['<meta/charset=utf-8 />', 'utf-8'],
  ['<metacharset=utf-8>', 'windows-1252'],
  ['<meta charset=nonsense><meta charset=utf-8>', 'utf-8'],
  ['<meta charset=windows-1251 charset=utf-8>', 'windows-1251'],
  ['<meta charset=windows-1251><meta charset=utf-8>', 'windows-1251'],
  ['<meta charset=utf-16>', 'utf-8'],
  ['<meta charset=x-user-defined>', 'windows-1252'],
  ['<meta http-equiv=Content-Type content="text/html; charset=utf-8">', 'utf-8'],
  ['<meta content="text/html; charset = \'utf-8\'" http-equiv=content-type>', 'utf-8'],
  ['<meta content="text/html; charset=utf-8">', 'windows-1252'],
  ['<meta http-equiv=refresh content="charset=utf-8">', 'windows-1252'],
  ['<!-- <meta charset=utf-8> -->', 'windows-1252'],
  ['<!--><meta charset=utf-8>', 'utf-8'],
  ['<!-- <meta charset=utf-8>', 'windows-1252'],
  ['<p title="<meta charset=utf-8>">', 'windows-1252'],
  ['<!doctype <meta charset=utf-8>', 'windows-1252'],
  ['<?x <meta charset=utf-8>', 'windows-1252'],
  ['</p <meta charset=utf-8>', 'windows-1252'],
  ['</p><meta charset=utf-8>', 'utf-8'],
  ['< meta charset=windows-1251><meta charset=utf-8>', 'utf-8'],
  [`${' '.repeat(1010)}<meta charset=utf-8>`, 'windows-1252'],
])('%j is read as %s', (before, encoding) => {
  expect(encodingOf(before)).toBe(encoding);
});

test('UTF-16 has a byte order mark', () => {
  const bytes = Buffer.from('\ufeffä', 'utf16le');
  expect(decodeHtml(bytes, [])).toBe('ä');
  expect(decodeHtml(bytes.swap16(), [])).toBe('ä');
});

test('takes any bytes', () => {
  const piece = fc.constantFrom(
    '<meta ',
    'charset=',
    '"',
    "'",
    '<!--',
    '-->',
    '>',
    'utf-8',
    '/',
    '=',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 2 }))), (pieces) => {
      expect(decodeHtml(Buffer.from(pieces.join('')), [])).toEqual(expect.any(String));
    }),
  );
});
