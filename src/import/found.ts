import type { Problem } from '../evidence/problem.ts';
import type { Json } from './json.ts';

/** A file as it was read. */
export interface Source {
  readonly path: string;
  readonly text: string;
  /** Of its bytes, hex. */
  readonly sha256: string;
}

/** What a wrapper says of the output in it. */
export interface Said {
  readonly command: string | null;
  readonly account: string | null;
  readonly region: string | null;
  readonly collectedAt: string | null;
  /** Somebody states that the output leaves nothing out, or that it does; null where nobody does. */
  readonly whole: boolean | null;
  /** What the command said where it failed. */
  readonly error: string | null;
}

/** Where there is no wrapper. */
export const UNSAID: Said = {
  command: null,
  account: null,
  region: null,
  collectedAt: null,
  whole: null,
  error: null,
};

/** An export in a file, as far as it speaks for itself. */
export interface Found {
  /** Of the list of outputs; null where it is none of them. */
  readonly what: string | null;
  readonly account: string | null;
  readonly region: string | null;
  readonly resource: string | null;
  readonly collectedAt: string | null;
  readonly planned: boolean;
  readonly complete: boolean;
  /** Why it cannot count, without the name of the file. */
  readonly problem: Problem | null;
  readonly content: Json;
}

/** An export of which nothing is known but what it is and what stands in it. */
export const foundAs = (what: string | null, content: Json): Found => ({
  what,
  account: null,
  region: null,
  resource: null,
  collectedAt: null,
  planned: false,
  complete: true,
  problem: null,
  content,
});

/** An export that cannot count. */
export const unusable = (what: string | null, code: Problem['code'], detail: string): Found => ({
  ...foundAs(what, null),
  problem: { code, detail },
});

/** Reads the exports of one tool; null where the file is not of it. */
export type Reader = (output: Json, said: Said) => readonly Found[] | null;
