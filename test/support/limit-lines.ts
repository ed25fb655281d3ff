import type { HeaderList } from '../../src/codec/http/fields.ts';

/** Field lines from `Name: value` texts. */
export const linesOf = (...texts: readonly string[]): HeaderList =>
  texts.map((text) => {
    const colon = text.indexOf(':');
    return [text.slice(0, colon), text.slice(colon + 1)] as const;
  });
