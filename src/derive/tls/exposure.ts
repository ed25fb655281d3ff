import { tlsSiblings, type TlsSiblings } from '../../evidence/kinds/tls/attacks.ts';
import { tlsCertificates, type TlsCertificates } from '../../evidence/kinds/tls/certificates.ts';
import { tlsExposure, type Suite, type TlsExposure } from '../../evidence/kinds/tls/facts.ts';
import {
  tlsAlpn,
  tlsServerHello,
  type TlsAlpn,
  type TlsServerHello,
} from '../../evidence/kinds/tls/handshake.ts';
import {
  tlsCipherSuites,
  tlsKeyExchange,
  type TlsKeyExchange,
} from '../../evidence/kinds/tls/negotiation.ts';
import { tlsVersions, type TlsVersion } from '../../evidence/kinds/tls/versions.ts';
import { present, type Observation } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { allOf, anyOf, type Known } from '../three-valued.ts';
import { acceptedSuites, type Accepted } from './accepted.ts';
import {
  browsersGetForwardSecrecy,
  hasSmallBlocks,
  modernClientsGetSmallBlocks,
} from './preference.ts';

/**
 * What known attacks need, read from what the server offers. Certain where every version's suites
 * were found out; what is missing leaves a field open unless something found decides it. Example:
 * SSL 3.0 with AES in CBC mode is what POODLE needs.
 */
export const tlsExposureDerivation: Derivation<TlsExposure> = {
  kind: tlsExposure,
  from: [
    tlsVersions,
    tlsCipherSuites,
    tlsKeyExchange,
    tlsServerHello,
    tlsAlpn,
    tlsCertificates,
    tlsSiblings,
  ],
  derive: (context) =>
    fromPresent(
      acceptedSuites(context.get(tlsVersions), context.get(tlsCipherSuites)),
      (accepted) => {
        const keyExchange = context.get(tlsKeyExchange);
        return present({
          ...suiteExposure(accepted),
          drown: anyOf([ssl2Usable(accepted), siblingWithKey(context.get(tlsSiblings))]),
          logjam: anyOf([
            accepts(accepted, (suite) => both(suite.export, isOneOf(suite.keyExchange, ['DHE']))),
            finiteField(keyExchange, ({ bits }) => bits < 1024),
          ]),
          raccoon: anyOf([
            accepts(accepted, ({ keyExchange: name }) => isOneOf(name, ['DH'])),
            finiteField(keyExchange, ({ reused }) => reused),
          ]),
          crime: compresses(context.get(tlsServerHello)),
          alpaca: allOf([
            ignoresName(context.get(tlsCertificates)),
            ignoresProtocol(context.get(tlsAlpn)),
          ]),
        });
      },
    ),
};

type FromSuites = Omit<TlsExposure, 'drown' | 'logjam' | 'raccoon' | 'crime' | 'alpaca'>;

function suiteExposure(accepted: readonly Accepted[]): FromSuites {
  const offers13 = accepted.some(({ version, offered }) => version === 'TLS 1.3' && offered);
  const rc4 = (suite: Suite): Known => startsWith(suite.cipher, 'RC4');
  const notRc4 = accepts(accepted, (suite) => opposite(rc4(suite)));
  return {
    poodle: accepts(accepted, ({ cbc }) => cbc, ['SSL 3.0']),
    freak: accepts(accepted, (suite) => both(suite.export, isOneOf(suite.keyExchange, ['RSA']))),
    sweet32: accepts(accepted, hasSmallBlocks),
    sweet32Modern: anyOf(accepted.filter(isModern).map(modernClientsGetSmallBlocks)),
    rc4: accepts(accepted, rc4),
    rc4Modern: accepts(accepted.filter(isModern), rc4),
    rc4Only: allOf([accepts(accepted, rc4), opposite(notRc4)]),
    beast: accepts(accepted, ({ cbc }) => cbc, ['SSL 3.0', 'TLS 1.0']),
    lucky13: accepts(accepted, ({ cbc }) => cbc),
    anonymous: accepts(accepted, ({ authentication }) => isOneOf(authentication, ['anon'])),
    nullCipher: accepts(accepted, ({ bits }) => (bits === null ? null : bits === 0)),
    exportSuites: accepts(accepted, (suite) => suite.export),
    forwardSecrecy: browsersGetForwardSecrecy(accepted),
    aead: offers13 || accepts(accepted, ({ aead }) => aead),
  };
}

const OLD: readonly TlsVersion[] = ['SSL 2.0', 'SSL 3.0', 'TLS 1.0'];

const isModern = ({ version }: Accepted): boolean => !OLD.includes(version);

/** Whether any suite in these versions, or in all, is such a one. */
function accepts(
  accepted: readonly Accepted[],
  test: (suite: Suite) => Known,
  versions?: readonly TlsVersion[],
): Known {
  return anyOf(
    accepted
      .filter(({ version }) => versions?.includes(version) ?? true)
      .flatMap(({ suites }) => [...suites.items.map(test), suites.complete ? false : null]),
  );
}

const opposite = (truth: Known): Known => (truth === null ? null : !truth);

const both = (one: Known, other: Known): Known => allOf([one, other]);

const isOneOf = (name: string | null, names: readonly string[]): Known =>
  name === null ? null : names.includes(name);

const startsWith = (name: string | null, beginning: string): Known =>
  name === null ? null : name.startsWith(beginning);

/** SSL 2.0 with a suite; one that is on with none may take suites all the same (CVE-2015-3197). */
function ssl2Usable(accepted: readonly Accepted[]): Known {
  const ssl2 = accepted.find(({ version }) => version === 'SSL 2.0');
  if (ssl2 === undefined) return false;
  return ssl2.suites.items.length > 0 ? true : null;
}

function siblingWithKey(siblings: Observation<TlsSiblings>): Known {
  if (siblings.status !== 'present') return siblings.status === 'absent' ? false : null;
  return anyOf(siblings.value.siblings.map(({ ssl2, sameKey }) => both(ssl2, sameKey)));
}

type SentGroup = TlsKeyExchange['finiteField']['items'][number] & { readonly bits: number };

function finiteField(
  keyExchange: Observation<TlsKeyExchange>,
  test: (group: SentGroup) => Known,
): Known {
  if (keyExchange.status !== 'present') return keyExchange.status === 'absent' ? false : null;
  const { items, complete } = keyExchange.value.finiteField;
  const found = items.map((group) =>
    test({ ...group, bits: BigInt(`0x0${group.prime}`).toString(2).length }),
  );
  return anyOf([...found, complete ? false : null]);
}

/** There is no compression in TLS 1.3, so none where no older version is offered. */
function compresses(hello: Observation<TlsServerHello>): Known {
  if (hello.status !== 'present') return hello.status === 'absent' ? false : null;
  const { compression } = hello.value;
  return compression === null ? null : compression !== 'null';
}

/** A certificate is shown under a foreign name. */
function ignoresName(certificates: Observation<TlsCertificates>): Known {
  if (certificates.status !== 'present') return null;
  const foreign = certificates.value.otherNames.filter(({ serverName }) => serverName !== null);
  if (foreign.length === 0) return null;
  const shown = { certificate: true, refused: false, unknown: null };
  return anyOf(foreign.map(({ outcome }) => shown[outcome]));
}

/** The handshake goes on for a protocol that is not the server's. */
function ignoresProtocol(alpn: Observation<TlsAlpn>): Known {
  if (alpn.status !== 'present') return alpn.status === 'absent' ? true : null;
  const { foreign } = alpn.value;
  return foreign === null ? null : foreign === 'ignored';
}
