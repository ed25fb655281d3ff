import type { HeaderList } from '../http/fields.ts';
import { mediaTypeOf } from '../http/media-type.ts';
import { shortenText } from '../http/secrets.ts';
import { decodeHtml } from './encoding.ts';
import { FormReader, isCsrfMeta } from './forms.ts';
import { loadsOf, relationsOf, writtenAs, type Use, type Written } from './resources.ts';
import { handlersOf, isInlineScript, isScript } from './script.ts';
import {
  attributeOf,
  isHtml,
  isSvg,
  parseTree,
  svgHref,
  textOf,
  type Element,
  type Placed,
} from './tree.ts';

/** What matters of an HTML page; the fields are those of the evidence (evidence/kinds/web/response.ts). */
export interface HtmlPage {
  title: string | null;
  complete: boolean;
  httpEquiv: { name: string; content: string; inHead: boolean }[];
  named: { name: string; content: string }[];
  resources: {
    use: Use;
    by: string;
    url: string | null;
    written: Written;
    integrity: string | null;
    crossorigin: boolean;
  }[];
  forms: {
    action: string | null;
    method: string;
    password: boolean;
    secretFields: string[];
  }[];
  inline: {
    scripts: number;
    nonced: number;
    handlers: number;
    javascriptLinks: number;
    styles: number;
    styleAttributes: number;
  };
  canonical: string | null;
  links: string[];
}

/** Entries in all lists of one page together. */
const MOST_ENTRIES = 2000;
const MOST_LINKS = 20;
const LONGEST_URL = 2048;
/** A policy that is cut would say something else. */
const LONGEST_CONTENT = 16_384;

/**
 * Reads a page as browsers do; `complete` says that nothing of it was cut. Of XHTML, which is not
 * parsed as XML here, it is never known that nothing is missing. Pages inside frames (`srcdoc`)
 * and what style sheets load are not read.
 */
export function readPage(
  bytes: Uint8Array,
  headers: HeaderList,
  url: URL,
  complete: boolean,
): HtmlPage {
  const tree = parseTree(decodeHtml(bytes, headers));
  const reader = new PageReader(url);
  for (const placed of tree.elements) reader.read(placed);
  const isHtmlSyntax = mediaTypeOf(headers) !== 'application/xhtml+xml';
  return reader.page(complete && tree.complete && isHtmlSyntax);
}

