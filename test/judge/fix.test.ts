import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { filledFix, placeholderFault } from '../../src/judge/fix.ts';
import type { Frame } from '../../src/judge/path.ts';
import { shapeOf } from '../../src/judge/shape.ts';
import { target } from './sample.ts';

const schema = z.strictObject({
  proposal: z.string().nullable(),
  count: z.int(),
  names: z.array(z.string()),
});
const frame: Frame = { shape: shapeOf(schema), name: 'sample', outer: null };
const fix = {
  text: 'Publish the record.',
  zone: '{{proposal}}',
  name: '_dmarc.{{target.host}}. IN TXT "v=DMARC1"',
  nginx: 'location / { return {{count}}; }',
};

describe('a fix', () => {
  test('has the values of the evidence and the name of the target', () => {
    const filled = filledFix(fix, frame, { proposal: 'x TXT y', count: 301, names: [] }, target);
    expect(filled).toEqual({
      text: 'Publish the record.',
      zone: 'x TXT y',
      name: `_dmarc.${target.host}. IN TXT "v=DMARC1"`,
      nginx: 'location / { return 301; }',
    });
  });

  test('is without the snippets whose value is not there', () => {
    expect(
      filledFix(fix, frame, { proposal: null, count: 0, names: [] }, target),
    ).not.toHaveProperty('zone');
    expect(Object.keys(filledFix(fix, frame, undefined, target))).toEqual(['text', 'name']);
  });

  test('never takes more than 1000 characters of a value', () => {
    const long = { proposal: 'x'.repeat(5000), count: 0, names: [] };
    expect(filledFix(fix, frame, long, target)['zone']).toHaveLength(1000);
  });
});

test.each([
  ['{{propsal}}', 'no field "propsal" in sample'],
  ['{{names}}', '{{names}} is a list'],
  ['{{target.hosts}}', 'no field "hosts" in target'],
])('%s is refused when rules load', (text, fault) => {
  expect(placeholderFault(text, frame)).toMatchObject({ fault });
});

test('braces of a configuration are no placeholder', () => {
  expect(placeholderFault('location / { return 301; } {{ x }}', frame)).toBeNull();
});
