import type { AttestationResult } from '../../control/result.ts';
import type { Report } from '../report.ts';
import { uuidOf } from '../uuid.ts';
import type { Resources } from './resources.ts';
import { personUuid, responsible } from './people.ts';
import { endOf, filled, line, NAMESPACE, properties, startOf } from './text.ts';

/** What people state: as observations that findings rest on, and as attestations of the result. */
export interface Statements {
  readonly observations: readonly unknown[];
  readonly attestations: readonly unknown[];
  /** UUIDs of the observations of these attestations. */
  readonly of: (ids: readonly string[]) => readonly string[];
}

/** Those in force alone: what ended, or is not borne out, attests nothing and stands in the log. */
export function statementsOf(report: Report, resources: Resources): Statements {
  const active = report.attestations.filter(({ state }) => state === 'active');
  const uuids = new Map(
    active.map((one, index) => [one, uuidOf(`${report.id} attestation ${index}`)]),
  );
  const byId = Map.groupBy(active, ({ id }) => id);
  return {
    observations: active.map((one) => observationOf(one, uuids.get(one) ?? '', resources)),
    attestations: active.map((one) => ({
      'responsible-parties': [responsible('attester', one.attestedBy)],
      parts: [
        {
          name: 'attestation',
          ns: NAMESPACE,
          title: `${line(one.id)}: ${line(one.control)}`,
          props: stated(one),
          prose: line(one.statement),
        },
      ],
    })),
    of: (ids) => ids.flatMap((id) => byId.get(id) ?? []).flatMap((one) => uuids.get(one) ?? []),
  };
}

const observationOf = (one: AttestationResult, uuid: string, resources: Resources): unknown => ({
  uuid,
  title: `Attestation ${line(one.id)}`,
  description: `Stated by ${line(one.attestedBy)}, and not tested: ${line(one.statement)}`,
  props: stated(one),
  methods: ['INTERVIEW'],
  types: ['control-objective'],
  origins: [
    {
      actors: [{ type: 'party', 'actor-uuid': personUuid(one.attestedBy), 'role-id': 'attester' }],
    },
  ],
  'relevant-evidence': filled(resources.files.evidence(one.evidence)),
  collected: startOf(one.attestedAt),
  expires: endOf(one.expires),
  remarks:
    one.remarks.length === 0 ? undefined : one.remarks.map((text) => line(text)).join('\n\n'),
});

const stated = ({ id, control, status, state, attestedAt, expires }: AttestationResult) =>
  properties({
    ...{ attestation: id, control, 'attested-status': status, state },
    ...{ 'attested-at': attestedAt, expires },
  });
