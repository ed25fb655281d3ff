import { X509Certificate } from 'node:crypto';
import forge from 'node-forge';

/** What a certificate says. */
interface Subject {
  readonly commonName?: string;
  readonly names?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  /** It may issue others. */
  readonly authority?: true;
  /** The common name of such a one that issues it, in place of the CA. */
  readonly by?: string;
}

/** A key and the certificates to show with it, PEM. */
export interface Issued {
  readonly key: string;
  readonly cert: string;
}

/** A CA of its own for one test: its certificate, DER, and what it issues. */
export function issuer(): { root: Uint8Array; issue: (subject: Subject) => Issued } {
  const ca = forge.pki.rsa.generateKeyPair(2048);
  // One key does for all: making keys takes the most time.
  const leaf = forge.pki.rsa.generateKeyPair(2048);
  const authority = [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, critical: true },
  ];

  function certificate(publicKey: forge.pki.PublicKey, subject: Subject, extensions: object[]) {
    const made = forge.pki.createCertificate();
    made.publicKey = publicKey;
    made.serialNumber = '01';
    made.validity.notBefore = new Date(subject.from ?? '2020-01-01T00:00:00Z');
    made.validity.notAfter = new Date(subject.to ?? '2040-01-01T00:00:00Z');
    made.setSubject([{ name: 'commonName', value: subject.commonName ?? 'server' }]);
    made.setIssuer([{ name: 'commonName', value: subject.by ?? 'Test CA' }]);
    made.setExtensions(extensions);
    const { privateKey } = subject.by === undefined ? ca : leaf;
    made.sign(privateKey, forge.md.sha256.create());
    return forge.pki.certificateToPem(made);
  }

  const root = certificate(ca.publicKey, { commonName: 'Test CA' }, authority);
  return {
    root: new Uint8Array(new X509Certificate(root).raw),
    issue: (subject) => {
      const altNames = (subject.names ?? []).map((value) => ({ type: 2, value }));
      const alternative = altNames.length === 0 ? [] : [{ name: 'subjectAltName', altNames }];
      const extensions = subject.authority === true ? authority : alternative;
      return {
        key: forge.pki.privateKeyToPem(leaf.privateKey),
        cert: certificate(leaf.publicKey, subject, extensions),
      };
    },
  };
}
