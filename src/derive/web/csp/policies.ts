import {
  contentSecurityPolicies,
  parsePolicy,
  parsePolicyList,
  type ContentSecurityPolicy,
} from '../../../codec/http/csp.ts';
import { mediaTypeOf } from '../../../codec/http/media-type.ts';
import type { Hop } from '../../../evidence/kinds/web/response.ts';
import { read, type Reading } from './reading.ts';

/** Directives without effect in `<meta>` (HTML Standard, "Content Security Policy state"). */
const NOT_IN_META = ['frame-ancestors', 'report-uri', 'sandbox'];

/** What `<meta>` elements of a page say; only those in `<head>` count. */
export interface MetaPolicies {
  readonly readings: readonly Reading[];
  /** The same where commas divide policies, as in a header; null where no content has a comma. */
  readonly divided: readonly Reading[] | null;
  readonly ineffective: readonly string[];
}

/** The enforced policies of the header of a response. */
export const headerReadings = ({ headers }: Hop): Reading[] =>
  contentSecurityPolicies(headers).map((policy) => read(policy, 'header'));

/**
 * The HTML Standard reads the content of the element as one policy, in which a comma is part of a
 * value; some browsers divide it as they divide the header.
 */
export function metaPolicies({ page }: Hop): MetaPolicies {
  const contents = (page?.httpEquiv ?? [])
    .filter(({ name, inHead }) => name === 'content-security-policy' && inHead)
    .map(({ content }) => content);
  const policies = contents.map(parsePolicy);
  const named = policies.flatMap(({ directives }) => directives.map(({ name }) => name));
  const readingsOf = (given: readonly ContentSecurityPolicy[]): Reading[] =>
    given
      .map(withoutIneffective)
      .filter(({ directives }) => directives.length > 0)
      .map((policy) => read(policy, 'meta'));
  return {
    readings: readingsOf(policies),
    divided: contents.some((content) => content.includes(','))
      ? readingsOf(contents.flatMap(parsePolicyList))
      : null,
    ineffective: NOT_IN_META.filter((name) => named.includes(name)),
  };
}

const withoutIneffective = (policy: ContentSecurityPolicy): ContentSecurityPolicy => ({
  ...policy,
  directives: policy.directives.filter(({ name }) => !NOT_IN_META.includes(name)),
});

/** Documents that take policies from elements, and those that only take them from the header. */
const PAGES: readonly (string | null)[] = ['text/html', 'application/xhtml+xml'];
const XML = /^(?:text|application)\/xml$|\+xml$/;

/** What browsers make of a response: of one without a type they guess, and may find HTML. */
export function documentOf({ headers, body }: Hop): 'page' | 'xml' | 'none' {
  const type = mediaTypeOf(headers);
  if (type === null) return body.bytes > 0 ? 'page' : 'none';
  if (PAGES.includes(type)) return 'page';
  return XML.test(type) ? 'xml' : 'none';
}

/**
 * Whether each policy in `<meta>` was seen: of a page that was cut, where what was read goes past
 * `<head>`, since links and forms end it.
 */
export function metasAreKnown(hop: Hop): boolean {
  const { page } = hop;
  if (documentOf(hop) !== 'page') return true;
  if (page === null) return false;
  const pastHead = page.links.length > 0 || page.forms.length > 0;
  return page.complete || pastHead || page.httpEquiv.some(({ inHead }) => !inHead);
}
