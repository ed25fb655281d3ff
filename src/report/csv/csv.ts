import type { Report } from '../report.ts';
import { cell } from './cell.ts';
import { claimActions, controlActions } from './documented.ts';
import { findingActions } from './findings.ts';
import type { Action } from './action.ts';

/** The columns, in their order; the last three are for whoever carries the plan out. */
const COLUMNS: Readonly<Record<string, (action: Action) => string>> = {
  control: ({ controls }) => controls.join('; '),
  rule: ({ rule }) => rule,
  target: ({ target }) => target,
  severity: ({ severity }) => severity,
  state: ({ state }) => state,
  finding: ({ finding }) => finding,
  expected: ({ expected }) => expected,
  remediation: ({ remediation }) => remediation,
  references: ({ references }) => references,
  evidence: ({ evidence }) => evidence,
  'since baseline': ({ since }) => since,
  owner: ({ owner }) => owner,
  due: ({ due }) => due,
  status: () => '',
  reason: ({ reason }) => reason,
  date: () => '',
};

/** By which Excel knows that the text is UTF-8; other readers pass over it (Unicode 23.8). */
const BYTE_ORDER_MARK = '\ufeff';

/**
 * The action plan as CSV (RFC 4180): one row for everything that somebody has to do something about.
 * Failures come first, by severity; then what is not settled, waived, contradicted, not met or to be attested.
 */
export function renderCsv(report: Report): string {
  const rows = [...findingActions(report), ...claimActions(report), ...controlActions(report)];
  const lines = [
    Object.keys(COLUMNS).join(','),
    ...rows.map((row) =>
      Object.values(COLUMNS)
        .map((column) => cell(column(row)))
        .join(','),
    ),
  ];
  return BYTE_ORDER_MARK + lines.map((line) => `${line}\r\n`).join('');
}
