import type { Codec } from '../base/codec.ts';
import { line } from '../base/line.ts';
import type { Reader } from '../base/reader.ts';

/** A reply of an SMTP or LMTP server. */
export interface SmtpReply {
  readonly code: number;
  /** The text of each line without the code. */
  readonly lines: readonly string[];
}

const REPLY_LINE = /^([2-5][0-5]\d)(?:([ -])(.*))?$/s;

/** A reply, of one line or of several (RFC 5321, section 4.2). */
export const SmtpReply: Codec<SmtpReply> = {
  decode(reader: Reader) {
    const lines: string[] = [];
    let code: number | null = null;
    for (;;) {
      const match = REPLY_LINE.exec(line.decode(reader));
      if (match === null) reader.fail('a line does not begin with a reply code');
      const [, digits, mark, text = ''] = match;
      if (code !== null && code !== Number(digits)) reader.fail(`${digits} continues ${code}`);
      code = Number(digits);
      lines.push(text);
      if (mark !== '-') return { code, lines };
    }
  },
  encode(writer, { code, lines }) {
    for (const [index, text] of lines.entries()) {
      line.encode(writer, `${code}${index === lines.length - 1 ? ' ' : '-'}${text}`);
    }
  },
};

/** The keywords of a reply to EHLO (RFC 5321, section 4.1.1.1), upper case, as sent. */
export const ehloKeywords = (reply: SmtpReply): readonly string[] =>
  reply.lines
    .slice(1)
    .flatMap((text) => /^[0-9A-Za-z][0-9A-Za-z-]*(?=[ =]|$)/.exec(text)?.[0].toUpperCase() ?? []);
