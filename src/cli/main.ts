import { explain } from './errors.ts';
import type { Exit } from './exit.ts';
import { printable } from './inert.ts';
import { program } from './program.ts';
import { visible } from '../report/escape.ts';

/** Codes of commander for help and version that were asked for. */
const ASKED = ['commander.help', 'commander.helpDisplayed', 'commander.version'];

/** Runs the command line and sets the exit code; the reason of a gate is the last line of stderr. */
async function main(args: readonly string[]): Promise<void> {
  let exit: Exit = { code: 0, reason: '' };
  try {
    await program((ended) => {
      exit = ended;
    }).parseAsync(args, { from: 'user' });
    process.exitCode = exit.code;
    if (exit.reason !== '')
      process.stderr.write(printable(`exit ${exit.code}: ${visible(exit.reason)}\n`));
  } catch (error) {
    process.exitCode = exitOfError(error);
  }
}

function exitOfError(error: unknown): number {
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('commander.')) {
    // commander has already said what is wrong; every wrong use is 2.
    return ASKED.includes(String(error.code)) ? 0 : 2;
  }
  const { text, exitCode } = explain(error);
  process.stderr.write(printable(text));
  return exitCode;
}

// A reader that goes away, such as head, is no error of ours: files are written and the gate decides
// all the same. A full disk is one.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`assay: error: the output cannot be written: ${error.message}\n`);
    process.exit(2);
  });
}

await main(process.argv.slice(2));
