import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readPage } from '../../../src/codec/html/page.ts';
import { shortenSecrets } from '../../../src/codec/http/secrets.ts';
import type { Derivation } from '../../../src/derive/derivation.ts';
import { webCookiesDerivation } from '../../../src/derive/web/cookies.ts';
import { webCorsDerivation } from '../../../src/derive/web/cors.ts';
import { webCspDerivation } from '../../../src/derive/web/csp.ts';
import { webHeadersDerivation } from '../../../src/derive/web/headers.ts';
import { webHstsDerivation } from '../../../src/derive/web/hsts.ts';
import { webCorsAnswers } from '../../../src/evidence/kinds/web/answers.ts';
import { webResponses, webSamples } from '../../../src/evidence/kinds/web/response.ts';
import { complete } from '../../../src/evidence/listing.ts';
import { absent, present } from '../../../src/evidence/observation.ts';
import {
  answered,
  isReadOtherwise,
  KeptCookie,
  Readable,
  recorded,
} from '../../support/chromium.ts';
import { CLOSED, factFrom, hop } from '../../support/hops.ts';

// What Chromium made of the same field lines, recorded by test/lab/chromium/record.ts.

const shown = (lines: readonly string[]): string => lines.join(' ⏎ ').slice(0, 100);

const rowsOf = <T extends z.ZodType>(subject: string, answer: T) =>
  recorded(subject, answered(answer)).rows.map((row) => ({ ...row, shown: shown(row.lines) }));

