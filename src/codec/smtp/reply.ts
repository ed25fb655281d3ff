import { DecodeError } from '../base/reader.ts';

/** A reply of an SMTP server (RFC 5321, section 4.2). */
export interface SmtpReply {
  readonly code: number;
  /** The text of each line without the code. */
  readonly lines: readonly string[];
}

/** Octets of a line; RFC 5321, section 4.5.3.1.5, allows 512. */
const MAX_LINE = 4096;
/** Octets of all replies of a session. */
const MAX_SESSION = 0x10000;
const LINE_FEED = 0x0a;
const REPLY_LINE = /^([2-5][0-5]\d)(?:([ -])(.*))?$/s;

/** Takes bytes as they come and gives replies as they are complete; line ends may lack the CR. */
export class ReplyDecoder {
  #line: number[] = [];
  #offset = 0;
  #code: number | null = null;
  #lines: string[] = [];
  readonly #replies: SmtpReply[] = [];

  /** Throws a DecodeError at what is no reply, and at a line or session that is too long. */
  push(bytes: Uint8Array): void {
    for (const octet of bytes) {
      this.#offset += 1;
      if (this.#offset > MAX_SESSION) this.#fail(`more than ${MAX_SESSION} bytes of replies`);
      if (octet === LINE_FEED) this.#endLine();
      else if (this.#line.push(octet) > MAX_LINE)
        this.#fail(`a line of more than ${MAX_LINE} bytes`);
    }
  }

  /** The next complete reply; null where more bytes are needed. */
  shift(): SmtpReply | null {
    return this.#replies.shift() ?? null;
  }

  #endLine(): void {
    const text = Buffer.from(this.#line).toString('latin1').replace(/\r$/, '');
    this.#line = [];
    const match = REPLY_LINE.exec(text);
    if (match === null) this.#fail('a line does not begin with a reply code');
    const code = Number(match[1]);
    if (this.#code !== null && code !== this.#code) this.#fail(`${code} continues ${this.#code}`);
    this.#lines.push(match[3] ?? '');
    this.#code = code;
    if (match[2] === '-') return;
    this.#replies.push({ code, lines: this.#lines });
    this.#code = null;
    this.#lines = [];
  }

  #fail(reason: string): never {
    throw new DecodeError('malformed', 'SMTP reply', this.#offset, reason);
  }
}

/** The keywords of a reply to EHLO (RFC 5321, section 4.1.1.1), upper case, as sent. */
export const ehloKeywords = (reply: SmtpReply): readonly string[] =>
  reply.lines
    .slice(1)
    .flatMap((line) => /^[0-9A-Za-z][0-9A-Za-z-]*(?=[ =]|$)/.exec(line)?.[0].toUpperCase() ?? []);
