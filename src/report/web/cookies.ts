import type { WebCookies } from '../../evidence/kinds/web/cookies.ts';
import { knownCell, noted, shortfall, valueOf, verdictsOn, type Seen } from '../known.ts';
import {
  isBad,
  plainCell,
  seenCell,
  type Cell,
  type Part,
  type Row,
  type Verdict,
} from '../part.ts';
import type { Tone } from '../tone.ts';

type Cookie = WebCookies['cookies']['items'][number];

/** Every cookie that a visitor gets who has not signed in. */
export function cookiesPart(seen: Seen<WebCookies>): Part {
  const rows = (valueOf(seen)?.cookies.items ?? [])
    .map(rowOf)
    .toSorted((a, b) => Number(isBad(b)) - Number(isBad(a)));
  return {
    name: 'Cookies',
    verdicts: verdictsOn(seen, noted, ({ cookies }) => [
      ...(rows.length === 0 && cookies.complete ? noted('none are set before signing in') : []),
      ...shortfall('there may be more', cookies),
    ]),
    tree: [],
    grid:
      rows.length === 0
        ? null
        : {
            caption: 'Cookies set before signing in',
            heads: ['Cookie', 'Secure', 'HttpOnly', 'SameSite', 'Sent to', 'For'],
            rows,
          },
  };
}

const SAME_SITE: Readonly<Record<Cookie['sameSite'], string>> = {
  strict: 'Strict',
  lax: 'Lax',
  none: 'None',
  default: 'not set',
};

function rowOf(cookie: Cookie): Row {
  const { name, secure, httpOnly, domain, session, deletes, rejected } = cookie;
  const cells = [
    seenCell(name),
    knownCell(secure, ['good', 'yes'], ['bad', 'no']),
    knownCell(httpOnly, ['good', 'yes'], [session ? 'bad' : 'quiet', 'no']),
    sameSiteCell(cookie),
    domain === 'host' ? plainCell('this host') : seenCell(`*.${domain}`),
    plainCell(useOf(cookie)),
  ];
  // What browsers do not keep protects and endangers nobody.
  const counts = !deletes && rejected === '';
  return {
    cells: counts ? cells : cells.map((cell) => (cell.tone === null ? cell : calm(cell))),
    remarks: REMARKS.filter(({ holds }) => holds(cookie)).map(({ tone, say }): Verdict => ({
      tone,
      text: say(cookie),
    })),
  };
}

const calm = (cell: Cell): Cell => ({ ...cell, tone: 'quiet' });

function sameSiteCell({ sameSite, session, antiCsrf }: Cookie): Cell {
  const held = sameSite === 'strict' || sameSite === 'lax';
  const lack: Tone = session || antiCsrf ? 'bad' : 'quiet';
  return { text: SAME_SITE[sameSite], tone: held ? 'good' : lack };
}

function useOf({ deletes, session, antiCsrf }: Cookie): string {
  if (deletes) return 'deleted';
  if (session) return 'session';
  return antiCsrf ? 'CSRF token' : 'other';
}

interface Remark {
  readonly tone: Tone;
  readonly holds: (cookie: Cookie) => boolean;
  readonly say: (cookie: Cookie) => string;
}

/** Browsers keep no cookie longer, and none that is larger (RFC 6265bis, sections 5.5 and 5.6). */
const MOST_DAYS = 400;
const MOST_BYTES = 4096;

const REMARKS: readonly Remark[] = [
  {
    tone: 'bad',
    holds: ({ rejected }) => rejected !== '',
    say: ({ rejected }) => `browsers drop it: ${rejected}`,
  },
  {
    tone: 'fair',
    holds: ({ overHttps, deletes }) => !overHttps && !deletes,
    say: () => 'set over plain http, where others can read and change it',
  },
  {
    tone: 'fair',
    holds: ({ session, domain, deletes }) => session && domain !== 'host' && !deletes,
    say: ({ domain }) => `every host of ${domain} gets the session`,
  },
  {
    tone: 'fair',
    holds: ({ sameSiteUnknown, deletes }) => sameSiteUnknown && !deletes,
    say: () => 'SameSite has a value that browsers do not know',
  },
  {
    tone: 'fair',
    holds: ({ bytes }) => bytes > MOST_BYTES,
    say: ({ bytes }) => `${bytes} bytes, and browsers take ${MOST_BYTES}`,
  },
  {
    tone: 'quiet',
    holds: ({ lifetimeDays }) => lifetimeDays > MOST_DAYS,
    say: ({ lifetimeDays }) =>
      `is to live ${Math.round(lifetimeDays)} days, and browsers keep it ${MOST_DAYS}`,
  },
  {
    tone: 'quiet',
    holds: ({ repeated }) => repeated.length > 0,
    say: ({ repeated }) => `stands twice: ${repeated.join(', ')}`,
  },
];
