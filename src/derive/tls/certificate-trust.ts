import { decodeCertificate, type Certificate } from '../../codec/x509/certificate.ts';
import { nameKey } from '../../codec/x509/name.ts';
import { findPath, type ChainVerdict } from '../../crypto/chain.ts';
import { isSelfIssued } from '../../crypto/name-constraints.ts';
import { verifySigned } from '../../crypto/signed.ts';
import { anchorsOf, trustStore, type TrustStore } from '../../crypto/trust-store.ts';
import type { ServerCertificate } from '../../evidence/kinds/tls/certificate.ts';
import type { DeriveContext } from '../derivation.ts';
import type { Chain } from './certificate-chains.ts';
import { keyOf, shortened, signatureOf } from './certificate-text.ts';

/** Signatures verified to tell what was sent for nothing: certificates may be many. */
const MOST_SIGNATURES = 100;

const stores = new WeakMap<readonly Uint8Array[], WeakMap<readonly Uint8Array[], TrustStore>>();

/** The index of the trusted roots, made once for each pair of lists. */
export function storeOf({ givenRoots, bundledRoots }: DeriveContext): TrustStore {
  const byGiven = stores.get(bundledRoots) ?? new WeakMap<readonly Uint8Array[], TrustStore>();
  stores.set(bundledRoots, byGiven);
  const store = byGiven.get(givenRoots) ?? trustStore(givenRoots, bundledRoots);
  byGiven.set(givenRoots, store);
  return store;
}

/** What became of the search for a path from a chain to a root. */
export interface Way {
  readonly verdict: ChainVerdict;
  /** Over certificates that the server sends with its others: not every client has seen those. */
  readonly borrowed: boolean;
}

/** The way up from a chain as sent; where that leads nowhere, with what comes with the others. */
export function wayOf(chain: Chain, all: readonly Chain[], store: TrustStore, now: Date): Way {
  const own = findPath(chain.leaf, chain.certificates.slice(1), store, now);
  const everything = all.flatMap(({ certificates }) => certificates);
  const lacking = own.trusted === false || own.fetchable;
  const lent = lacking ? findPath(chain.leaf, everything, store, now) : own;
  const verdict = lent.trusted === true ? lent : own;
  return { verdict, borrowed: own !== verdict };
}

/**
 * Certificates that may have issued the leaf: the one on the path where that is trusted, so that no
 * other with a key made to fit its signature can speak for it; else all that are at hand.
 */
export function issuerCandidates(
  { leaf }: Chain,
  { verdict }: Way,
  all: readonly Chain[],
  store: TrustStore,
): readonly Certificate[] {
  const [, issuer] = verdict.path;
  if (verdict.trusted === true && issuer !== undefined) return [issuer];
  const roots = anchorsOf(store, leaf.issuer).map(({ der }) => decodeCertificate(der));
  return [...roots, ...all.flatMap(({ certificates }) => certificates)];
}

/** Trust in a chain, and what it lacks or has too much. */
export function trustOf(chain: Chain, way: Way): Pick<ServerCertificate, 'trust' | 'chain'> {
  const { verdict, borrowed } = way;
  // What could not be read may have been the issuer that is missing.
  const open = verdict.trusted !== true && chain.unread.length > 0;
  const trusted = open ? null : verdict.trusted;
  const found = open
    ? `${verdict.reason}; not every certificate sent could be read`
    : verdict.reason;
  return {
    trust: {
      trusted,
      reason: shortened(borrowed ? `${found}, over one sent with another certificate` : found),
      root: verdict.root ?? (trusted === false ? 'none' : null),
      path: verdict.path.map((certificate, index) => ({
        subject: shortened(certificate.subject.text),
        key: keyOf(certificate.publicKey),
        signature: signatureOf(certificate),
        anchor: verdict.root !== null && index === verdict.path.length - 1,
      })),
    },
    chain: {
      sent: chain.sent,
      complete: isComplete(chain, way),
      ordered: isOrdered(chain),
      ...excessOf(chain, verdict),
    },
  };
}

/**
 * A chain that ends in a root lacks nothing, even where the root is not trusted. One whose issuer has
 * to be fetched lacks that, for it leads to no trusted root without.
 */
function isComplete({ unread }: Chain, { verdict, borrowed }: Way): boolean | null {
  const { trusted, path, fetchable } = verdict;
  if (trusted === true) return !borrowed;
  if (fetchable) return unread.length > 0 ? null : false;
  const top = path.at(-1);
  return top !== undefined && trusted === false && isSelfIssued(top) ? true : null;
}

function isOrdered({ certificates, unread }: Chain): boolean | null {
  if (unread.length > 0) return null;
  return certificates.every((certificate, index) => {
    const next = certificates[index + 1];
    return next === undefined || nameKey(certificate.issuer) === nameKey(next.subject);
  });
}

/** Certificates sent that no client needs: those no way up from the leaf passes, and roots. */
function excessOf(
  { leaf, certificates, unread }: Chain,
  { root }: ChainVerdict,
): Pick<ServerCertificate['chain'], 'surplus' | 'anchorSent'> {
  if (unread.length > 0) return { surplus: null, anchorSent: null };
  const useful = usefulOf(leaf, certificates);
  const surplus = certificates.filter((each) => !useful.has(each));
  const anchorSent = [...useful].some(
    (each) => each !== leaf && isSelfIssued(each) && verifies(each, each),
  );
  return {
    surplus: root === null ? null : surplus.map(({ subject }) => shortened(subject.text)),
    anchorSent,
  };
}

/**
 * The leaf and all that certify one of these: of a cross-signed issuer every form counts. What was
 * sent twice counts once.
 */
function usefulOf(
  leaf: Certificate,
  certificates: readonly Certificate[],
): ReadonlySet<Certificate> {
  const useful = new Set([leaf]);
  const text = ({ der }: Certificate): string => Buffer.from(der).toString('latin1');
  const left = new Map(certificates.toReversed().map((each) => [text(each), each]));
  left.delete(text(leaf));
  let signatures = 0;
  // A set grows while it is walked: each certificate that is added is asked for its issuers too.
  for (const below of useful) {
    for (const [key, candidate] of left) {
      if (nameKey(candidate.subject) !== nameKey(below.issuer)) continue;
      signatures += 1;
      if (signatures <= MOST_SIGNATURES && !verifies(below, candidate)) continue;
      useful.add(candidate);
      left.delete(key);
    }
  }
  return useful;
}

/** The signature of one verifies with the key of the other, or cannot be verified here. */
const verifies = (below: Certificate, issuer: Certificate): boolean =>
  verifySigned(below, issuer.publicKey) !== 'invalid';
