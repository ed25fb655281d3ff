import { externalScript, isScript } from './script.ts';
import { attributeOf, isHtml, isSvg, svgHref, wordsIn, type Element } from './tree.ts';

export type Use = 'script' | 'style' | 'frame' | 'object' | 'passive' | 'icon' | 'other';

/** How a URL is written: `https://host/a`, `//host/a` or `/a`. */
export type Written = 'absolute' | 'schemeless' | 'relative';

/** The form of a URL string (URL Standard, section 4.3); browsers read a backslash as a slash. */
export function writtenAs(source: string): Written {
  const text = source.trimStart();
  if (/^[a-z][a-z\d+.-]{0,64}:/i.test(text)) return 'absolute';
  return /^[/\\]{2}/.test(text) ? 'schemeless' : 'relative';
}

/** What an element makes the browser fetch. */
export interface Load {
  readonly use: Use;
  /** Element and attribute that name it. */
  readonly by: string;
  /** As written. */
  readonly source: string;
  /** Fetched with CORS although no attribute says so: modules are. */
  readonly cors: boolean;
}

/** Attributes that name what is loaded. */
const ATTRIBUTES: Readonly<Record<string, Readonly<Record<string, Use>>>> = {
  img: { src: 'passive', srcset: 'passive' },
  source: { src: 'passive', srcset: 'passive' },
  audio: { src: 'passive' },
  video: { src: 'passive', poster: 'passive' },
  track: { src: 'passive' },
  body: { background: 'passive' },
  embed: { src: 'object' },
  object: { data: 'object' },
  iframe: { src: 'frame' },
  frame: { src: 'frame' },
};

/** What `<link rel=preload>` is for (Fetch, "destination"); others are not fetched. */
const DESTINATIONS: Readonly<Record<string, Use>> = {
  ...{ script: 'script', style: 'style', image: 'passive', track: 'passive' },
  ...{ audio: 'passive', video: 'passive', font: 'other', fetch: 'other', json: 'other' },
};

const LINKS: Readonly<Record<string, Use>> = {
  ...{ icon: 'icon', 'apple-touch-icon': 'icon', 'apple-touch-icon-precomposed': 'icon' },
  ...{ 'mask-icon': 'icon', prefetch: 'other', prerender: 'other', manifest: 'other' },
};

/** What an element loads, by its own attributes alone. Frames with `srcdoc` load no other page. */
export function loadsOf(element: Element): readonly Load[] {
  if (isScript(element)) return scriptLoads(element);
  if (isHtml(element, 'link')) return linkLoads(element);
  if (isSvg(element, 'image') || isSvg(element, 'feImage')) {
    const source = svgHref(element) ?? '';
    return source === '' ? [] : [plain('passive', `${element.tagName} href`, source)];
  }
  const { tagName } = element;
  if (isHtml(element, 'input')) {
    const isImage = attributeOf(element, 'type')?.toLowerCase() === 'image';
    return isImage ? namedLoads(element, { src: 'passive' }) : [];
  }
  if (!isHtml(element, tagName) || !Object.hasOwn(ATTRIBUTES, tagName)) return [];
  if (tagName === 'iframe' && attributeOf(element, 'srcdoc') !== null) return [];
  return namedLoads(element, ATTRIBUTES[tagName] ?? {});
}

const plain = (use: Use, by: string, source: string): Load => ({ use, by, source, cors: false });

function scriptLoads(element: Element): readonly Load[] {
  const script = externalScript(element);
  if (script === null || script.source === '') return [];
  const attribute = isHtml(element, 'script') ? 'src' : 'href';
  const by = script.module ? `script type=module ${attribute}` : `script ${attribute}`;
  return [{ use: 'script', by, source: script.source, cors: script.module }];
}

function namedLoads(element: Element, attributes: Readonly<Record<string, Use>>): readonly Load[] {
  return Object.entries(attributes).flatMap(([name, use]) => {
    const value = attributeOf(element, name) ?? '';
    const source = name === 'srcset' ? firstCandidate(value) : value;
    return source === '' ? [] : [plain(use, `${element.tagName} ${name}`, source)];
  });
}

/** The URL of the first image candidate (HTML Standard, "parse a srcset attribute"). */
const firstCandidate = (srcset: string): string =>
  /[^\t\n\f\r ,][^\t\n\f\r ]*/.exec(srcset)?.[0].replace(/,{1,64}$/, '') ?? '';

function linkLoads(element: Element): readonly Load[] {
  const source = attributeOf(element, 'href') ?? '';
  if (source === '') return [];
  return [...new Set(relationsOf(element))].flatMap((rel): Load[] => {
    const as = attributeOf(element, 'as')?.toLowerCase() ?? '';
    if (rel === 'stylesheet') {
      return isStyleSheet(element) ? [plain('style', 'link rel=stylesheet', source)] : [];
    }
    if (rel === 'preload') {
      const use = Object.hasOwn(DESTINATIONS, as) ? DESTINATIONS[as] : undefined;
      return use === undefined ? [] : [plain(use, `link rel=preload as=${as}`, source)];
    }
    if (rel === 'modulepreload') {
      const use = as === 'style' ? 'style' : as === 'json' ? 'other' : 'script';
      return [{ use, by: 'link rel=modulepreload', source, cors: true }];
    }
    const use = Object.hasOwn(LINKS, rel) ? LINKS[rel] : undefined;
    return use === undefined ? [] : [plain(use, `link rel=${rel}`, source)];
  });
}

/** The keywords of `rel` in lower case. */
export const relationsOf = (element: Element): string[] =>
  wordsIn((attributeOf(element, 'rel') ?? '').toLowerCase());

/** Browsers fetch no other type, and none that is `disabled`. */
function isStyleSheet(element: Element): boolean {
  const type = (attributeOf(element, 'type') ?? '').split(';', 1)[0]?.trim().toLowerCase();
  return (type === '' || type === 'text/css') && attributeOf(element, 'disabled') === null;
}
