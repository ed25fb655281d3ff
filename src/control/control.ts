import type { Control } from '../document/control.ts';
import { attestationsFor } from './attestation.ts';
import { statusOf } from './decide.ts';
import { decide, type Known } from './parts.ts';
import type { ControlResult } from './result.ts';

/** Of a control, which names many rules, a failure milder than this holds back and contradicts nothing. */
const CONTRADICTS = 'high';

/** What raw findings, files and attestations say of each control. */
export const judgeControls = (
  controls: readonly Control[],
  known: Omit<Known, 'contradicts'>,
): ControlResult[] =>
  controls.map((control) => {
    const { id, revision, title, statement, assurance, frameworks } = control;
    const { parts, reasons, findings, attestations } = decide(control, {
      ...known,
      // One that speaks for some sentences alone says nothing of all of a control.
      attestations: attestationsFor(known.attestations, id, null),
      contradicts: CONTRADICTS,
    });
    return {
      ...{ id, revision, title, statement, assurance },
      status: statusOf(parts, control),
      ...{ parts, reasons },
      findings: findings.map(({ rule, target }) => `${rule}@${target}`),
      ...{ attestations, frameworks },
    };
  });