class PageReader {
  readonly #url: URL;
  /** Elements before `<base>` do not see it; links and forms, which are followed later, do. */
  #base: URL;
  #hasBase = false;
  #left = MOST_ENTRIES;
  #cut = false;
  #canonical: string | null = null;
  readonly #forms = new FormReader();
  readonly #anchors: string[] = [];
  readonly #page: HtmlPage = {
    title: null,
    complete: true,
    httpEquiv: [],
    named: [],
    resources: [],
    forms: [],
    inline: {
      ...{ scripts: 0, nonced: 0, handlers: 0 },
      ...{ javascriptLinks: 0, styles: 0, styleAttributes: 0 },
    },
    canonical: null,
    links: [],
  };

  constructor(url: URL) {
    this.#url = url;
    this.#base = url;
  }

  read(placed: Placed): void {
    const { element } = placed;
    this.#readInline(element);
    this.#readResources(element);
    this.#forms.read(placed);
    if (isHtml(element, 'base')) this.#readBase(element);
    if (isHtml(element, 'meta')) this.#readMeta(element);
    if (isHtml(element, 'title')) this.#page.title ??= titleOf(element);
    if (isHtml(element, 'link') && relationsOf(element).includes('canonical')) {
      this.#canonical ??= attributeOf(element, 'href');
    }
    if (isHtml(element, 'a') || isHtml(element, 'area') || isSvg(element, 'a')) {
      this.#readLink(isSvg(element, 'a') ? svgHref(element) : attributeOf(element, 'href'));
    }
  }

  page(complete: boolean): HtmlPage {
    for (const { action, method, password, secretFields } of this.#forms.forms()) {
      // Without an action a form goes to the page, whatever its base is.
      const url = action === '' ? this.#url : this.#resolve(action);
      if (url?.protocol === 'javascript:') this.#page.inline.javascriptLinks += 1;
      const entry = { action: url && shown(url), method, password };
      this.#add(this.#page.forms, { ...entry, secretFields: [...secretFields] });
    }
    const canonical = this.#canonical === null ? null : this.#resolve(this.#canonical);
    return {
      ...this.#page,
      complete: complete && !this.#cut,
      canonical: canonical && shown(canonical),
      links: this.#links(),
    };
  }

  readonly #resolve = (source: string): URL | null => URL.parse(source, this.#base.href);

  #add<T>(list: T[], entry: T): void {
    if (this.#left === 0) this.#cut = true;
    else {
      this.#left -= 1;
      list.push(entry);
    }
  }

  #readInline(element: Element): void {
    const { inline } = this.#page;
    inline.handlers += handlersOf(element);
    if (attributeOf(element, 'style') !== null) inline.styleAttributes += 1;
    const isStyle = isHtml(element, 'style') || isSvg(element, 'style');
    if (isStyle && textOf(element) !== '') inline.styles += 1;
    if (!isScript(element) || !isInlineScript(element)) return;
    inline.scripts += 1;
    if (attributeOf(element, 'nonce')) inline.nonced += 1;
  }

  #readResources(element: Element): void {
    for (const { use, by, source, cors } of loadsOf(element)) {
      const url = this.#resolve(source);
      if (url?.protocol === 'javascript:') {
        if (use === 'frame') this.#page.inline.javascriptLinks += 1;
        continue;
      }
      const integrity = attributeOf(element, 'integrity');
      this.#add(this.#page.resources, {
        ...{ use, by, url: url && shown(url), written: writtenAs(source) },
        integrity: integrity?.slice(0, LONGEST_URL) ?? null,
        crossorigin: cors || attributeOf(element, 'crossorigin') !== null,
      });
    }
  }

  /** HTML Standard, "set the frozen base URL": the first that has `href` counts, also a wrong one. */
  #readBase(element: Element): void {
    const href = attributeOf(element, 'href');
    if (href === null || this.#hasBase) return;
    this.#hasBase = true;
    // All that follows is resolved against it.
    if (href.length > LONGEST_URL) {
      this.#cut = true;
      return;
    }
    const base = URL.parse(href, this.#url.href);
    const fits = base !== null && base.protocol !== 'data:' && base.protocol !== 'javascript:';
    if (fits) this.#base = base;
  }

  #readMeta(element: Element): void {
    const content = attributeOf(element, 'content');
    if (content === null) return;
    const pragma = attributeOf(element, 'http-equiv')?.toLowerCase() ?? '';
    const name = attributeOf(element, 'name')?.toLowerCase() ?? '';
    if (content.length > LONGEST_CONTENT && pragma !== '') this.#cut = true;
    const text = shortenText(content.slice(0, LONGEST_CONTENT));
    const parent = element.parentNode;
    const inHead = parent !== null && 'tagName' in parent && isHtml(parent, 'head');
    if (pragma !== '') {
      this.#add(this.#page.httpEquiv, { name: pragma.slice(0, 100), content: text, inHead });
    }
    if (name === 'referrer' || name === 'generator') {
      this.#add(this.#page.named, { name, content: text.slice(0, 200) });
    } else if (isCsrfMeta(name)) this.#add(this.#page.named, { name, content: '' });
  }

  #readLink(href: string | null): void {
    if (href === null) return;
    if (URL.parse(href, this.#url.href)?.protocol === 'javascript:') {
      this.#page.inline.javascriptLinks += 1;
    } else this.#anchors.push(href);
  }

  #links(): string[] {
    const paths = new Set<string>();
    for (const href of this.#anchors) {
      const url = this.#resolve(href);
      if (url?.origin === this.#url.origin) {
        paths.add(shortenText(url.pathname.slice(0, LONGEST_URL)));
      }
      if (paths.size === MOST_LINKS) break;
    }
    return [...paths];
  }
}

const titleOf = (element: Element): string =>
  shortenText(textOf(element).slice(0, 2000).replace(/\s+/g, ' ').trim().slice(0, 200));

/** Of what stands in the URL itself, the media type alone. */
function shown({ protocol, href }: URL): string {
  if (protocol === 'javascript:') return protocol;
  if (protocol === 'data:') return href.slice(0, 100).split(/[;,]/, 1)[0] ?? protocol;
  return shortenText(href.slice(0, 2 * LONGEST_URL)).slice(0, LONGEST_URL);
}
