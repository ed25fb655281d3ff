import { expect, test } from 'vitest';
import { leadsOf, parsePhrase, PhraseError } from '../../src/document/phrase.ts';

test.each([
  ['(a', '"(" without ")"'],
  ['a)', '")" without "("'],
  ['a?', '"?" stands after ")" alone'],
  ['', 'has to begin with a letter or a digit'],
  ['(a)?', 'has to begin with a letter or a digit'],
  ['*a', 'has to begin with a letter or a digit'],
  ['#0', 'has to begin with a letter or a digit'],
  ['(a|)', 'has to begin with a letter or a digit'],
  ['a'.repeat(501), 'longer than 500 characters'],
  [`${'('.repeat(9)}a${')'.repeat(9)}`, 'brackets deeper than 5'],
])('%j is refused: %s', (source, message) => {
  expect(() => parsePhrase(source)).toThrow(new PhraseError(message));
});

test.each([
  ['TLS 1.2', ['T']],
  ['(last)? updated', ['l', 'u']],
  ['(a|(b)? c)', ['a', 'b', 'c']],
])('a match of %j begins with %j', (source, leads) => {
  expect([...leadsOf(parsePhrase(source))].sort()).toEqual(leads);
});
