import type { Report } from '../report.ts';
import { uuidOf } from '../uuid.ts';
import { FRAMEWORK_NAMES } from '../words.ts';
import { name, plain } from './plain.ts';

const NAME = 250;
const TITLE = 950;

/** A requirement as a rule refers to it (SARIF 2.1.0, section 3.52). */
export interface Relation {
  readonly id: string;
  readonly toolComponent: Component;
}

/** A taxonomy as others refer to it (section 3.54). */
interface Component {
  readonly name: string;
  readonly index: number;
}

/** The frameworks that rules support, and which rule speaks for which requirement. */
export interface Taxonomies {
  readonly taxonomies: readonly object[];
  readonly supported: readonly Component[];
  /** By rule. */
  readonly relations: ReadonlyMap<string, readonly Relation[]>;
}

interface Supported {
  readonly rule: string;
  readonly framework: string;
  readonly requirement: string;
}

/** One taxonomy for each framework that a control of one of these rules supports. */
export function taxonomiesOf(report: Report, rules: ReadonlySet<string>): Taxonomies {
  const supports = supportedBy(report, rules);
  const ids = [...new Set(supports.map(({ framework }) => framework))];
  const named = new Map(
    ids.map((id, index) => [id, { name: name(FRAMEWORK_NAMES[id] ?? id, NAME), index }]),
  );
  const related = supports.flatMap(({ rule, framework, requirement }) => {
    const toolComponent = named.get(framework);
    const id = name(requirement, NAME);
    return toolComponent === undefined ? [] : [{ rule, relation: { id, toolComponent } }];
  });
  return {
    supported: [...named.values()],
    taxonomies: [...named].map(([id, component]) =>
      taxonomyOf(report, id, component.name, requirementsOf(id, supports)),
    ),
    relations: new Map(
      [...Map.groupBy(related, ({ rule }) => rule)].map(([rule, own]) => [
        rule,
        own.map(({ relation }) => relation),
      ]),
    ),
  };
}

const requirementsOf = (id: string, supports: readonly Supported[]): readonly string[] => [
  ...new Set(
    supports.flatMap(({ framework, requirement }) => (framework === id ? [requirement] : [])),
  ),
];

function taxonomyOf(
  report: Report,
  id: string,
  title: string,
  requirements: readonly string[],
): object {
  const framework = report.frameworks.find((one) => one.id === id);
  const titles = new Map(framework?.requirements.map((one) => [one.id, one.title]));
  return {
    name: title,
    guid: uuidOf(JSON.stringify(['framework', id])),
    ...(framework && {
      version: name(framework.version, NAME),
      shortDescription: { text: plain(framework.title, TITLE) },
      properties: { status: framework.status },
    }),
    isComprehensive: false,
    taxa: requirements.map((requirement) => {
      const text = titles.get(requirement);
      return {
        id: name(requirement, NAME),
        ...(text === undefined ? {} : { shortDescription: { text: plain(text, TITLE) } }),
      };
    }),
  };
}

/** What rules support by way of controls, each once. */
function supportedBy(
  { findings, controls }: Report,
  rules: ReadonlySet<string>,
): readonly Supported[] {
  const ruleOf = new Map(findings.map(({ rule, target }) => [`${rule}@${target}`, rule]));
  const all = controls.flatMap((control) =>
    [...new Set(control.findings.flatMap((key) => ruleOf.get(key) ?? []))]
      .filter((rule) => rules.has(rule))
      .flatMap((rule) =>
        Object.entries(control.frameworks).flatMap(([framework, requirements]) =>
          requirements.map((requirement): Supported => ({ rule, framework, requirement })),
        ),
      ),
  );
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}
