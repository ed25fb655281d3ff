import { getPublicSuffix } from 'tldts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { readCors, readPreflight } from '../../../src/codec/http/cors.ts';
import type { HeaderList } from '../../../src/codec/http/fields.ts';
import { shortenSecrets } from '../../../src/codec/http/secrets.ts';
import { readSetCookie, type SetCookie } from '../../../src/codec/http/set-cookie.ts';
import {
  answered,
  isReadOtherwise,
  KeptCookie,
  Readable,
  recorded,
} from '../../support/chromium.ts';

// What Chromium made of the same lines, recorded by test/lab/chromium/record.ts.

type Kept = z.infer<typeof KeptCookie>;
const { at, rows } = recorded('cookies', answered(KeptCookie.nullable()));

const isPublicSuffix = (domain: string): boolean =>
  getPublicSuffix(domain, { allowPrivateDomains: true, extractHostname: false }) === domain;

const SAME_SITE = { strict: 'Strict', lax: 'Lax', none: 'None', default: null } as const;

/** What is kept by our reading, in Chromium's terms; it cuts lives at 400 days. */
function keptOf(cookie: SetCookie, url: string): Kept | null {
  if (cookie.rejected !== '' || cookie.lifetime === 0) return null;
  const { name, bytes, domain, path, lifetime, httpOnly, secure, sameSite, partitioned } = cookie;
  return {
    ...{ name, bytes, path, httpOnly, secure, partitioned },
    domain: domain === null ? new URL(url).hostname : `.${domain}`,
    seconds: lifetime === null ? null : Math.min(lifetime / 1000, 400 * 86_400),
    sameSite: SAME_SITE[sameSite],
  };
}

function read([line = '']: readonly string[], page: string): Kept | null {
  const [[, value] = ['', '']] = shortenSecrets([
    ['Set-Cookie', line.slice('Set-Cookie: '.length)],
  ]);
  const source = { url: new URL(page), time: Date.parse(at), isPublicSuffix };
  return keptOf(readSetCookie(value, source), page);
}

test.each(rows.filter((row) => !isReadOtherwise(row)))(
  '$lines at $page',
  ({ page, lines, answer }) => {
    const ours = read(lines, page);
    if (answer === null || ours === null) {
      expect(ours).toBe(answer);
      return;
    }
    const { seconds, ...rest } = answer;
    expect(ours).toMatchObject(rest);
    if (seconds === null) expect(ours.seconds).toBeNull();
    // The recording took its time.
    else expect(Math.abs((ours.seconds ?? NaN) - seconds)).toBeLessThan(120);
  },
);

test('the differences are still differences', () => {
  const differing = rows.filter(isReadOtherwise);
  expect(differing).toHaveLength(8);
  for (const { page, lines, answer } of differing) expect(read(lines, page)).not.toEqual(answer);
});

const parted = (lines: readonly string[]): HeaderList =>
  lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]);

test.each(recorded('cors', answered(Readable)).rows)(
  'a script of $page reads $lines',
  ({ page, lines, answer }) => {
    const { readable, withCredentials, broken } = readCors(parted(lines), page);
    expect({ plainly: readable, withCredentials }).toEqual(answer);
    if (broken) expect(answer.withCredentials).toBe(false);
  },
);

test.each(recorded('preflights', answered(z.boolean())).rows)(
  'a script of $page asks after the preflight $lines',
  ({ page, lines: [first = '', ...lines], answer }) => {
    const [, status] = first.split(' ');
    expect(readPreflight(Number(status), parted(lines), page).readable).toBe(answer);
  },
);
