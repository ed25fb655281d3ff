import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runInNewContext } from 'node:vm';
import { parse } from 'yaml';
import { z } from 'zod';
import { spawnSync } from 'node:child_process';

const Action = z.object({
  inputs: z.record(z.string(), z.object({ default: z.string().optional() })),
  outputs: z.record(z.string(), z.object({ value: z.string() })),
  runs: z.object({
    steps: z.array(
      z.object({
        id: z.string().optional(),
        if: z.string().optional(),
        env: z.record(z.string(), z.string()).optional(),
        run: z.string().optional(),
        uses: z.string().optional(),
      }),
    ),
  }),
});

/** What a run of the action left. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** The actions of others that would have been called, in order. */
  readonly called: readonly string[];
}

/**
 * Runs the steps of action.yml as a runner of GitHub does: `env` with its expressions put in, the
 * script in a file given to `bash --noprofile --norc -eo pipefail`, GITHUB_OUTPUT and
 * GITHUB_STEP_SUMMARY as files. Actions of others are not run: they are named.
 */
export function runAction(inputs: Readonly<Record<string, string>>, cwd: string): Ended {
  const action = Action.parse(parse(readFileSync('action.yml', 'utf8')));
  const temp = mkdtempSync(join(cwd, 'runner-'));
  mkdirSync(join(temp, 'temp'));
  const files = { output: join(temp, 'output'), summary: join(temp, 'summary') };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const given = Object.fromEntries(
    Object.entries(action.inputs).map(([name, one]) => [name, inputs[name] ?? one.default ?? '']),
  );
  const known: Record<string, { outputs: Record<string, string> }> = {};
  const called: string[] = [];
  const ended = { status: 0 as number | null, stdout: '', stderr: '' };
  for (const step of action.runs.steps) {
    if (!holds(step.if ?? 'success()', ended.status === 0, given, known)) continue;
    if (step.uses !== undefined) called.push(step.uses);
    if (step.run === undefined) continue;
    const script = join(temp, 'script.sh');
    writeFileSync(script, step.run);
    const env = mapped(step.env ?? {}, (value) => filled(value, given, known));
    const ran = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
      cwd,
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        ...env,
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_ACTION_PATH: resolve('.'),
        GITHUB_OUTPUT: files.output,
        GITHUB_STEP_SUMMARY: files.summary,
        RUNNER_TEMP: join(temp, 'temp'),
      },
    });
    Object.assign(ended, { status: ran.status, stdout: ran.stdout, stderr: ran.stderr });
    known[step.id ?? ''] = { outputs: outputsOf(readFileSync(files.output, 'utf8')) };
  }
  return {
    ...ended,
    called,
    outputs: mapped(action.outputs, ({ value }) => filled(value, given, known)),
    summary: existsSync(files.summary) ? readFileSync(files.summary, 'utf8') : '',
  };
}

type Values = Readonly<Record<string, string>>;
type Steps = Readonly<Record<string, { readonly outputs: Values }>>;

const mapped = <T>(all: Readonly<Record<string, T>>, change: (one: T) => string): Values =>
  Object.fromEntries(
    Object.entries<T>(all).map(([name, one]): [string, string] => [name, change(one)]),
  );

/** The expressions of GitHub that action.yml uses are those of JavaScript, but for names with dashes. */
function evaluated(expression: string, ok: boolean, inputs: Values, steps: Steps): unknown {
  const code = expression.replaceAll(/\.([\w]+-[\w-]+)/g, '["$1"]');
  const functions = { success: () => ok, always: () => true, cancelled: () => false };
  const value: unknown = runInNewContext(code, { ...functions, inputs, steps });
  return value;
}

const filled = (text: string, inputs: Values, steps: Steps): string =>
  text.replaceAll(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => {
    const value = evaluated(expression, true, inputs, steps);
    return typeof value === 'string' ? value : '';
  });

const holds = (condition: string, ok: boolean, inputs: Values, steps: Steps): boolean =>
  evaluated(condition.replaceAll(/^\s*\$\{\{|\}\}\s*$/g, ''), ok, inputs, steps) === true;

/** `name=value`, or `name<<END`, lines and `END`; the last of a name counts. */
function outputsOf(text: string): Record<string, string> {
  const pattern = /^([\w-]+)(?:=(.*)|<<(.+)\n([^]*?)\n?^\3)$/gm;
  return Object.fromEntries(
    [...text.matchAll(pattern)].map(([, name = '', line, , lines]): [string, string] => [
      name,
      line ?? lines ?? '',
    ]),
  );
}
