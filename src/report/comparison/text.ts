import type { Report } from '../report.ts';
import { beside, heading, letterStyle, pageOf, type Page, type TextOptions } from '../text-page.ts';
import { partLines } from '../text-parts.ts';
import { namesOf } from '../view.ts';
import { counted, gradeLetters, timeText } from '../words.ts';
import type { Compared } from './compared.ts';
import { comparisonView } from './view.ts';

/** Changes of one kind that are spelt out unless all are asked for. */
const MOST = 12;

/** What changed since the earlier report, what got worse first; nothing where there is none. */
export function comparison({ comparison: compared }: Report, page: Page): readonly string[] {
  if (compared === null) return [];
  const { title, parts } = comparisonView(compared, page.verbose ? Infinity : MOST);
  return [
    ...heading(page, title, 'what got worse first'),
    ...parts.flatMap((part) => partLines(page, part)),
  ];
}

/** Two reports against each other, for a terminal. */
export function comparisonText(compared: Compared, options: TextOptions): string {
  const page = pageOf(options);
  const { before, after } = compared;
  const [name = 'no target', ...others] = namesOf(after);
  const beyond = others.length > 0 ? ` and ${counted(others.length, 'more name')}` : '';
  const sections = [
    [
      ...heading(page, 'What changed', `${name}${beyond}`),
      ...sideLines(page, 'before', before),
      ...sideLines(page, 'after', after),
    ],
    comparison({ ...after, comparison: compared.comparison }, page),
  ];
  return sections.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

/** `before    B    2026-11-15 12:00 UTC · profile baseline 1 · assay 1.0.0`. */
function sideLines(page: Page, label: string, report: Report): readonly string[] {
  const { now, tool, profile, grades } = report;
  const letters = grades.overall === null ? '–' : gradeLetters(grades.overall);
  const lead = `${label.padEnd(LABEL)}${letters}`;
  const words = `${timeText(now)} · profile ${profile.id} ${profile.version} · assay ${tool.version}`;
  const style = letterStyle(page, grades.overall?.letter ?? null);
  return beside(page, 2, { text: lead, width: LABEL + LETTERS, style }, words);
}

const LABEL = 8;
const LETTERS = 7;
