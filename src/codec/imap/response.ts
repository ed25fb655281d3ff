import type { Codec } from '../base/codec.ts';
import { line } from '../base/line.ts';
import type { Reader } from '../base/reader.ts';

/** One response of an IMAP server. */
export interface ImapResponse {
  /** `*` where it is untagged. */
  readonly tag: string;
  /** `OK`, `NO`, `BAD`, `BYE`, `PREAUTH`, `CAPABILITY` …, upper case. */
  readonly name: string;
  /** The response code between brackets, such as `CAPABILITY IMAP4rev1 STARTTLS`; null for none. */
  readonly responseCode: string | null;
  readonly text: string;
}

const RESPONSE = /^(\*|[^\s*+%(){\\"]+) ([A-Za-z0-9.-]+)(?: (?:\[([^\]]*)\] ?)?(.*))?$/s;

/** An untagged or tagged response on one line (RFC 9051, section 7); literals are not read. */
export const ImapResponse: Codec<ImapResponse> = {
  decode(reader: Reader) {
    const match = RESPONSE.exec(line.decode(reader));
    if (match === null) reader.fail('a line is no response');
    const [, tag = '', name = '', responseCode = null, text = ''] = match;
    return { tag, name: name.toUpperCase(), responseCode, text };
  },
  encode(writer, { tag, name, responseCode, text }) {
    const code = responseCode === null ? '' : `[${responseCode}] `;
    line.encode(writer, `${tag} ${name} ${code}${text}`);
  },
};

/** The capabilities a response names, in its text or its code, upper case; null where it names none. */
export function imapCapabilities({ name, responseCode, text }: ImapResponse): string[] | null {
  const list = name === 'CAPABILITY' ? text : /^CAPABILITY (.*)$/is.exec(responseCode ?? '')?.[1];
  return list === undefined ? null : list.toUpperCase().split(' ');
}
