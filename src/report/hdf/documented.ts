import { daysFrom } from '../../control/day.ts';
import type { AttestationResult, ControlResult, PartState, Parts } from '../../control/result.ts';
import { STATUSES } from '../claims/words.ts';
import { visible } from '../escape.ts';
import type { Report } from '../report.ts';
import { findingId } from './findings.ts';
import type { AttestationData, Control, Result, Status } from './shape.ts';
import { block, line, requirementTags } from './words.ts';

/** A group of control ids, as profiles have them. */
export interface Group {
  readonly id: string;
  readonly title: string;
  readonly controls: readonly string[];
}

/** Each documented control as a group of what it rests on. */
export function documentedGroups(report: Report): readonly Group[] {
  const found = new Set(report.findings.map(findingId));
  const own = new Set(documentedControls(report).map(({ id }) => id));
  return report.controls.map(({ id, title, findings }) => ({
    id: visible(id),
    title: line(title),
    controls: [
      ...findings.filter((one) => found.has(one)).map(visible),
      ...(own.has(visible(id)) ? [visible(id)] : []),
    ],
  }));
}

/**
 * A control of its own for each documented one that findings do not tell in full: people state a part
 * of it, or nothing was there to be looked at. Its status is that of the documented control.
 */
export function documentedControls(report: Report): readonly Control[] {
  const seen = new Set(report.findings.map(findingId));
  const files = new Set(
    report.targets
      .filter(({ kind }) => kind === 'account' || kind === 'organisation')
      .map(({ id }) => id),
  );
  const inFiles = new Set(report.findings.filter(({ target }) => files.has(target)).map(findingId));
  const attestations = new Map(report.attestations.map((one) => [one.id, one]));
  return report.controls
    .filter(({ parts, findings }) => {
      const own = findings.filter((id) => seen.has(id));
      return (
        parts.stated !== null ||
        (parts.filed !== null && !own.some((id) => inFiles.has(id))) ||
        (parts.seen !== null && own.every((id) => inFiles.has(id)))
      );
    })
    .map((control) =>
      controlOf(
        report,
        control,
        control.attestations.flatMap((id) => attestations.get(id) ?? []),
      ),
    );
}

/** Of a control that assay knows no severity of: what Heimdall calls medium. */
const IMPACT = 0.5;

function controlOf(
  { startedAt }: Report,
  control: ControlResult,
  attestations: readonly AttestationResult[],
): Control {
  const { id, revision, title, statement, assurance, status, parts, reasons, frameworks } = control;
  const states = Object.values(parts).filter((state) => state !== null);
  const idle = states.length > 0 && states.every((state) => state === 'not-applicable');
  return {
    id: visible(id),
    title: line(title),
    desc: block([statement, STATUSES[status].word, ...reasons]),
    descriptions: [
      { label: 'check', data: block([statement]) },
      ...attestations.map((one) => ({
        label: `attestation ${visible(one.id)}`,
        data: saying(one),
      })),
    ],
    impact: idle ? 0 : IMPACT,
    refs: [],
    tags: { ...requirementTags([frameworks]), revision: String(revision), assurance, status },
    code: '',
    source_location: {},
    results: partResults(control, startedAt),
    ...attestationOf(id, attestations),
  };
}

const PART_WORDS: Readonly<Record<keyof Parts, string>> = {
  seen: 'seen from outside',
  filed: 'shown in files',
  stated: 'stated by people',
};

function partResults(control: ControlResult, startedAt: string): readonly Result[] {
  const { status, parts, reasons, title } = control;
  return (['seen', 'filed', 'stated'] as const).flatMap((part) => {
    const state = parts[part];
    if (state === null) return [];
    const came = resultStatus(status, state);
    const why = block([`${state}; the control is ${STATUSES[status].word}`, ...reasons]);
    return {
      status: came,
      code_desc: line(`${title}: ${PART_WORDS[part]}`),
      start_time: startedAt,
      ...(came === 'skipped' ? { skip_message: why } : { message: why }),
    };
  });
}

const OPEN: readonly PartState[] = ['partly', 'inconclusive'];

/**
 * What a part of a control is to Heimdall, which makes one status of all: an error outranks a failure,
 * that a pass, and that what was skipped. So that it comes out as the control did, what is open is no
 * error beside a failure, and what holds is no pass where the control is not assessed.
 */
function resultStatus(status: ControlResult['status'], state: PartState): Status {
  if (state === 'fail') return 'failed';
  const holds = state === 'pass' || state === 'attested';
  if (holds) return status === 'not-assessed' ? 'skipped' : 'passed';
  const isOpen = OPEN.includes(state) || (status === 'partly-met' && state === 'not-looked-at');
  return isOpen && (status === 'partly-met' || status === 'not-assessed') ? 'error' : 'skipped';
}

const STATED: Readonly<Record<AttestationResult['status'], AttestationData['status'] | null>> = {
  pass: 'passed',
  fail: 'failed',
  'not-applicable': null,
};

/** The attestation that decides; one that says no outweighs the others. */
function attestationOf(
  control: string,
  attestations: readonly AttestationResult[],
): { attestation_data?: AttestationData } {
  const one = attestations.find(({ status }) => status === 'fail') ?? attestations[0];
  const status = one === undefined ? null : STATED[one.status];
  if (one === undefined || status === null) return {};
  return {
    attestation_data: {
      control_id: visible(control),
      explanation: saying(one),
      frequency: `${daysFrom(one.attestedAt, one.expires)}d`,
      status,
      updated: one.attestedAt,
      updated_by: line(one.attestedBy),
    },
  };
}

const saying = ({
  id,
  statement,
  status,
  attestedBy,
  expires,
  evidence,
}: AttestationResult): string =>
  block([
    `${id}: ${statement}`,
    `${status}, by ${attestedBy}, until ${expires}`,
    ...evidence.map(({ path, sha256 }) => `${path} (SHA-256 ${sha256})`),
  ]);
