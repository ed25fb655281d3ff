import { fieldLines, type HeaderList } from '../../../codec/http/fields.ts';
import type { Hop } from '../../../evidence/kinds/web/response.ts';

/** What the Observatory judges, as far as it is in our evidence. */
export interface Sight {
  /** The host asked for. */
  readonly host: string;
  /** Responses of the walk that it judges, over https where there is https; never empty. */
  readonly walk: readonly Hop[];
  /** The last of them. */
  readonly page: Hop;
  /** The last response of the walk that began over https; null where https is refused. */
  readonly https: Hop | null;
  /** Responses of the walk that began over http; null where http is refused. */
  readonly http: readonly Hop[] | null;
  /** The answer to OPTIONS with a foreign origin; null where none came. */
  readonly preflight: { readonly origin: string; readonly hop: Hop } | null;
}

/** Fields of which Node keeps the first line; the lines of others it joins. */
const FIRST_LINE_ONLY = ['content-type', 'location'];

/** The value of a field as Node hands it over; null where it is not sent. */
export function joinedField(headers: HeaderList, name: string): string | null {
  const [first, ...others] = fieldLines(headers, name);
  if (first === undefined) return null;
  return FIRST_LINE_ONLY.includes(name) ? first : [first, ...others].join(', ');
}

const HTML_TYPES = ['text/html', 'application/xhtml+xml'];

/** Whether it takes a response for HTML: letter by letter, where media types have no case. */
export function takenForHtml({ headers }: Hop): boolean {
  const [type = ''] = (joinedField(headers, 'content-type') ?? '').split(';', 1);
  return HTML_TYPES.includes(type);
}

/** Contents of `<meta http-equiv=content-security-policy>`, in `<head>` or not. */
export const metaPolicies = (page: Hop): string[] =>
  takenForHtml(page)
    ? (page.page?.httpEquiv ?? [])
        .filter(({ name, content }) => name.trim() === 'content-security-policy' && content !== '')
        .map(({ content }) => content)
    : [];

/** The content of the last `<meta name=referrer>`; null where there is none. */
export const metaReferrer = (page: Hop): string | null =>
  takenForHtml(page)
    ? ((page.page?.named ?? []).findLast(
        ({ name, content }) => name.trim() === 'referrer' && content !== '',
      )?.content ?? null)
    : null;

/** Whether the walk that it judges began over https. */
export const beganSecure = ({ walk }: Sight): boolean => walk[0]?.url.startsWith('https:') === true;
