import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { presentFault } from '../../../src/codec/mail/fault.ts';
import { parseTagList, tagValue, trimBlanks } from '../../../src/codec/mail/tag-list.ts';

const pairs = (text: string): string[] =>
  parseTagList(text).tags.map(({ name, value, column }) => `${column} ${name}=${value}`);

describe('the grammar of RFC 6376, section 3.2', () => {
  test.each([
    ['v=DKIM1; k=rsa; p=', ['1 v=DKIM1', '10 k=rsa', '17 p=']],
    ['a=1', ['1 a=1']],
    ['a=1;', ['1 a=1']],
    [' a = 1 ; b_2\t=\r\n x y\r\n', ['2 a=1', '10 b_2=x y']],
    ['a=b=c', ['1 a=b=c']],
    ['a=\u00e9', ['1 a=\u00e9']],
    ['A=1;a=2', ['1 A=1', '5 a=2']],
  ])('%j is a tag-list', (text, expected) => {
    expect(pairs(text)).toEqual(expected);
    expect(parseTagList(text).faults).toEqual([]);
  });

  test.each([
    ['', ['column 1: not of the form tag=value']],
    [';', ['column 1: not of the form tag=value']],
    ['a=1;;b=2', ['column 5: not of the form tag=value']],
    ['a=1; b', ['column 6: not of the form tag=value']],
    ['a=1; =2', ['column 6: not of the form tag=value']],
    ['1a=1', ['column 1: not of the form tag=value']],
    ['a b=1', ['column 1: not of the form tag=value']],
    ['a=1; a=2; a=3', ['column 6: a stands twice', 'column 11: a stands twice']],
  ])('%j is none: %j', (text, faults) => {
    expect(parseTagList(text).faults.map(presentFault)).toEqual(faults);
  });
});

test('of two tags with one name the first counts', () => {
  expect(tagValue(parseTagList('a=1; a=2'), 'a')).toBe('1');
  expect(tagValue(parseTagList('a=1'), 'b')).toBeNull();
});

test('white space is taken off both ends alone', () => {
  expect([' a b\t', '\r\n ', '', 'x'].map(trimBlanks)).toEqual(['a b', '', '', 'x']);
});

const soup = fc
  .array(fc.constantFrom(';', '=', ' ', '\t', 'a', 'b', 'v', '1', '_', '\r\n ', '\u00e9'), {
    maxLength: 40,
  })
  .map((parts) => parts.join(''));

test('any text is read, and its faults stand in order within it', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), soup), (text) => {
      const { tags, faults } = parseTagList(text);
      const columns = faults.map(({ column }) => column);
      expect(columns).toEqual(columns.toSorted((a, b) => a - b));
      for (const { column } of faults) expect(column).toBeLessThanOrEqual(text.length + 1);
      for (const { name, column } of tags) expect(text.slice(column - 1)).toMatch(name);
    }),
  );
});

test('a list that is written is read again', () => {
  const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,5}$/);
  const value = fc.stringMatching(/^[!-:<-~]{0,8}$/);
  const list = fc.uniqueArray(fc.tuple(name, value), { minLength: 1, selector: ([one]) => one });
  fc.assert(
    fc.property(list, (tags) => {
      const read = parseTagList(tags.map((tag) => tag.join('=')).join('; '));
      expect(read.faults).toEqual([]);
      expect(read.tags.map((tag) => [tag.name, tag.value])).toEqual(tags);
    }),
  );
});

interface Peer {
  parseTagList(
    text: string,
    options: { strict: boolean },
  ): { tags: { name: string }[]; syntaxErrors: readonly string[] };
}
// mailauth has no types for this module.
const peer = createRequire(import.meta.url)('mailauth/lib/parse-dkim-headers') as Peer;

test('mailauth finds a fault where we do', () => {
  const words = fc
    .array(fc.constantFrom(';', '=', ' ', 'a', 'b', 'v', '1', '_'), { maxLength: 20 })
    .map((parts) => parts.join(''))
    .filter((text) => text.trim() !== '');
  fc.assert(
    fc.property(words, (text) => {
      const theirs = peer.parseTagList(text, { strict: true }).syntaxErrors.length === 0;
      expect([text, parseTagList(text).faults.length === 0]).toEqual([text, theirs]);
    }),
    { numRuns: 2000 },
  );
});
