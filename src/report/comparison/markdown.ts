import { since } from '../markdown/statements.ts';
import { prose } from '../markdown/escape.ts';
import { pageOf } from '../markdown/page.ts';
import { namesOf } from '../view.ts';
import { timeText } from '../words.ts';
import type { Compared } from './compared.ts';

/** Characters of a comment at GitHub. */
const LIMIT = 65_536;

/** The comparison for a pull request or a job summary. */
export function comparisonMarkdown({ after, comparison }: Compared): string {
  const [name = 'nothing'] = namesOf(after);
  const title = `## What changed at ${prose(name)}`;
  const section = since({ ...after, comparison });
  const foot = `In the report of ${timeText(after.now)}, made by assay ${prose(after.tool.version)}.\n`;
  const head = { head: [title], rows: [], noun: '', most: 0 };
  return pageOf(section === null ? [head] : [head, section], foot, LIMIT);
}