const fieldsOf = (lines: readonly string[]) =>
  lines.map((line): readonly [string, string] => {
    const colon = line.indexOf(':');
    // What stands around a value is no part of it (RFC 9110, section 5.5).
    return [line.slice(0, colon), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')];
  });

/** The fact from a page with these lines; null where it is absent. */
function factOf<T>(derivation: Derivation<T>, lines: readonly string[], url: string): T | null {
  const fields = fieldsOf(lines);
  const headers = shortenSecrets([['Content-Type', 'text/html'], ...fields]);
  const content = readPage(Buffer.from('<title>page</title>'), headers, new URL(url), true);
  const page = { ...hop(url, 200, headers), page: content };
  const observed = [
    { kind: webResponses, observation: present({ https: complete([page]), http: CLOSED }) },
    { kind: webSamples, observation: absent('none') },
  ];
  const host = new URL(url).hostname;
  const fact = factFrom(derivation, observed, { id: url, uri: url, host });
  if (fact.status === 'unavailable') throw new Error(fact.problem.detail);
  return fact.status === 'present' ? fact.value : null;
}

const headersOf = (lines: readonly string[]) => {
  const headers = factOf(webHeadersDerivation, lines, 'https://site.test/');
  if (headers === null) throw new Error('no headers');
  return headers;
};

describe('who may frame a page', () => {
  /** Chromium does not take wss: for https, as CSP, section 6.7.2.9 does. */
  const isOfSockets = (line: string): boolean => / wss?:/.test(line);
  const rows = rowsOf('framing', z.boolean()).filter(({ lines }) => !lines.some(isOfSockets));

  test.each(rows)('$shown: framed by $page $answer', ({ lines, answer }) => {
    // The stranger that asked is one of those whom a list admits.
    const listed = lines.some((line) =>
      /frame-ancestors.* (?:https:\/\/)?stranger\.test/.test(line),
    );
    expect(headersOf(lines).framing.restricted).toBe(listed ? true : !answer);
  });
});

describe('whether content types are guessed', () => {
  test.each(rowsOf('sniffing', z.boolean()))('$shown: guessed $answer', ({ lines, answer }) => {
    expect(headersOf(lines).nosniff).toBe(!answer);
  });
});

/** What a policy sends to the own origin and to another: nothing, the origin, or all. */
const SENT: Readonly<Record<string, readonly [own: string, other: string]>> = {
  'no-referrer': ['nothing', 'nothing'],
  'no-referrer-when-downgrade': ['all', 'all'],
  'same-origin': ['all', 'nothing'],
  origin: ['origin', 'origin'],
  'strict-origin': ['origin', 'origin'],
  'origin-when-cross-origin': ['all', 'origin'],
  'strict-origin-when-cross-origin': ['all', 'origin'],
  'unsafe-url': ['all', 'all'],
};
const howMuch = (referer: string): string =>
  referer === '' ? 'nothing' : new URL(referer).pathname === '/' ? 'origin' : 'all';

describe('which referrer is sent', () => {
  test.each(rowsOf('referrers', z.tuple([z.string(), z.string()])))(
    '$shown',
    ({ lines, answer }) => {
      const policy = headersOf(lines).referrerPolicy ?? 'strict-origin-when-cross-origin';
      expect(SENT[policy]).toEqual(answer.map(howMuch));
    },
  );
});

describe('who may use the camera', () => {
  /** Chromium alone still reads the older field, and takes these for a list. */
  const own = (lines: readonly string[]): boolean =>
    lines.some((line) => /^Feature-Policy|camera="\*"/.test(line));
  const rows = rowsOf('camera', z.array(z.string())).filter(({ lines }) => !own(lines));

  test.each(rows)('$shown: $answer', ({ lines, answer }) => {
    const { features, valid } = headersOf(lines).permissionsPolicy;
    const camera = features.find(({ feature }) => feature === 'camera');
    // Without a policy, the page itself (Permissions Policy, section 9.5).
    const allowed = camera === undefined ? ['self'] : camera.allow;
    const origins = allowed.map((one) => (one === 'self' ? 'https://site.test' : one));
    const known = origins.filter((one) => one === '*' || URL.canParse(one));
    expect(known.includes('*') ? ['*'] : known).toEqual(answer);
    if (camera !== undefined) expect(valid).toBe(true);
  });
});

describe('which pages have a process to themselves', () => {
  test.each(rowsOf('isolation', z.boolean()))('$shown: $answer', ({ lines, answer }) => {
    const { openerPolicy, embedderPolicy } = headersOf(lines);
    expect(openerPolicy === 'same-origin' && embedderPolicy !== 'unsafe-none').toBe(answer);
  });
});

describe('whether HSTS is in force', () => {
  test.each(rowsOf('hsts', z.boolean()))('$shown: $answer', ({ lines, answer }) => {
    const hsts = factOf(webHstsDerivation, lines, 'https://site.test/');
    expect((hsts?.maxAgeSeconds ?? 0) > 0).toBe(answer);
  });
});

describe('which scripts of another origin read an answer', () => {
  test.each(rowsOf('cors', Readable))('$page, $shown: $answer', ({ page, lines, answer }) => {
    const url = 'https://site.test/';
    const asked = { url, method: 'GET' as const, as: 'foreign' as const, origin: page };
    const hopOfAnswer = hop(url, 200, fieldsOf(lines));
    const value = {
      answers: [{ ...asked, answer: { is: 'response' as const, hop: hopOfAnswer } }],
    };
    const fact = factFrom(webCorsDerivation, [
      { kind: webCorsAnswers, observation: present(value) },
    ]);
    if (fact.status !== 'present') throw new Error(JSON.stringify(fact));
    const [first] = fact.value.answers.items;
    expect({ plainly: first?.readable, withCredentials: first?.withCredentials }).toEqual(answer);
  });
});

describe('which cookies are kept', () => {
  /** Where browsers cut the life of a cookie off. */
  const MOST_DAYS = 400;
  const { at, rows } = recorded('cookies', answered(KeptCookie.nullable()));
  const date = `Date: ${new Date(at).toUTCString()}`;
  // A fact cuts a long path off.
  const isLong = ({ answer }: (typeof rows)[number]): boolean => (answer?.path.length ?? 0) > 1_000;

  test.each(rows.filter((row) => !isReadOtherwise(row) && !isLong(row)))(
    '$lines at $page',
    ({ page, lines, answer }) => {
      const fact = factOf(webCookiesDerivation, [...lines, date], page);
      const all = fact?.cookies.items ?? [];
      const kept = all
        .filter(({ rejected, deletes }) => rejected === '' && !deletes)
        .map(({ name, domain, path, secure, httpOnly, sameSite, partitioned, lifetimeDays }) => ({
          ...{ name, path, secure, httpOnly, partitioned },
          domain: domain === 'host' ? new URL(page).hostname : `.${domain}`,
          sameSite: sameSite === 'default' ? null : sameSite,
          days: Math.min(Math.round(lifetimeDays), MOST_DAYS),
        }));
      if (answer === null) {
        expect(kept).toEqual([]);
        return;
      }
      const { name, domain, path, secure, httpOnly, partitioned } = answer;
      const sameSite = answer.sameSite?.toLowerCase() ?? null;
      const days = Math.round((answer.seconds ?? 0) / 86_400);
      const expected = { name, domain, path, secure, httpOnly, partitioned, sameSite, days };
      expect(kept).toEqual([expected]);
    },
  );
});

/** What runs, each with its mark. */
const Mark = z.enum(['inline', 'handler', 'own', 'eval', 'foreign', 'data', 'style']);

describe('which scripts run', () => {
  test.each(rowsOf('scripts', z.array(Mark)))('$shown: $answer', ({ lines, answer }) => {
    const csp = factOf(webCspDerivation, lines, 'https://site.test/');
    if (csp === null) throw new Error('no CSP');
    const { allows, scripts } = csp;
    const free = scripts === 'unrestricted';
    expect({
      inline: free || allows.inlineScripts,
      data: free || allows.dataScripts,
      style: allows.inlineStyles,
    }).toEqual({
      inline: answer.includes('inline') || answer.includes('handler'),
      data: answer.includes('data'),
      style: answer.includes('style'),
    });
    // A list admits the foreign host by name; what runs of it follows from more than wild cards.
    if (allows.anyScriptHost || free) expect(answer).toContain('foreign');
    // Trusted Types let no text through, as long as no policy of the page's own does.
    const evaluates = (allows.eval || free) && !csp.trustedTypes;
    if (answer.includes('own')) expect(evaluates).toBe(answer.includes('eval'));
    if (scripts === 'blocked') expect(answer).not.toContain('own');
  });
});
