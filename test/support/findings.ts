import type { DeductionScheme } from '../../src/document/scheme.ts';
import type { Target } from '../../src/evidence/target.ts';
import type { Finding } from '../../src/judge/finding.ts';

/** A finding of a rule that checks nothing in particular, and whatever the test says of it. */
export const findingOf = (given: Partial<Finding>): Finding => ({
  rule: 'spf-record',
  area: 'mail',
  target: 'mail:example.com',
  outcome: 'pass',
  severity: 'high',
  title: 'There is one SPF record',
  expected: '',
  found: [],
  reason: null,
  evidence: [],
  references: [],
  fix: null,
  ...given,
});

/** A mail domain, and whatever the test says of it. */
export const targetOf = (given: Partial<Target> = {}): Target => ({
  id: 'mail:example.com',
  kind: 'mail',
  uri: 'mail:example.com',
  host: 'example.com',
  port: null,
  role: 'mail',
  addresses: [],
  ...given,
});

/** A scheme of deductions with the usual numbers, and whatever the test says of it. */
export const schemeOf = (given: Partial<DeductionScheme> = {}): DeductionScheme => ({
  id: 'mail',
  version: 1,
  area: 'mail',
  title: 'Mail',
  method: 'deductions',
  deductions: { critical: 60, high: 25, medium: 10, low: 3, info: 0 },
  letters: { A: 80, B: 65, C: 50, D: 35, E: 20 },
  plus: { above: 'info', rules: [] },
  minus: 'medium',
  caps: { critical: 'F', high: 'B' },
  notAssessed: ['DKIM'],
  ...given,
});
