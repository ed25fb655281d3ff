import type { ControlResult, PartState } from '../../control/result.ts';
import { staleText } from '../claims/words.ts';
import type { Report } from '../report.ts';
import { joined, NO_ACTION, type Action } from './action.ts';

/** Sentences that were contradicted, and those to be written anew. */
export const claimActions = ({ claims, now }: Report): readonly Action[] => [
  ...claims
    .filter(({ verdict }) => verdict === 'contradicted')
    .map(({ id, source, quote, controls, reasons }) => ({
      ...NO_ACTION,
      ...{ controls, target: `${source} ${id}`, state: 'contradicted' },
      finding: `“${quote}”: ${joined(reasons)}`,
      expected: 'The deployment does what the sentence says.',
    })),
  ...claims
    .filter(({ stale }) => stale.length > 0)
    .map(({ id, source, quote, controls, stale }) => ({
      ...NO_ACTION,
      ...{ controls, target: `${source} ${id}`, state: 'out of date' },
      finding: `“${quote}”`,
      remediation: joined(stale.map((one) => staleText(one, now))),
    })),
];

/** What became of the part that a person has to state, where it asks for something. */
const STATED: Readonly<Partial<Record<PartState, string>>> = {
  'not-looked-at': 'to be attested',
  inconclusive: 'to be attested',
  partly: 'to be attested in part',
  fail: 'attested as not met',
};

const NOT_MET = 'not met';

/**
 * Controls that are not met for what stands nowhere else, and those of which somebody has to say that
 * they are met; what rules settle stands with the findings. No statement outweighs what was found.
 */
export function controlActions({ controls, findings }: Report): readonly Action[] {
  const failed = new Set(
    findings.flatMap(({ outcome, rule, target }) =>
      outcome === 'fail' ? [`${rule}@${target}`] : [],
    ),
  );
  return controls.flatMap((control) => {
    const { id, title, statement, parts, reasons } = control;
    const isFound = parts.seen === 'fail' || parts.filed === 'fail';
    const state =
      isFound && parts.stated !== 'fail'
        ? foundState(control, failed)
        : STATED[parts.stated ?? 'attested'];
    if (state === undefined) return [];
    return [
      {
        ...NO_ACTION,
        ...{ controls: [id], state, expected: statement },
        finding: joined([title, ...reasons]),
        remediation: isFound
          ? 'Put it right and audit again.'
          : `Say that it is so, and who says it: assay attest new ${id}`,
      },
    ];
  });
}

/** Of a control that was found not to be met; none where one of its failures has a row of its own. */
const foundState = (
  { findings }: ControlResult,
  failed: ReadonlySet<string>,
): string | undefined => (findings.some((key) => failed.has(key)) ? undefined : NOT_MET);
