import { contentSecurityPolicies, directiveOf } from './csp.ts';
import { admitsAnyHost, parseSource } from './csp-source.ts';
import type { HeaderList } from './fields.ts';
import { frameOptionsOf } from './frame-options.ts';

/** Who may frame a page, as browsers decide it. */
export interface Framing {
  /** Not every site may frame the page. */
  readonly restricted: boolean;
  /** The field that decides; null where none takes effect. */
  readonly by: 'frame-ancestors' | 'X-Frame-Options' | null;
}

/**
 * The framing rule of a response (CSP Level 3, section 6.4.2; HTML Standard, "check a
 * navigation response's adherence to X-Frame-Options"). An enforced frame-ancestors switches
 * X-Frame-Options off, also where it admits everybody.
 */
export function framingOf(headers: HeaderList): Framing {
  const ancestors = contentSecurityPolicies(headers)
    .map((policy) => directiveOf(policy, 'frame-ancestors'))
    .filter((directive) => directive !== null);
  if (ancestors.length > 0) {
    const restricted = ancestors.some(({ values }) => !admitsEverySite(values));
    return { restricted, by: 'frame-ancestors' };
  }
  const restricted = !['ignored', 'none'].includes(frameOptionsOf(headers));
  return { restricted, by: restricted ? 'X-Frame-Options' : null };
}

/** A list is asked about origins, whose path is `/`. */
export const admitsEverySite = (values: readonly string[]): boolean =>
  values
    .map(parseSource)
    .some((source) => admitsAnyHost(source) && (source.is !== 'host' || source.path.length < 2));
