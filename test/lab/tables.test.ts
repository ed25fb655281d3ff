import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { defaultTreeAdapter as tree, parseFragment, type DefaultTreeAdapterTypes } from 'parse5';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { renderCsv } from '../../src/report/csv/csv.ts';
import { renderMarkdown } from '../../src/report/markdown/markdown.ts';
import type { Report } from '../../src/report/report.ts';
import { reportOf, REPORTS } from '../report/fixtures.ts';
import { hostileText, poisoned } from '../report/hostile.ts';

type Node = DefaultTreeAdapterTypes.ChildNode | DefaultTreeAdapterTypes.DocumentFragment;

const EXTENSIONS = ['table', 'strikethrough', 'autolink', 'tasklist', 'footnotes'];

/** As GitHub's own parser of Markdown renders it, with the HTML that stands in it. */
function rendered(markdown: string): DefaultTreeAdapterTypes.DocumentFragment {
  const extensions = EXTENSIONS.flatMap((name) => ['--extension', name]);
  const html = execFileSync('cmark-gfm', ['--unsafe', '--to', 'html', ...extensions], {
    input: markdown,
    encoding: 'utf8',
  });
  return parseFragment(html);
}

function* nodesIn(node: Node): Generator<Node> {
  yield node;
  if (!('childNodes' in node)) return;
  for (const child of node.childNodes) yield* nodesIn(child);
}

/** The elements in their order, with how deep they stand and what attributes they have. */
function elementsOf(node: Node, depth = 0): readonly string[] {
  if (!('childNodes' in node)) return [];
  const own = tree.isElementNode(node)
    ? [
        `${depth} ${node.tagName} ${node.attrs
          .filter(isToldOf(node))
          .map(({ name }) => name)
          .join()}`,
      ]
    : [];
  return [...own, ...node.childNodes.flatMap((child) => elementsOf(child, depth + 1))];
}

/** All but the language of a fence, which a product with a hostile name does not have. */
const isToldOf =
  ({ tagName }: DefaultTreeAdapterTypes.Element) =>
  ({ name, value }: { readonly name: string; readonly value: string }): boolean =>
    !(tagName === 'code' && name === 'class' && /^language-[a-z0-9]+$/i.test(value));

const OWN = new Set([
  ...['h2', 'h3', 'p', 'strong', 'ul', 'li', 'br', 'sub', 'details', 'summary', 'pre', 'code'],
  ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
]);

/** What GitHub and GitLab make references of, in text that is not code. */
const REFERENCES =
  /@[a-z0-9]|#\d|gh-\d|:[a-z0-9+_-]+:|[!&%~$][a-z0-9]|https?:\/\/|www\.[a-z0-9]|\S@\S+\.\S/i;

const texts = (root: Node): readonly string[] =>
  [...nodesIn(root)].flatMap((node) =>
    tree.isTextNode(node) && !isCode(node.parentNode) ? [node.value] : [],
  );

const isCode = (node: DefaultTreeAdapterTypes.ParentNode | null): boolean =>
  node !== null && tree.isElementNode(node) && node.tagName === 'code';

const hostile = fc
  .tuple(
    hostileText,
    fc.constantFrom(
      '|a|b|',
      '`x`` ```',
      '\n\n# head\n\n- x\n',
      '[a](javascript:alert(1)) ![i](http://evil.example/x.png)',
      '@octocat fixes #1, GH-2 and owner/repo#3 :tada:',
      'http://evil.example www.evil.example a@evil.example',
      '</details></summary></code></td><script>alert(1)</script>',
      '\\|\\`\\<b>',
      '<!-- --> --> <!--',
      '[^1]: x\n[x]: http://evil.example',
      '~~a~~ **b** _c_ $d$ - [ ] e',
      '1. a\n    code',
    ),
    hostileText,
  )
  .map((parts) => parts.join(''));

test('what is not escaped would be found', () => {
  const root = rendered('| a |\n| - |\n| @octocat www.evil.example <script>x</script> |\n');
  expect(elementsOf(root).map((one) => one.split(' ')[1])).toEqual(
    expect.arrayContaining(['a', 'script']),
  );
  expect(texts(root).filter((one) => REFERENCES.test(one))).not.toEqual([]);
});

describe.each(REPORTS)('the Markdown of the %s report, read by cmark-gfm', (name) => {
  test('has the headings, rows and entries that were meant, and no link', () => {
    const report = reportOf(name);
    const elements = elementsOf(rendered(renderMarkdown(report)));
    const count = (tag: string): number =>
      elements.filter((element) => element.split(' ')[1] === tag).length;
    const failed = report.findings.filter(({ effective }) => effective === 'fail');
    const rules = new Set(failed.map(({ rule, expected }) => `${rule} ${expected}`));
    expect([count('h2'), count('details'), count('a'), count('img')]).toEqual([
      1,
      rules.size,
      0,
      0,
    ]);
    expect(count('tr')).toBeGreaterThanOrEqual(2 + rules.size);
  });
});

test('a hostile target adds no element, no attribute and no reference to it', () => {
  const half = reportOf('half');
  const meant = elementsOf(rendered(renderMarkdown(half)));
  fc.assert(
    fc.property(hostile, (text) => {
      const root = rendered(renderMarkdown(poisoned(half, text)));
      const elements = elementsOf(root);
      expect(elements.filter((one) => !OWN.has(one.split(' ')[1] ?? ''))).toEqual([]);
      expect(elements).toEqual(meant);
      expect(texts(root).filter((one) => REFERENCES.test(one))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

const Rows = z.array(z.array(z.string()));

/** As Python's csv module reads it, which is none of ours. */
const readByPython = (csv: string): readonly (readonly string[])[] =>
  Rows.parse(
    JSON.parse(
      execFileSync(
        'python3',
        [
          '-c',
          'import csv, io, json, sys; ' +
            'text = sys.stdin.buffer.read().decode("utf-8-sig"); ' +
            'print(json.dumps(list(csv.reader(io.StringIO(text, newline=""), strict=True))))',
        ],
        { input: csv, encoding: 'utf8' },
      ),
    ),
  );

test('Python reads the action plan as it was written, whatever a target sends', () => {
  const half = reportOf('half');
  const columns = readByPython(renderCsv(half))[0]?.length;
  const rows = readByPython(renderCsv(half)).length;
  fc.assert(
    fc.property(hostile, (text) => {
      const report: Report = poisoned(half, text);
      const read = readByPython(renderCsv(report));
      expect(read.map(({ length }) => length)).toEqual(Array.from({ length: rows }, () => columns));
      expect(read.flat().filter((one) => /^\s*[=+\-@\t\r]/.test(one))).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
