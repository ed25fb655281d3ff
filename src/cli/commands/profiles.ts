import { loadPack } from '../../audit/pack.ts';
import { lineageOf } from '../../control/lineage.ts';
import { resolveProfile } from '../../control/profile.ts';
import type { Document } from '../../document/document.ts';
import type { Profile } from '../../document/profile.ts';
import { AREAS } from '../../evidence/kind.ts';
import type { Rule } from '../../judge/rule.ts';
import type { Exit } from '../exit.ts';
import { named } from '../named.ts';

/** `assay profiles list`: one line for each profile. */
export function listProfiles(): Exit {
  const { profiles } = loadPack();
  const width = Math.max(...profiles.map(({ value }) => value.id.length)) + 2;
  for (const { value } of profiles)
    process.stdout.write(`${value.id.padEnd(width)}${value.title}\n`);
  return { code: 0, reason: `${profiles.length} profiles` };
}

/** `assay profiles show <id>`: what it judges, and where each exclusion and value comes from. */
export function showProfile(name: string): Exit {
  const { profiles, rules, frameworks: catalogues } = loadPack();
  const { profile } = named(
    'profile',
    name,
    profiles.map((one) => ({ id: one.value.id, profile: one })),
  );
  const lineage = lineageOf(profile, profiles);
  const held = resolveProfile(profile, null, rules, { only: null, skip: null }, profiles);
  const { id, version, title } = profile.value;
  const parts: readonly (readonly [string, readonly string[]])[] = [
    [
      'extends',
      lineage.slice(0, -1).map(({ value }) => `${value.id} ${value.version}: ${value.title}`),
    ],
    ['rules', AREAS.flatMap((area) => countIn(area, held.rules))],
    ['parameters', held.rules.flatMap((rule) => parametersOf(rule, lineage))],
    ['leaves out', held.excluded.map(({ rule, reason }) => `${rule}: ${reason}`)],
    [
      held.requirements === null
        ? 'frameworks'
        : `frameworks, ${held.requirements.join(', ')} alone`,
      catalogues
        .filter((one) => held.frameworks.includes(one.id))
        .map((one) => `${one.id}: ${one.title}`),
    ],
  ];
  const lines = parts.flatMap(([heading, list]) =>
    list.length === 0 ? [] : ['', heading, ...list.map((line) => `  ${line}`)],
  );
  process.stdout.write([`${id} ${version}`, title, ...lines, ''].join('\n'));
  return { code: 0, reason: title };
}

function countIn(area: string, rules: readonly Rule[]): string[] {
  const { length } = rules.filter((rule) => rule.area === area);
  return length === 0 ? [] : [`${area}: ${length}`];
}

/** The values that profiles of the lineage set for a rule, each with the last one to set it. */
function parametersOf({ id, params }: Rule, lineage: readonly Document<Profile>[]): string[] {
  return Object.entries(params).flatMap(([name, own]) => {
    const setting = lineage.findLast(({ value }) =>
      Object.hasOwn(value.parameters[id] ?? {}, name),
    );
    if (setting === undefined) return [];
    const { id: from, parameters } = setting.value;
    const [text, before] = [parameters[id]?.[name], own].map((value) => JSON.stringify(value));
    const itself = text === before ? 'as by itself' : `by itself ${before}`;
    return [`${id}.${name} = ${text} (${from}; ${itself})`];
  });
}
