import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { run } from '../process.ts';

/**
 * Does what the Dockerfile does, on this machine: the steps of the stage that builds, and the copies of
 * the one that runs. `folder` stands for the root of both. What the last stage removes from its base
 * image is not there. Gives the root of the image.
 */
export async function buildByHand(folder: string): Promise<string> {
  const stages = readFileSync('Dockerfile', 'utf8')
    .replaceAll(/\\\n/g, '')
    .split(/^(?=FROM )/m)
    .filter((stage) => stage.startsWith('FROM '));
  const roots: Record<string, string> = {};
  let last = '';
  for (const [index, stage] of stages.entries()) {
    const name = /^FROM \S+ AS (\S+)/.exec(stage)?.[1] ?? 'image';
    const root = join(folder, name);
    roots[name] = last = root;
    let here = '/';
    for (const [, instruction, rest = ''] of stage.matchAll(/^([A-Z]+) (.+)$/gm)) {
      if (instruction === 'WORKDIR') {
        here = rest;
        mkdirSync(join(root, here), { recursive: true });
      } else if (instruction === 'COPY') copy(rest, join(root, here), roots);
      else if (instruction === 'RUN' && index < stages.length - 1) {
        const ran = await run('bash', ['-c', rest], { cwd: join(root, here), minutes: 5 });
        if (ran.code !== 0) throw new Error(`${rest}: ${ran.stdout}${ran.stderr}`);
      }
    }
  }
  return last;
}

/** `[--from=STAGE] SOURCE… DESTINATION`. */
function copy(rest: string, here: string, roots: Readonly<Record<string, string>>): void {
  const [, from, paths = ''] = /^(?:--from=(\S+) )?(.+)$/.exec(rest) ?? [];
  const sources = paths.split(' ');
  const destination = sources.pop() ?? '.';
  for (const source of sources) {
    const path = from === undefined ? source : join(roots[from] ?? '', source);
    const into = destination.endsWith('/') || destination === './';
    const to = join(here, into ? posix.join(destination, basename(source)) : destination);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(path, to, { recursive: true, verbatimSymlinks: true });
  }
}
