import type { Codec } from '../base/codec.ts';
import { line } from '../base/line.ts';
import type { Reader } from '../base/reader.ts';

/** The first line of a response of an NNTP server. */
export interface NntpResponse {
  readonly code: number;
  readonly text: string;
}

/** A response line (RFC 3977, section 3.2); some are followed by lines up to a dot. */
export const NntpResponse: Codec<NntpResponse> = {
  decode(reader: Reader) {
    const match = /^([1-5]\d\d)(?: (.*))?$/s.exec(line.decode(reader));
    if (match === null) reader.fail('a line does not begin with a response code');
    return { code: Number(match[1]), text: match[2] ?? '' };
  },
  encode(writer, { code, text }) {
    line.encode(writer, `${code} ${text}`);
  },
};
