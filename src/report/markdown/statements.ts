import type { Comparison } from '../../control/comparison.ts';
import { VERDICTS, countText } from '../claims/words.ts';
import { outlookOf } from '../claims/outlook.ts';
import { daysText, endingsOf } from '../ends.ts';
import type { Report } from '../report.ts';
import { counted, gradeLetters, timeText } from '../words.ts';
import { code, prose } from './escape.ts';
import { table, type Section } from './page.ts';

const MOST = { changes: 25, claims: 20, reasons: 3, endings: 15 } as const;
const SOON_DAYS = 30;

/** What became of the deployment since the earlier report, what got worse first. */
export function since({ comparison }: Report): Section | null {
  if (comparison === null) return null;
  const { before, remarks, changes } = comparison;
  return {
    head: [
      `### Since the report of ${timeText(before.now)}`,
      '',
      countsText(comparison),
      ...gradeLines(comparison),
      ...remarks.map((remark) => `- ${prose(remark)}`),
      '',
      ...(changes.length === 0 ? [] : table(CHANGE_HEADS, []).head),
    ],
    rows: table(
      [],
      changes.map(({ state, severity, title, target, reason }) => [
        state,
        severity,
        prose(title),
        code(target),
        prose(reason),
      ]),
    ).rows,
    ...{ noun: 'change', most: MOST.changes },
  };
}

const CHANGE_HEADS = ['Change', 'Severity', 'Rule', 'Where', 'What happened'];

const countsText = ({ counts }: Comparison): string =>
  (['regressed', 'new', 'updated', 'fixed', 'absent', 'unchanged'] as const)
    .map((state) => `${counts[state]} ${state}`)
    .join(', ');

type Interval = NonNullable<Comparison['grades'][number]['before']>;

/** The grade of the whole, and sentences whose verdict changed. */
function gradeLines({ grades, claims }: Comparison): readonly string[] {
  const letters = (grade: Interval | null): string =>
    grade === null ? 'none' : gradeLetters(grade);
  return [
    '',
    ...grades
      .filter(({ target }) => target === null)
      .map(({ what, before, after }) => `- ${prose(what)}: ${letters(before)} → ${letters(after)}`),
    ...claims.slice(0, MOST.claims).map(({ id, quote, before, after }) => {
      const [was, is] = [before, after].map((one) =>
        one === null ? 'not judged' : VERDICTS[one].word,
      );
      return `- ${code(id)} “${prose(quote)}”: ${was ?? ''} → ${is ?? ''}`;
    }),
    ...(claims.length > MOST.claims
      ? [`- and ${counted(claims.length - MOST.claims, 'more sentence')}`]
      : []),
  ];
}

/** The sentences of the page that the deployment contradicts; the others are counted. */
export function contradicted(report: Report): Section | null {
  const outlook = outlookOf(report);
  if (outlook === null) return null;
  const rows = report.claims
    .filter(({ verdict }) => verdict === 'contradicted')
    .map(({ id, quote, reasons }) => {
      const more = reasons.length - MOST.reasons;
      return [
        `- ${VERDICTS.contradicted.symbol} ${code(id)} “${prose(quote)}”`,
        ...reasons.slice(0, MOST.reasons).map((reason) => `  - ${prose(reason)}`),
        ...(more > 0 ? [`  - and ${counted(more, 'more reason')}`] : []),
      ].join('\n');
    });
  const { length: stale } = outlook.stale;
  const dated =
    stale === 0 ? '' : `; ${counted(stale, 'sentence')} with words that are out of date`;
  return {
    head: [
      `### Security page ${prose(outlook.source)}: ${counted(outlook.sentences, 'sentence')}`,
      '',
      `${countText(outlook.verdicts)}${dated}`,
      ...(rows.length === 0 ? [] : ['', '**Contradicted by what was seen:**', '']),
    ],
    rows,
    ...{ noun: 'sentence', most: MOST.claims },
  };
}

/** What has ended or ends within thirty days: certificates, documents, waivers, attestations. */
export function endings(report: Report): Section | null {
  const all = endingsOf(report, SOON_DAYS);
  if (all.length === 0) return null;
  const { head, rows } = table(
    ['What', 'Which', 'Of', 'Ends'],
    all.map(({ what, name, of, until, days }) => [
      what,
      code(name),
      of
        .slice(0, MOST.reasons)
        .map((one) => code(one))
        .join('<br>'),
      `${prose(until)} (${daysText(days)})`,
    ]),
  );
  return {
    head: [`### Ends within ${SOON_DAYS} days, or has ended`, '', ...head],
    ...{ rows, noun: 'entry', most: MOST.endings },
  };
}
