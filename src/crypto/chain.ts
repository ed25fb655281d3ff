import { decodeCertificate, type Certificate } from '../codec/x509/certificate.ts';
import { nameKey } from '../codec/x509/name.ts';
import { isSelfIssued, nameConstraintComplaint } from './name-constraints.ts';
import {
  issuerComplaint,
  leafComplaint,
  notEvaluated,
  pathLengthComplaint,
  signatureComplaint,
} from './path-requirements.ts';
import { verifySigned } from './signed.ts';
import { anchorsOf, type Anchor, type TrustStore } from './trust-store.ts';

/** What became of the search for a path from a server's certificate to a trusted root. */
export interface ChainVerdict {
  /** Null where it could not be decided: see `reason`. */
  readonly trusted: boolean | null;
  /** In plain words. */
  readonly reason: string;
  /** Where the root is from; null where no path was found. */
  readonly root: Anchor['root'] | null;
  /** From the leaf to the root, or as far as issuers were found. */
  readonly path: readonly Certificate[];
  /** The path ends for want of an issuer that its last certificate says where to fetch. */
  readonly fetchable: boolean;
}

/** Issuers tried for one leaf: certificates of one name could be combined without end. */
const MOST_STEPS = 100;
const LONGEST_PATH = 12;

const CA_ISSUERS = '1.3.6.1.5.5.7.48.2';

/** What went wrong, weighed by how much it tells. */
interface Failure {
  readonly weight: 'issuer missing' | 'signature invalid' | 'issuer refused' | 'path refused';
  readonly reason: string;
  readonly path: readonly Certificate[];
}

const WEIGHTS = ['issuer missing', 'signature invalid', 'issuer refused', 'path refused'] as const;

interface Search {
  readonly sent: readonly Certificate[];
  readonly store: TrustStore;
  readonly time: Date;
  steps: number;
  worst: Failure | null;
  /** A path that would be trusted if what could not be verified were right. */
  undecided: ChainVerdict | null;
  /** A path that may lead to a root for those who fetch what was not sent. */
  unfinished: ChainVerdict | null;
}

interface Issuer {
  readonly certificate: Certificate;
  /** Null where it was sent by the server and is not trusted in itself. */
  readonly root: Anchor['root'] | null;
}

/** A partial path, leaf first, and why it could not be verified fully (null where it was). */
interface Partial {
  readonly path: readonly [Certificate, ...Certificate[]];
  readonly doubt: string | null;
}

const sameEntity = (a: Certificate, b: Certificate): boolean =>
  Buffer.compare(a.publicKey.der, b.publicKey.der) === 0 &&
  nameKey(a.subject) === nameKey(b.subject);

/**
 * Looks for a path from `leaf` over the certificates sent, in whatever order, to a trusted root at a
 * time (RFC 5280, section 6.1). Dates and names of the leaf itself are not judged.
 */
export function findPath(
  leaf: Certificate,
  sent: readonly Certificate[],
  store: TrustStore,
  time: Date,
): ChainVerdict {
  const unfit = leafComplaint(leaf);
  if (unfit !== null) return ending(false, unfit, [leaf]);
  const own = anchorsOf(store, leaf.subject).find(({ der }) => Buffer.compare(der, leaf.der) === 0);
  if (own !== undefined) {
    return { ...ending(true, 'trusted in itself', [leaf]), root: own.root };
  }
  const different = new Map(sent.map((each) => [Buffer.from(each.der).toString('latin1'), each]));
  const search: Search = {
    sent: [...different.values()],
    store,
    time,
    steps: 0,
    worst: null,
    undecided: null,
    unfinished: null,
  };
  const found = extend({ path: [leaf], doubt: null }, search) ?? search.undecided;
  if (found !== null) return found;
  const { reason, path } = search.worst ?? { reason: 'no issuer was found', path: [leaf] };
  if (search.steps <= MOST_STEPS) return search.unfinished ?? ending(false, reason, path);
  return ending(null, `given up after ${MOST_STEPS} possible issuers`, path);
}

/** The verdict on a path that leads to no root, as far as it goes. */
const ending = (
  trusted: boolean | null,
  reason: string,
  path: readonly Certificate[],
): ChainVerdict => ({ trusted, reason, root: null, path, fetchable: false });

/** The first trusted path that begins with `partial`. */
function extend(partial: Partial, search: Search): ChainVerdict | null {
  const { path } = partial;
  const last = path.at(-1) ?? path[0];
  const issuers = issuersOf(last, path, search);
  if (issuers.length === 0) leadsNowhere(path, search);
  for (const issuer of issuers) {
    search.steps += 1;
    if (search.steps > MOST_STEPS) return null;
    const verdict = step(partial, last, issuer, search);
    if (verdict !== null) return verdict;
  }
  return null;
}

