import { NamedGroup, SignatureScheme } from '../../codec/iana/tls.ts';
import { isHelloRetryRequest } from '../../codec/tls/server-hello.ts';
import type { TlsVersion } from '../../evidence/kinds/tls.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';
import { ProblemError, type Problem } from '../../evidence/problem.ts';
import { addressText } from '../../net/transport.ts';
import { askedAgain, type Ask } from './again.ts';
import { offerHandshake } from './exchange.ts';
import { cipherSuitesFor, type Offer } from './hello.ts';
import { PAIRED_KEY_KINDS, type Chain, type KeyKind, type Place } from './plain-chains.ts';

/** Signatures of a handshake by the kind of key that can make them. */
const SCHEMES = {
  RSA: /^rsa_pss_/,
  EC: /^(ecdsa_|ed)/,
} as const;

/** Versions as a session names them. */
const SESSION_VERSIONS: Readonly<Record<string, TlsVersion>> = {
  TLSv1: 'TLS 1.0',
  'TLSv1.1': 'TLS 1.1',
  'TLSv1.2': 'TLS 1.2',
  'TLSv1.3': 'TLS 1.3',
};

/** Base points, uncompressed: public keys like any other (SEC 2, sections 2.4.2 and 2.5.1). */
const BASE_POINTS = [
  {
    group: NamedGroup.secp256r1,
    keyExchange: Buffer.from(
      '046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296' +
        '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
      'hex',
    ),
  },
  {
    group: NamedGroup.secp384r1,
    keyExchange: Buffer.from(
      '04aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b98' +
        '59f741e082542a385502f25dbf55296c3a545e3872760ab7' +
        '3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147c' +
        'e9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f',
      'hex',
    ),
  },
];

/**
 * The chains seen before and those that TLS 1.3 adds. Whether a server holds a key of a kind is
 * asked with a ClientHello that takes only its signatures: a server without one refuses before its
 * ServerHello. A session then reads a chain, one only: which, the server decides.
 */
export async function chainsOverTls13(
  place: Place,
  seen: readonly Chain[],
  seenKinds: readonly KeyKind[],
): Promise<Listing<Chain>> {
  let held = 0;
  let problem: Problem | undefined;
  for (const kind of PAIRED_KEY_KINDS) {
    if (seenKinds.includes(kind)) continue;
    const answer = await keyKindHeld(place, kind);
    if (answer === true) held += 1;
    else if (answer !== false) problem ??= answer;
  }
  const chains = [...seen];
  if (seen.length === 0 || held > 0) {
    const session = await sessionChain(place).catch((error: unknown) => {
      if (seen.length === 0 || !(error instanceof ProblemError)) throw error;
      problem ??= error.problem;
      return null;
    });
    const leaf = session?.certificates[0];
    if (session !== null && seen.every(({ certificates }) => certificates[0] !== leaf)) {
      chains.push(session);
    }
  }
  if (problem !== undefined) return cutShort(chains, problem);
  if (chains.length - seen.length === held) return complete(chains);
  return cutShort(chains, {
    code: 'unsupported',
    detail: `${addressText(place.endpoint)} may hold a certificate for TLS 1.3 that could not be read`,
  });
}

async function sessionChain({ net, endpoint, serverName }: Place): Promise<Chain> {
  const session = await net.session(endpoint, { purpose: 'TLS 1.3 session', serverName });
  const version = SESSION_VERSIONS[session.protocol];
  if (version === undefined || session.certificates.length === 0) {
    const detail = `${addressText(endpoint)}: a ${session.protocol} session without a certificate`;
    throw new ProblemError('malformed', detail);
  }
  const certificates = session.certificates.map((der) => Buffer.from(der).toString('base64'));
  return { version, certificates, orderKnown: false };
}

async function keyKindHeld(
  { net, endpoint, serverName }: Place,
  kind: keyof typeof SCHEMES,
): Promise<boolean | Problem> {
  const offer: Offer = {
    version: 'TLS 1.3',
    serverName,
    cipherSuites: cipherSuitesFor('TLS 1.3'),
  };
  const ask: Ask = (words) => {
    const purpose = `TLS 1.3 ${kind} ${words}`.trim();
    return offerHandshake(net, endpoint, purpose, {
      ...offer,
      signatureSchemes: Object.entries(SignatureScheme)
        .filter(([name]) => SCHEMES[kind].test(name))
        .map(([, code]) => code),
      keyShares: [
        { group: NamedGroup.x25519, keyExchange: net.random(`${purpose} share`, 32) },
        ...BASE_POINTS,
      ],
    });
  };
  const beside = () => offerHandshake(net, endpoint, `TLS 1.3 beside ${kind}`, offer);
  const first = await ask('');
  const closed = first.is === 'unknown' && first.sign === 'close';
  const verdict = closed ? await askedAgain(first, ask, beside) : first;
  if (verdict.is === 'unknown') return verdict.problem;
  if (verdict.is !== 'agreed') return false;
  if (!isHelloRetryRequest(verdict.hello)) return true;
  const detail = `${addressText(endpoint)} asks for another group before it shows its keys`;
  return { code: 'unsupported', detail };
}
