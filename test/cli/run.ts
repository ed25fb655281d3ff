import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inject, onTestFinished } from 'vitest';

/** What a run of the command left behind. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const { main, compiled } = inject('command');

const ENVIRONMENT: NodeJS.ProcessEnv = {
  ...process.env,
  // Not a terminal, whatever the tests run in.
  FORCE_COLOR: '0',
  // Nor in a step of GitHub Actions.
  GITHUB_ACTIONS: undefined,
  NODE_COMPILE_CACHE: compiled,
  // Set where coverage is measured, which no process of the command takes part in.
  NODE_DISABLE_COMPILE_CACHE: undefined,
};

/** Runs the unbuilt command in a child process. */
export function assay(
  args: readonly string[],
  options: {
    readonly cwd?: string;
    readonly env?: Record<string, string>;
    readonly stdin?: string;
  } = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: options.cwd ?? tmpdir(),
    env: { ...ENVIRONMENT, ...options.env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.end(options.stdin ?? '');
  return new Promise((done) => {
    child.on('close', (status) => {
      done({ status, stdout, stderr });
    });
  });
}

/** A folder of its own for one test, with these files in it. */
export function folder(files: Readonly<Record<string, string>> = {}): string {
  const directory = mkdtempSync(join(tmpdir(), 'assay-test-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  for (const [name, text] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return directory;
}
