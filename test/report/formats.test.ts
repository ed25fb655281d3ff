import { expect, test } from 'vitest';
import { FORMATS } from '../../src/report/formats.ts';
import { reportOf } from './fixtures.ts';

test.each(Object.entries(FORMATS))('%s loads and renders', async (_, load) => {
  const render = await load();
  const output = render(reportOf('sound'), { colour: 0, width: 80, verbose: false });
  expect(output).toContain('sound.example');
  expect(output.endsWith('\n')).toBe(true);
});
