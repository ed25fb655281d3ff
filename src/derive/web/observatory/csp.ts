import type { Algorithm } from './algorithms.ts';
import { mergePolicies, type SourceLists } from './policy-list.ts';
import { beganSecure, joinedField, metaPolicies, type Sight } from './sight.ts';

export interface CspReading {
  readonly result: string;
  /** What was read where the policy was not refused; null where it was, or there is none. */
  readonly policy: ReadPolicy | null;
}

/** The sources of a policy that matter to it. */
interface ReadPolicy {
  readonly lists: ReadonlyMap<string, ReadonlySet<string>>;
  readonly script: ReadonlySet<string>;
  readonly object: ReadonlySet<string>;
  readonly style: ReadonlySet<string>;
  /** 'strict-dynamic' stands where no nonce or hash does. */
  readonly bareStrictDynamic: boolean;
  readonly secure: boolean;
}

const BROAD = [
  'ftp:',
  'http:',
  'https:',
  '*',
  'http://*',
  'http://*.*',
  'https://*',
  'https://*.*',
];
const UNSAFE = [...BROAD, "'unsafe-inline'", 'data:'];
const NONCES_AND_HASHES = ["'sha256-", "'sha384-", "'sha512-", "'nonce-"];
const PASSIVE = ['img-src', 'media-src'];

/** Policies of the fields and of `<meta>` elements as it counts them. */
export function policiesIn({ page }: Sight, { partsPolicies }: Algorithm): readonly string[] {
  return [...sentPolicies(page, partsPolicies), ...parted(metaPolicies(page), partsPolicies)];
}

function sentPolicies(page: Sight['page'], partsPolicies: boolean): readonly string[] {
  const sent = joinedField(page.headers, 'content-security-policy');
  return sent === null ? [] : parted([sent], partsPolicies);
}

const parted = (policies: readonly string[], partsPolicies: boolean): readonly string[] =>
  partsPolicies ? policies.flatMap((policy) => policy.split(',')) : policies;

/** Its test `content-security-policy`. */
export function readCsp(sight: Sight, algorithm: Algorithm): CspReading {
  const merged = mergePolicies(policiesIn(sight, algorithm));
  if (merged === null) return { result: 'csp-header-invalid', policy: null };
  if (!takesEffect(sight, algorithm)) {
    const reports = joinedField(sight.page.headers, 'content-security-policy-report-only');
    const result = reports ? 'csp-not-implemented-but-reporting-enabled' : 'csp-not-implemented';
    return { result, policy: null };
  }
  const policy = policyOf(merged.lists, beganSecure(sight));
  const result = RESULTS.find(([, holds]) => holds(policy))?.[0] ?? NO_UNSAFE;
  const repeats = merged.repeats && NOT_REFUSED.includes(result);
  return { result: repeats ? 'csp-implemented-but-duplicate-directives' : result, policy };
}

/** Directives that do not count in `<meta>`. */
const NOT_IN_META = ['frame-ancestors', 'report-uri', 'sandbox'];

/** A `<meta>` with such directives alone is taken for none. */
function takesEffect({ page }: Sight, { partsPolicies }: Algorithm): boolean {
  const namesIn = (list: SourceLists | null): string[] => [...(list?.lists.keys() ?? [])];
  const sent = namesIn(mergePolicies(sentPolicies(page, partsPolicies)));
  const inMeta = namesIn(mergePolicies(parted(metaPolicies(page), partsPolicies)));
  return sent.length > 0 || inMeta.some((name) => !NOT_IN_META.includes(name));
}

/** Drops the sources that others switch off; where a list stands for several, from all of them. */
function policyOf(lists: SourceLists['lists'], secure: boolean): ReadPolicy {
  const listOf = (name: string): Set<string> =>
    lists.get(name) ?? lists.get('default-src') ?? new Set(['*']);
  const [script, object, style] = [listOf('script-src'), listOf('object-src'), listOf('style-src')];
  for (const list of [script, style]) if (hasNonceOrHash(list)) list.delete("'unsafe-inline'");
  const strict = script.has("'strict-dynamic'");
  if (strict && hasNonceOrHash(script)) {
    for (const source of script) if (isSwitchedOff(source)) script.delete(source);
  }
  return {
    lists,
    script,
    object,
    style,
    bareStrictDynamic: strict && !hasNonceOrHash(script),
    secure,
  };
}

const hasNonceOrHash = (list: ReadonlySet<string>): boolean =>
  [...list].some((source) => NONCES_AND_HASHES.some((prefix) => source.startsWith(prefix)));

/** By 'strict-dynamic'. */
const isSwitchedOff = (source: string): boolean =>
  source === "'self'" ||
  source === "'unsafe-inline'" ||
  BROAD.some((one) => source.startsWith(one));

const NO_UNSAFE = 'csp-implemented-with-no-unsafe';
const NONE_BY_DEFAULT = 'csp-implemented-with-no-unsafe-default-src-none';
const STYLE_ONLY = 'csp-implemented-with-unsafe-inline-in-style-src-only';
const PASSIVE_ONLY = 'csp-implemented-with-insecure-scheme-in-passive-content-only';

/** Results that a repeated directive replaces. */
const NOT_REFUSED = [NO_UNSAFE, NONE_BY_DEFAULT, STYLE_ONLY, PASSIVE_ONLY];

/** The first that holds is the result. */
const RESULTS: readonly (readonly [result: string, holds: (policy: ReadPolicy) => boolean])[] = [
  ['csp-header-invalid', ({ bareStrictDynamic }) => bareStrictDynamic],
  [
    'csp-implemented-with-unsafe-inline',
    ({ script, object }) => hasOneOf(script, UNSAFE) || hasOneOf(object, BROAD),
  ],
  ['csp-implemented-with-insecure-scheme', (policy) => policy.secure && plainActive(policy)],
  [
    'csp-implemented-with-unsafe-eval',
    ({ script, style }) =>
      hasOneOf(script, ["'unsafe-eval'"]) || hasOneOf(style, ["'unsafe-eval'"]),
  ],
  [PASSIVE_ONLY, (policy) => policy.secure && plainPassive(policy)],
  [STYLE_ONLY, ({ style }) => hasOneOf(style, UNSAFE)],
  [NONE_BY_DEFAULT, ({ lists }) => isNone(lists.get('default-src'))],
];

const hasOneOf = (list: ReadonlySet<string>, sources: readonly string[]): boolean =>
  sources.some((source) => list.has(source));

const isNone = (list: ReadonlySet<string> | undefined): boolean =>
  list?.size === 1 && list.has("'none'");

/** Values of all directives count, those that load nothing too. */
const plainActive = ({ lists, script }: ReadPolicy): boolean =>
  [
    ...[...lists]
      .filter(([name]) => !PASSIVE.includes(name) && name !== 'script-src')
      .flatMap(([, list]) => [...list]),
    ...script,
  ].some(isPlain);

const plainPassive = ({ lists }: ReadPolicy): boolean =>
  PASSIVE.some((name) => [...(lists.get(name) ?? lists.get('default-src') ?? [])].some(isPlain));

export const isPlain = (source: string): boolean =>
  source.startsWith('http:') || source.startsWith('ftp:');
