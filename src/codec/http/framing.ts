import { contentSecurityPolicies } from './csp.ts';
import { fieldList, type HeaderList } from './fields.ts';

/** Who may frame a page, as browsers decide it. */
interface Framing {
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
    .flatMap(({ directives }) => directives)
    .filter(({ name }) => name === 'frame-ancestors');
  if (ancestors.length > 0) {
    const restricted = ancestors.some(({ values }) => !values.some(admitsEverySite));
    return { restricted, by: 'frame-ancestors' };
  }
  const options = new Set(
    fieldList(headers, 'X-Frame-Options')?.map((option) => option.toLowerCase()),
  );
  // Contradicting options block all framing if a browser knows one of them.
  const known = options.size > 1 ? ['deny', 'allowall', 'sameorigin'] : ['deny', 'sameorigin'];
  const restricted = known.some((option) => options.has(option));
  return { restricted, by: restricted ? 'X-Frame-Options' : null };
}

/** `*`, a bare scheme of the web, or a host wild card over all names or all of a top level. */
const admitsEverySite = (source: string): boolean =>
  /^(?:https?|wss?):$/i.test(source) ||
  /^(?:(?:https?|wss?):\/\/)?\*(?:\.[^.:/]+)?(?::[^/]*)?(?:\/.*)?$/i.test(source);
