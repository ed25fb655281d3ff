import { z } from 'zod';
import { Comparison } from '../../control/comparison.ts';
import { GroupGrade } from '../../grade/grade.ts';
import { escapeJson } from '../escape.ts';
import type { Compared } from './compared.ts';

const Side = Comparison.shape.before.extend({
  /** Of the deployment; null where nothing was graded. */
  grade: GroupGrade.omit({ group: true, reasons: true }).nullable(),
});

/** What `assay diff --json` writes: a comparison, and the two reports that were compared. */
export const Diff = z.strictObject({
  schemaVersion: z.literal(1),
  before: Side,
  after: Side,
  ...Comparison.omit({ before: true }).shape,
});
type Diff = z.infer<typeof Diff>;

/** The comparison as JSON in the key order of its schema; unseen characters are written as escapes. */
export function comparisonJson({ before, after, comparison }: Compared): string {
  const sides = { before: sideOf(before), after: sideOf(after) };
  const diff = Diff.parse({ schemaVersion: 1, ...comparison, ...sides });
  return `${escapeJson(JSON.stringify(diff, null, 2))}\n`;
}

function sideOf({ id, now, tool, rulesHash, profile, grades }: Compared['before']): Diff['before'] {
  const { overall } = grades;
  return {
    ...{ id, now, version: tool.version, rulesHash },
    profile: `${profile.id} ${profile.version}`,
    grade: overall && {
      ...{ letter: overall.letter, ceiling: overall.ceiling, floor: overall.floor },
    },
  };
}
