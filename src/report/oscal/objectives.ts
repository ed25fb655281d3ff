import type { ClaimResult, ControlResult, DisposedFinding } from '../../control/result.ts';
import { FRAMEWORK_NAMES } from '../words.ts';
import { SUPPORTING } from '../../control/framework.ts';
import type { Report } from '../report.ts';
import { uuidOf } from '../uuid.ts';
import type { Statements } from './attestations.ts';
import type { Observations } from './observations.ts';
import type { Risks } from './risks.ts';
import { CLAIM_STATES, CONTROL_STATES } from './states.ts';
import { filled, line, properties, property, prose, token, type Property } from './text.ts';

/** What findings of a document point to. */
export interface Grounds {
  readonly observations: Observations;
  readonly risks: Risks;
  readonly statements: Statements;
}

const objectiveId = (control: string): string => `${token(control)}_obj`;
const statementId = (claim: ClaimResult): string => token(`${claim.source}_${claim.id}_smt`);

/** The control that a sentence of a page is put under: its first, or its page where it has none. */
const homeOf = ({ controls, source }: ClaimResult): string => controls[0] ?? source;

/** `objectives-and-methods`: what is held against the deployment, for there is no catalogue to refer to. */
export function objectivesOf({ controls, claims }: Report): readonly unknown[] {
  const objectives = once(controls, ({ id }) => id).map(({ id, title, statement }) => ({
    control: token(id),
    part: {
      id: objectiveId(id),
      name: 'objective',
      title: line(title),
      prose: line(statement),
    },
  }));
  const statements = once(claims, statementId).map((claim) => ({
    control: token(homeOf(claim)),
    part: {
      id: statementId(claim),
      name: 'statement',
      title: line(`${claim.id} of ${claim.source}`),
      prose: line(claim.quote),
    },
  }));
  const byControl = Map.groupBy([...objectives, ...statements], ({ control }) => control);
  return [...byControl].map(([control, parts]) => ({
    'control-id': control,
    parts: parts.map(({ part }) => part),
  }));
}

/** `reviewed-controls`: the documented controls, and where nobody judged one as a whole, its sentences. */
export function reviewedOf({ controls, claims, about }: Report): unknown {
  const whole = new Set(controls.map(({ id }) => token(id)));
  const others = once(claims, statementId).filter((claim) => !whole.has(token(homeOf(claim))));
  const selected = [
    ...[...whole].map((id) => ({ 'control-id': id })),
    ...[...Map.groupBy(others, (claim) => token(homeOf(claim)))].map(([id, some]) => ({
      'control-id': id,
      'statement-ids': some.map(statementId),
    })),
  ];
  const excluded = about.excluded.map(
    ({ what, reason }) => `Left out: ${line(what)} (${line(reason)})`,
  );
  return {
    description:
      'The documented controls, and the sentences of the security page where one was given.',
    'control-selections': [
      selected.length > 0
        ? { 'include-controls': selected }
        : { 'include-all': {}, remarks: 'No documented control was held against the deployment.' },
    ],
    remarks: excluded.length === 0 ? undefined : prose(...excluded),
  };
}

/** `findings`: one for each control and each sentence of a page. */
export function findingsOf(report: Report, grounds: Grounds): readonly unknown[] {
  const known = new Map(report.findings.map((one) => [`${one.rule}@${one.target}`, one]));
  return [
    ...report.controls.map((control, index) => {
      const findings = control.findings.flatMap((key) => known.get(key) ?? []);
      return {
        uuid: uuidOf(`${report.id} control ${index}`),
        title: `${line(control.id)}: ${line(control.title)}`,
        description: described(control.statement, control.reasons),
        props: controlProperties(control),
        target: {
          type: 'objective-id',
          'target-id': objectiveId(control.id),
          status: CONTROL_STATES[control.status],
        },
        ...relatedTo(findings, control.attestations, grounds),
      };
    }),
    ...report.claims.map((claim, index) => ({
      uuid: uuidOf(`${report.id} claim ${index}`),
      title: `${line(claim.id)}: ${line(claim.quote)}`,
      description: described(claim.quote, claim.reasons),
      props: claimProperties(claim),
      target: {
        type: 'statement-id',
        'target-id': statementId(claim),
        status: CLAIM_STATES[claim.verdict],
      },
      ...relatedTo(asJudged(claim, known), claim.attestations, grounds),
      remarks: filledText(
        ...(claim.note === null ? [] : [claim.note]),
        ...claim.stale.map(({ reason, instead }) => `Wording: ${reason}; write: ${instead}`),
        ...claim.findings.flatMap(({ waiver, title, target }) =>
          waiver === null
            ? []
            : [`Waiver ${waiver} of "${title}" at ${target} does not change this`],
        ),
      ),
    })),
  ];
}

const described = (text: string, reasons: readonly string[]): string =>
  prose(line(text), ...reasons.map((reason) => line(reason)));

const filledText = (...texts: readonly string[]): string | undefined =>
  texts.length === 0 ? undefined : prose(...texts.map((text) => line(text)));

/** The findings of a sentence, as far as the report has them with the same outcome: words may fix other values. */
const asJudged = (
  claim: ClaimResult,
  known: ReadonlyMap<string, DisposedFinding>,
): readonly DisposedFinding[] =>
  claim.findings.flatMap(({ rule, target, outcome, expected }) => {
    const finding = known.get(`${rule}@${target}`);
    return finding?.outcome === outcome && finding.expected === expected ? [finding] : [];
  });

const relatedTo = (
  findings: readonly DisposedFinding[],
  attestations: readonly string[],
  { observations, risks, statements }: Grounds,
): Readonly<Record<string, unknown>> => ({
  'related-observations': filled(
    [...observations.of(findings), ...statements.of(attestations)].map((uuid) => ({
      'observation-uuid': uuid,
    })),
  ),
  'related-risks': filled(risks.of(findings).map((uuid) => ({ 'risk-uuid': uuid }))),
});

const controlProperties = ({
  status,
  assurance,
  revision,
  parts,
  frameworks,
}: ControlResult): readonly Property[] => [
  ...properties({ status, assurance, revision, ...parts }),
  ...Object.entries(frameworks).flatMap(([id, requirements]) =>
    requirements.map((requirement) => {
      const name = requirement.startsWith(SUPPORTING) ? 'supports' : 'requirement';
      const plainId = requirement.replace(SUPPORTING, '');
      return property(name, `${FRAMEWORK_NAMES[id] ?? id} ${plainId}`, id);
    }),
  ),
];

const claimProperties = ({
  verdict,
  assurance,
  by,
  parts,
  line: at,
  source,
  controls,
}: ClaimResult): readonly Property[] => [
  ...properties({ verdict, assurance, by, ...parts, source, line: at }),
  ...controls.map((control) => property('control', control)),
];

/** The first of those with the same key. */
const once = <T>(items: readonly T[], key: (item: T) => string): readonly T[] => {
  const first = new Map<string, T>();
  for (const item of items) if (!first.has(key(item))) first.set(key(item), item);
  return [...first.values()];
};
