import type { WebHeaders } from '../../evidence/kinds/web/headers.ts';
import { fewOf } from '../known.ts';
import type { Tone } from '../tone.ts';

/** What a field does: how good that is, and in a few words. */
type Effect = readonly [Tone, string];

interface HeaderRow {
  readonly field: string;
  /** Counts for what browsers show. */
  readonly page: boolean;
  /** Null where the field is not sent and nobody has to send it. */
  readonly effect: (headers: WebHeaders) => Effect | null;
}

/** Also where a field is sent that browsers ignore: what is wrong with it stands below. */
const NONE: Effect = ['quiet', 'none in force'];

const PRIVATE = ['no-referrer', 'same-origin', 'strict-origin', 'strict-origin-when-cross-origin'];

const FEW = 3;

/** The rows of the table, in its order. */
export const HEADER_ROWS: readonly HeaderRow[] = [
  {
    field: 'X-Content-Type-Options',
    page: false,
    effect: ({ nosniff }) => (nosniff ? ['good', 'nosniff'] : ['bad', 'types are guessed']),
  },
  { field: 'X-Frame-Options', page: true, effect: framing },
  { field: 'Referrer-Policy', page: true, effect: referrer },
  { field: 'Permissions-Policy', page: true, effect: permissions },
  {
    field: 'Cross-Origin-Opener-Policy',
    page: true,
    effect: ({ openerPolicy }) => (openerPolicy === 'unsafe-none' ? NONE : ['good', openerPolicy]),
  },
  {
    field: 'Cross-Origin-Embedder-Policy',
    page: true,
    effect: ({ embedderPolicy }) =>
      embedderPolicy === 'unsafe-none' ? NONE : ['good', embedderPolicy],
  },
  {
    field: 'Cross-Origin-Resource-Policy',
    page: false,
    effect: ({ resourcePolicy }) => {
      if (resourcePolicy === 'none') return NONE;
      return [resourcePolicy === 'cross-origin' ? 'quiet' : 'good', resourcePolicy];
    },
  },
  {
    field: 'Integrity-Policy',
    page: true,
    effect: ({ integrityPolicy: { sent, valid, blocked } }) => {
      if (!sent) return null;
      if (!valid) return ['bad', 'cannot be read'];
      return blocked.length === 0 ? NONE : ['good', `demands a hash of ${fewOf(blocked, FEW)}`];
    },
  },
  { field: 'Cache-Control', page: false, effect: caching },
  { field: 'Content-Type', page: false, effect: contentType },
];

function framing({ framing: { restricted, by } }: WebHeaders): Effect {
  if (!restricted) return ['bad', 'any site may frame'];
  return ['good', by === null ? 'framing is restricted' : `framing restricted by ${by}`];
}

function referrer({ referrerPolicy, referrerBy }: WebHeaders): Effect {
  if (referrerPolicy === null) return ['fair', "not set: the browser's default"];
  const where = referrerBy === 'meta' ? ', in the page' : '';
  return [PRIVATE.includes(referrerPolicy) ? 'good' : 'bad', referrerPolicy + where];
}

function permissions({ permissionsPolicy: { sent, valid, features } }: WebHeaders): Effect {
  if (!sent) return NONE;
  if (!valid) return ['bad', 'cannot be read'];
  const names = (list: typeof features): string =>
    fewOf(
      list.map(({ feature }) => feature),
      FEW,
    );
  const open = features.filter(({ allow, powerful }) => powerful && allow.includes('*'));
  if (open.length > 0) return ['bad', `everybody may use ${names(open)}`];
  const closed = features.filter(({ allow }) => !allow.includes('*'));
  return closed.length === 0
    ? ['quiet', 'restricts nothing']
    : ['good', `restricts ${names(closed)}`];
}

function caching({ cacheControl: { sent, noStore, directives }, personal }: WebHeaders): Effect {
  if (personal && !noStore) return ['bad', 'may be stored, though it is for one person'];
  if (!sent) return NONE;
  return ['quiet', directives.length === 0 ? 'says nothing' : fewOf(directives, FEW)];
}

const HTML = ['text/html', 'application/xhtml+xml'];

function contentType({ contentType: type, charset, body }: WebHeaders): Effect {
  if (type === 'none') return body ? ['bad', 'none that can be read'] : ['quiet', 'no body'];
  if (charset !== 'none') return ['quiet', `${type}, ${charset}`];
  return body && HTML.includes(type) ? ['fair', `${type}, no charset`] : ['quiet', type];
}
