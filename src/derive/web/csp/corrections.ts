import { Type, type Finding } from 'csp_evaluator/dist/finding.js';
import { getHostname } from 'csp_evaluator/dist/utils.js';
import type { ContentSecurityPolicy, CspDirective } from '../../../codec/http/csp.ts';
import { parseSource } from '../../../codec/http/csp-source.ts';
import { LISTS, type Reading } from './reading.ts';

/** A finding of csp_evaluator 1.1.8 that is not true of browsers. */
interface Correction {
  readonly name: string;
  readonly because: string;
  readonly wrong: (finding: Finding, reading: Reading) => boolean;
}

/** Directives of browsers that csp_evaluator does not know. */
const KNOWN_DIRECTIVES = ['fenced-frame-src', 'treat-as-public-address'];

/** Types that do no harm where no script runs. */
const OF_SCRIPTS: readonly Type[] = [
  Type.MISSING_DIRECTIVES,
  Type.SCRIPT_UNSAFE_INLINE,
  Type.SCRIPT_UNSAFE_EVAL,
  Type.SCRIPT_UNSAFE_HASHES,
  Type.SCRIPT_ALLOWLIST_BYPASS,
  Type.PLAIN_URL_SCHEMES,
  Type.PLAIN_WILDCARD,
  Type.STRICT_DYNAMIC,
  Type.REQUIRE_TRUSTED_TYPES_FOR_SCRIPTS,
];

export const CORRECTIONS: readonly Correction[] = [
  {
    name: 'keywords that it does not know',
    because: "'trusted-types-eval', 'report-sha256' and others are keywords of CSP Level 3",
    wrong: ({ type, directive, value = '' }) =>
      type === Type.INVALID_KEYWORD &&
      SOURCE_LISTS.includes(directive) &&
      value.startsWith("'") &&
      parseSource(value).is !== 'invalid',
  },
  {
    name: 'directives that it does not know',
    because: 'fenced-frame-src and treat-as-public-address are directives of Chromium',
    wrong: ({ type, directive }) =>
      type === Type.UNKNOWN_DIRECTIVE && KNOWN_DIRECTIVES.includes(directive),
  },
  {
    name: 'words that name a directive where they are a value',
    because:
      'endpoints and Trusted Types policies have names of their own, as `report-to referrer`',
    wrong: ({ type, directive }) =>
      type === Type.MISSING_SEMICOLON && ['report-to', 'trusted-types'].includes(directive),
  },
  {
    name: 'script-src missing beside its parts',
    because: 'script-src-elem and script-src-attr together decide for every script of a page',
    wrong: ({ type, directive }, { list }) =>
      type === Type.MISSING_DIRECTIVES &&
      directive === 'script-src' &&
      list('script-src-elem') !== null &&
      list('script-src-attr') !== null,
  },
  {
    name: "'unsafe-eval' in parts of script-src",
    because: 'strings are evaluated by script-src or default-src alone (section 4.4.1)',
    wrong: ({ type, directive }) =>
      type === Type.SCRIPT_UNSAFE_EVAL && /^script-src-(?:elem|attr)$/.test(directive),
  },
  {
    name: 'scripts in a sandbox',
    because: '`sandbox` without allow-scripts lets no script run',
    wrong: ({ type }, { sandbox }) => sandbox?.scripts === true && OF_SCRIPTS.includes(type),
  },
];

/**
 * The policy as csp_evaluator is given it: without 'none' beside other sources, which it takes to
 * switch them off; with 'none' for an empty list, which it takes for a missing one; schemes and
 * hosts in lower case, which it compares; without values that make it throw, since they are no URL.
 */
export const textFor = ({ directives }: ContentSecurityPolicy): string =>
  directives.map((one) => [one.name, ...valuesFor(one)].join(' ')).join('; ');

function valuesFor({ name, values }: CspDirective): readonly string[] {
  const readable = values.filter(isReadable);
  if (!SOURCE_LISTS.includes(name)) return readable;
  if (values.length === 0) return ["'none'"];
  const others = readable.filter((value) => parseSource(value).is !== 'none');
  return others.length > 0 ? others.map(lowerHost) : readable;
}

/** Every directive whose value is a source list. */
export const SOURCE_LISTS: readonly string[] = [
  ...LISTS,
  'default-src',
  'child-src',
  'style-src',
  'frame-ancestors',
];

/** Its check of addresses makes a URL of every value. */
function isReadable(value: string): boolean {
  try {
    return getHostname(value) !== '';
  } catch {
    return false;
  }
}

function lowerHost(value: string): string {
  const source = parseSource(value);
  if (source.is !== 'host') return source.is === 'nonce' ? `'nonce-${source.nonce}'` : value;
  const before = value.length - source.path.length;
  return value.slice(0, before).toLowerCase() + value.slice(before);
}

/** Sentences that are not true of all browsers, and what is said instead. */
export const SENTENCES: readonly { readonly wrong: RegExp; readonly instead: string }[] = [
  {
    wrong: /will be ignored by browsers!/,
    instead: 'An address as a source: the standard has browsers ignore it, but Chromium takes it.',
  },
];
