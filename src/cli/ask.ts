import { createInterface } from 'node:readline/promises';
import { UsageError } from './errors.ts';

/** Puts one question; the answer without white space around it. */
export type Ask = (question: string) => Promise<string>;

/**
 * Runs something that may ask on the terminal; questions go to stderr, so that stdout stays clean.
 * Throws a UsageError where no answer is given.
 */
export async function asking<T>(run: (ask: Ask) => Promise<T>): Promise<T> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await run(async (question) => (await terminal.question(`${question}: `)).trim());
  } catch (error) {
    // Ctrl+C and Ctrl+D.
    if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
    throw new UsageError('stopped before everything was said; nothing is written');
  } finally {
    terminal.close();
  }
}
