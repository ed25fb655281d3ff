import type { Change } from '../../control/comparison.ts';
import type { DisposedFinding } from '../../control/result.ts';
import type { Report } from '../report.ts';
import { helpOf, SENTENCE } from './help.ts';
import { name, plain } from './plain.ts';
import { precisionOf, SEVERITY } from './scale.ts';
import type { Relation } from './taxonomies.ts';

/** GitHub shows ten tags and takes twenty. */
const MOST_TAGS = 20;
/** Characters that GitHub takes of the name of a rule. */
const LONGEST_NAME = 250;

/** The descriptors of rules (SARIF 2.1.0, section 3.49), in the order of their ids. */
export function rulesOf(
  report: Report,
  ids: readonly string[],
  relations: ReadonlyMap<string, readonly Relation[]>,
): readonly object[] {
  const findings = Map.groupBy(report.findings, ({ rule }) => rule);
  const changes = new Map(
    (report.comparison?.changes ?? []).map((change) => [change.rule, change]),
  );
  const controls = controlsByRule(report);
  return ids.map((id) => {
    const [first, ...others] = findings.get(id) ?? [];
    const described = first ?? changes.get(id);
    if (described === undefined) return { id: name(id, LONGEST_NAME) };
    return {
      ...descriptorOf(id, described, first && [first, ...others]),
      properties: {
        tags: [...new Set(['security', described.area, ...(controls.get(id) ?? [])])].slice(
          0,
          MOST_TAGS,
        ),
        precision: precisionOf(described.area),
        'security-severity': SEVERITY[described.severity].score,
      },
      relationships: (relations.get(id) ?? []).map((target) => ({ target, kinds: ['relevant'] })),
    };
  });
}

function descriptorOf(
  id: string,
  { title, severity }: Pick<Change, 'title' | 'severity'>,
  findings: readonly [DisposedFinding, ...DisposedFinding[]] | undefined,
): object {
  const text = plain(title, SENTENCE);
  return {
    id: name(id, LONGEST_NAME),
    name: pascalCase(id),
    shortDescription: { text },
    fullDescription: {
      text:
        findings === undefined
          ? text
          : plain(`${title}. Expected: ${findings[0].expected}.`, SENTENCE),
    },
    help: findings === undefined ? { text } : helpOf(findings),
    defaultConfiguration: { level: SEVERITY[severity].level },
  };
}

/** `tls-versions-deprecated` as `TlsVersionsDeprecated`. */
const pascalCase = (id: string): string =>
  name(id, LONGEST_NAME)
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('') || 'Rule';

/** The ids of controls by the rules that they rest on. */
function controlsByRule({ findings, controls }: Report): ReadonlyMap<string, readonly string[]> {
  const ruleOf = new Map(findings.map(({ rule, target }) => [`${rule}@${target}`, rule]));
  const pairs = controls.flatMap((control) =>
    [...new Set(control.findings.flatMap((key) => ruleOf.get(key) ?? []))].map(
      (rule) => [rule, name(control.id, LONGEST_NAME)] as const,
    ),
  );
  return new Map(
    [...Map.groupBy(pairs, ([rule]) => rule)].map(([rule, own]) => [rule, own.map(([, id]) => id)]),
  );
}
