import { X509Certificate } from 'node:crypto';
import forge from 'node-forge';

/** A self-signed RSA certificate for a name, valid from 2020 to 2040. */
export function selfSigned(name: string): { key: string; cert: string; der: Uint8Array } {
  const { publicKey, privateKey } = forge.pki.rsa.generateKeyPair(2048);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date('2020-01-01T00:00:00Z');
  certificate.validity.notAfter = new Date('2040-01-01T00:00:00Z');
  const subject = [{ name: 'commonName', value: name }];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }]);
  certificate.sign(privateKey, forge.md.sha256.create());
  const cert = forge.pki.certificateToPem(certificate);
  return {
    key: forge.pki.privateKeyToPem(privateKey),
    cert,
    der: new Uint8Array(new X509Certificate(cert).raw),
  };
}
