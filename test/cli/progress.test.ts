import { expect, test } from 'vitest';
import type { Progress } from '../../src/audit/observe-run.ts';
import { progressView } from '../../src/cli/progress.ts';
import { targetOf } from '../support/findings.ts';

const target = targetOf();
const EVENTS: readonly Progress[] = [
  { type: 'target', target, probes: 4 },
  { type: 'done', target },
  { type: 'alone', target, title: 'Requests up to the limit and after it', ms: 180_000 },
];

/** What is written for all events. */
function shown(isTty: boolean): string {
  let text = '';
  const write = (more: string): unknown => (text += more);
  const view = progressView({ silent: false, isTty, columns: 80, write });
  for (const event of EVENTS) view.show(event);
  return text;
}

test.each([true, false])('what takes minutes is announced (terminal: %s)', (isTty) => {
  const lines = shown(isTty).trimEnd().split('\n');
  expect(lines.at(-1)).toContain(target.id);
  expect(lines.at(-1)).toContain('requests up to the limit and after it, at most 180 s');
});
