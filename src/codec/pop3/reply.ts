import type { Codec } from '../base/codec.ts';
import { line } from '../base/line.ts';
import type { Reader } from '../base/reader.ts';

/** The first line of a reply of a POP3 server. */
export interface Pop3Reply {
  readonly ok: boolean;
  /** The extended response code, upper case, such as `IN-USE` (RFC 2449, section 8); null for none. */
  readonly responseCode: string | null;
  readonly text: string;
}

/** A reply line (RFC 1939, section 3); some are followed by lines up to a dot. */
export const Pop3Reply: Codec<Pop3Reply> = {
  decode(reader: Reader) {
    const match = /^(\+OK|-ERR)(?: (?:\[([^\]\s]+)\] ?)?(.*))?$/s.exec(line.decode(reader));
    if (match === null) reader.fail('a line begins with neither +OK nor -ERR');
    const [, indicator, responseCode, text = ''] = match;
    return { ok: indicator === '+OK', responseCode: responseCode?.toUpperCase() ?? null, text };
  },
  encode(writer, { ok, responseCode, text }) {
    const code = responseCode === null ? '' : `[${responseCode}] `;
    line.encode(writer, `${ok ? '+OK' : '-ERR'} ${code}${text}`);
  },
};
