import { MIMEType } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mediaTypeOf } from '../../../src/codec/http/media-type.ts';

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
