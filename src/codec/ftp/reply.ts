import type { Codec } from '../base/codec.ts';
import { line } from '../base/line.ts';
import type { Reader } from '../base/reader.ts';

/** A reply of an FTP server. */
export interface FtpReply {
  readonly code: number;
  /** The text of the first and last line without the code; those between as they are. */
  readonly lines: readonly string[];
}

const FIRST_LINE = /^([1-5]\d\d)(?:([ -])(.*))?$/s;

/**
 * A reply, of one line or of several (RFC 959, section 4.2): a line with the same code and a space
 * ends what a line with a hyphen begins, and the lines between may be anything.
 */
export const FtpReply: Codec<FtpReply> = {
  decode(reader: Reader) {
    const match = FIRST_LINE.exec(line.decode(reader));
    if (match === null) reader.fail('the first line does not begin with a reply code');
    const [, code = '', mark, text = ''] = match;
    const lines = [text];
    while (mark === '-') {
      const next = line.decode(reader);
      if (next === code || next.startsWith(`${code} `)) {
        lines.push(next.slice(4));
        break;
      }
      lines.push(next);
    }
    return { code: Number(code), lines };
  },
  encode(writer, { code, lines }) {
    const [first = '', ...others] = lines;
    const last = others.pop();
    line.encode(writer, `${code}${last === undefined ? ' ' : '-'}${first}`);
    for (const text of others) {
      if (text === `${code}` || text.startsWith(`${code} `)) {
        throw new RangeError(`"${text}" would end the reply`);
      }
      line.encode(writer, text);
    }
    if (last !== undefined) line.encode(writer, `${code} ${last}`);
  },
};
