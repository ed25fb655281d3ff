import { generateKeyPairSync, randomBytes } from 'node:crypto';
import forge from 'node-forge';

const DAY_MS = 86_400_000;

/** A server's key and the certificates that it sends, its own first; PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

/** What a server's certificate is to be like. */
export interface CertificateRequest {
  readonly names: readonly string[];
  readonly rsaBits: number;
  /** Days from now, negative for the past. */
  readonly validDays: readonly [from: number, to: number];
}

/** A certification authority with a root of its own and one intermediate. */
export interface Authority {
  /** The root certificate, PEM. */
  readonly root: string;
  issue(request: CertificateRequest): Identity;
}

interface Key {
  readonly publicKey: forge.pki.rsa.PublicKey;
  readonly privateKey: forge.pki.rsa.PrivateKey;
  readonly pem: string;
}

interface Issuer {
  readonly certificate: forge.pki.Certificate;
  readonly key: Key;
}

/** Makes an authority whose certificates are valid around `now`. */
export function createAuthority(now: Date): Authority {
  const root = issuer(now, 'Demo Root', null);
  const intermediate = issuer(now, 'Demo Intermediate', root);
  return {
    root: forge.pki.certificateToPem(root.certificate),
    issue({ names, rsaBits, validDays }) {
      const key = newKey(rsaBits);
      const certificate = unsigned(now, key, names[0] ?? '', validDays);
      certificate.setIssuer(intermediate.certificate.subject.attributes);
      certificate.setExtensions([
        { name: 'basicConstraints', critical: true, cA: false },
        { name: 'keyUsage', critical: true, digitalSignature: true, keyEncipherment: true },
        { name: 'extKeyUsage', serverAuth: true },
        { name: 'subjectAltName', altNames: names.map((value) => ({ type: 2, value })) },
        ...keyIdentifiers(intermediate.certificate),
      ]);
      certificate.sign(intermediate.key.privateKey, forge.md.sha256.create());
      const sent = [certificate, intermediate.certificate];
      return { key: key.pem, cert: sent.map((one) => forge.pki.certificateToPem(one)).join('') };
    },
  };
}

/** A certificate that may sign others, by another or by itself. */
function issuer(now: Date, name: string, by: Issuer | null): Issuer {
  const key = newKey(2048);
  const certificate = unsigned(now, key, name, [-400, 3000]);
  const signer = by ?? { certificate, key };
  certificate.setIssuer(signer.certificate.subject.attributes);
  certificate.setExtensions([
    { name: 'basicConstraints', critical: true, cA: true },
    { name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true },
    ...keyIdentifiers(signer.certificate),
  ]);
  certificate.sign(signer.key.privateKey, forge.md.sha256.create());
  return { certificate, key };
}

/** The extensions by which a path is found (RFC 5280, sections 4.2.1.1 and 4.2.1.2). */
const keyIdentifiers = (signer: forge.pki.Certificate): object[] => [
  { name: 'subjectKeyIdentifier' },
  {
    name: 'authorityKeyIdentifier',
    keyIdentifier: signer.generateSubjectKeyIdentifier().getBytes(),
  },
];

function unsigned(
  now: Date,
  { publicKey }: Key,
  commonName: string,
  [from, to]: CertificateRequest['validDays'],
): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  // The first byte keeps the number positive (RFC 5280, section 4.1.2.2).
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = new Date(now.getTime() + from * DAY_MS);
  certificate.validity.notAfter = new Date(now.getTime() + to * DAY_MS);
  certificate.setSubject([{ name: 'commonName', value: commonName }]);
  return certificate;
}

/** A key by OpenSSL: the generator of node-forge takes seconds. */
function newKey(rsaBits: number): Key {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: rsaBits,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return {
    publicKey: forge.pki.publicKeyFromPem(publicKey),
    privateKey: forge.pki.privateKeyFromPem(privateKey),
    pem: privateKey,
  };
}
