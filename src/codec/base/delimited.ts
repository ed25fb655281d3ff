import { DecodeError, type Reader } from './reader.ts';

/**
 * Decodes the next `size` bytes, all of them. What is truncated within them is malformed, for more
 * bytes would not mend it.
 */
export function delimited<T>(reader: Reader, size: number, decode: (content: Reader) => T): T {
  const content = reader.sub(size);
  try {
    const value = decode(content);
    content.end();
    return value;
  } catch (error) {
    if (!(error instanceof DecodeError) || error.fault !== 'truncated') throw error;
    return content.fail(`ends too early: ${error.message}`, 'malformed', error.offset);
  }
}
