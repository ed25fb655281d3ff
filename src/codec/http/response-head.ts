import { stripTabsAndSpaces, type HeaderList } from './fields.ts';

/** The header of a response, read as leniently as browsers read it or more so. */
export interface ResponseHead {
  readonly status: number;
  /** Names as they were sent: one with white space behind it is another name. */
  readonly headers: HeaderList;
  /** What is against the grammar (RFC 9112), one sentence for each line; at most 20. */
  readonly faults: readonly string[];
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** Bytes before the status line that browsers pass over. */
const SLOP = 4;
const MOST_FAULTS = 20;
const PREFIX = 'http/';

/** Where the status line begins; null where it is too early to tell, -1 where this is no HTTP. */
export function statusLineAt(bytes: Uint8Array): number | null {
  const start = latin1(bytes.subarray(0, SLOP + PREFIX.length)).toLowerCase();
  const at = start.indexOf(PREFIX);
  if (at !== -1) return at;
  return start.length < SLOP + PREFIX.length ? null : -1;
}

/** Where the body begins, after the first empty line at or behind `from`; -1 where it has not come. */
export function headEnd(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(LINE_FEED, from); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) {
    if (bytes[at + 1] === LINE_FEED) return at + 2;
    if (bytes[at + 1] === CARRIAGE_RETURN && bytes[at + 2] === LINE_FEED) return at + 3;
  }
  return -1;
}

/** Reads the bytes up to `headEnd`; null where they are no header of a response at all. */
export function readResponseHead(bytes: Uint8Array): ResponseHead | null {
  const start = statusLineAt(bytes) ?? -1;
  if (start === -1) return null;
  const lines = latin1(bytes.subarray(start)).split('\n');
  while (lines.length > 1 && ['', '\r'].includes(lines.at(-1) ?? '')) lines.pop();
  const [statusLine = '', ...fields] = lines.map((line) => line.replace(/\r$/, ''));
  const status = LENIENT_STATUS.exec(statusLine)?.[1];
  if (status === undefined) return null;
  const faults: string[] = [];
  if (start > 0 && !/^[\r\n]*$/.test(latin1(bytes.subarray(0, start)))) {
    faults.push(`${start} bytes before the status line`);
  }
  if (!STATUS_LINE.test(statusLine)) faults.push(`line 1, ${quoted(statusLine)}: no status line`);
  const bare = lines.filter((line) => !line.endsWith('\r')).length;
  if (bare > 0) faults.push(`${bare} lines end in a line feed without a carriage return`);
  const headers = readFields(fields, faults);
  faults.push(...lengthFaults(headers));
  return { status: Number(status), headers, faults: faults.slice(0, MOST_FAULTS) };
}

/** RFC 9112, section 4; the space before an empty reason is often left out. */
const STATUS_LINE = /^HTTP\/1\.[01] [1-9]\d\d(?: [\t -~\x80-\xff]*)?$/;
const LENIENT_STATUS = /^HTTP\/[\d.]{0,8}[ \t]{1,8}([1-9]\d\d)(?!\d)/i;

/** What a name may not be (RFC 9112, section 5.1; RFC 9110, section 5.6.2), the first that holds. */
const NAME_FAULTS: readonly (readonly [RegExp, string])[] = [
  [/^$/, 'no name before the colon'],
  [/^[!#$%&'*+.^_`|~\w-]+[ \t]+$/, 'white space before the colon'],
  [/[^!#$%&'*+.^_`|~\w-]/, 'a character that no name may have'],
];

/** What no value may have (RFC 9110, section 5.5). */
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/;

function readFields(lines: readonly string[], faults: string[]): HeaderList {
  const headers: [string, string][] = [];
  for (const [index, line] of lines.entries()) {
    const number = index + 2;
    const last = headers.at(-1);
    if (/^[ \t]/.test(line)) {
      faults.push(`line ${number} goes on with the line before it (obsolete folding)`);
      if (last !== undefined) last[1] = `${last[1]} ${stripTabsAndSpaces(line)}`;
      continue;
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon));
    const value = line.slice(colon + 1);
    const fault = colon === -1 ? 'no colon' : NAME_FAULTS.find(([sign]) => sign.test(name))?.[1];
    // What stands before the first space of a line without a colon is its name at best.
    const shown = colon === -1 ? (line.split(/[ \t=]/, 1)[0] ?? '') : name;
    if (fault !== undefined) faults.push(`line ${number}, ${quoted(shown)}: ${fault}`);
    const control = CONTROL.exec(value)?.[0].charCodeAt(0);
    if (control !== undefined) {
      const byte = control.toString(16).padStart(2, '0');
      faults.push(`line ${number}, ${quoted(name)}: byte 0x${byte} in the value`);
    }
    if (name !== '') headers.push([name, stripTabsAndSpaces(value)]);
  }
  return headers;
}

/** What leaves the length of the body in doubt (RFC 9112, section 6.3). */
function lengthFaults(headers: HeaderList): string[] {
  const named = (wanted: string): string[] =>
    headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
  const lengths = named('content-length');
  const [first = '0'] = lengths;
  const invalid = lengths.some((length) => !/^\d+$/.test(length));
  return [
    ...(lengths.length > 1 ? [`${lengths.length} lines of Content-Length`] : []),
    ...(invalid ? [`Content-Length is ${quoted(first)}, no single number`] : []),
    ...(lengths.length > 0 && named('transfer-encoding').length > 0
      ? ['both Content-Length and Transfer-Encoding']
      : []),
  ];
}

const quoted = (text: string): string => JSON.stringify(text.slice(0, 60));

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
