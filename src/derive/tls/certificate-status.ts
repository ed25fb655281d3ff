import { Reader, DecodeError } from '../../codec/base/reader.ts';
import { readOctetString } from '../../codec/der/primitive.ts';
import type { Certificate } from '../../codec/x509/certificate.ts';
import { decodeOcspResponse, OCSP_SCT_LIST } from '../../codec/x509/ocsp.ts';
import { decodeScts, type Sct } from '../../codec/x509/sct.ts';
import { judgeCrl } from '../../crypto/crl.ts';
import { sha256 } from '../../crypto/digest.ts';
import { judgeOcsp } from '../../crypto/ocsp.ts';
import type { StatusVerdict } from '../../crypto/status.ts';
import type { ServerCertificate } from '../../evidence/kinds/tls/certificate.ts';
import type { TlsRevocation } from '../../evidence/kinds/tls/certificates.ts';
import type { Observation } from '../../evidence/observation.ts';
import type { Chain } from './certificate-chains.ts';
import { shortened } from './certificate-text.ts';

/** Staples that differ, of one chain, that are judged. */
const MOST_STAPLES = 5;

/** The worst first; what does not count for certain comes before what could not be decided. */
const WORST_FIRST: readonly StatusVerdict['status'][] = [
  'revoked',
  'invalid',
  'unknown',
  'not-verified',
  'good',
];

/** What a staple, or an answer of the CA, says of a certificate, and where it is from. */
interface Heard extends StatusVerdict {
  readonly source: string;
}

/** Staple, revocation and SCTs of one chain; the candidates may hold the issuer of its leaf. */
export function statusOf(
  chain: Chain,
  candidates: readonly Certificate[],
  revocation: Observation<TlsRevocation>,
  now: Date,
): Pick<ServerCertificate, 'staple' | 'revocation' | 'scts'> {
  const { leaf, staples } = chain;
  const stapled = staples
    .slice(0, MOST_STAPLES)
    .map((der): Heard => ({ ...judgeOcsp(der, leaf, candidates, now), source: 'staple' }));
  const asked =
    revocation.status === 'present' ? answersOf(revocation.value, leaf, candidates, now) : [];
  return {
    staple: stapleOf(stapled),
    revocation: revocationOf([...stapled, ...asked], revocation),
    scts: sctsOf(chain),
  };
}

function stapleOf(stapled: readonly Heard[]): ServerCertificate['staple'] {
  const [worst] = stapled.toSorted(
    (a, b) => WORST_FIRST.indexOf(a.status) - WORST_FIRST.indexOf(b.status),
  );
  return {
    status: worst?.status ?? 'none',
    reason: shortened(worst?.reason ?? 'no OCSP response was sent'),
    thisUpdate: worst?.thisUpdate?.toISOString() ?? null,
    nextUpdate: worst?.nextUpdate?.toISOString() ?? null,
  };
}

function answersOf(
  { answers }: TlsRevocation,
  leaf: Certificate,
  candidates: readonly Certificate[],
  now: Date,
): readonly Heard[] {
  const own = sha256(leaf.der);
  return answers
    .filter((answer) => answer.sha256 === own)
    .map(({ source, url, response, problem }): Heard => {
      const at = `${source === 'ocsp' ? 'OCSP' : 'CRL'} of ${url}`;
      const judge = source === 'ocsp' ? judgeOcsp : judgeCrl;
      if (response !== null) {
        const der = new Uint8Array(Buffer.from(response, 'base64'));
        return { ...judge(der, leaf, candidates, now), source: at };
      }
      const reason = problem === null ? 'no answer' : `${problem.code}: ${problem.detail}`;
      return { ...NOTHING, reason, source: at };
    });
}

const NOTHING = {
  status: 'not-verified',
  thisUpdate: null,
  nextUpdate: null,
  revokedAt: null,
} as const;

/** Revoked if any verified answer says so, good if another does. */
function revocationOf(
  heard: readonly Heard[],
  revocation: Observation<TlsRevocation>,
): ServerCertificate['revocation'] {
  const told =
    heard.find(({ status }) => status === 'revoked') ??
    heard.find(({ status }) => status === 'good');
  if (told?.status === 'revoked' || told?.status === 'good') {
    return {
      status: told.status,
      reason: shortened(`${told.source}: ${told.reason}`),
      revokedAt: told.revokedAt?.toISOString() ?? null,
    };
  }
  // What was stapled and does not count is no worse than nothing, where nobody asked the CA.
  const verified = heard.some(({ status }) => status === 'unknown');
  if (heard.length > 0 && (verified || revocation.status !== 'absent')) {
    const reasons = heard.map(({ source, reason }) => `${source}: ${reason}`);
    return { status: 'unknown', reason: shortened(reasons.join('; ')), revokedAt: null };
  }
  switch (revocation.status) {
    case 'present': {
      const reason = 'the certificate names neither OCSP nor CRL, or its CA was not asked';
      return { status: 'unknown', reason, revokedAt: null };
    }
    case 'absent':
      return { status: 'not-checked', reason: revocation.how, revokedAt: null };
    case 'unavailable': {
      const { code, detail } = revocation.problem;
      return { status: 'unknown', reason: shortened(`${code}: ${detail}`), revokedAt: null };
    }
  }
}

/** SCTs by the three ways they come; a list that cannot be read counts for none. */
function sctsOf({ leaf, sctLists, staples }: Chain): ServerCertificate['scts'] {
  const { signedCertificateTimestamps: list } = leaf.extensions.known;
  const embedded = list === undefined ? [] : scts([list]);
  const tls = scts(sctLists);
  const ocsp = scts(staples.slice(0, MOST_STAPLES).flatMap((der) => stapledLists(der, leaf)));
  const logs = [...embedded, ...tls, ...ocsp].map(({ logId }) =>
    Buffer.from(logId).toString('hex'),
  );
  return {
    embedded: embedded.length,
    tls: tls.length,
    ocsp: ocsp.length,
    logs: [...new Set(logs)],
  };
}

/** Those of the lists that differ: by log and time, as a log gives one for each. */
function scts(lists: readonly Uint8Array[]): readonly Sct[] {
  const all = lists.flatMap((list) => orNone(() => decodeScts(list)));
  const key = ({ logId, timestampMs }: Sct): string =>
    `${Buffer.from(logId).toString('hex')} ${timestampMs}`;
  return [...new Map(all.map((sct) => [key(sct), sct])).values()];
}

const stapledLists = (der: Uint8Array, leaf: Certificate): readonly Uint8Array[] =>
  orNone(() =>
    (decodeOcspResponse(der).basic?.responses ?? [])
      .filter(({ certId }) => certId.serial === leaf.serial)
      .flatMap(({ extensions }) => extensions.all)
      .filter(({ oid }) => oid === OCSP_SCT_LIST)
      .map(({ value }) => readOctetString(new Reader(value, 'SCT list'))),
  );

function orNone<T>(read: () => readonly T[]): readonly T[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof DecodeError) return [];
    throw error;
  }
}
