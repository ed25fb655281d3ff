import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { Report } from '../../src/report/report.ts';

/** The hand-made reports of fixtures/reports. */
export const REPORTS = ['sound', 'careless', 'half'] as const;

const known = new Map<string, Report>();

/** A hand-made report, checked against the schema and read once. */
export function reportOf(name: (typeof REPORTS)[number]): Report {
  const report = known.get(name) ?? read(name);
  known.set(name, report);
  return report;
}

function read(name: string): Report {
  const file = new URL(`../../fixtures/reports/${name}.yaml`, import.meta.url);
  return Report.parse(parse(readFileSync(file, 'utf8'), { merge: true, maxAliasCount: -1 }));
}
