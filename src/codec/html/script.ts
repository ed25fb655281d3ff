import { attributeOf, isHtml, isSvg, svgHref, textOf, wordsIn, type Element } from './tree.ts';

/** What a script element is to a browser; null for a data block, such as JSON-LD. */
type ScriptType = 'classic' | 'module' | 'importmap' | 'speculationrules' | null;

/** The JavaScript MIME types (MIME Sniffing, section 4.6). */
const JAVASCRIPT = [
  'application/ecmascript',
  'application/javascript',
  'application/x-ecmascript',
  'application/x-javascript',
  'text/ecmascript',
  'text/javascript',
  'text/javascript1.0',
  'text/javascript1.1',
  'text/javascript1.2',
  'text/javascript1.3',
  'text/javascript1.4',
  'text/javascript1.5',
  'text/jscript',
  'text/livescript',
  'text/x-ecmascript',
  'text/x-javascript',
];

export const isScript = (element: Element): boolean =>
  isHtml(element, 'script') || isSvg(element, 'script');

/** HTML Standard, "prepare the script element": the type is compared whole, without parameters. */
function typeOf(element: Element): ScriptType {
  const type = attributeOf(element, 'type');
  const language = type === null ? attributeOf(element, 'language') : null;
  if (!type && !language) return 'classic';
  const words = type === null ? [`text/${language ?? ''}`] : wordsIn(type);
  const wanted = words.length === 1 ? words[0]?.toLowerCase() : undefined;
  if (wanted === undefined) return null;
  if (JAVASCRIPT.includes(wanted)) return 'classic';
  if (wanted === 'module' || wanted === 'importmap' || wanted === 'speculationrules') return wanted;
  return null;
}

/** Browsers that know modules pass over a classic script with `nomodule`. */
const isForOldBrowsers = (element: Element, type: ScriptType): boolean =>
  type === 'classic' && isHtml(element, 'script') && attributeOf(element, 'nomodule') !== null;

/** Where a script comes from; null where it is written in the page. */
const sourceOf = (element: Element): string | null =>
  isSvg(element, 'script') ? svgHref(element) : attributeOf(element, 'src');

/** The script that an element makes the browser load; null where it loads none. */
export function externalScript(
  element: Element,
): { readonly source: string; readonly module: boolean } | null {
  const source = sourceOf(element);
  const type = typeOf(element);
  if (source === null || isForOldBrowsers(element, type)) return null;
  return type === 'classic' || type === 'module' ? { source, module: type === 'module' } : null;
}

/** Whether an element holds a script that a browser runs, or a map or rules that steer scripts. */
export function isInlineScript(element: Element): boolean {
  const type = typeOf(element);
  if (type === null || isForOldBrowsers(element, type)) return false;
  return sourceOf(element) === null && textOf(element) !== '';
}

/** Content attributes that hold scripts (HTML Standard, section 8.1.8.2, and later standards). */
const HANDLERS = new Set(
  `abort afterprint animationcancel animationend animationiteration animationstart auxclick
  beforecopy beforecut beforeinput beforematch beforepaste beforeprint beforetoggle beforeunload
  beforexrselect begin blur bounce cancel canplay canplaythrough change click close command
  contentvisibilityautostatechange contextlost contextmenu contextrestored copy cuechange cut
  dblclick drag dragend dragenter dragleave dragover dragstart drop durationchange emptied
  encrypted end ended enterpictureinpicture error finish focus focusin focusout formdata
  fullscreenchange fullscreenerror gamepadconnected gamepaddisconnected gotpointercapture
  hashchange input invalid keydown keypress keyup languagechange leavepictureinpicture load
  loadeddata loadedmetadata loadstart lostpointercapture message messageerror mousedown
  mouseenter mouseleave mousemove mouseout mouseover mouseup mousewheel offline online pagehide
  pagereveal pageshow pageswap paste pause play playing pointercancel pointerdown pointerenter
  pointerleave pointermove pointerout pointerover pointerrawupdate pointerup popstate progress
  ratechange rejectionhandled repeat reset resize scroll scrollend scrollsnapchange
  scrollsnapchanging search securitypolicyviolation seeked seeking select selectionchange
  selectstart slotchange stalled start storage submit suspend timeupdate toggle touchcancel
  touchend touchmove touchstart transitioncancel transitionend transitionrun transitionstart
  unhandledrejection unload volumechange waiting waitingforkey webkitanimationend
  webkitanimationiteration webkitanimationstart webkitfullscreenchange webkitfullscreenerror
  webkittransitionend wheel`
    .split(/\s+/)
    .map((event) => `on${event}`),
);

/** The number of handlers written as attributes of an element. */
export const handlersOf = ({ attrs }: Element): number =>
  attrs.filter(({ name }) => HANDLERS.has(name.toLowerCase())).length;
