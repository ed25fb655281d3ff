import { fieldLines, type HeaderList } from './fields.ts';

export interface CspDirective {
  /** In lower case. */
  readonly name: string;
  /** In the case sent: nonces, hashes and paths are case-sensitive. */
  readonly values: readonly string[];
}

/** One content security policy as sent; the first directive of a name is the one that counts. */
export interface ContentSecurityPolicy {
  readonly text: string;
  readonly directives: readonly CspDirective[];
  /** Names of directives that browsers skip because the name stood before, each once. */
  readonly repeated: readonly string[];
  /** Names of directives that browsers skip because they are not ASCII, each once. */
  readonly notAscii: readonly string[];
}

/** The enforced policies of a response, each of which applies (CSP Level 3, section 2.2.2). */
export const contentSecurityPolicies = (headers: HeaderList): ContentSecurityPolicy[] =>
  fieldLines(headers, 'Content-Security-Policy').flatMap(parsePolicyList);

/** The policies of a response that are only reported about. */
export const reportOnlyPolicies = (headers: HeaderList): ContentSecurityPolicy[] =>
  fieldLines(headers, 'Content-Security-Policy-Report-Only').flatMap(parsePolicyList);

/** A serialized policy list (CSP Level 3, section 2.2.2): parts without a directive are no policy. */
export const parsePolicyList = (list: string): ContentSecurityPolicy[] =>
  list
    .split(',')
    .map(parsePolicy)
    .filter(({ directives }) => directives.length > 0);

/** A serialized policy (CSP Level 3, section 2.2.1). */
export function parsePolicy(serialized: string): ContentSecurityPolicy {
  const directives = new Map<string, readonly string[]>();
  const repeated = new Set<string>();
  const notAscii = new Set<string>();
  for (const token of serialized.split(';')) {
    const [first, ...values] = token.split(WHITE_SPACE).filter((word) => word !== '');
    if (first === undefined) continue;
    const name = first.toLowerCase();
    if (!ASCII.test(token)) notAscii.add(name);
    else if (directives.has(name)) repeated.add(name);
    else directives.set(name, values);
  }
  return {
    text: serialized.trim(),
    directives: [...directives].map(([name, values]) => ({ name, values })),
    repeated: [...repeated],
    notAscii: [...notAscii],
  };
}

const ASCII = /^[\0-\x7f]*$/;
const WHITE_SPACE = /[\t\n\f\r ]/;

/** The directive of a name; null where the policy has none. */
export const directiveOf = (
  { directives }: ContentSecurityPolicy,
  name: string,
): CspDirective | null => directives.find((one) => one.name === name) ?? null;

/** Where browsers look next if a fetch directive is missing (CSP Level 3, section 6.8.3). */
const FALLBACKS = {
  'script-src-elem': ['script-src', 'default-src'],
  'script-src-attr': ['script-src', 'default-src'],
  'style-src-elem': ['style-src', 'default-src'],
  'style-src-attr': ['style-src', 'default-src'],
  'worker-src': ['child-src', 'script-src', 'default-src'],
  'connect-src': ['default-src'],
  'manifest-src': ['default-src'],
  'object-src': ['default-src'],
  'frame-src': ['child-src', 'default-src'],
  'media-src': ['default-src'],
  'font-src': ['default-src'],
  'img-src': ['default-src'],
  // String compilation reads these two alone (section 4.4.1).
  'script-src': ['default-src'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type FetchDirective = keyof typeof FALLBACKS;

/** Every name is a key of the table. */
export const FETCH_DIRECTIVES = Object.keys(FALLBACKS) as FetchDirective[];

/** The directive that decides for a fetch directive: itself or the first of its fallbacks; null where none stands. */
export function governing(
  policy: ContentSecurityPolicy,
  name: FetchDirective,
): CspDirective | null {
  for (const one of [name, ...FALLBACKS[name]]) {
    const directive = directiveOf(policy, one);
    if (directive !== null) return directive;
  }
  return null;
}
