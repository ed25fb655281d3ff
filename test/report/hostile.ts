import fc from 'fast-check';
import { Report } from '../../src/report/report.ts';

/** Fields whose values the schema fixes; everything else may come from anywhere. */
const FIXED = new Set([
  'schemaVersion',

  'name',
  'startedAt',
  'endedAt',
  'now',
  'observedAt',
  'kind',
  'role',
  'area',
  'areas',
  'letter',
  'minGrade',
  'failOn',
  'conditions',
  'ceiling',
  'floor',
  'outcome',
  'effective',
  'severity',
  'status',
  'code',
  'type',
  'state',
  'approvedAt',
  'expires',
  'date',
  'assurance',
  'seen',
  'filed',
  'stated',
  'verdict',
  'by',
  'level',
  'attestedAt',
  'since',
  'why',
  'before',
  'after',
]);

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The report with `suffix` after every text, also after the names of snippets and frameworks. */
export const poisoned = (report: Report, suffix: string): Report =>
  Report.parse(poison(report, '', suffix));

function poison(value: unknown, key: string, suffix: string): unknown {
  // The findings of a control are keys of the form `rule@target`.
  if (typeof value === 'string' && key === 'findings') {
    return value
      .split('@')
      .map((part) => part + suffix)
      .join('@');
  }
  if (typeof value === 'string') return FIXED.has(key) || UUID.test(value) ? value : value + suffix;
  if (typeof value !== 'object' || value === null) return value;
  // The frameworks of a control are a map, those of the report a list.
  const inList = key === 'frameworks' ? '' : key;
  if (Array.isArray(value)) return value.map((item) => poison(item, inList, suffix));
  const free = key === 'frameworks' || key === 'fix' || key === 'value';
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      free && name !== 'text' ? name + suffix : name,
      poison(item, name, suffix),
    ]),
  );
}

/** Texts that try to break out: markup, terminal controls, overrides, separators, any Unicode. */
export const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<script>alert(1)</script>',
        '</script>',
        '<!--',
        '-->',
        ']]>',
        '"><img src=x onerror=alert(1)>',
        "' onmouseover='alert(1)",
        '&lt;b&gt;',
        '${x}',
        '\u001b[31m',
        '\u001b]0;title\u0007',
        '\u009b2J',
        '\r\n',
        '\u2028',
        '\u202e',
        '\u2066',
        '\u200b',
        '\ufeff',
        '\u0000',
        '\u{e0041}',
        '\ud800',
        '漢字',
        '🔥',
        '   ',
      ),
      fc.string({ unit: 'binary', maxLength: 40 }),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => parts.join(''))
  .filter((text) => text !== '');

/** What may not reach a terminal or a reader unseen. */
export const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
