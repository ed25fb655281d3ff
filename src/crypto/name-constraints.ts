import type { Certificate } from '../codec/x509/certificate.ts';
import type { GeneralSubtree } from '../codec/x509/extension.ts';
import type { GeneralName } from '../codec/x509/general-name.ts';
import { nameKey, type Name } from '../codec/x509/name.ts';

/** Names are compared with constraints at most this often for one path: both may be many. */
const MOST_COMPARISONS = 100_000;

type Side = 'permitted' | 'excluded';

const HOST = /^\.?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;

/**
 * Whether `name` lies in the subtree of a host (RFC 5280, section 4.2.1.10). A leading dot leaves
 * the host itself out. A wildcard lies in an excluded subtree if any name that it covers does.
 */
function hostWithin(name: string, base: string, side: Side): boolean {
  const host = name.toLowerCase().replace(/\.$/, '');
  if (base === '' || host === base) return true;
  if (host.endsWith(base.startsWith('.') ? base : `.${base}`)) return true;
  const parent = base.slice(base.indexOf('.', 1) + 1);
  return side === 'excluded' && host.startsWith('*.') && host.slice(2) === parent;
}

/** Whether an address lies in a range of address and mask, each of the address's length. */
const addressWithin = (address: Uint8Array, range: Uint8Array): boolean =>
  range.length === 2 * address.length &&
  address.every((octet, at) => {
    const mask = range[address.length + at] ?? 0;
    return (octet & mask) === ((range[at] ?? 0) & mask);
  });

const nameWithin = (name: Name, base: Name): boolean =>
  base.rdns.every((rdn, at) => rdn === name.rdns[at]);

/** Whether a name lies in a subtree; null where that cannot be said here. */
function within(name: GeneralName, { base }: GeneralSubtree, side: Side): boolean | null {
  if (name.kind === 'dNSName' && base.kind === 'dNSName') {
    const host = base.value.toLowerCase();
    return host === '' || HOST.test(host) ? hostWithin(name.value, host, side) : null;
  }
  if (name.kind === 'iPAddress' && base.kind === 'iPAddress') {
    const known = base.value.length === 8 || base.value.length === 32;
    return known ? addressWithin(name.value, base.value) : null;
  }
  if (name.kind === 'directoryName' && base.kind === 'directoryName') {
    return nameWithin(name.value, base.value);
  }
  return null;
}

/** The names of a certificate that constraints apply to (RFC 5280, section 6.1.3 (b) and (c)). */
function constrainedNames({ subject, extensions }: Certificate): readonly GeneralName[] {
  const names = extensions.known.subjectAltName ?? [];
  return subject.rdns.length > 0 ? [...names, { kind: 'directoryName', value: subject }] : names;
}

/**
 * Why the names in a path, leaf first, go against the name constraints above them; null where none
 * does (RFC 5280, sections 4.2.1.10 and 6.1.4 (g)). Constraints that cannot be checked count as
 * violated.
 */
export function nameConstraintComplaint(path: readonly Certificate[]): string | null {
  let comparisons = 0;
  for (const [index, issuer] of path.entries()) {
    const constraints = issuer.extensions.known.nameConstraints;
    if (constraints === undefined) continue;
    for (const [below, certificate] of path.slice(0, index).entries()) {
      if (below > 0 && isSelfIssued(certificate)) continue;
      for (const name of constrainedNames(certificate)) {
        comparisons += constraints.permitted.length + constraints.excluded.length;
        if (comparisons > MOST_COMPARISONS) return 'more name constraints than are compared';
        const complaint =
          complaintOf(name, constraints.excluded, 'excluded') ??
          complaintOf(name, constraints.permitted, 'permitted');
        if (complaint !== null)
          return `${complaint} by name constraints of "${issuer.subject.text}"`;
      }
    }
  }
  return null;
}

function complaintOf(
  name: GeneralName,
  subtrees: readonly GeneralSubtree[],
  side: Side,
): string | null {
  const sameKind = subtrees.filter(({ base }) => base.kind === name.kind);
  if (sameKind.length === 0) return null;
  const odd = sameKind.some(({ minimum, maximum }) => minimum !== 0 || maximum !== null);
  const answers = sameKind.map((subtree) => within(name, subtree, side));
  if (odd || answers.includes(null)) return `${name.kind} limited in a way that is not checked`;
  if (side === 'excluded') return answers.includes(true) ? `${name.kind} excluded` : null;
  return answers.includes(true) ? null : `${name.kind} not permitted`;
}

/** Issuer and subject are the same name (RFC 5280, section 6.1). */
export const isSelfIssued = ({ issuer, subject }: Certificate): boolean =>
  nameKey(issuer) === nameKey(subject);
