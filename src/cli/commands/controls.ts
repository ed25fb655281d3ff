import { loadPack, type Pack } from '../../audit/pack.ts';
import { SUPPORTING } from '../../control/framework.ts';
import type { Control } from '../../document/control.ts';
import type { Framework } from '../../document/framework.ts';
import type { Exit } from '../exit.ts';
import { named } from '../named.ts';

/** `assay controls list`: one line for each control, or for each requirement of a framework. */
export function listControls({ framework }: { readonly framework?: string }): Exit {
  const { controls, frameworks } = loadPack();
  if (framework !== undefined) return listRequirements(framework, controls, frameworks);
  for (const { id, statement } of controls) process.stdout.write(`${id.padEnd(10)}${statement}\n`);
  return { code: 0, reason: `${controls.length} controls` };
}

/** The requirements of a framework, each with the controls that bear on it. */
function listRequirements(
  name: string,
  controls: readonly Control[],
  frameworks: readonly Framework[],
): Exit {
  const framework = named('framework', name, frameworks);
  const { id, requirements, notice, partial } = framework;
  const width = Math.max(...requirements.map((one) => one.id.length)) + 2;
  const listed = requirements.map((one) => ({
    ...one,
    by: controls.flatMap((control) => {
      const links = control.frameworks[id] ?? [];
      return links.filter((link) => plain(link) === one.id).map((link) => marked(link, control.id));
    }),
  }));
  const lines = listed.map(({ id: requirement, title, level, by }) => {
    const words = level === undefined ? title : `${title} (${level})`;
    return `${requirement.padEnd(width)}${words}: ${by.length === 0 ? 'no control' : by.join(', ')}`;
  });
  process.stdout.write(`${[titleOf(framework), '', ...lines, ''].join('\n')}\n`);
  if (listed.some(({ by }) => by.some((control) => control.startsWith(SUPPORTING)))) {
    process.stdout.write(`${SUPPORTING} marks a control that supports and does not decide.\n`);
  }
  process.stdout.write(
    [partial ?? '', notice]
      .map((text) => text.trim())
      .join('\n')
      .trim() + '\n',
  );
  const covered = listed.filter(({ by }) => by.length > 0).length;
  return { code: 0, reason: `${covered} of ${listed.length} requirements have controls` };
}

/** `assay controls show <id>`: what settles a control, and which requirements it supports. */
export function showControl(name: string): Exit {
  const pack = loadPack();
  const control = named('control', name.toUpperCase(), pack.controls);
  const { id, revision, title, statement } = control;
  process.stdout.write(
    [`${id}v${revision}: ${title}`, statement, ...sections(control, pack), ''].join('\n'),
  );
  return { code: 0, reason: statement };
}

/** The parts of a control that it has, each under its heading. */
function sections(control: Control, { rules, frameworks }: Pack): string[] {
  const { assurance, evidence = [], floors = [] } = control;
  const titles = new Map(rules.map((rule) => [rule.id, rule.title]));
  const ruled = (rule: string): string => `${rule}: ${titles.get(rule) ?? ''}`;
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ['assurance', [control.inherited === true ? `${assurance}, mostly a provider's` : assurance]],
    ['rules', (control.rules ?? []).map(ruled)],
    ...evidence.map((group, at): [string, string[]] => [
      at === 0 ? 'evidence' : 'or evidence',
      group.map(ruled),
    ]),
    ['attested', control.attest === undefined ? [] : [control.attest]],
    ['needs', control.awaits === undefined ? [] : [control.awaits]],
    ['floors', floors.map(floorText)],
    ...Object.entries(control.frameworks).map(([framework, links]): [string, string[]] => [
      titleOf(frameworks.find((one) => one.id === framework)) || framework,
      links.map((link) => requirementText(link, framework, frameworks)),
    ]),
  ];
  return parts.flatMap(([heading, lines]) =>
    lines.length === 0 ? [] : ['', heading, ...lines.map((line) => `  ${line}`)],
  );
}

const titleOf = (framework: Framework | undefined): string =>
  framework === undefined
    ? ''
    : `${framework.title}${framework.status === 'proposed' ? ' (proposed)' : ''}`;

function requirementText(
  link: string,
  framework: string,
  frameworks: readonly Framework[],
): string {
  const known = frameworks
    .find(({ id }) => id === framework)
    ?.requirements.find(({ id }) => id === plain(link));
  const level = known?.level === undefined ? '' : ` (${known.level})`;
  return `${link}: ${known?.title ?? 'not in the catalogue'}${level}`;
}

const floorText = ({
  framework,
  rule,
  parameter,
  ...floor
}: NonNullable<Control['floors']>[number]): string =>
  `${rule}.${parameter}: ${Object.entries(floor)
    .map(([bound, value]) => `${bound} ${JSON.stringify(value)}`)
    .join(', ')} for ${framework}`;

const plain = (link: string): string => (link.startsWith(SUPPORTING) ? link.slice(1) : link);

const marked = (link: string, control: string): string =>
  link.startsWith(SUPPORTING) ? `${SUPPORTING}${control}` : control;
