import type { FrameworkResult, RequirementResult } from '../../control/result.ts';
import { countsOf, countText, STATUSES } from './words.ts';

/** A framework with what this tool says to it and what it has no control for. */
export interface FrameworkView {
  readonly framework: FrameworkResult;
  readonly covered: readonly RequirementResult[];
  readonly uncovered: readonly RequirementResult[];
  /** `3 met, 1 not met; 12 not covered by this tool`. */
  readonly counts: string;
}

/** The requirements of a framework, those without a control apart. */
export function frameworkView(framework: FrameworkResult): FrameworkView {
  const isCovered = ({ status }: RequirementResult): boolean => status !== 'not-covered';
  const covered = framework.requirements.filter(isCovered);
  const uncovered = framework.requirements.filter((one) => !isCovered(one));
  const counts = countsOf(
    STATUSES,
    covered.map(({ status }) => status),
  );
  const beyond = uncovered.length === 0 ? [] : [`${uncovered.length} not covered by this tool`];
  const settled = counts.length === 0 ? [] : [countText(counts)];
  return { framework, covered, uncovered, counts: [...settled, ...beyond].join('; ') };
}

/** Controls of a requirement; `~` before one that only supports. */
export const controlsText = ({ controls }: RequirementResult): string =>
  controls.map(({ id, supporting }) => `${supporting ? '~' : ''}${id}`).join(', ');
