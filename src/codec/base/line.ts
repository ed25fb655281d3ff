import type { Codec } from './codec.ts';

const LINE_FEED = 0x0a;
/** Octets of a line; the protocols allow 512 to 2048. */
const MOST_OCTETS = 4096;

/** A line of text in ISO 8859-1 without its end, which is CR LF; a bare LF is taken too. */
export const line: Codec<string> = {
  decode(reader) {
    const { message, offset, remaining } = reader;
    const ahead = message.subarray(offset, offset + remaining);
    const end = ahead.indexOf(LINE_FEED);
    if ((end === -1 ? remaining : end) > MOST_OCTETS) {
      reader.fail(`a line of more than ${MOST_OCTETS} bytes`);
    }
    if (end === -1) reader.fail('a line that does not end', 'truncated');
    const text = Buffer.from(reader.bytes(end + 1)).toString('latin1');
    return text.replace(/\r?\n$/, '');
  },
  encode(writer, text) {
    if (/\n|\r$/.test(text)) throw new RangeError('a line break within a line');
    writer.bytes(Buffer.from(`${text}\r\n`, 'latin1'));
  },
};

/**
 * Lines up to one that is a dot alone; a dot that begins a line is doubled (RFC 1939, section 3; RFC
 * 3977, section 3.1.1).
 */
export const dotLines: Codec<readonly string[]> = {
  decode(reader) {
    const lines: string[] = [];
    for (let text = line.decode(reader); text !== '.'; text = line.decode(reader)) {
      lines.push(text.replace(/^\./, ''));
    }
    return lines;
  },
  encode(writer, lines) {
    for (const text of lines) line.encode(writer, text.replace(/^\./, '..'));
    line.encode(writer, '.');
  },
};
