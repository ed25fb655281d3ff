import { decode } from '../../codec/base/codec.ts';
import { DecodeError } from '../../codec/base/reader.ts';
import { CipherSuite, HandshakeType, nameIn } from '../../codec/iana/tls.ts';
import { CertificateTls12 } from '../../codec/tls/certificate.ts';
import type { Handshake } from '../../codec/tls/handshake.ts';
import type { TlsCertificates } from '../../evidence/kinds/tls.ts';
import type { Problem } from '../../evidence/problem.ts';
import type { Endpoint, Net } from '../../net/net.ts';
import { addressText } from '../../net/transport.ts';
import { askedAgain, type Ask } from './again.ts';
import { offerHandshake, type Verdict } from './exchange.ts';
import { cipherSuitesFor, type HelloVersion } from './hello.ts';

/** One chain as it stands in the evidence. */
export type Chain = TlsCertificates['chains']['items'][number];

/** Where and as whom a chain is asked for. */
export interface Place {
  readonly net: Net;
  readonly endpoint: Endpoint;
  readonly serverName: string | null;
}

/** Kinds of key that a suite up to TLS 1.2 authenticates a server with, by its name. */
const KEY_KINDS = {
  RSA: /^TLS_(RSA|DHE_RSA|ECDHE_RSA)_(EXPORT_)?WITH_/,
  EC: /^TLS_(ECDHE_ECDSA|ECDH_ECDSA|ECDH_RSA)_WITH_/,
  DSA: /^TLS_DHE_DSS_(EXPORT_)?WITH_/,
} as const;
export type KeyKind = keyof typeof KEY_KINDS;
const ALL_KEY_KINDS: readonly KeyKind[] = ['RSA', 'EC', 'DSA'];

/** Kinds of key that servers hold side by side, so that one does not settle the other. */
export const PAIRED_KEY_KINDS = ['RSA', 'EC'] as const;

/** The chains a server shows in a version up to TLS 1.2, and of which kinds of key. */
export interface PlainChains {
  readonly chains: readonly Chain[];
  readonly kinds: readonly KeyKind[];
  /** Why a chain for another kind of key may be missing. */
  readonly problem: Problem | undefined;
}

type Read =
  | { readonly is: 'chain'; readonly chain: Chain; readonly kind: KeyKind }
  | { readonly is: 'none' }
  | { readonly is: 'problem'; readonly problem: Problem };

/** The chains shown for any kind of key and then for the kinds not seen; empty where refused. */
export async function plainChains(place: Place, version: HelloVersion): Promise<PlainChains> {
  const first = await readChain(place, version, ALL_KEY_KINDS, null);
  if (first.is !== 'chain') {
    const problem = first.is === 'problem' ? first.problem : undefined;
    return { chains: [], kinds: [], problem };
  }
  const chains = [first.chain];
  const kinds = [first.kind];
  let problem: Problem | undefined;
  for (const kind of PAIRED_KEY_KINDS) {
    if (kind === first.kind) continue;
    const beside = () => offerKinds(place, version, ALL_KEY_KINDS, `beside ${kind}`);
    const other = await readChain(place, version, [kind], beside);
    if (other.is === 'problem') problem ??= other.problem;
    if (other.is !== 'chain') continue;
    kinds.push(kind);
    const text = other.chain.certificates.join(' ');
    if (chains.every(({ certificates }) => certificates.join(' ') !== text)) {
      chains.push(other.chain);
    }
  }
  return { chains, kinds, problem };
}

async function readChain(
  place: Place,
  version: HelloVersion,
  kinds: readonly KeyKind[],
  beside: (() => Promise<Verdict>) | null,
): Promise<Read> {
  const ask: Ask = (words) => offerKinds(place, version, kinds, words);
  const first = await ask('');
  const closed = first.is === 'unknown' && first.sign === 'close';
  const verdict = closed ? await askedAgain(first, ask, beside) : first;
  if (verdict.is === 'unknown') return { is: 'problem', problem: verdict.problem };
  if (verdict.is !== 'agreed') return { is: 'none' };

  const suite = nameIn(CipherSuite, verdict.hello.cipherSuite);
  const kind = kinds.find((candidate) => KEY_KINDS[candidate].test(suite));
  try {
    const certificates = certificatesIn(verdict.rest[0]);
    const chain = { version, certificates, orderKnown: true };
    return kind === undefined ? { is: 'none' } : { is: 'chain', chain, kind };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const detail = `${addressText(place.endpoint)}, ${version}: ${error.message}`;
    return { is: 'problem', problem: { code: 'malformed', detail } };
  }
}

function offerKinds(
  { net, endpoint, serverName }: Place,
  version: HelloVersion,
  kinds: readonly KeyKind[],
  words: string,
): Promise<Verdict> {
  const purpose = `${version} ${kinds.length === 1 ? kinds.join() : 'any key'} ${words}`.trim();
  const cipherSuites = cipherSuitesFor(version, (name) =>
    kinds.some((kind) => KEY_KINDS[kind].test(name)),
  );
  return offerHandshake(net, endpoint, purpose, { version, serverName, cipherSuites }, 2);
}

function certificatesIn(message: Handshake | undefined): string[] {
  if (message?.msgType !== HandshakeType.certificate) {
    const name = nameIn(HandshakeType, message?.msgType ?? 0);
    throw new DecodeError('malformed', 'Certificate', 0, `${name} in its place`);
  }
  const { certificateList } = decode(CertificateTls12, message.body, 'Certificate');
  if (certificateList.length === 0) {
    throw new DecodeError('malformed', 'Certificate', 0, 'an empty list');
  }
  return certificateList.map((der) => Buffer.from(der).toString('base64'));
}
