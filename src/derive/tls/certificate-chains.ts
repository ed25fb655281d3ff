import { DecodeError } from '../../codec/base/reader.ts';
import { decodeCertificate, type Certificate } from '../../codec/x509/certificate.ts';
import type { ServerCertificate } from '../../evidence/kinds/tls/certificate.ts';
import type { SentChain } from '../../evidence/kinds/tls/certificates.ts';
import type { Problem } from '../../evidence/problem.ts';

/** One chain as sent, with what of it could be decoded. */
export interface Chain {
  readonly versions: ServerCertificate['versions'];
  readonly leaf: Certificate;
  /** All that could be decoded, in the order sent, the leaf first. */
  readonly certificates: readonly Certificate[];
  readonly sent: number;
  /** Why others could not. */
  readonly unread: readonly string[];
  /** OCSP responses that came with it, and SCT lists beside it: those that differ. */
  readonly staples: readonly Uint8Array[];
  readonly sctLists: readonly Uint8Array[];
}

/** Chains that differ, each once with all that came with it, or why one cannot be read. */
export function readChains(items: readonly SentChain[]): readonly (Chain | Problem)[] {
  const same = Map.groupBy(items, ({ certificates }) => certificates.join());
  return [...same.values()].flatMap((group) => {
    const [chain] = group;
    return chain === undefined ? [] : [readChain(chain, group)];
  });
}

function readChain(
  { certificates: sent }: SentChain,
  group: readonly SentChain[],
): Chain | Problem {
  const decoded = sent.map((base64) => decodeOrReason(fromBase64(base64)));
  const [leaf] = decoded;
  if (leaf === undefined) return { code: 'malformed', detail: 'chain without a certificate' };
  if (typeof leaf === 'string') return { code: 'malformed', detail: leaf };
  return {
    versions: [...new Set(group.map(({ version }) => version))],
    leaf,
    certificates: decoded.filter((each) => typeof each !== 'string'),
    sent: sent.length,
    unread: decoded.filter((each) => typeof each === 'string'),
    staples: [...new Set(group.flatMap(({ staple }) => staple ?? []))].map(fromBase64),
    sctLists: [...new Set(group.flatMap(({ scts }) => scts ?? []))].map(fromBase64),
  };
}

const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

function decodeOrReason(der: Uint8Array): Certificate | string {
  try {
    return decodeCertificate(der);
  } catch (error) {
    if (error instanceof DecodeError) return error.message;
    throw error;
  }
}
