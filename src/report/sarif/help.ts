import type { DisposedFinding } from '../../control/result.ts';
import { visible } from '../escape.ts';
import { fenced, prose } from '../markdown/escape.ts';
import { snippetsOf } from '../view.ts';
import { referenceText } from '../words.ts';
import { plain } from './plain.ts';

/** Characters of one sentence of a rule. */
export const SENTENCE = 950;
/** Names of targets stand in snippets: of many alike, these are shown. */
const MOST_SNIPPETS = 3;
const MOST_LINES = 40;
const LONGEST_LINE = 500;

/** What a reader needs who has the alert before them: what is expected, what to do, where it is written. */
export interface Help {
  readonly text: string;
  readonly markdown: string;
}

/** The help of a rule, from its findings; snippets have the names of the first targets in them. */
export function helpOf(findings: readonly [DisposedFinding, ...DisposedFinding[]]): Help {
  const [{ title, expected, references }] = findings;
  const fix = findings.find((finding) => finding.fix !== null)?.fix?.text;
  const snippets = snippetsOf(findings.slice(0, MOST_SNIPPETS)).flatMap(({ product, codes }) =>
    codes.map((code) => ({ product, lines: linesOf(code) })),
  );
  const written = references.map(referenceText);
  return {
    text: [
      plain(title, SENTENCE),
      `Expected: ${plain(expected, SENTENCE)}`,
      ...(fix === undefined ? [] : [`What to do: ${plain(fix, SENTENCE)}`]),
      ...snippets.map(({ product, lines }) =>
        [`${plain(product, SENTENCE)}:`, ...lines.map((line) => `  ${visible(line)}`)].join('\n'),
      ),
      ...listed(written.map((reference) => plain(reference, SENTENCE))),
    ].join('\n\n'),
    markdown: [
      // Two marks with nothing between them would be a line across the page.
      title === '' ? '' : `**${prose(title, SENTENCE)}**`,
      `Expected: ${prose(expected, SENTENCE)}`,
      ...(fix === undefined ? [] : [`**What to do.** ${prose(fix, SENTENCE)}`]),
      ...snippets.flatMap(({ product, lines }) => [
        prose(product, SENTENCE),
        fenced(lines.join('\n'), '').join('\n'),
      ]),
      ...listed(written.map((reference) => prose(reference, SENTENCE))),
    ].join('\n\n'),
  };
}

const listed = (references: readonly string[]): readonly string[] =>
  references.length === 0 ? [] : [`References: ${references.join('; ')}.`];

/** The first lines of a snippet, tabs as spaces. */
const linesOf = (code: string): readonly string[] =>
  code
    .slice(0, MOST_LINES * LONGEST_LINE)
    .trimEnd()
    .replaceAll('\t', '    ')
    .split(/\r?\n/)
    .slice(0, MOST_LINES)
    .map((line) => line.slice(0, LONGEST_LINE));
