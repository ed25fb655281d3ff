import { expect, test } from 'vitest';
import {
  frameOptionsFaults,
  frameOptionsOf,
  type FrameOptions,
} from '../../../src/codec/http/frame-options.ts';
import type { HeaderList } from '../../../src/codec/http/fields.ts';

const sent = (lines: readonly string[]): HeaderList =>
  lines.map((line) => ['X-Frame-Options', line]);

// HTML Standard, "check a navigation response's adherence to `X-Frame-Options`", by its steps, and
// the cases of web-platform-tests/x-frame-options.
test.each<[string[], FrameOptions]>([
  // Step 3: no field.
  [[], 'none'],
  // Steps 4 and 5: values in lower case, each once.
  [['DENY'], 'deny'],
  [['deny'], 'deny'],
  [['SameOrigin'], 'sameorigin'],
  [['SAMEORIGIN', 'SAMEORIGIN'], 'sameorigin'],
  [['SAMEORIGIN,SAMEORIGIN'], 'sameorigin'],
  [['DENY, deny,\tDeny'], 'deny'],
  [[' \tDENY\t '], 'deny'],
  // Step 6: several values with a known one among them.
  [['SAMEORIGIN', 'DENY'], 'contradictory'],
  [['DENY,SAMEORIGIN'], 'contradictory'],
  [['INVALID', 'SAMEORIGIN'], 'contradictory'],
  [['DENY', 'INVALID'], 'contradictory'],
  [['ALLOWALL', 'SAMEORIGIN'], 'contradictory'],
  [['ALLOWALL, x'], 'contradictory'],
  [['DENY,'], 'contradictory'],
  [['', 'SAMEORIGIN'], 'contradictory'],
  [['SAMEORIGIN, ALLOW-FROM https://a.example'], 'contradictory'],
  // Step 7: several values, none of them known.
  [['x, y'], 'ignored'],
  [['ALLOW-FROM https://a.example, ALLOW-FROM https://b.example'], 'ignored'],
  // Step 10: anything else.
  [['INVALID'], 'ignored'],
  [['ALLOWALL'], 'ignored'],
  [['ALLOW-FROM https://example.com/'], 'ignored'],
  [['ALLOW-FROM=https://example.com/'], 'ignored'],
  [['"DENY"'], 'ignored'],
  [["'SAMEORIGIN'"], 'ignored'],
  [['DENY;'], 'ignored'],
  [['SAME-ORIGIN'], 'ignored'],
  [['DENY\v'], 'ignored'],
  [['"DENY, SAMEORIGIN"'], 'ignored'],
  [[''], 'ignored'],
])('%j is %s', (lines, effect) => {
  expect(frameOptionsOf(sent(lines))).toBe(effect);
  expect(frameOptionsFaults(sent(lines)).map((fault) => fault.effect)).toEqual(
    { ignored: ['ignored'], contradictory: ['in-force'], deny: [], sameorigin: [], none: [] }[
      effect
    ],
  );
});

test('says what to use in the place of ALLOW-FROM', () => {
  expect(frameOptionsFaults(sent(['Allow-From https://a.example']))[0]?.problem).toContain(
    'frame-ancestors',
  );
});
