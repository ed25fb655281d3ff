import type { Party, Supplier } from '../../evidence/kinds/org/documents.ts';
import type { RegisterEntry } from '../../evidence/kinds/org/register.ts';
import type { Listing } from '../../evidence/listing.ts';
import { listingFrom, nameOf, type Entries } from './entries.ts';
import { currentOn, standardIn } from './validity.ts';

/** Whether one of the documents holds; false where none does, null where that is open. */
function anyCurrent(entries: Entries, today: string): boolean | null {
  const states = entries.fit.map((entry) => currentOn(entry, today));
  if (states.includes(true)) return true;
  return states.includes(null) || entries.unfit.length > 0 ? null : false;
}

/** The entries of each holder; those without one are the organisation's. */
function byHolder(entries: Entries, organisation: string): Map<string, Entries> {
  const holderOf = ({ holder }: RegisterEntry): string => holder ?? organisation;
  const holders = new Set([...entries.fit, ...entries.unfit].map(holderOf));
  return new Map(
    [...holders].map((holder) => {
      const own = (entry: RegisterEntry): boolean => holderOf(entry) === holder;
      const { what, fit, unfit } = entries;
      return [holder, { what, fit: fit.filter(own), unfit: unfit.filter(own) }];
    }),
  );
}

/** Whose documents these are, and whether each has one that holds. */
export const partiesOf = (entries: Entries, organisation: string, today: string): Listing<Party> =>
  listingFrom(
    entries,
    [...byHolder(entries, organisation)].map(([holder, own]) => ({
      holder,
      current: anyCurrent(own, today),
      documents: [...own.fit, ...own.unfit].map(nameOf),
    })),
  );

/** Kinds of document that say that somebody was examined. */
const ASSURANCE: readonly RegisterEntry['type'][] = [
  'certificate',
  'attestation-of-compliance',
  'audit-report',
];

/** Stands for any standard. */
const ANY = 'any';

/** Everybody else who is named in the register, and what they were examined against. */
export const suppliersOf = (
  entries: Entries,
  organisation: string,
  today: string,
): Listing<Supplier> =>
  listingFrom(
    entries,
    [...byHolder(entries, organisation)].map(([holder, { what, fit, unfit }]) => {
      const examined = ({ type }: RegisterEntry): boolean => ASSURANCE.includes(type);
      return { holder, ...standing({ what, fit: fit.filter(examined), unfit }, today) };
    }),
  );

function standing(own: Entries, today: string): Pick<Supplier, 'current' | 'lapsed'> {
  const names = new Set([...own.fit, ...own.unfit].flatMap((one) => standardIn(one)?.name ?? []));
  const states = [...names].map((name) => {
    const of = (entry: RegisterEntry): boolean => standardIn(entry)?.name === name;
    const { what, fit, unfit } = own;
    return {
      name,
      state: anyCurrent({ what, fit: fit.filter(of), unfit: unfit.filter(of) }, today),
    };
  });
  const named = (wanted: boolean): string[] =>
    states.filter(({ state }) => state === wanted).map(({ name }) => name);
  const [current, lapsed] = [named(true), named(false)];
  const allLapsed = lapsed.length > 0 && lapsed.length === states.length && own.unfit.length === 0;
  return {
    current: current.length > 0 ? [ANY, ...current] : [],
    lapsed: allLapsed ? [ANY, ...lapsed] : lapsed,
  };
}
