import { createHash } from 'node:crypto';

/** SHA-256 of a text in UTF-8, in hex or as the base64 that content security policies want. */
export const sha256Of = (text: string, encoding: 'hex' | 'base64' = 'hex'): string =>
  createHash('sha256').update(text, 'utf8').digest(encoding);
