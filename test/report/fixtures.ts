import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { Report } from '../../src/report/report.ts';

/** The hand-made reports of fixtures/reports with facts of every kind. */
export const DETAILED = ['sound', 'careless', 'half'] as const;

/** All hand-made reports; `compared` is held against `earlier`. */
export const REPORTS = [...DETAILED, 'compared'] as const;

type Name = (typeof REPORTS)[number] | 'earlier';

const known = new Map<Name, Report>();

/** A hand-made report, checked against the schema and read once. */
export function reportOf(name: Name): Report {
  const report = known.get(name) ?? read(name);
  known.set(name, report);
  return report;
}

function read(name: Name): Report {
  const file = new URL(`../../fixtures/reports/${name}.yaml`, import.meta.url);
  return Report.parse(parse(readFileSync(file, 'utf8'), { merge: true, maxAliasCount: -1 }));
}
