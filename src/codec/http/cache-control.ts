import { quoted, type FieldFault } from './fault.ts';
import { fieldLines, fieldList, type HeaderList } from './fields.ts';

/** What Cache-Control tells caches and browsers (RFC 9111, section 5.2). */
interface CacheControl {
  readonly sent: boolean;
  /** `no-store` without an argument: with one, no cache knows it. */
  readonly noStore: boolean;
  /** Each once, in lower case and without quotes, as `max-age=600`; what is no directive is left out. */
  readonly directives: readonly string[];
}

const FIELD = 'Cache-Control';
const MOST_DIRECTIVES = 50;
const MOST_TEXT = 200;

export function cacheControlOf(headers: HeaderList): CacheControl {
  const members = fieldList(headers, FIELD);
  const directives = new Set((members ?? []).flatMap((member) => directiveOf(member) ?? []));
  return {
    sent: members !== null,
    noStore: directives.has('no-store'),
    directives: [...directives].slice(0, MOST_DIRECTIVES).map((one) => one.slice(0, MOST_TEXT)),
  };
}

/** Statuses that caches keep without being told for how long (RFC 9110, section 15.1). */
const KEPT_BY_DEFAULT = [200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501];

/** Says how long, or who may (RFC 9111, section 3). */
const KEEPING = /^(?:(?:public|private)(?:$|=)|(?:max-age|s-maxage)=)/;

/** Whether caches may keep a response that does not forbid it. */
export const mayBeKept = (status: number, headers: HeaderList): boolean =>
  KEPT_BY_DEFAULT.includes(status) ||
  fieldLines(headers, 'Expires').length > 0 ||
  cacheControlOf(headers).directives.some((directive) => KEEPING.test(directive));

export function cacheControlFaults(headers: HeaderList): FieldFault[] {
  const { noStore } = cacheControlOf(headers);
  const text = fieldLines(headers, FIELD).join(', ');
  if (!noStore && /no[-_ ]?store/i.test(text)) {
    return [{ problem: `no-store is not read in ${quoted(text)}`, effect: 'ignored' }];
  }
  const unread = (fieldList(headers, FIELD) ?? []).filter(
    (member) => member !== '' && directiveOf(member) === null,
  );
  if (unread.length === 0) return [];
  return [{ problem: `${quoted(unread.join(', '))} is no directive`, effect: 'partly' }];
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const DIRECTIVE = new RegExp(String.raw`^(${TOKEN})(?:=(?:(${TOKEN})|"((?:[^"\\]|\\.)*)"))?$`);

/** `token [ "=" ( token / quoted-string ) ]`; null where it is neither. */
function directiveOf(member: string): string | null {
  const match = DIRECTIVE.exec(member);
  if (match === null) return null;
  const [, name = '', token, string] = match;
  const argument = token ?? string?.replace(/\\(.)/g, '$1');
  return (argument === undefined ? name : `${name}=${argument}`).toLowerCase();
}
