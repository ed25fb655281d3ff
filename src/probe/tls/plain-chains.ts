import { decode } from '../../codec/base/codec.ts';
import { SignatureScheme } from '../../codec/iana/signature-scheme.ts';
import { ExtensionType, HandshakeType, nameIn } from '../../codec/iana/tls.ts';
import { CertificateTls12 } from '../../codec/tls/certificate.ts';
import type { SentChain } from '../../evidence/kinds/tls/certificates.ts';
import type { TlsVersion, TlsVersions } from '../../evidence/kinds/tls/versions.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';
import { ProblemError } from '../../evidence/problem.ts';
import { addressText } from '../../net/transport.ts';
import { settled, type Reply } from './again.ts';
import {
  ASKS_BESIDE,
  everyChain,
  isSame,
  shownChain,
  type AskChain,
  type Shown,
} from './chains.ts';
import { suitePoint } from './enumerate/lists.ts';
import { goOn, type OpenHandshake } from './exchange.ts';
import { cipherSuitesFor, type HelloVersion, type Offer } from './hello.ts';
import { outcomeOf } from './outcome.ts';
import type { Place } from './place.ts';
import { AlertReceived, RecordStream } from './tls13/record-stream.ts';

/** A kind of key up to TLS 1.2: suites that authenticate a server with it, schemes it signs with. */
interface KeyKind {
  readonly keyTypes: readonly string[];
  readonly suites: RegExp;
  readonly schemes: RegExp;
  /** Only TLS 1.2 can tell it from the kind that has the same suites. */
  readonly tls12: boolean;
}

const KEY_KINDS: readonly KeyKind[] = [
  {
    keyTypes: ['RSA'],
    suites: /^TLS_(RSA|DHE_RSA|ECDHE_RSA)_(EXPORT_|EXPORT1024_)?WITH_/,
    schemes: /^rsa_(pkcs1|pss_rsae)_sha/,
    tls12: false,
  },
  {
    keyTypes: ['EC'],
    suites: /^TLS_(ECDHE_ECDSA|ECDH_ECDSA|ECDH_RSA)_WITH_/,
    schemes: /^ecdsa_/,
    tls12: false,
  },
  {
    keyTypes: ['Ed25519', 'Ed448'],
    suites: /^TLS_ECDHE_ECDSA_WITH_/,
    schemes: /^ed(25519|448)$/,
    tls12: true,
  },
  {
    keyTypes: ['RSA-PSS'],
    suites: /^TLS_(DHE_RSA|ECDHE_RSA)_WITH_/,
    schemes: /^rsa_pss_pss_/,
    tls12: true,
  },
  {
    keyTypes: ['DSA'],
    suites: /^TLS_DHE_DSS_(EXPORT_|EXPORT1024_)?WITH_/,
    schemes: /^dsa_sha/,
    tls12: false,
  },
];

const PLAIN_VERSIONS = [
  'TLS 1.2',
  'TLS 1.1',
  'TLS 1.0',
  'SSL 3.0',
] as const satisfies HelloVersion[];
type PlainVersion = (typeof PLAIN_VERSIONS)[number];

/** Whether certificates of a version can be read without keys, by the messages of TLS. */
export const isPlain = (version: TlsVersion): version is PlainVersion =>
  PLAIN_VERSIONS.some((plain) => plain === version);

const kindsIn = (version: PlainVersion): readonly KeyKind[] =>
  KEY_KINDS.filter(({ tls12 }) => !tls12 || version === 'TLS 1.2');

/**
 * The chains of the newest version up to TLS 1.2 that shows one, and what older ones show. A version
 * that is cut off leaves the list open.
 */
export async function plainChains(
  place: Place,
  { offered, refused }: TlsVersions,
): Promise<Listing<SentChain>> {
  const chains: SentChain[] = [];
  let because: Listing<SentChain>['because'];
  for (const version of PLAIN_VERSIONS.filter((one) => !refused.includes(one))) {
    if (chains.length > 0 && !offered.includes(version)) continue;
    const shown = await chainsIn(place, version, chains);
    chains.push(...shown.items);
    because ??= shown.because;
  }
  return because === undefined ? complete(chains) : cutShort(chains, because);
}

