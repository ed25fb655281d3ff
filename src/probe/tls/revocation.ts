import { DecodeError } from '../../codec/base/reader.ts';
import { decodeCertificate, type Certificate } from '../../codec/x509/certificate.ts';
import { encodeOcspRequest } from '../../codec/x509/ocsp.ts';
import { statusAddresses } from '../../codec/x509/status-addresses.ts';
import { sha256 } from '../../crypto/digest.ts';
import { certIdOf } from '../../crypto/ocsp.ts';
import { issuersOf, issuerUnknown } from '../../crypto/status.ts';
import {
  tlsCertificates,
  tlsRevocation,
  type TlsCertificates,
  type TlsRevocation,
} from '../../evidence/kinds/tls/certificates.ts';
import { absent, present, unavailable } from '../../evidence/observation.ts';
import { problemOf, ProblemError } from '../../evidence/problem.ts';
import type { HttpResponse, Net } from '../../net/net.ts';
import type { Probe } from '../probe.ts';
import { speaksTls } from './place.ts';

/** Servers' own certificates that are asked about, and addresses of one: named, and asked. */
const MOST_CERTIFICATES = 8;
const MOST_NAMED = 20;
const MOST_ADDRESSES = 4;
const LONGEST_ADDRESS = 500;

const OCSP_BYTES = 256 * 1024;
const CRL_BYTES = 10 * 1024 * 1024;

type Answer = TlsRevocation['answers'][number];

/**
 * Only where asked for: the OCSP request for each certificate of the server by POST to every
 * address that it names, and every CRL by GET, both over http as RFC 6960 and 5280 have it: what
 * comes back is signed, and kept as it is. What it cannot tell: the status of the issuers, and that
 * of a certificate by OCSP where the server does not send its issuer.
 */
export const tlsRevocationProbe: Probe<TlsRevocation> = {
  kind: tlsRevocation,
  intensity: 'standard',
  needs: [tlsCertificates],
  perAddress: true,
  appliesTo: speaksTls,
  async observe(context) {
    const { net } = context;
    if (!context.settings.revocation) return absent('not asked for');
    const sent = await context.get(tlsCertificates);
    if (sent.status === 'absent') return absent(sent.how);
    if (sent.status === 'unavailable') return unavailable(sent.problem);
    const { leaves, all } = decoded(sent.value);
    const lists = new Map<string, Promise<Reply>>();
    const listAt = (url: string): Promise<Reply> => {
      const list = lists.get(url) ?? crlFrom(net, url);
      lists.set(url, list);
      return list;
    };
    const answers = leaves.flatMap((leaf) => {
      const { ocsp, crl } = statusAddresses(leaf);
      return [
        ...asked('ocsp', leaf, ocsp, (url) => ocspFrom(net, url, leaf, all)),
        ...asked('crl', leaf, crl, listAt),
      ];
    });
    return present({ answers: await Promise.all(answers) });
  },
};

/** The servers' own certificates, each once, and all that were sent; broken ones left out. */
function decoded({ chains }: TlsCertificates): {
  readonly leaves: readonly Certificate[];
  readonly all: readonly Certificate[];
} {
  const certificates = new Map(
    chains.items
      .flatMap((chain) => chain.certificates)
      .map((base64) => [base64, decodedOrNone(base64)] as const),
  );
  const leaves = new Set(
    chains.items.map((chain) => certificates.get(chain.certificates[0] ?? '')),
  );
  return {
    leaves: [...leaves].flatMap((leaf) => leaf ?? []).slice(0, MOST_CERTIFICATES),
    all: [...certificates.values()].flatMap((one) => one ?? []),
  };
}

function decodedOrNone(base64: string): Certificate | null {
  try {
    return decodeCertificate(new Uint8Array(Buffer.from(base64, 'base64')));
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}

type Reply = Pick<Answer, 'response' | 'problem'>;

/** One answer for each address; of those beyond the bounds only that they were not asked. */
const asked = (
  source: Answer['source'],
  leaf: Certificate,
  urls: readonly string[],
  ask: (url: string) => Promise<Reply>,
): readonly Promise<Answer>[] =>
  [...new Set(urls)].slice(0, MOST_NAMED).map(async (url, index): Promise<Answer> => {
    const head = { sha256: sha256(leaf.der), source, url: url.slice(0, LONGEST_ADDRESS) };
    if (index < MOST_ADDRESSES && url.length <= LONGEST_ADDRESS) {
      return { ...head, ...(await ask(url)) };
    }
    const detail = `asked are ${MOST_ADDRESSES} addresses of up to ${LONGEST_ADDRESS} characters`;
    return { ...head, response: null, problem: { code: 'limit', detail } };
  });

/** What `answer` gives, or the problem that it ends in. */
async function replied(answer: () => Promise<Uint8Array>): Promise<Reply> {
  try {
    const response = Buffer.from(await answer()).toString('base64');
    return { response, problem: null };
  } catch (error) {
    return { response: null, problem: problemOf(error) };
  }
}

const crlFrom = (net: Net, url: string): Promise<Reply> =>
  replied(async () => bodyOf(url, await request(net, url, 'GET', {}, CRL_BYTES)));

const ocspFrom = (
  net: Net,
  url: string,
  leaf: Certificate,
  all: readonly Certificate[],
): Promise<Reply> =>
  replied(async () => {
    const [issuer] = issuersOf(leaf, all);
    const certId = issuer === undefined ? null : certIdOf(leaf, issuer, 'SHA-1');
    if (certId === null) throw new ProblemError('unsupported', issuerUnknown(leaf));
    const headers = {
      'Content-Type': 'application/ocsp-request',
      Accept: 'application/ocsp-response',
    };
    const body = encodeOcspRequest(certId);
    return bodyOf(url, await request(net, url, 'POST', headers, OCSP_BYTES, body));
  });

async function request(
  net: Net,
  address: string,
  method: 'GET' | 'POST',
  headers: Readonly<Record<string, string>>,
  bodyLimit: number,
  body?: Uint8Array,
): Promise<HttpResponse> {
  const url = URL.parse(address);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new ProblemError('unsupported', `${address} is no address of HTTP`);
  }
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  const { items, because } = await net.locate(url.hostname.replace(/^\[|\]$/g, ''), port);
  const [endpoint] = items;
  if (endpoint === undefined) {
    const { code, detail } = because ?? {
      code: 'unreachable',
      detail: `${url.host} has no address`,
    };
    throw new ProblemError(code, detail);
  }
  const purpose = `${method} ${url.href}${body === undefined ? '' : ` ${sha256(body).slice(0, 8)}`}`;
  const more = body === undefined ? {} : { body };
  return net.request({ url, endpoint, method, headers, purpose, bodyLimit, ...more });
}

/** The whole body of a good answer. Redirects are not followed: CAs have no use for them. */
function bodyOf(address: string, { status, body, truncated }: HttpResponse): Uint8Array {
  if (status === 429 || status === 503) {
    throw new ProblemError('blocked', `${address} answers with status ${status}`);
  }
  if (status !== 200) {
    throw new ProblemError('malformed', `${address} answers with status ${status}, not 200`);
  }
  if (truncated) {
    throw new ProblemError('limit', `the answer of ${address} is too long, or was cut off`);
  }
  return body;
}
