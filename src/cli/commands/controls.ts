import { loadPack } from '../../audit/pack.ts';
import { nearest } from '../../document/nearest.ts';
import { UsageError } from '../errors.ts';
import type { Exit } from '../exit.ts';

/** `assay controls list`: one line for each control. */
export function listControls(): Exit {
  const { controls } = loadPack();
  for (const { id, statement } of controls) process.stdout.write(`${id.padEnd(10)}${statement}\n`);
  return { code: 0, reason: `${controls.length} controls` };
}

/** `assay controls show <id>`: its rules and the framework requirements it supports. */
export function showControl(id: string): Exit {
  const { controls, rules } = loadPack();
  const control = controls.find((one) => one.id === id.toUpperCase());
  if (control === undefined) {
    const meant = nearest(
      id.toUpperCase(),
      controls.map((one) => one.id),
    );
    throw new UsageError(
      `no control "${id}"`,
      meant === undefined ? 'assay controls list names them all' : `did you mean "${meant}"?`,
    );
  }
  const titles = new Map(rules.map((rule) => [rule.id, rule.title]));
  const lines = [
    `${control.id}v${control.version}`,
    control.statement,
    '',
    'rules',
    ...control.rules.map((rule) => `  ${rule}: ${titles.get(rule) ?? ''}`),
    '',
    'frameworks',
    ...Object.entries(control.frameworks).map(([name, ids]) => `  ${name}: ${ids.join(', ')}`),
    '',
  ];
  process.stdout.write(lines.join('\n'));
  return { code: 0, reason: control.statement };
}
