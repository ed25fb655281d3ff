import { fieldLines, type HeaderList } from './fields.ts';

const REDIRECT_STATUSES = [301, 302, 303, 307, 308];

/**
 * Where a response sends the browser (Fetch, "location URL"); null where it is no
 * redirect or its Location is no URL. Several lines that differ lead nowhere either.
 */
export function redirectOf(url: string, status: number, headers: HeaderList): URL | null {
  if (!REDIRECT_STATUSES.includes(status)) return null;
  const [location, ...others] = new Set(fieldLines(headers, 'Location'));
  if (location === undefined || others.length > 0) return null;
  const target = URL.parse(location, url);
  if (target !== null) target.hash = '';
  return target;
}
