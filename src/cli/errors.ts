import { visible } from '../report/escape.ts';

/** Wrong use of the command: exit 2, with what would be right. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly hint: string | null;

  constructor(message: string, hint: string | null = null) {
    super(message);
    this.hint = hint;
  }
}

/** Runs a parser whose errors are sentences, and says which flag they are of; `hint` is what would be right. */
export function saying<T>(flag: string, parse: () => T, hint: string | null = null): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${flag}: ${message}`, hint);
  }
}

/** Errors of the user's input, by name: their classes live in layers that start-up does not load. */
const INPUT_ERRORS = ['UsageError', 'DocumentError', 'TargetError', 'BundleError', 'PackError'];

/** What stderr says of an error, and the exit code. */
export function explain(error: unknown): { text: string; exitCode: number } {
  if (error instanceof Error && INPUT_ERRORS.includes(error.name)) {
    const hint = error instanceof UsageError && error.hint !== null ? error.hint : null;
    const lines = error.message.split('\n').map((line) => `assay: error: ${visible(line)}\n`);
    return {
      text: lines.join('') + (hint === null ? '' : `assay: hint: ${visible(hint)}\n`),
      exitCode: 2,
    };
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    text: `${visibleLines(`assay: internal error: ${trace}`)}\nassay: hint: please report this\n`,
    exitCode: 70,
  };
}

const visibleLines = (text: string): string => text.split('\n').map(visible).join('\n');
