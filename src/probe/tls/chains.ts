import { decode, encode } from '../../codec/base/codec.ts';
import { DecodeError } from '../../codec/base/reader.ts';
import { CertificateStatusType, ExtensionType } from '../../codec/iana/tls.ts';
import { CertificateStatus, CertificateStatusRequest } from '../../codec/tls/certificate-status.ts';
import type { Extension } from '../../codec/tls/extension.ts';
import { decodeCertificate } from '../../codec/x509/certificate.ts';
import type { PublicKey } from '../../codec/x509/public-key.ts';
import type { SentChain } from '../../evidence/kinds/tls/certificates.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';
import { settled, type Reply } from './again.ts';

/** A chain that a server showed. */
export interface Shown {
  readonly is: 'agreed';
  readonly chain: SentChain;
  /** Null where the certificate cannot be read. */
  readonly leafKey: PublicKey | null;
  readonly suite: number;
}

/** Asks for a chain with a key of some kinds, on a connection of its own. */
export type AskChain<K> = (kinds: readonly K[], words: string) => Promise<Reply<Shown>>;

/** Asks for an OCSP response and SCTs beside the certificate. */
export const ASKS_BESIDE: readonly Extension[] = [
  {
    extensionType: ExtensionType.status_request,
    extensionData: encode(CertificateStatusRequest, {
      tag: CertificateStatusType.ocsp,
      value: { responderIdList: [], requestExtensions: new Uint8Array() },
    }),
  },
  {
    extensionType: ExtensionType.signed_certificate_timestamp,
    extensionData: new Uint8Array(),
  },
];

/**
 * The chains of a server, one for each kind of key: the kinds of a key that was shown are left out
 * of the next offer, until the rest is refused. `without` says what is left.
 */
export async function everyChain<K>(
  all: readonly K[],
  ask: AskChain<K>,
  without: (kinds: readonly K[], shown: Shown) => readonly K[],
): Promise<Listing<SentChain>> {
  const chains: SentChain[] = [];
  let kinds = all;
  while (kinds.length > 0) {
    const offered = kinds;
    const beside = chains.length === 0 ? null : () => ask(all, 'beside');
    const reply = await settled((words) => ask(offered, words), beside);
    if (reply.is === 'unknown') return cutShort(chains, reply.problem);
    if (reply.is === 'refused') return complete(chains);
    const again = chains.some((chain) => isSame(chain, reply.chain));
    if (!again) chains.push(reply.chain);
    kinds = without(offered, reply);
    if (kinds.length < offered.length) continue;
    // A server that shows the same for whatever is offered has nothing else.
    if (again) return complete(chains);
    const detail = `there may be others beside a certificate in ${reply.chain.version} whose key is not known`;
    return cutShort(chains, { code: 'unsupported', detail });
  }
  return complete(chains);
}

/** Whether two chains consist of the same certificates. */
export const isSame = (a: SentChain, b: SentChain): boolean =>
  a.certificates.join() === b.certificates.join();

/** A chain as evidence has it. Throws a DecodeError where there is no certificate in it. */
export function shownChain(
  version: SentChain['version'],
  suite: number,
  certificates: readonly Uint8Array[],
  beside: { readonly staple: Uint8Array | undefined; readonly scts: Uint8Array | undefined },
): Shown {
  const [leaf] = certificates;
  if (leaf === undefined) throw new DecodeError('malformed', 'Certificate', 0, 'an empty list');
  return {
    is: 'agreed',
    suite,
    leafKey: keyIn(leaf),
    chain: {
      version,
      certificates: certificates.map(base64),
      staple: beside.staple === undefined ? null : base64(responseIn(beside.staple)),
      scts: beside.scts === undefined ? null : base64(beside.scts),
    },
  };
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

function keyIn(der: Uint8Array): PublicKey | null {
  try {
    return decodeCertificate(der).publicKey;
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}

/** The OCSP response of a CertificateStatus; all of it where it is none, for others to refuse. */
function responseIn(body: Uint8Array): Uint8Array {
  try {
    const status = decode(CertificateStatus, body, 'CertificateStatus');
    return status.tag === CertificateStatusType.ocsp ? status.value : body;
  } catch (error) {
    if (error instanceof DecodeError) return body;
    throw error;
  }
}
