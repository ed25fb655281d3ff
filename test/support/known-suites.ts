import { readFileSync } from 'node:fs';

/** One row of a recorded list of cipher suites. */
export interface KnownSuite {
  readonly id: number;
  readonly name: string;
  /** What else the row says. */
  readonly columns: readonly string[];
}

/** A list of fixtures/wire/tls that another implementation printed: code point in hexadecimal, name, columns. */
export const knownSuites = (file: string): readonly KnownSuite[] =>
  readFileSync(new URL(`../../fixtures/wire/tls/${file}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => /^[0-9A-F]{4} /.test(line))
    .map((line) => {
      const [id = '', name = '', ...columns] = line.split(' ');
      return { id: Number.parseInt(id, 16), name, columns };
    });
