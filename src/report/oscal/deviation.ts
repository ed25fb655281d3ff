import type { DisposedFinding, WaiverResult } from '../../control/result.ts';
import { uuidOf } from '../uuid.ts';
import type { Resources } from './resources.ts';
import { personUuid } from './people.ts';
import { DEVIATIONS } from './states.ts';
import { endOf, line, properties, prose, startOf, type Property } from './text.ts';

/** What a waiver adds to a risk. */
interface Deviation {
  readonly props: readonly Property[];
  readonly measures: readonly unknown[];
  readonly deadline: string | undefined;
  readonly plans: readonly unknown[];
  readonly log: readonly unknown[];
  readonly links: readonly unknown[];
}

const NONE: Deviation = {
  ...{ props: [], measures: [], deadline: undefined },
  ...{ plans: [], log: [], links: [] },
};

/** What the waiver of a finding, in force or ended, says of the risk with this UUID. */
export function deviationOf(
  { disposition }: DisposedFinding,
  uuid: string,
  { waivers, resources }: { waivers: ReadonlyMap<string, WaiverResult>; resources: Resources },
): Deviation {
  if (disposition === undefined) return NONE;
  const inForce = disposition.type === 'waiver';
  const waiver = waivers.get(disposition.id);
  const due = waiver?.remediation?.due ?? disposition.expires;
  const deadline = inForce ? endOf(due) : undefined;
  if (waiver === undefined) return { ...NONE, deadline };
  const name = inForce ? DEVIATIONS.get(waiver.type) : undefined;
  return {
    props: [
      ...(name === undefined ? [] : [{ name, value: 'approved' }]),
      ...properties({ 'waiver-type': waiver.type, owner: waiver.owner }),
    ],
    measures: inForce && waiver.type === 'alternative-measure' ? [measureOf(waiver, uuid)] : [],
    deadline,
    plans: planOf(waiver, uuid),
    log: logOf(waiver, uuid, inForce),
    links: resources.files.links(waiver.evidence),
  };
}

const measureOf = ({ justification }: WaiverResult, uuid: string): unknown => ({
  uuid: uuidOf(`${uuid} measure`),
  description: line(justification),
});

/** By when it is to be mended, and where that is followed up. */
function planOf({ remediation, owner }: WaiverResult, uuid: string): readonly unknown[] {
  if (remediation === null) return [];
  const { due, ticket } = remediation;
  const task = {
    uuid: uuidOf(`${uuid} milestone`),
    type: 'milestone',
    title: 'Mended',
    timing: due === null ? undefined : { 'on-date': { date: endOf(due) } },
  };
  return [
    {
      uuid: uuidOf(`${uuid} plan`),
      lifecycle: 'planned',
      title: 'Plan of the waiver',
      description:
        prose(
          due === null ? null : `To be mended by ${due}.`,
          ticket === null ? null : `Followed up in ${line(ticket)}.`,
          owner === null ? null : `In the hands of ${line(owner)}.`,
        ) || 'No day is set.',
      tasks: [task],
    },
  ];
}

/** Who approved it, and that it ended. */
function logOf(
  { approvedBy, approvedAt, expires, justification, id }: WaiverResult,
  uuid: string,
  inForce: boolean,
): readonly unknown[] {
  const approval = {
    uuid: uuidOf(`${uuid} approval`),
    title: `Waiver ${line(id)} approved`,
    description: line(justification),
    start: startOf(approvedAt),
    'logged-by': [{ 'party-uuid': personUuid(approvedBy), 'role-id': 'deviation-approver' }],
    'status-change': 'deviation-approved',
  };
  const end = {
    uuid: uuidOf(`${uuid} end`),
    title: `Waiver ${line(id)} ended`,
    start: endOf(expires),
    'status-change': 'open',
  };
  return inForce ? [approval] : [approval, end];
}
