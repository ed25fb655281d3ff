import type { About } from '../../evidence/about.ts';
import type { Report } from '../report.ts';
import { uuidOf } from '../uuid.ts';
import { plain } from './text.ts';

/** The roles that people and organisations have in a report, with their titles. */
const ROLES = {
  'prepared-for': 'Organisation that was assessed',
  'prepared-by': 'Prepared by',
  'reviewed-by': 'Reviewed by',
  'content-approver': 'Approved by',
  attester: 'States what cannot be tested',
  'deviation-approver': 'Approves that a finding may stand for a time',
} as const;
type Role = keyof typeof ROLES;

type PartyType = 'person' | 'organization';

/** A party by its name alone: the same one in every report. */
const uuidOfParty = (type: PartyType, name: string): string => uuidOf(`${type} ${name}`);

/** A person who has a role. */
export const personUuid = (name: string): string => uuidOfParty('person', name);

/** `responsible-party`: a person in a role. */
export const responsible = (role: Role, name: string): unknown => ({
  'role-id': role,
  'party-uuids': [personUuid(name)],
});

const SIGNED: readonly (readonly [keyof About & `${string}By`, Role])[] = [
  ['preparedBy', 'prepared-by'],
  ['reviewedBy', 'reviewed-by'],
  ['approvedBy', 'content-approver'],
];

/** Roles, parties and who prepared the report, as metadata has them. */
export function peopleOf({ about, attestations, waivers }: Report): {
  readonly roles: readonly unknown[];
  readonly parties: readonly unknown[];
  readonly responsible: readonly unknown[];
} {
  const signed = SIGNED.flatMap(([field, role]) => {
    const name = about[field];
    return name === null ? [] : [{ role, name }];
  });
  const people = new Set([
    ...signed.map(({ name }) => name),
    ...attestations.map(({ attestedBy }) => attestedBy),
    ...waivers.map(({ approvedBy }) => approvedBy),
  ]);
  const { organisation } = about;
  const organisations = organisation === null ? [] : [organisation];
  return {
    roles: Object.entries(ROLES).map(([id, title]) => ({ id, title })),
    parties: [
      ...organisations.map((name) => partyOf('organization', name)),
      ...[...people].map((name) => partyOf('person', name)),
    ],
    responsible: [
      ...organisations.map((name) => ({
        'role-id': 'prepared-for',
        'party-uuids': [uuidOfParty('organization', name)],
      })),
      ...signed.map(({ role, name }) => responsible(role, name)),
    ],
  };
}

const partyOf = (type: PartyType, name: string): unknown => ({
  uuid: uuidOfParty(type, name),
  type,
  name: plain(name),
});
