import { expect, test } from 'vitest';
import {
  dependsOnSender,
  exchangesAsked,
  lookupsOf,
  spfQuestions,
} from '../../../src/codec/mail/spf-questions.ts';
import { parseSpf, type SpfTerm } from '../../../src/codec/mail/spf.ts';

function term(text: string): SpfTerm {
  const [one] = parseSpf(`v=spf1 ${text}`)?.terms ?? [];
  if (one === undefined) throw new Error(`${text} is no term`);
  return one;
}

test.each([
  ['a', 1, ['example.com A', 'example.com AAAA']],
  ['a:X.example/24', 1, ['x.example A', 'x.example AAAA']],
  ['mx', 1, ['example.com MX']],
  ['include:x.example', 1, ['x.example TXT']],
  ['redirect=x.example', 1, ['x.example TXT']],
  ['exists:x.example', 1, ['x.example A']],
  ['include:_spf.%{d}', 1, ['_spf.example.com TXT']],
  ['a:%{d1r}.x.example/24', 1, ['example.x.example A', 'example.x.example AAAA']],
  ['redirect=%%.%{D2}', 1, ['%.example.com TXT']],
  ['include:%{d1}', 1, []],
  ['exists:%{i}.x.example', 1, ['192.0.2.77.x.example A', '198.51.100.77.x.example A']],
  [
    'exists:%{ir}.%{v}.%{d}',
    1,
    ['77.2.0.192.in-addr.example.com A', '77.100.51.198.in-addr.example.com A'],
  ],
  ['exists:%{l}.%{h}.x.example', 1, ['made-up-name.made-up.invalid.x.example A']],
  ['exists:%{i}.%{o}', 1, []],
  ['exists:%{v}.x.example', 1, []],
  ['exists:%{P}.x.example', 2, []],
  ['a:x..example', 1, []],
  ['ptr', 1, []],
  ['ptr:x.example', 1, []],
  ['all', 0, []],
  ['ip4:192.0.2.1', 0, []],
  ['exp=x.example', 0, []],
  ['moo=x.example', 0, []],
])('%s counts %i and asks %j', (text, lookups, questions) => {
  expect(lookupsOf(term(text))).toBe(lookups);
  expect(
    spfQuestions(term(text), 'example.com').map(({ name, type }) => `${name} ${type}`),
  ).toEqual(questions);
});

test.each([
  ['ptr', true],
  ['include:%{d}.x.example', false],
  ['redirect=%{d}.x.example', false],
  ['include:%{d}.%{o}.x.example', true],
  ['exists:%{i}.%{d}', true],
  ['exp=%{d}.x.example', false],
  ['a:%%x.example', false],
  ['ip6:::1', false],
])('what %s asks depends on the sender: %j', (text, depends) => {
  expect(dependsOnSender(term(text))).toBe(depends);
});

test('the most preferred servers are asked for, each once, the null MX not', () => {
  const record = (preference: number, exchange: string) => ({ preference, exchange });
  expect(
    exchangesAsked([
      record(20, 'c'),
      record(10, 'b'),
      record(10, 'a'),
      record(5, '.'),
      record(30, 'a'),
    ]),
  ).toEqual(['a', 'b', 'c']);
  expect(exchangesAsked(Array.from({ length: 12 }, (_, at) => record(at, `m${at}`)))).toHaveLength(
    10,
  );
});