/** All chains of one version; where it shows one that is known, only that. */
async function chainsIn(
  place: Place,
  version: PlainVersion,
  known: readonly SentChain[],
): Promise<Listing<SentChain>> {
  const ask = askPlain(place, version);
  const kinds = kindsIn(version);
  if (known.length === 0) return everyChain(kinds, ask, without);
  const reply = await settled((words) => ask(kinds, words), null);
  if (reply.is === 'refused') return complete([]);
  if (reply.is === 'unknown') return cutShort([], reply.problem);
  if (known.some((chain) => isSame(chain, reply.chain))) return complete([reply.chain]);
  return everyChain(kinds, ask, without);
}

/** The kinds left after one was shown: a server that ignores the schemes has all of its suites left out. */
function without(kinds: readonly KeyKind[], { leafKey, suite }: Shown): readonly KeyKind[] {
  const type = leafKey?.type ?? '';
  const others = kinds.filter(({ keyTypes }) => !keyTypes.includes(type));
  if (others.length < kinds.length) return others;
  const { name } = suitePoint(suite);
  return kinds.filter(({ suites }) => !suites.test(name));
}

/** Asks in a version up to TLS 1.2; for another name where one is given. */
const askPlain =
  (
    place: Place,
    version: PlainVersion,
    name: Pick<Offer, 'serverName'> = {},
    about = 'certificate',
  ): AskChain<KeyKind> =>
  async (kinds, words): Promise<Reply<Shown>> => {
    const purpose = `${version} ${about} ${words}`.trim();
    const peer = `${addressText(place.endpoint)}, ${purpose}:`;
    const schemes = Object.entries(SignatureScheme)
      .filter(([scheme]) => kinds.some((kind) => kind.schemes.test(scheme)))
      .map(([, code]) => code);
    const offer: Offer = {
      ...name,
      version,
      cipherSuites: cipherSuitesFor(version, (suite) =>
        kinds.some((kind) => kind.suites.test(suite)),
      ),
      signatureSchemes: schemes,
      extensions: ASKS_BESIDE,
    };
    const { verdict, value } = await goOn(place, purpose, offer, 2, (open) =>
      outcomeOf(peer, () => readChain(open, version, peer)),
    );
    if (verdict.is !== 'agreed') return verdict;
    if (value === undefined) throw new ProblemError('bug', `${peer} agreed to without a value`);
    return value.is === 'agreed' ? value.value : value;
  };

/** Any chain of a version. */
export const askAnyPlain =
  (...given: Parameters<typeof askPlain>) =>
  (words: string): Promise<Reply<Shown>> =>
    askPlain(...given)(kindsIn(given[1]), words);

/** Reads Certificate and, where it is promised, CertificateStatus (RFC 6066, section 8). */
async function readChain(
  { hello, rest, connection, reader }: OpenHandshake,
  version: PlainVersion,
  peer: string,
): Promise<Shown> {
  const message = rest[0];
  if (message?.msgType !== HandshakeType.certificate) {
    const name = nameIn(HandshakeType, message?.msgType ?? 0);
    throw new ProblemError('malformed', `${peer} ${name} in the place of Certificate`);
  }
  const { certificateList } = decode(CertificateTls12, message.body, 'Certificate');
  const extension = (type: number) =>
    hello.extensions?.find(({ extensionType }) => extensionType === type);
  let staple: Uint8Array | undefined;
  if (extension(ExtensionType.status_request) !== undefined) {
    // The server may leave CertificateStatus out all the same.
    const next = await new RecordStream(connection, reader, peer).next();
    if (next.type === 'alert') throw new AlertReceived(next.alert.description, peer);
    if (next.type === 'handshake' && next.handshake.msgType === HandshakeType.certificate_status) {
      staple = next.handshake.body;
    }
  }
  const scts = extension(ExtensionType.signed_certificate_timestamp)?.extensionData;
  return shownChain(version, hello.cipherSuite, certificateList, { staple, scts });
}
