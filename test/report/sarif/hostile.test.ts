import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plain } from '../../../src/report/sarif/plain.ts';
import { renderSarif, renderSarifAll } from '../../../src/report/sarif/sarif.ts';
import type { Report } from '../../../src/report/report.ts';
import { reportOf, REPORTS } from '../fixtures.ts';
import { hostileText, poisoned, UNSEEN } from '../hostile.ts';
import { runOf } from './log.ts';

/** Every text of a JSON value. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

const withPlaces = (report: Report, file: string): Report => ({
  ...report,
  targets: report.targets.map((target) => ({ ...target, namedAt: { file, line: 1, column: 1 } })),
});

describe.each(REPORTS)('hostile texts in the report of the %s deployment', (name) => {
  test('leave the log valid, its URIs relative and its texts visible', () => {
    fc.assert(
      fc.property(hostileText, fc.boolean(), (text, all) => {
        const report = withPlaces(poisoned(reportOf(name), text), `assay.yaml${text}`);
        const json = (all ? renderSarifAll : renderSarif)(report);
        expect(json).not.toMatch(/[\u0000-\u0009\u000b-\u001f\ud800-\udfff]/u);
        const run = runOf(json);
        for (const one of textsOf(run)) expect(one.replaceAll('\n', '')).not.toMatch(UNSEEN);
        for (const { locations, baselineState } of run.results) {
          const root = baselineState === 'absent' ? 'targets/' : 'assay.yaml';
          const { uri } = locations[0].physicalLocation.artifactLocation;
          const whole = new URL(uri, 'file:///root/');
          expect(whole.href.startsWith(`file:///root/${root}`)).toBe(true);
          expect([whole.search, whole.hash]).toEqual(['', '']);
        }
      }),
      { numRuns: 40 },
    );
  });
});

test('texts of a megabyte leave every field within its limit', () => {
  const { results, tool } = runOf(
    renderSarifAll(poisoned(reportOf('careless'), '\u{1f525}'.repeat(500_000))),
  );
  for (const { message } of results) expect(message.text.length).toBeLessThan(8000);
  for (const { name, shortDescription, fullDescription, help } of tool.driver.rules) {
    expect(name.length).toBeLessThanOrEqual(255);
    expect(shortDescription.text.length).toBeLessThanOrEqual(1024);
    expect(fullDescription.text.length).toBeLessThanOrEqual(1024);
    expect(help.markdown?.length).toBeLessThan(100_000);
  }
});

test.each([
  ['see [here](https://evil.example/)', 'see [here] (https://evil.example/)'],
  ['[a](1)', '[a] (1)'],
  ['{0} and {12}', '{ 0} and { 12}'],
  ['{"a":1}', '{"a":1}'],
  ['\u202e', '\\u{202e}'],
])('%j is neither link nor placeholder in a message', (text, expected) => {
  expect(plain(text, 100)).toBe(expected);
});
