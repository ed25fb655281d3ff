import { DecodeError } from '../../../codec/base/reader.ts';
import { decodeCertificate } from '../../../codec/x509/certificate.ts';
import { sha256 } from '../../../crypto/digest.ts';
import { tlsSiblings, type TlsSiblings } from '../../../evidence/kinds/tls/attacks.ts';
import { tlsCertificates, type TlsCertificates } from '../../../evidence/kinds/tls/certificates.ts';
import { absent, present, type Observation } from '../../../evidence/observation.ts';
import { ProblemError, type Problem } from '../../../evidence/problem.ts';
import type { StarttlsProtocol } from '../../../evidence/target.ts';
import { NoStarttlsError } from '../../../net/net.ts';
import type { Probe, ProbeContext } from '../../probe.ts';
import { settled } from '../again.ts';
import { offerHandshake } from '../exchange.ts';
import { cipherSuitesFor } from '../hello.ts';
import { placeOf, speaksTls, type Place } from '../place.ts';
import { offerSsl2, type Ssl2Verdict } from '../ssl2.ts';

/**
 * Offers SSL 2.0 at other ports of the same address that the settings name, after STARTTLS where the
 * port is one of a protocol that has it, and compares the key of the certificate that comes with the
 * keys seen at the endpoint. A port that refuses connections offers nothing. What it cannot tell:
 * other hosts that hold the key, and ports that nobody named.
 */
export const tlsSiblingsProbe: Probe<TlsSiblings> = {
  kind: tlsSiblings,
  intensity: 'standard',
  needs: [tlsCertificates],
  perAddress: true,
  appliesTo: speaksTls,
  async observe(context) {
    const ports = [...new Set(context.settings.siblings)].filter(
      (port) => port !== context.endpoint?.port,
    );
    if (ports.length === 0) return absent('no sibling ports are named');
    const keys = keysIn(await context.get(tlsCertificates));
    const siblings = await Promise.all(ports.map((port) => siblingAt(context, port, keys)));
    return present({ siblings });
  },
};

type Sibling = TlsSiblings['siblings'][number];

/** Digests of the keys of the endpoint, and whether those are all. */
interface Keys {
  readonly digests: readonly string[];
  readonly complete: boolean;
}

/** Service names of IANA whose port begins without TLS. */
const STARTTLS_PORTS: ReadonlyMap<number, StarttlsProtocol> = new Map([
  [21, 'ftp'],
  [24, 'lmtp'],
  [25, 'smtp'],
  [110, 'pop3'],
  [119, 'nntp'],
  [143, 'imap'],
  [389, 'ldap'],
  [587, 'smtp'],
  [3306, 'mysql'],
  [4190, 'sieve'],
  [5222, 'xmpp'],
  [5269, 'xmpp-server'],
  [5432, 'postgres'],
]);

async function siblingAt(context: ProbeContext, port: number, keys: Keys): Promise<Sibling> {
  const sibling = (known: Partial<Sibling>): Sibling => ({
    port,
    ssl2: null,
    sameKey: null,
    problem: null,
    ...known,
  });
  try {
    const verdict = await ssl2At(await placeAt(context, port));
    if (verdict.is === 'refused') return sibling({ ssl2: false });
    if (verdict.is === 'agreed') {
      return sibling({ ssl2: true, ...comparedWith(keys, verdict.hello.certificate) });
    }
    return verdict.problem.code === 'refused'
      ? sibling({ ssl2: false })
      : sibling({ problem: verdict.problem });
  } catch (error) {
    if (error instanceof NoStarttlsError) return sibling({ ssl2: false });
    if (error instanceof ProblemError) return sibling({ problem: error.problem });
    throw error;
  }
}

/** A close is a refusal where the port agrees to TLS right after. Throws a NoStarttlsError. */
function ssl2At(place: Place): Promise<Ssl2Verdict> {
  const { port } = place.endpoint;
  const version = 'TLS 1.2';
  return settled(
    (words) => offerSsl2(place, `SSL 2.0 at ${port} ${words}`.trim()),
    () =>
      offerHandshake(place, `${version} at ${port}`, {
        version,
        cipherSuites: cipherSuitesFor(version),
      }),
  );
}

async function placeAt(context: ProbeContext, port: number): Promise<Place> {
  const { endpoint, ...place } = placeOf(context);
  const { items } = await context.net.locate(context.target.host, port);
  const same = items.find(({ address }) => address === endpoint.address);
  const found = same ?? (items.length === 1 ? items[0] : undefined);
  if (found === undefined) {
    throw new ProblemError('unreachable', `${endpoint.address} is not among those of port ${port}`);
  }
  return { ...place, endpoint: found, starttls: STARTTLS_PORTS.get(port) ?? null };
}

function keysIn(certificates: Observation<TlsCertificates>): Keys {
  if (certificates.status !== 'present') return { digests: [], complete: false };
  const { chains, otherNames } = certificates.value;
  const leaves = [...chains.items, ...otherNames].flatMap((chain) =>
    chain.certificates.slice(0, 1),
  );
  const digests = leaves.map((leaf) => keyDigest(Buffer.from(leaf, 'base64')));
  return {
    digests: digests.filter((digest) => typeof digest === 'string'),
    complete: chains.complete && digests.every((digest) => typeof digest === 'string'),
  };
}

function comparedWith(keys: Keys, der: Uint8Array): Pick<Sibling, 'sameKey' | 'problem'> {
  const digest = keyDigest(der);
  if (typeof digest !== 'string') return { sameKey: null, problem: digest };
  if (keys.digests.includes(digest)) return { sameKey: true, problem: null };
  return { sameKey: keys.complete ? false : null, problem: null };
}

/** The digest of SubjectPublicKeyInfo. */
function keyDigest(der: Uint8Array): string | Problem {
  try {
    return sha256(decodeCertificate(der).publicKey.der);
  } catch (error) {
    if (error instanceof DecodeError) return { code: 'malformed', detail: error.message };
    throw error;
  }
}
