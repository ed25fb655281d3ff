import {
  defaultTreeAdapter,
  html,
  parse,
  type DefaultTreeAdapterMap,
  type DefaultTreeAdapterTypes,
  type TreeAdapter,
} from 'parse5';

export type Element = DefaultTreeAdapterTypes.Element;

/** An element in its place. */
export interface Placed {
  readonly element: Element;
  /** The form around it, or that it belongs to by the order of the tags; null where there is none. */
  readonly form: Element | null;
}

export type ChildNode = DefaultTreeAdapterTypes.ChildNode;

export interface Tree {
  /** What stands at the top. */
  readonly nodes: readonly ChildNode[];
  /** All elements in tree order, without those inside `<template>`. */
  readonly elements: Iterable<Placed>;
  /** False where the page has more characters, elements or attributes than are read. */
  readonly complete: boolean;
}

/** Within these the parser takes well under a second, whatever the page is made of. */
const MOST_CHARACTERS = 1024 * 1024;
const MOST_ELEMENTS = 100_000;
const MOST_ATTRIBUTES = 300_000;

class TooMuch extends Error {}

/**
 * Parses as a browser does that runs scripts (HTML Standard, section 13.2): what is in
 * `<noscript>` is text. Formatting elements that are never closed are made again for each paragraph,
 * so that a small page may have millions of elements: the parser stops at a limit. `located` asks for the place of each node in the text, too.
 */
export function parseTree(text: string, located = false): Tree {
  const owners = new Map<Element, Element>();
  const document = defaultTreeAdapter.createDocument();
  let elements = 0;
  let attributes = 0;
  const treeAdapter: TreeAdapter<DefaultTreeAdapterMap> = {
    ...defaultTreeAdapter,
    createDocument: () => document,
    createElement(name, namespace, given) {
      elements += 1;
      attributes += given.length;
      if (elements > MOST_ELEMENTS || attributes > MOST_ATTRIBUTES) throw new TooMuch();
      return defaultTreeAdapter.createElement(name, namespace, given);
    },
    onElementCreated(element, { formElement, isInTemplate }) {
      if (formElement !== null && !isInTemplate) owners.set(element, formElement);
    },
  };
  let complete = text.length <= MOST_CHARACTERS;
  try {
    parse(text.slice(0, MOST_CHARACTERS), { treeAdapter, sourceCodeLocationInfo: located });
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    complete = false;
  }
  const nodes = document.childNodes;
  return { nodes, elements: placed(nodes, owners), complete };
}

/** Walks without recursion: nothing limits the depth of a page. */
function* placed(
  roots: readonly ChildNode[],
  owners: ReadonlyMap<Element, Element>,
): Generator<Placed> {
  const rest: { node: ChildNode; form: Element | null }[] = [];
  for (const node of roots.toReversed()) rest.push({ node, form: null });
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const { node, form } = next;
    if (!defaultTreeAdapter.isElementNode(node)) continue;
    yield { element: node, form: owners.get(node) ?? form };
    const inside = isHtml(node, 'form') ? node : form;
    for (const child of node.childNodes.toReversed()) rest.push({ node: child, form: inside });
  }
}

/** Whether it is that element of HTML. */
export const isHtml = ({ namespaceURI, tagName }: Element, name: string): boolean =>
  namespaceURI === html.NS.HTML && tagName === name;

/** Whether it is that element of SVG. */
export const isSvg = ({ namespaceURI, tagName }: Element, name: string): boolean =>
  namespaceURI === html.NS.SVG && tagName === name;

/** The value of an attribute without a namespace; null where it is not there. */
export const attributeOf = ({ attrs }: Element, name: string): string | null =>
  attrs.find((one) => one.name === name && !one.prefix)?.value ?? null;

/** `href` of an element of SVG, or else `xlink:href`. */
export const svgHref = (element: Element): string | null =>
  attributeOf(element, 'href') ??
  element.attrs.find(({ name, prefix }) => name === 'href' && prefix === 'xlink')?.value ??
  null;

/** The text directly inside an element. */
export const textOf = ({ childNodes }: Element): string =>
  childNodes
    .filter((node) => defaultTreeAdapter.isTextNode(node))
    .map(({ value }) => value)
    .join('');

/** The words of an attribute that is a list (HTML Standard, "split on ASCII whitespace"). */
export const wordsIn = (value: string): string[] =>
  value.split(/[\t\n\f\r ]+/).filter((word) => word !== '');
