import { isOf } from '../../codec/dns/answer.ts';
import { compareNames, isBelow, labelsOf } from '../../codec/dns/canonical.ts';
import type { ResourceRecord } from '../../codec/dns/message.ts';
import { presentName, sameName } from '../../codec/dns/name.ts';
import { commonAncestor, lastLabels, wildcardAt } from './encloser.ts';
import { proven, unproven, type Denial, type DeniedQuestion } from './proof.ts';
import { atName, endsHere, typeComplaint, type TypeBits } from './type-bits.ts';

/** An NSEC record of a zone (RFC 4034, section 4). */
interface Nsec {
  readonly owner: string;
  readonly next: string;
  readonly types: TypeBits;
}

/**
 * The NSEC records that can be the zone's: owner and next name lie in it, and only the last of them
 * leads back, to the apex (RFC 4034, section 4.1.1).
 */
export const nsecsOf = (records: readonly ResourceRecord[], zone: string): readonly Nsec[] =>
  records
    .filter((record) => isOf(record, 'NSEC'))
    .map(({ name, data }) => ({
      owner: name,
      next: data.nextDomainName,
      types: new Set(data.types),
    }))
    .filter(
      ({ owner, next }) =>
        isBelow(owner, zone) &&
        isBelow(next, zone) &&
        (compareNames(owner, next) < 0 || sameName(next, zone)),
    );

/** How an NSEC record stands to a name. An `empty` name exists only because names below it do. */
function standing(nsec: Nsec, name: string): 'match' | 'empty' | 'absent' | null {
  const { owner, next, types } = nsec;
  const order = compareNames(owner, name);
  if (order === 0) return 'match';
  const last = compareNames(owner, next) >= 0;
  if (order > 0 || (!last && compareNames(name, next) >= 0)) return null;
  if (isBelow(name, owner) && endsHere(types)) return null;
  return isBelow(next, name) ? 'empty' : 'absent';
}

const withStanding = (
  nsecs: readonly Nsec[],
  name: string,
  wanted: 'match' | 'empty' | 'absent',
): readonly Nsec[] => nsecs.filter((nsec) => standing(nsec, name) === wanted);

/** The types of all records that match a name; null where none does. */
function typesAt(nsecs: readonly Nsec[], name: string): TypeBits | null {
  const matches = withStanding(nsecs, name, 'match');
  return matches.length === 0 ? null : new Set(matches.flatMap(({ types }) => [...types]));
}

/** What NSEC records prove of a name and type (RFC 4035, section 5.4). */
export function proveByNsec(question: DeniedQuestion, nsecs: readonly Nsec[]): Denial {
  const { name } = question;
  const types = typesAt(nsecs, name);
  if (types !== null) return atName(question, types, isCompact(nsecs, name) ? 'compact' : 'nsec');
  if (withStanding(nsecs, name, 'empty').length > 0) return proven('nodata', 'nsec');
  const [cover] = withStanding(nsecs, name, 'absent');
  if (cover === undefined) return unproven('name', `no NSEC record covers ${name}`);
  return byWildcard(question, nsecs, wildcardAt(closestEncloser(name, cover)));
}

/** The span ends at the successor of the name: made for the question (RFC 9824, section 3). */
const isCompact = (nsecs: readonly Nsec[], name: string): boolean =>
  withStanding(nsecs, name, 'match').every(({ next }) => {
    const [first, ...rest] = labelsOf(next);
    return first?.length === 1 && first[0] === 0 && sameName(presentName(rest), name);
  });

/** The longest ancestor of a covered name that exists, since one end of the span lies below it. */
function closestEncloser(name: string, { owner, next }: Nsec): string {
  const [a, b] = [commonAncestor(name, owner), commonAncestor(name, next)];
  return labelsOf(a).length > labelsOf(b).length ? a : b;
}

/** The name does not exist; what of the wildcard that would stand for it? */
function byWildcard(question: DeniedQuestion, nsecs: readonly Nsec[], wildcard: string): Denial {
  const types = typesAt(nsecs, wildcard);
  if (types !== null) {
    return typeComplaint(question, wildcard, types) ?? proven('wildcard-nodata', 'nsec');
  }
  if (withStanding(nsecs, wildcard, 'empty').length > 0) return proven('wildcard-nodata', 'nsec');
  if (withStanding(nsecs, wildcard, 'absent').length > 0) return proven('nxdomain', 'nsec');
  return unproven('wildcard', `no NSEC record covers ${wildcard}`);
}

/** The name does not exist, and nothing closer to it than the parent of the wildcard does. */
export function proveWildcardByNsec(
  { name, labels }: { readonly name: string; readonly labels: number },
  nsecs: readonly Nsec[],
): Denial {
  const encloser = lastLabels(name, labels);
  const covers = withStanding(nsecs, name, 'absent');
  if (covers.length === 0) return unproven('name', `no NSEC record covers ${name}`);
  return covers.some((cover) => sameName(closestEncloser(name, cover), encloser))
    ? proven('wildcard', 'nsec')
    : unproven('closest-encloser', `a name closer to ${name} than ${encloser} exists`);
}
