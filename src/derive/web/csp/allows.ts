import { directiveOf } from '../../../codec/http/csp.ts';
import { matchesSource, type CspSource } from '../../../codec/http/csp-source.ts';
import { admitsEverySite } from '../../../codec/http/framing.ts';
import type { WebCsp } from '../../../evidence/kinds/web/csp.ts';
import { bypassesOf } from './bypasses.ts';
import {
  admitsAny,
  allowsAllInline,
  hasKeyword,
  hasNonceOrHash,
  LISTS,
  urlSources,
  type Reading,
  type SourceList,
} from './reading.ts';

type Allows = WebCsp['allows'];

/** What all policies together let through: a load must pass each (CSP Level 3, section 8.1). */
export function allowsOf(readings: readonly Reading[], origin: URL): Allows {
  const every = (directive: string, passes: (list: SourceList | null) => boolean): boolean =>
    readings.every((reading) => passes(reading.list(directive)));
  const inline = (directive: string, type: 'script' | 'style'): boolean =>
    every(directive, (list) => list === null || allowsAllInline(list, type));
  const scripts = !readings.some(({ sandbox }) => sandbox?.scripts);
  const evals = every('script-src', (list) => list === null || hasKeyword(list, "'unsafe-eval'"));
  return {
    inlineScripts:
      scripts && (inline('script-src-elem', 'script') || inline('script-src-attr', 'script')),
    inlineStyles: inline('style-src-elem', 'style') || inline('style-src-attr', 'style'),
    eval: scripts && evals,
    dataScripts: scripts && every('script-src-elem', admitsData),
    anyScriptHost: scripts && every('script-src-elem', (list) => admitsAny(list, 'script')),
    bypasses: scripts ? bypassesOf(readings, origin, evals) : [],
    plainHttp: plainHttpOf(readings, origin),
    objects: every('object-src', (list) => admitsAny(list, 'other')),
    base: every('base-uri', (list) => admitsAny(list, 'other')),
    forms:
      every('form-action', (list) => admitsAny(list, 'other')) &&
      !readings.some(({ sandbox }) => sandbox?.forms),
    framing: readings.every(({ policy }) => {
      const ancestors = directiveOf(policy, 'frame-ancestors');
      return ancestors === null || admitsEverySite(ancestors.values);
    }),
  };
}

const admitsData = (list: SourceList | null): boolean =>
  list === null ||
  urlSources(list, 'script').some((source) => source.is === 'scheme' && source.scheme === 'data');

/** What scripts may run where these survive; see the schema for the words. */
export function scriptsOf(
  readings: readonly Reading[],
  allows: Allows,
  origin: URL,
): WebCsp['scripts'] {
  const lists = readings.map((reading) => reading.list('script-src-elem'));
  if (readings.some(({ sandbox }) => sandbox?.scripts)) return 'blocked';
  if (lists.every((list) => list === null)) return 'unrestricted';
  if (allows.inlineScripts || allows.dataScripts || allows.anyScriptHost) return 'open';
  const governed = lists.filter((list) => list !== null);
  const listed = governed
    .flatMap((list) => urlSources(list, 'script'))
    .map((source) => exampleOf(source, origin))
    .some((url) => url !== null && admits(readings, 'script-src-elem', url, origin));
  if (listed) return 'listed';
  return governed.some(hasNonceOrHash) && governed.every(letsPass) ? 'strict' : 'blocked';
}

/** Whether any script at all may pass a list. */
const letsPass = (list: SourceList): boolean =>
  hasNonceOrHash(list) || allowsAllInline(list, 'script') || urlSources(list, 'script').length > 0;

/** 'strict-dynamic' trusts what a trusted script loads; without nonce or hash there is none. */
export const blocksItself = (reading: Reading): boolean => {
  const list = reading.list('script-src-elem');
  return list !== null && hasKeyword(list, "'strict-dynamic'") && !hasNonceOrHash(list);
};

/**
 * Sources that name `http:` in any list, where every other policy lets such a load through too. None
 * where requests are upgraded: that happens before lists are asked (Fetch, "main fetch").
 */
function plainHttpOf(readings: readonly Reading[], origin: URL): string[] {
  if (readings.some(upgradesRequests)) return [];
  const found = new Set<string>();
  for (const directive of LISTS) {
    for (const reading of readings) {
      const others = readings.filter((other) => other !== reading);
      for (const { text, source } of plainHttpIn(reading.list(directive), directive)) {
        const url = exampleOf(source, origin);
        if (url !== null && admits(others, directive, url, origin)) found.add(text);
      }
    }
  }
  return [...found];
}

const upgradesRequests = ({ policy }: Reading): boolean =>
  directiveOf(policy, 'upgrade-insecure-requests') !== null;

function plainHttpIn(list: SourceList | null, directive: string): SourceList['sources'] {
  if (list === null) return [];
  const effective = new Set(urlSources(list, typeOf(directive, list)));
  return list.sources.filter(
    ({ source }) =>
      (source.is === 'scheme' || source.is === 'host') &&
      source.scheme === 'http' &&
      effective.has(source),
  );
}

/** Workers that fall back to script-src are checked as scripts. */
const typeOf = (directive: string, list: SourceList): 'script' | 'other' =>
  directive.startsWith('script-src') || list.directive.startsWith('script-src')
    ? 'script'
    : 'other';

/** Whether the lists of all policies admit a URL for a directive. */
export const admits = (
  readings: readonly Reading[],
  directive: string,
  url: URL,
  origin: URL,
): boolean =>
  readings.every((reading) => {
    const list = reading.list(directive);
    const sources = list === null ? [] : urlSources(list, typeOf(directive, list));
    return list === null || sources.some((source) => matchesSource(url, source, origin));
  });

/** A URL that a source matches, with a name that nobody lists in place of a wild card; null where there is none. */
export function exampleOf(source: CspSource, origin: URL): URL | null {
  if (source.is === 'keyword') return source.keyword === "'self'" ? origin : null;
  if (source.is === 'scheme') {
    return URL.parse(source.scheme === 'data' ? 'data:,' : `${source.scheme}://wild-card.invalid/`);
  }
  if (source.is !== 'host') return null;
  const host = source.host.replace(/^\*$/, 'wild-card.invalid').replace('*', 'wild-card');
  const port = source.port === null || source.port === '*' ? '' : `:${source.port}`;
  return URL.parse(
    `${source.scheme ?? origin.protocol.slice(0, -1)}://${host}${port}${source.path}`,
  );
}
