import type { EventSelectors, Trail } from '../../evidence/kinds/cloud/aws/cloudtrail.ts';
import { allOf, anyOf, type Known } from '../three-valued.ts';

/**
 * Whether a trail records all that manages the account. Where selectors name what is left out, such
 * as the calls of one service, it is not known how much of it is missed.
 */
export function recordsManagement(trail: Trail, selectors: EventSelectors | null): Known {
  const { EventSelectors: basic = [], AdvancedEventSelectors: advanced = [] } = selectors ?? {};
  if (basic.length + advanced.length > 0) return anyOf([ofBasic(basic), ofAdvanced(advanced)]);
  return trail.HasCustomEventSelectors === false ? true : null;
}

type Basic = NonNullable<EventSelectors['EventSelectors']>[number];
type Advanced = NonNullable<EventSelectors['AdvancedEventSelectors']>[number];

/** Reading and changing may be recorded by one selector, or by two. */
const ofBasic = (selectors: readonly Basic[]): Known =>
  allOf(
    ['ReadOnly', 'WriteOnly'].map((kind) =>
      anyOf(selectors.filter(({ ReadWriteType }) => mayBe(ReadWriteType, kind)).map(isWhole)),
    ),
  );

const mayBe = (type: string | undefined, kind: string): boolean =>
  type === undefined || type === 'All' || type === kind;

function isWhole({
  ReadWriteType: type,
  IncludeManagementEvents: included,
  ExcludeManagementEventSources: left = [],
}: Basic): Known {
  if (included === false) return false;
  return included === true && type !== undefined && left.length === 0 ? true : null;
}

function ofAdvanced(selectors: readonly Advanced[]): Known {
  const managing = selectors.filter(({ FieldSelectors: fields }) =>
    fields.some(
      ({ Field, Equals = [] }) => Field === 'eventCategory' && Equals.includes('Management'),
    ),
  );
  return anyOf(managing.map(({ FieldSelectors: fields }) => (fields.length === 1 ? true : null)));
}
