import { expect, describe, test } from 'vitest';
import { renderJson } from '../../src/report/json.ts';
import { Report } from '../../src/report/report.ts';
import { reportOf, REPORTS } from './fixtures.ts';
import { UNSEEN } from './hostile.ts';

describe.each(REPORTS)('the report of the %s deployment', (name) => {
  const report = reportOf(name);
  const json = renderJson(report);

  test('is the golden one', async () => {
    await expect(json).toMatchFileSnapshot(`../../fixtures/reports/${name}.json`);
  });

  test('reads back as the same value', () => {
    expect(Report.parse(JSON.parse(json))).toEqual(report);
  });

  test('holds nothing that a terminal acts on', () => {
    expect(json.replaceAll('\n', '')).not.toMatch(UNSEEN);
    expect(json.endsWith('}\n')).toBe(true);
  });
});

test('keys come in the order of the schema, however the report was put together', () => {
  const report = reportOf('sound');
  const turned = Report.parse(report);
  const reversed = Object.fromEntries(Object.entries(turned).reverse());
  expect(Object.keys(JSON.parse(renderJson(report)) as object)).toEqual(Object.keys(Report.shape));
  expect(renderJson(Object.assign(reversed, turned))).toBe(renderJson(report));
});
