import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sentencesOf } from '../../src/control/sentence.ts';

const split = (text: string): string[] =>
  sentencesOf(text).map(({ start, end }) => text.slice(start, end));

const LONG = 'A line of a paragraph that was broken because it was long enough';

test.each([
  ['One. Two! Three? Four', ['One.', 'Two!', 'Three?', 'Four']],
  ['We use TLS 1.2 only.', ['We use TLS 1.2 only.']],
  ['Versions, e.g. TLS 1.0, are off. Good.', ['Versions, e.g. TLS 1.0, are off.', 'Good.']],
  ['SSAE No. 16 it is.', ['SSAE No. 16 it is.']],
  ['He said "no." Then left.', ['He said "no."', 'Then left.']],
  ['one; two', ['one;', 'two']],
  ['Title\nText of it', ['Title', 'Text of it']],
  [`${LONG}\nfor its window. Next.`, [`${LONG}\nfor its window.`, 'Next.']],
  [`${LONG}\n\nNext`, [LONG, 'Next']],
  [`${LONG}\n- item\n* item`, [LONG, '- item', '* item']],
  ['using:\n- a vpn', ['using:', '- a vpn']],
  ['short\nand on', ['short\nand on']],
  ['', []],
  [' \n ', []],
])('%j', (text, sentences) => {
  expect(split(text)).toEqual(sentences);
});

test('sentences are in order, do not overlap and leave out only blanks', () => {
  const piece = fc.constantFrom('a', 'B', '. ', '\n', ' ', ';', ': ', '- ', '!', 'e.g.');
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('');
      expect(split(text).join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
    }),
  );
});
