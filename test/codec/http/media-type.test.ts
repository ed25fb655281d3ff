import { MIMEType } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HeaderList } from '../../../src/codec/http/fields.ts';
import { charsetOf, contentTypeFaults, mediaTypeOf } from '../../../src/codec/http/media-type.ts';

test.each<[string[], string | null]>([
  [['text/html; charset=utf-8'], 'text/html'],
  [['Application/Problem+JSON'], 'application/problem+json'],
  [['text/html ;charset=x'], 'text/html'],
  [['text/plain', 'text/html'], 'text/html'],
  [['text/html, */*'], 'text/html'],
  [['text/html;x="a,b/c"'], 'text/html'],
  [['html'], null],
  [['text/ html'], null],
  [['text/html x'], null],
  [[''], null],
  [[], null],
])('Content-Type %j is %s', (lines, type) => {
  expect(mediaTypeOf(lines.map((line) => ['Content-Type', line]))).toBe(type);
});

test('agrees with the MIME type parser of Node', () => {
  const unit = fc.constantFrom('a', 'B', '/', '+', ';', ' ', '=', '-', '(');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 12 }), (value) => {
      const text = `t${value}`;
      let essence: string | null = null;
      try {
        essence = new MIMEType(text).essence;
      } catch {
        // Not a MIME type.
      }
      expect(mediaTypeOf([['Content-Type', text]])).toBe(essence);
    }),
    { numRuns: 1000 },
  );
});

const sent = (lines: readonly string[]): HeaderList => lines.map((line) => ['Content-Type', line]);

// web-platform-tests/fetch/content-type/resources/content-types.json, and MIME Sniffing, section 4.4.
test.each<[string[], string | null, string | null]>([
  [['', 'text/plain'], 'text/plain', null],
  [['text/plain', ''], 'text/plain', null],
  [['text/html', 'text/plain'], 'text/plain', null],
  [['text/plain;charset=gbk', 'text/html'], 'text/html', null],
  [['text/plain;charset=gbk', 'text/html;charset=windows-1254'], 'text/html', 'windows-1254'],
  [['text/plain;charset=gbk', 'text/plain'], 'text/plain', 'gbk'],
  [['text/plain;charset=gbk', 'text/plain;charset=windows-1252'], 'text/plain', 'windows-1252'],
  [['text/html;charset=gbk', 'text/html;x=",text/plain'], 'text/html', 'gbk'],
  [['text/html;charset=gbk', 'text/plain', 'text/html'], 'text/html', null],
  [['text/plain', '*/*'], 'text/plain', null],
  [['*/*', 'text/html'], 'text/html', null],
  [['text/plain', '*/*;charset=gbk'], 'text/plain', null],
  [['text/html;x="', 'text/plain'], 'text/html', null],
  [['text/html;"', 'text/plain'], 'text/html', null],
  [['text/html; charset=UTF-8'], 'text/html', 'utf-8'],
  [['text/html;CHARSET="Utf-8"'], 'text/html', 'utf-8'],
  [['text/html;charset="utf\\-8"'], 'text/html', 'utf-8'],
  [['text/html;charset="utf-8'], 'text/html', 'utf-8'],
  [['text/html;charset=utf-8 ;x'], 'text/html', 'utf-8'],
  [['text/html;charset=a;charset=b'], 'text/html', 'a'],
  [['text/html;charset=;charset=b'], 'text/html', 'b'],
  [['text/html;charset="";charset=b'], 'text/html', ''],
  [['text/html;x="charset=a";charset=b'], 'text/html', 'b'],
  [['text/html;x="a;charset=b'], 'text/html', null],
  [['text/html;charset =utf-8'], 'text/html', null],
  [['text/html;charset= utf-8'], 'text/html', 'utf-8'],
  [['text/html,charset=utf-8'], 'text/html', null],
  [['text/html charset=utf-8'], null, null],
  [['charset=utf-8'], null, null],
  [[], null, null],
])('Content-Type %j is %s in %s', (lines, type, charset) => {
  expect([mediaTypeOf(sent(lines)), charsetOf(sent(lines))]).toEqual([type, charset]);
});

test.each<[string[], string[]]>([
  [['text/html; charset=utf-8'], []],
  [['text/html', 'text/html;charset=utf-8'], []],
  [['text/html', '*/*'], []],
  [['text/plain', 'text/html'], ['partly']],
  [['html'], ['ignored']],
  [[''], ['ignored']],
  [[], []],
])('Content-Type %j has the faults %j', (lines, faults) => {
  expect(contentTypeFaults(sent(lines)).map(({ effect }) => effect)).toEqual(faults);
});

// Encoding, "get an encoding", strips white space from labels.
test('reads the charset as Node does', () => {
  const unit = fc.constantFrom('charset', 'x', '=', ';', '"', '\\', ' ', '\t', 'A', '-', '(');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 12 }), (more) => {
      // A field line ends before its trailing white space, escaped or not.
      const text = `text/html;${more}`.trimEnd();
      // Node goes on at once after a closing quote, and not after the next semicolon.
      fc.pre(!/"[^;"]*charset/.test(text));
      const charset = new MIMEType(text).params.get('charset')?.toLowerCase().trim() ?? null;
      expect(charsetOf(sent([text]))?.trim() ?? null).toBe(charset);
    }),
    { numRuns: 5000 },
  );
});
