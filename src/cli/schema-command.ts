import type { Command } from 'commander';
import type { Exit } from './exit.ts';

/** The command about the forms of files: schema. */
export function schemaCommand(root: Command, end: (exit: Exit) => void): void {
  root
    .command('schema [name]')
    .description('print the JSON Schema of a file, or list them all')
    .addHelpText(
      'after',
      '\nExamples:\n  $ assay schema\n  $ assay schema report > report.schema.json',
    )
    .action(async (name: string | undefined) => {
      const { listSchemas, printSchema } = await import('./commands/schema.ts');
      end(name === undefined ? listSchemas() : printSchema(name));
    });
}
