import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeHtml, escapeJson, visible } from '../../src/report/escape.ts';
import { hostileText, UNSEEN } from './hostile.ts';

describe('visible', () => {
  test.each([
    ['\u001b[31mred', String.raw`\x1b[31mred`],
    ['\u009b31m', String.raw`\x9b31m`],
    ['a\r\n\tb', String.raw`a\r\n\tb`],
    ['\u202eevil\u202c', String.raw`\u{202e}evil\u{202c}`],
    ['\u2066x\u2069', String.raw`\u{2066}x\u{2069}`],
    ['zero\u200bwidth\ufeff', String.raw`zero\u{200b}width\u{feff}`],
    ['tag \u{e0041}', String.raw`tag \u{e0041}`],
    ['lone \ud800', String.raw`lone \u{d800}`],
    ['\u2028\u2029', String.raw`\u{2028}\u{2029}`],
    ['\u0000\u007f', String.raw`\x00\x7f`],
    ['ordinary text, größer, 漢字, שלום', 'ordinary text, größer, 漢字, שלום'],
  ])('writes %j as %j', (text, written) => {
    expect(visible(text)).toBe(written);
  });

  test('leaves nothing unseen in any text', () => {
    fc.assert(fc.property(hostileText, (text) => !UNSEEN.test(visible(text))));
  });
});

describe('escapeHtml', () => {
  test('writes what HTML reads as markup as entities', () => {
    expect(escapeHtml(`<a href="x" title='y'>&amp;`)).toBe(
      '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;',
    );
  });

  test('leaves no character that could end text or a quoted attribute', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const html = escapeHtml(text);
        return !/[<>"']/.test(html) && !UNSEEN.test(html);
      }),
    );
  });
});

describe('escapeJson', () => {
  test('changes how a document is written and not what it says', () => {
    fc.assert(
      fc.property(fc.dictionary(hostileText, hostileText), (value) => {
        const json = escapeJson(JSON.stringify(value, null, 2));
        expect(JSON.parse(json)).toEqual(value);
        expect(json.replaceAll('\n', '')).not.toMatch(UNSEEN);
      }),
    );
  });

  test('writes a character outside the basic plane as its surrogates', () => {
    expect(escapeJson('"\u{e0041}"')).toBe(String.raw`"\udb40\udc41"`);
  });
});
