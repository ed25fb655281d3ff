import { DecodeError } from '../../codec/base/reader.ts';
import { decodeCertificate, type Certificate } from '../../codec/x509/certificate.ts';
import type { GeneralName } from '../../codec/x509/general-name.ts';
import { formatIpAddress } from '../../codec/x509/ip-address.ts';
import { coversHost } from '../../codec/x509/name-match.ts';
import { nameKey } from '../../codec/x509/name.ts';
import type { PublicKey } from '../../codec/x509/public-key.ts';
import { verifyCertificate } from '../../crypto/certificate-signature.ts';
import { findPath, type ChainVerdict } from '../../crypto/chain.ts';
import { sha256 } from '../../crypto/digest.ts';
import { isSelfIssued } from '../../crypto/name-constraints.ts';
import { trustStore, type TrustStore } from '../../crypto/trust-store.ts';
import {
  tlsCertificate,
  tlsCertificates,
  type ServerCertificate,
  type TlsCertificate,
  type TlsCertificates,
} from '../../evidence/kinds/tls.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';
import { absent, present, unavailable } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import { fromPresent, type Derivation, type DeriveContext } from '../derivation.ts';

const DAY_MS = 86_400_000;
const LONGEST_TEXT = 500;
const MOST_NAMES = 1000;

/** One chain as sent, with what of it could be decoded. */
interface Chain {
  readonly versions: ServerCertificate['versions'];
  readonly leaf: Certificate;
  /** All that could be decoded, in the order sent, the leaf first. */
  readonly certificates: readonly Certificate[];
  readonly sent: number;
  readonly orderKnown: boolean;
  /** Why others could not. */
  readonly unread: readonly string[];
}

type Sent = TlsCertificates['chains']['items'][number];

/**
 * The certificates of a server, their trust and names, from the chains it sent. Certain where a
 * path is found or refused; a chain that cannot be read makes the list incomplete, and a signature
 * that cannot be verified here leaves `trusted` open. Example: an expired intermediate.
 */
export const tlsCertificateDerivation: Derivation<TlsCertificate> = {
  kind: tlsCertificate,
  from: [tlsCertificates],
  derive: (context) =>
    fromPresent(context.get(tlsCertificates), ({ serverName, chains }) => {
      const host = serverName ?? context.target.host;
      const read = chainsOf(chains.items).map(decodeChain);
      const decoded = read.filter((chain): chain is Chain => 'leaf' in chain);
      const [unread] = read.filter((chain): chain is Problem => 'code' in chain);
      const because = chains.because ?? unread;
      const store = storeOf(context);
      const items = decoded.map((chain) => describe(chain, decoded, host, store, context.now));
      if (items.length === 0 && because !== undefined) return unavailable(because);
      if (items.length === 0) return absent('the server sent no certificate');
      const whole = chains.complete && unread === undefined;
      const unseen: Problem = { code: 'limit', detail: 'not every certificate was asked for' };
      return present({
        host,
        certificates: whole ? complete(items) : cutShort(items, because ?? unseen),
      });
    }),
};

/** Chains that differ, with the protocol versions that each was sent in. */
function chainsOf(items: readonly Sent[]): readonly { chain: Sent; versions: Chain['versions'] }[] {
  const same = Map.groupBy(items, ({ certificates }) => certificates.join());
  return [...same.values()].flatMap((group) => {
    // One that is known to be in order says more than the same through a library that sorts.
    const chain = group.find(({ orderKnown }) => orderKnown) ?? group[0];
    const versions = [...new Set(group.map(({ version }) => version))];
    return chain === undefined ? [] : [{ chain, versions }];
  });
}

function decodeChain({
  chain: { certificates: sent, orderKnown },
  versions,
}: ReturnType<typeof chainsOf>[number]): Chain | Problem {
  const decoded = sent.map((base64) =>
    decodeOrReason(new Uint8Array(Buffer.from(base64, 'base64'))),
  );
  const [leaf] = decoded;
  if (leaf === undefined) return { code: 'malformed', detail: 'chain without a certificate' };
  if (typeof leaf === 'string') return { code: 'malformed', detail: leaf };
  return {
    versions,
    leaf,
    certificates: decoded.filter((each) => typeof each !== 'string'),
    sent: sent.length,
    orderKnown,
    unread: decoded.filter((each) => typeof each === 'string'),
  };
}

function decodeOrReason(der: Uint8Array): Certificate | string {
  try {
    return decodeCertificate(der);
  } catch (error) {
    if (error instanceof DecodeError) return error.message;
    throw error;
  }
}

const stores = new WeakMap<readonly Uint8Array[], WeakMap<readonly Uint8Array[], TrustStore>>();

