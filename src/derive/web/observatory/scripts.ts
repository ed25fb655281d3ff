import { getDomain } from 'tldts';
import type { Hop, Page, PageResource } from '../../../evidence/kinds/web/response.ts';
import type { Algorithm } from './algorithms.ts';
import { beganSecure, joinedField, takenForHtml, type Sight } from './sight.ts';

/** Results of scripts of other sites, from the least bad to the worst. */
const WORSE = [
  'sri-implemented-and-all-scripts-loaded-securely',
  'sri-implemented-but-external-scripts-not-loaded-securely',
  'sri-not-implemented-but-external-scripts-loaded-securely',
  'sri-not-implemented-and-external-scripts-not-loaded-securely',
];

/** Its test `subresource-integrity`. */
export function readScripts(sight: Sight, algorithm: Algorithm): string {
  if (!readAsPage(sight.page, algorithm)) return 'sri-not-implemented-response-not-html';
  const scripts = scriptsOf(sight.page.page);
  if (scripts.length === 0 && (sight.page.page?.inline.scripts ?? 0) === 0) {
    return 'sri-not-implemented-but-no-scripts-loaded';
  }
  let found: string | null = null;
  for (const script of scripts) {
    const one = resultOf(script, sight);
    // An own script counts only before the first of another site.
    const worse = isForeign(script, sight) && WORSE.indexOf(one ?? '') > WORSE.indexOf(found ?? '');
    if (found === null || worse) found = one;
  }
  if (found !== null) return found;
  return scripts.some((script) => isForeign(script, sight))
    ? 'sri-implemented-and-external-scripts-loaded-securely'
    : 'sri-not-implemented-but-all-scripts-loaded-from-secure-origin';
}

/** Whether it looks for scripts in a body. */
export const readAsPage = (page: Hop, { readsUntyped }: Algorithm): boolean =>
  takenForHtml(page) || (readsUntyped && !joinedField(page.headers, 'content-type'));

/** `<script src>` of a page; other elements are not looked at. */
export const scriptsOf = (page: Page | null): PageResource[] =>
  page?.resources.filter(({ by }) => SCRIPTS.includes(by)) ?? [];

const SCRIPTS = ['script src', 'script type=module src'];

/** Null where a script is as it should be and earns nothing. */
function resultOf(script: PageResource, sight: Sight): string | null {
  const checked = Boolean(script.integrity);
  const secure = isSecure(script, sight);
  if (!isForeign(script, sight)) {
    return checked && secure ? 'sri-implemented-and-all-scripts-loaded-securely' : null;
  }
  if (checked) {
    return secure ? null : 'sri-implemented-but-external-scripts-not-loaded-securely';
  }
  return secure
    ? 'sri-not-implemented-but-external-scripts-loaded-securely'
    : 'sri-not-implemented-and-external-scripts-not-loaded-securely';
}

/** Any host of the same registrable domain counts as the own; `//host/…` never does. */
function isForeign(script: PageResource, { host }: Sight): boolean {
  if (script.written === 'schemeless') return true;
  const url = fullUrl(script);
  return url !== null && getDomain(url) !== getDomain(host);
}

function isSecure(script: PageResource, sight: Sight): boolean {
  if (script.written === 'schemeless') return false;
  return fullUrl(script)?.startsWith('https:') ?? beganSecure(sight);
}

/** The URL where it is written in full; any scheme but http and https is read as a path. */
const fullUrl = ({ written, url }: PageResource): string | null =>
  written === 'absolute' && url !== null && /^https?:\/\//.test(url) ? url : null;
