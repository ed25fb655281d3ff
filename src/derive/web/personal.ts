import { fieldLines } from '../../codec/http/fields.ts';
import { readSetCookie } from '../../codec/http/set-cookie.ts';
import type { Hop } from '../../evidence/kinds/web/response.ts';
import { isSessionCookie } from './session-cookie.ts';

/**
 * Whether an answer sets a cookie that holds a session; one that takes the cookie away does not.
 * `declared`: names of such cookies.
 */
export const setsSession = (
  { url, headers }: Pick<Hop, 'url' | 'headers'>,
  declared: readonly string[],
  now: Date,
): boolean =>
  fieldLines(headers, 'Set-Cookie').some((line) => {
    const source = { url: new URL(url), time: now.getTime(), isPublicSuffix: () => false };
    const { name, lifetime } = readSetCookie(line, source);
    return isSessionCookie(name, declared) && (lifetime === null || lifetime > 0);
  });
