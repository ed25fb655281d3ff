import { expect, test } from 'vitest';
import { txtLine } from '../../../src/codec/mail/txt-line.ts';

test.each([
  ['v=DMARC1; p=reject', 'example.com. IN TXT "v=DMARC1; p=reject"'],
  ['', 'example.com. IN TXT ""'],
  ['a"b\\c\n\u00e9', 'example.com. IN TXT "a\\"b\\\\c\\010\\233"'],
  ['x'.repeat(256), `example.com. IN TXT "${'x'.repeat(255)}" "x"`],
])('%j is the line %j', (text, line) => {
  expect(txtLine('example.com', text)).toBe(line);
});
