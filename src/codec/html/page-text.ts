import { defaultTreeAdapter } from 'parse5';
import { attributeOf, parseTree, wordsIn, type ChildNode, type Element } from './tree.ts';

/** The text of a page as a reader sees it. */
export interface PageText {
  /** One line for each block, with an empty line between blocks. */
  readonly text: string;
  /** The line of the page's source, from 1, on which what stands at an offset of the text stands. */
  readonly lineAt: (offset: number) => number;
  /** False where the page is larger than is read. */
  readonly complete: boolean;
}

/** What is not shown as text, or is operated and not read. */
const UNREAD: ReadonlySet<string> = new Set(
  wordsIn(`script style template noscript head title iframe object audio video canvas svg math
    select datalist button textarea nav aside menu search dialog`),
);

/** What a page repeats around its content; inside these the same elements are a part of it. */
const FURNITURE: ReadonlySet<string> = new Set(['header', 'footer']);
const CONTENT: ReadonlySet<string> = new Set(['article', 'main', 'section']);

/** Landmarks of WAI-ARIA 1.2 that are no content. */
const FURNITURE_ROLES: ReadonlySet<string> = new Set(
  wordsIn('navigation banner contentinfo complementary search menu menubar'),
);

/** Elements within a line; all others begin a line of their own. */
const INLINE: ReadonlySet<string> = new Set(
  wordsIn(`a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q ruby
    rt rp s samp small span strike strong sub sup time tt u var wbr img`),
);

/** What it says without menus, footers and what is hidden; styles in other files are not read. */
export function pageText(html: string): PageText {
  const tree = parseTree(html, true);
  const writer = new TextWriter();
  for (const step of steps(tree.nodes)) {
    if (typeof step === 'string') writer.edge(step);
    else writer.add(step.text, step.line);
  }
  return { ...writer.finish(), complete: tree.complete };
}

/** Where a block begins, or a list item, or where either ends. */
type Edge = 'begin' | 'item' | 'end';

type Step = Edge | { readonly text: string; readonly line: number };

interface Open {
  readonly node: ChildNode | 'end';
  readonly inContent: boolean;
}

/** Walks without recursion: nothing limits the depth of a page. */
function* steps(nodes: readonly ChildNode[]): Generator<Step> {
  const rest: Open[] = nodes.toReversed().map((node) => ({ node, inContent: false }));
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const { node, inContent } = next;
    if (node === 'end') yield 'end';
    else if (defaultTreeAdapter.isTextNode(node)) {
      yield { text: node.value, line: node.sourceCodeLocation?.startLine ?? 1 };
    } else if (defaultTreeAdapter.isElementNode(node) && !isUnread(node, inContent)) {
      const isBlock = !INLINE.has(node.tagName);
      if (isBlock) {
        yield node.tagName === 'li' ? 'item' : 'begin';
        rest.push({ node: 'end', inContent });
      }
      const inside = inContent || CONTENT.has(node.tagName);
      for (const child of node.childNodes.toReversed()) {
        rest.push({ node: child, inContent: inside });
      }
    }
  }
}

function isUnread(element: Element, inContent: boolean): boolean {
  const role = attributeOf(element, 'role')?.trim().toLowerCase();
  return (
    UNREAD.has(element.tagName) ||
    (FURNITURE.has(element.tagName) && !inContent) ||
    (role !== undefined && FURNITURE_ROLES.has(role)) ||
    attributeOf(element, 'hidden') !== null ||
    attributeOf(element, 'aria-hidden')?.toLowerCase() === 'true' ||
    isHiddenByStyle(attributeOf(element, 'style') ?? '')
  );
}

const isHiddenByStyle = (style: string): boolean =>
  style.split(';').some((declaration) => {
    const [name = '', value = ''] = declaration.toLowerCase().split(':', 2);
    const [keyword] = wordsIn(value);
    return (
      (name.trim() === 'display' && keyword === 'none') ||
      (name.trim() === 'visibility' && keyword === 'hidden')
    );
  });

/** Before the text of a list item, as a reader sees it. */
const BULLET = '\u2022 ';

/** Gathers text: blanks become one, and each block a line. */
class TextWriter {
  readonly #parts: string[] = [];
  /** Where in the text another line of the source begins, in order. */
  readonly #marks: { readonly at: number; readonly line: number }[] = [];
  #length = 0;
  #bullet = '';
  #pending: '' | ' ' | '\n\n' = '';

  add(text: string, line: number): void {
    for (const [index, piece] of text.split('\n').entries()) {
      if (index > 0) this.#blank();
      this.#addLine(piece, line + index);
    }
  }

  #addLine(text: string, line: number): void {
    const words = text.split(/[\t\f\r ]+/);
    for (const [index, word] of words.entries()) {
      if (index > 0) this.#blank();
      if (word === '') continue;
      this.#write(this.#pending);
      this.#pending = '';
      if (this.#marks.at(-1)?.line !== line) this.#marks.push({ at: this.#length, line });
      this.#write(`${this.#bullet}${word}`);
      this.#bullet = '';
    }
  }

  edge(edge: Edge): void {
    if (this.#length > 0) this.#pending = '\n\n';
    if (edge !== 'begin') this.#bullet = edge === 'item' ? BULLET : '';
  }

  finish(): Pick<PageText, 'text' | 'lineAt'> {
    const marks = this.#marks;
    return {
      text: this.#parts.join(''),
      lineAt: (offset) => {
        let [low, high] = [0, marks.length - 1];
        while (low < high) {
          const middle = (low + high + 1) >> 1;
          if ((marks[middle]?.at ?? Infinity) <= offset) low = middle;
          else high = middle - 1;
        }
        return marks[low]?.line ?? 1;
      },
    };
  }

  #blank(): void {
    if (this.#pending === '' && this.#length > 0) this.#pending = ' ';
  }

  #write(text: string): void {
    this.#parts.push(text);
    this.#length += text.length;
  }
}
