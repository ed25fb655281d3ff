import { tlsCertificateDerivation } from '../../../src/derive/tls/certificate.ts';
import type { Kind } from '../../../src/evidence/kind.ts';
import {
  tlsCertificate,
  type TlsCertificate,
} from '../../../src/evidence/kinds/tls/certificate.ts';
import {
  tlsRevocation,
  type TlsCertificates,
  type TlsRevocation,
} from '../../../src/evidence/kinds/tls/certificates.ts';
import { absent, present, type Observation } from '../../../src/evidence/observation.ts';
import type { Problem } from '../../../src/evidence/problem.ts';
import type { Target } from '../../../src/evidence/target.ts';
import { BUNDLED, fixtureDer } from '../../codec/x509/fixture.ts';

const TARGET: Target = {
  id: 'https://example.test/',
  kind: 'web',
  uri: 'https://example.test/',
  host: 'example.test',
  port: 443,
  role: null,
  addresses: [],
};

export const TIMEOUT: Problem = { code: 'timeout', detail: 'silent' };
const ROOT = fixtureDer('root.pem');

/** One chain as it was sent. */
export type Sent = TlsCertificates['chains']['items'][number];

/** A chain, in order and without a staple where nothing else is said. */
export const chain = (certificates: readonly Uint8Array[], sent: Partial<Sent> = {}): Sent => ({
  version: 'TLS 1.2',
  certificates: certificates.map((each) => Buffer.from(each).toString('base64')),
  staple: null,
  scts: null,
  ...sent,
});

/** What is derived from evidence at a time when most fixtures are valid. */
export function deriveFrom(
  observation: Observation<TlsCertificates>,
  givenRoots: readonly Uint8Array[] = ROOT,
  revocation: Observation<TlsRevocation> = absent('not asked for'),
): Observation<TlsCertificate> {
  const derived = tlsCertificateDerivation.derive({
    target: TARGET,
    now: new Date('2030-06-01T00:00:00Z'),
    givenRoots,
    bundledRoots: BUNDLED.certificates,
    anchors: [],
    elsewhere: () => [],
    // It asks for these two only.
    get: <T>({ id }: Kind<T>) =>
      (id === tlsRevocation.id ? revocation : observation) as Observation<T>,
  });
  if (derived.status === 'present') tlsCertificate.schema.parse(derived.value);
  return derived;
}

/** The fact of these chains. */
export function derive(
  items: readonly Sent[],
  extra: Partial<TlsCertificates['chains']> &
    Partial<Pick<TlsCertificates, 'serverName' | 'otherNames'>> = {},
): TlsCertificate {
  const { serverName = 'example.test', otherNames = [], ...listing } = extra;
  const chains = { items: [...items], complete: true, ...listing };
  const derived = deriveFrom(present({ serverName, chains, otherNames }));
  if (derived.status !== 'present') throw new Error(JSON.stringify(derived));
  return derived.value;
}

/** The certificate of the only chain. */
export const only = (sent: Sent): TlsCertificate['certificates']['items'][number] => {
  const [item] = derive([sent]).certificates.items;
  if (item === undefined) throw new Error('no certificate');
  return item;
};