/** The index of the trusted roots, made once for each pair of lists. */
function storeOf({ givenRoots, bundledRoots }: DeriveContext): TrustStore {
  const byGiven = stores.get(bundledRoots) ?? new WeakMap<readonly Uint8Array[], TrustStore>();
  stores.set(bundledRoots, byGiven);
  const store = byGiven.get(givenRoots) ?? trustStore(givenRoots, bundledRoots);
  byGiven.set(givenRoots, store);
  return store;
}

function describe(
  chain: Chain,
  all: readonly Chain[],
  host: string,
  store: TrustStore,
  now: Date,
): ServerCertificate {
  const { leaf } = chain;
  const names = leaf.extensions.known.subjectAltName ?? [];
  return {
    versions: chain.versions,
    subject: shortened(leaf.subject.text),
    issuer: shortened(leaf.issuer.text),
    serial: shortened(serialText(leaf.serial)),
    sha256: sha256(leaf.der),
    names: listed(names.flatMap(textOf)),
    nameMatches: coversHost(names, host),
    notBefore: leaf.notBefore.toISOString(),
    notAfter: leaf.notAfter.toISOString(),
    lifetimeDays: (leaf.notAfter.getTime() + 1000 - leaf.notBefore.getTime()) / DAY_MS,
    key: keyOf(leaf.publicKey),
    signature: signatureOf(leaf),
    selfSigned: isSelfIssued(leaf) && verifyCertificate(leaf, leaf.publicKey) !== 'invalid',
    ...trustOf(chain, all, store, now),
    quirks: [...leaf.quirks, ...chain.unread].map(shortened),
  };
}

/**
 * Trust in the chain as sent; and where that leads nowhere, with the certificates that the server
 * sends with its others: browsers that have seen those will find a path, others will not.
 */
function trustOf(
  chain: Chain,
  all: readonly Chain[],
  store: TrustStore,
  now: Date,
): Pick<ServerCertificate, 'trust' | 'chain'> {
  const own = findPath(chain.leaf, chain.certificates.slice(1), store, now);
  const everything = all.flatMap(({ certificates }) => certificates);
  const lent = own.trusted === false ? findPath(chain.leaf, everything, store, now) : own;
  const verdict = lent.trusted === true ? lent : own;
  const borrowed = own !== verdict;
  const hidden = verdict.trusted === false ? hiddenFrom(chain, verdict) : null;
  const trusted = hidden === null ? verdict.trusted : null;
  const found = hidden === null ? verdict.reason : `${verdict.reason}; ${hidden}`;
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
      complete: isComplete(verdict, borrowed),
      ordered: chain.orderKnown ? isOrdered(chain) : null,
    },
  };
}

/** Why the server may have sent more than was judged; null where all of it was. */
function hiddenFrom(chain: Chain, { path }: ChainVerdict): string | null {
  if (chain.unread.length > 0) return 'not every certificate sent could be read';
  const top = path.at(-1);
  const branches = path.length > 1 && top !== undefined && !isSelfIssued(top);
  // A library that sorts shows one path; a cross-signed issuer beside it stays unseen.
  return branches && !chain.orderKnown ? 'other issuers may have been sent, unseen here' : null;
}

/** A chain that ends in a root lacks nothing, even where the root is not trusted. */
function isComplete({ trusted, path }: ChainVerdict, borrowed: boolean): boolean | null {
  if (trusted === true) return !borrowed;
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

const textOf = (name: GeneralName): readonly string[] => {
  if (name.kind === 'dNSName') return [shortened(name.value)];
  return name.kind === 'iPAddress' ? [formatIpAddress(name.value)] : [];
};

const listed = (names: readonly string[]): Listing<string> & { items: string[] } => {
  const items = names.slice(0, MOST_NAMES);
  if (items.length === names.length) return { items, complete: true };
  const detail = `${MOST_NAMES} of ${names.length} names are kept`;
  return { items, complete: false, because: { code: 'limit', detail } };
};

const keyOf = ({
  algorithm,
  type,
  bits,
  curve,
  exponent,
}: PublicKey): ServerCertificate['key'] => ({
  algorithm,
  type,
  bits,
  curve,
  exponent: exponent === null ? null : shortened(exponent.toString(16)),
});

const signatureOf = ({ signatureAlgorithm }: Certificate): ServerCertificate['signature'] => ({
  algorithm: signatureAlgorithm.name,
  hash: signatureAlgorithm.hash,
});

const shortened = (text: string): string =>
  text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;

/** Hexadecimal in whole bytes, as other readers print it. */
function serialText(serial: bigint): string {
  const digits = (serial < 0n ? -serial : serial).toString(16);
  return `${serial < 0n ? '-' : ''}${digits.length % 2 === 0 ? '' : '0'}${digits}`;
}
