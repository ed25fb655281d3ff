import {
  directiveOf,
  FETCH_DIRECTIVES,
  governing,
  type ContentSecurityPolicy,
  type CspDirective,
  type FetchDirective,
} from '../../../codec/http/csp.ts';
import { admitsAnyHost, parseSource, type CspSource } from '../../../codec/http/csp-source.ts';

/** The source list that decides for a directive, as browsers read it. */
export interface SourceList {
  /** Of the directive or of its fallback. */
  readonly directive: string;
  /** 'none' matches nothing, alone or beside others, and is left out (CSP Level 3, section 6.7.2.7). */
  readonly sources: readonly { readonly text: string; readonly source: CspSource }[];
}

/** One policy with what decides for each directive that has a source list; null where nothing does. */
export interface Reading {
  readonly policy: ContentSecurityPolicy;
  readonly by: 'header' | 'meta';
  readonly list: (directive: string) => SourceList | null;
  /** What `sandbox` takes from the page (HTML Standard, "parse a sandboxing directive"). */
  readonly sandbox: { readonly scripts: boolean; readonly forms: boolean } | null;
}

/** Directives that have a source list. */
export const LISTS: readonly string[] = [...FETCH_DIRECTIVES, 'base-uri', 'form-action'];

export function read(policy: ContentSecurityPolicy, by: Reading['by']): Reading {
  const lists = new Map<string, SourceList | null>();
  const flags = directiveOf(policy, 'sandbox')?.values.map((value) => value.toLowerCase());
  return {
    policy,
    by,
    list: (directive) => {
      const known = lists.get(directive);
      if (known !== undefined) return known;
      const list = listOf(
        isFetchDirective(directive) ? governing(policy, directive) : directiveOf(policy, directive),
      );
      lists.set(directive, list);
      return list;
    },
    sandbox: flags === undefined ? null : sandboxOf(flags),
  };
}

const isFetchDirective = (name: string): name is FetchDirective =>
  (FETCH_DIRECTIVES as readonly string[]).includes(name);

function listOf(directive: CspDirective | null): SourceList | null {
  if (directive === null) return null;
  const sources = directive.values
    .map((text) => ({ text, source: parseSource(text) }))
    .filter(({ source }) => source.is !== 'none');
  return { directive: directive.name, sources };
}

const sandboxOf = (flags: readonly string[]) => ({
  scripts: !flags.includes('allow-scripts'),
  forms: !flags.includes('allow-forms'),
});

export const hasKeyword = ({ sources }: SourceList, keyword: string): boolean =>
  sources.some(({ source }) => source.is === 'keyword' && source.keyword === keyword);

export const hasNonceOrHash = ({ sources }: SourceList): boolean =>
  sources.some(({ source }) => source.is === 'nonce' || source.is === 'hash');

/** "Does a source list allow all inline behavior for type?" (section 6.7.3.2). */
export function allowsAllInline(list: SourceList, type: 'script' | 'style'): boolean {
  if (hasNonceOrHash(list)) return false;
  if (type === 'script' && hasKeyword(list, "'strict-dynamic'")) return false;
  return hasKeyword(list, "'unsafe-inline'");
}

/** Sources by which a URL decides; of a list for scripts, 'strict-dynamic' takes them all (section 8.2). */
export function urlSources(list: SourceList, type: 'script' | 'other'): readonly CspSource[] {
  if (type === 'script' && hasKeyword(list, "'strict-dynamic'")) return [];
  return list.sources
    .map(({ source }) => source)
    .filter(
      (source) =>
        source.is === 'host' ||
        source.is === 'scheme' ||
        (source.is === 'keyword' && source.keyword === "'self'"),
    );
}

export const admitsAny = (list: SourceList | null, type: 'script' | 'other'): boolean =>
  list === null || urlSources(list, type).some(admitsAnyHost);