/** Takes one issuer into the path, if it is one. */
function step(
  { path, doubt }: Partial,
  last: Certificate,
  { certificate, root }: Issuer,
  search: Search,
): ChainVerdict | null {
  const longer: Partial['path'] = [...path, certificate];
  const complaint =
    signatureComplaint(last) ?? issuerComplaint(certificate, search.time, root !== null);
  if (complaint !== null) {
    fail(search, { weight: 'issuer refused', reason: complaint, path });
    return null;
  }
  const signature = verifySigned(last, certificate.publicKey);
  const names = `signature of "${last.subject.text}" by "${certificate.subject.text}"`;
  if (signature === 'invalid') {
    fail(search, { weight: 'signature invalid', reason: `${names} does not verify`, path });
    return null;
  }
  const unverified = `${names} (${last.signatureAlgorithm.name}) cannot be verified here`;
  const doubtNow = signature === 'unsupported' ? unverified : doubt;
  return root === null
    ? extend({ path: longer, doubt: doubtNow }, search)
    : finish(longer, root, doubtNow, search);
}

/**
 * Judges a path whose last certificate has no issuer at hand: nobody knows where it leads if that can
 * be fetched, unless what there is of it is refused anyway.
 */
function leadsNowhere(path: Partial['path'], search: Search): void {
  const last = path.at(-1) ?? path[0];
  if (path.length >= LONGEST_PATH || isSelfIssued(last) || !namesItsIssuer(last)) {
    fail(search, { weight: 'issuer missing', reason: missingIssuer(path), path });
    return;
  }
  const complaint =
    signatureComplaint(last) ?? pathLengthComplaint(path) ?? nameConstraintComplaint(path);
  if (complaint !== null) {
    fail(search, { weight: 'path refused', reason: complaint, path });
    return;
  }
  const reason = `issuer "${last.issuer.text}" was not sent; some clients fetch it (caIssuers), and whether it leads to a root is not known`;
  search.unfinished ??= { ...ending(null, reason, path), fetchable: true };
}

/** Says where its issuer is to be had, by HTTP as clients fetch it (RFC 5280, section 4.2.2.1). */
const namesItsIssuer = ({ extensions: { known } }: Certificate): boolean =>
  (known.authorityInfoAccess ?? []).some(
    ({ method, location }) =>
      method === CA_ISSUERS &&
      location.kind === 'uniformResourceIdentifier' &&
      /^https?:/i.test(location.value),
  );

/** Judges what depends on the path as a whole. */
function finish(
  path: Partial['path'],
  root: Anchor['root'],
  doubt: string | null,
  search: Search,
): ChainVerdict | null {
  const complaint = pathLengthComplaint(path) ?? nameConstraintComplaint(path);
  if (complaint !== null) {
    fail(search, { weight: 'path refused', reason: complaint, path });
    return null;
  }
  const policy = notEvaluated(path);
  const because = doubt ?? (policy === null ? null : `policy extension ${policy} is not evaluated`);
  if (because !== null) {
    search.undecided ??= ending(null, because, path);
    return null;
  }
  const anchor = path.at(-1) ?? path[0];
  const list = root === 'mozilla' ? "Mozilla's list" : 'the roots given';
  const reason = `leads to "${anchor.subject.text}" of ${list}`;
  return { ...ending(true, reason, path), root };
}

const decodeAnchor = ({ der, root }: Anchor): Issuer => ({
  certificate: decodeCertificate(der),
  root,
});

/** Certificates that may have issued `last`: trusted ones first, then those whose key id agrees. */
function issuersOf(
  last: Certificate,
  path: readonly Certificate[],
  { sent, store }: Search,
): readonly Issuer[] {
  if (path.length >= LONGEST_PATH) return [];
  const trusted = anchorsOf(store, last.issuer).map(decodeAnchor);
  const issuer = nameKey(last.issuer);
  const others = sent.filter(
    (candidate) =>
      nameKey(candidate.subject) === issuer &&
      !path.some((earlier) => sameEntity(earlier, candidate)) &&
      !trusted.some((root) => isSelfIssued(candidate) && sameEntity(root.certificate, candidate)),
  );
  const wanted = last.extensions.known.authorityKeyIdentifier?.keyIdentifier ?? null;
  const agrees = ({ certificate, root }: Issuer): number => {
    const id = certificate.extensions.known.subjectKeyIdentifier ?? null;
    const same = id !== null && wanted !== null && Buffer.compare(id, wanted) === 0;
    return (root === null ? 0 : 2) + (same ? 1 : 0);
  };
  return [...trusted, ...others.map((certificate) => ({ certificate, root: null }))].toSorted(
    (a, b) => agrees(b) - agrees(a),
  );
}

function missingIssuer(path: Partial['path']): string {
  const last = path.at(-1) ?? path[0];
  if (path.length >= LONGEST_PATH) return `path of more than ${LONGEST_PATH} certificates`;
  if (!isSelfIssued(last)) {
    return `issuer "${last.issuer.text}" is not in the trust store and was not sent`;
  }
  return path.length === 1
    ? 'self-signed and not in the trust store'
    : `root "${last.subject.text}" is not in the trust store`;
}

/** Keeps the failure that tells most: the weightiest, among those the one with the longest path. */
function fail(search: Search, failure: Failure): void {
  const value = ({ weight, path }: Failure): number =>
    WEIGHTS.indexOf(weight) * (LONGEST_PATH + 1) + path.length;
  if (search.worst === null || value(failure) > value(search.worst)) search.worst = failure;
}
