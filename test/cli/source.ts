import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { z } from 'zod';
import { BUILT_IN, textFiles } from '../../src/audit/pack.ts';
import { keyOf } from '../../src/audit/parsed-texts.ts';
import { readDocument } from '../../src/document/document.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The command as it is run in the tests, and where Node keeps what it has compiled. */
    command: { readonly main: string; readonly compiled: string };
  }
}

/**
 * Copies the source beside the values of the built-in YAML files, as the package has them: reading
 * those anew takes two thirds of the time of most runs of the command.
 */
export function setup(project: TestProject): () => void {
  const home = mkdtempSync(join(tmpdir(), 'assay-source-'));
  for (const name of ['rules', 'node_modules', 'package.json']) {
    symlinkSync(resolve(name), join(home, name));
  }
  const copy = (): void => {
    rmSync(join(home, 'src'), { recursive: true, force: true });
    cpSync('src', join(home, 'src'), { recursive: true });
    const values = textFiles(BUILT_IN, BUILT_IN).map(
      ({ file, text }) => [keyOf(text), readDocument(file, text, z.unknown()).value] as const,
    );
    writeFileSync(join(home, 'src/parsed-texts.json'), JSON.stringify(Object.fromEntries(values)));
  };
  copy();
  project.onTestsRerun(copy);
  project.provide('command', {
    main: join(home, 'src/cli/main.ts'),
    compiled: join(home, 'compiled'),
  });
  return () => {
    rmSync(home, { recursive: true });
  };
}
