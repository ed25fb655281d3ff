import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inert } from '../../src/cli/inert.ts';
import { FORMATS } from '../../src/report/formats.ts';
import { reportOf } from '../report/fixtures.ts';
import { poisoned } from '../report/hostile.ts';

/** Where the runner of GitHub would begin to read a command (actions/runner, ActionCommand.cs). */
const isCommand = (line: string): boolean =>
  line.trimStart().startsWith('::') || line.includes('##[');

const text = fc
  .array(fc.constantFrom('::', '##[', ':', '#', '[', 'error', ']', ' ', '\n', '\t', 'x'), {
    maxLength: 40,
  })
  .map((parts) => parts.join(''));

describe('a text for stdout', () => {
  test('has no command in any line, and stays as it is where there was none', () => {
    fc.assert(
      fc.property(text, (given) => {
        const lines = inert(given).split('\n');
        expect(lines.filter(isCommand)).toEqual([]);
        if (!given.split('\n').some(isCommand)) expect(inert(given)).toBe(given);
      }),
    );
  });

  test('that is JSON means the same', () => {
    fc.assert(
      fc.property(fc.dictionary(text, text), (value) => {
        const json = JSON.stringify(value, null, 2);
        expect(inert(json).split('\n').filter(isCommand)).toEqual([]);
        expect(JSON.parse(inert(json))).toEqual(value);
      }),
    );
  });

  test.each(Object.keys(FORMATS).filter((name) => name !== 'github'))(
    'in the format %s has none, whatever a target sends',
    async (name) => {
      const render = await FORMATS[name]?.();
      for (const hostile of [
        '\n::set-output name=grade::A',
        ' ##[set-output name=grade;]A',
        '::x::',
      ]) {
        const report = poisoned(reportOf('half'), hostile);
        const output = render?.(report, { colour: 0, width: 60, verbose: true }) ?? '';
        expect(inert(output).split('\n').filter(isCommand)).toEqual([]);
      }
    },
  );
});
