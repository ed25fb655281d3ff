/** One version of its algorithm. */
export interface Algorithm {
  readonly version: number;
  readonly source: string;
  /** The public service is believed to run it. */
  readonly current: boolean;
  /** Policies that stand in one field, parted by commas, are read one by one. */
  readonly partsPolicies: boolean;
  /** A body without Content-Type is read as HTML. */
  readonly readsUntyped: boolean;
  /** It judges Cross-Origin-Opener-Policy and Cross-Origin-Embedder-Policy. */
  readonly judgesIsolation: boolean;
  /** Where its modifiers are not those of the table below. */
  readonly modifiers: Readonly<Record<string, number>>;
}

export const ALGORITHMS: readonly Algorithm[] = [
  {
    version: 4,
    source: 'release 1.4.8 of 2025-10-07',
    current: false,
    partsPolicies: false,
    readsUntyped: false,
    judgesIsolation: false,
    modifiers: { 'x-frame-options-sameorigin-or-deny': 0 },
  },
  {
    version: 5,
    source: 'release 1.4.8 with pull request 332 of 2025-10-20',
    current: false,
    partsPolicies: false,
    readsUntyped: false,
    judgesIsolation: false,
    modifiers: {},
  },
  {
    version: 6,
    source: 'source of 2026-08-20, version 1.6.3',
    current: true,
    partsPolicies: true,
    readsUntyped: true,
    judgesIsolation: true,
    modifiers: {},
  },
];

/** What each result adds to the score. */
const MODIFIERS: Readonly<Record<string, number>> = {
  'csp-implemented-with-no-unsafe-default-src-none': 10,
  'csp-implemented-with-no-unsafe': 5,
  'csp-implemented-with-unsafe-inline-in-style-src-only': 0,
  'csp-implemented-but-duplicate-directives': 0,
  'csp-implemented-with-insecure-scheme-in-passive-content-only': -10,
  'csp-implemented-with-unsafe-eval': -10,
  'csp-implemented-with-unsafe-inline': -20,
  'csp-implemented-with-insecure-scheme': -20,
  'csp-header-invalid': -25,
  'csp-not-implemented': -25,
  'csp-not-implemented-but-reporting-enabled': -25,
  'cookies-secure-with-httponly-sessions-and-samesite': 5,
  'cookies-secure-with-httponly-sessions': 0,
  'cookies-not-found': 0,
  'cookies-without-secure-flag-but-protected-by-hsts': -5,
  'cookies-session-without-secure-flag-but-protected-by-hsts': -10,
  'cookies-without-secure-flag': -20,
  'cookies-samesite-flag-invalid': -20,
  'cookies-anticsrf-without-samesite-flag': -20,
  'cookies-session-without-httponly-flag': -30,
  'cookies-session-without-secure-flag': -40,
  'cross-origin-resource-sharing-not-implemented': 0,
  'cross-origin-resource-sharing-implemented-with-public-access': 0,
  'cross-origin-resource-sharing-implemented-with-restricted-access': 0,
  'redirection-to-https': 0,
  'redirection-not-needed-no-http': 0,
  'redirection-off-host-from-http': -5,
  'redirection-not-to-https-on-initial-redirection': -10,
  'redirection-not-to-https': -20,
  'redirection-missing': -20,
  'referrer-policy-private': 5,
  'referrer-policy-not-implemented': 0,
  'referrer-policy-unsafe': -5,
  'referrer-policy-header-invalid': -5,
  'hsts-implemented-max-age-at-least-six-months': 0,
  'hsts-implemented-max-age-less-than-six-months': -10,
  'hsts-not-implemented': -20,
  'hsts-header-invalid': -20,
  'hsts-not-implemented-no-https': -20,
  'sri-implemented-and-all-scripts-loaded-securely': 5,
  'sri-implemented-and-external-scripts-loaded-securely': 5,
  'sri-not-implemented-response-not-html': 0,
  'sri-not-implemented-but-no-scripts-loaded': 0,
  'sri-not-implemented-but-all-scripts-loaded-from-secure-origin': 0,
  'sri-not-implemented-but-external-scripts-loaded-securely': -5,
  'sri-implemented-but-external-scripts-not-loaded-securely': -20,
  'sri-not-implemented-and-external-scripts-not-loaded-securely': -50,
  'x-content-type-options-nosniff': 0,
  'x-content-type-options-not-implemented': -5,
  'x-content-type-options-header-invalid': -5,
  'x-frame-options-implemented-via-csp': 5,
  'x-frame-options-sameorigin-or-deny': 5,
  'x-frame-options-allow-from-origin': 0,
  'x-frame-options-not-implemented': -20,
  'x-frame-options-header-invalid': -20,
  'corp-implemented-with-same-origin': 10,
  'corp-implemented-with-same-site': 10,
  'corp-implemented-with-cross-origin': 0,
  'corp-not-implemented': 0,
  'corp-header-invalid': -5,
  'coep-implemented-with-require-corp': 10,
  'coep-implemented-with-credentialless': 10,
  'coep-implemented-with-unsafe-none': 0,
  'coep-not-implemented': 0,
  'coep-header-invalid': -5,
  'coop-implemented-with-same-origin': 10,
  'coop-implemented-with-same-origin-allow-popups': 10,
  'coop-implemented-with-noopener-allow-popups': 10,
  'coop-implemented-with-unsafe-none': 0,
  'coop-not-implemented': 0,
  'coop-header-invalid': -5,
};

/** What a result adds to the score in a version. */
export function modifierOf(result: string, { modifiers }: Algorithm): number {
  const modifier = modifiers[result] ?? MODIFIERS[result];
  if (modifier === undefined) throw new Error(`no such result: ${result}`);
  return modifier;
}

/** The one result that counts as passed and takes points all the same. */
const PASSED_AT_A_LOSS = 'csp-implemented-with-insecure-scheme-in-passive-content-only';

export const passes = (result: string, modifier: number): boolean =>
  modifier >= 0 || result === PASSED_AT_A_LOSS;

/** From this score without bonuses on, bonuses count. */
const BONUSES_FROM = 90;

/** The score of a site: what tests take is taken first. */
export function scoreOf(modifiers: readonly number[]): number {
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 100);
  const withoutBonuses = sum(modifiers.filter((modifier) => modifier < 0));
  return Math.max(0, withoutBonuses >= BONUSES_FROM ? sum(modifiers) : withoutBonuses);
}

/** The lowest score of each letter. */
const LETTERS: readonly (readonly [from: number, letter: string])[] = [
  [100, 'A+'],
  [90, 'A'],
  [85, 'A-'],
  [80, 'B+'],
  [70, 'B'],
  [65, 'B-'],
  [60, 'C+'],
  [50, 'C'],
  [45, 'C-'],
  [40, 'D+'],
  [30, 'D'],
  [25, 'D-'],
];

export const letterOf = (score: number): string =>
  LETTERS.find(([from]) => score >= from)?.[1] ?? 'F';
