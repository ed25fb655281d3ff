import type { Socket } from 'node:net';
import { CipherSuite } from '../../src/codec/iana/cipher-suite.ts';
import { CertificateTls12 } from '../../src/codec/tls/certificate.ts';
import type { ClientHello } from '../../src/codec/tls/client-hello.ts';
import type { Extension } from '../../src/codec/tls/extension.ts';
import { tlsCertificates } from '../../src/evidence/kinds/tls/certificates.ts';
import { TLS_VERSIONS, type TlsVersions } from '../../src/evidence/kinds/tls/versions.ts';
import { present } from '../../src/evidence/observation.ts';
import { tlsCertificatesProbe } from '../../src/probe/tls/certificates.ts';
import { handshakeRecord, serverHelloRecord } from '../peers/tls.ts';
import { observeTls } from './tls.ts';

/** Versions as the probe of them sees a server that has these alone. */
export const only = (...offered: TlsVersions['offered']) =>
  present<TlsVersions>({
    offered,
    refused: TLS_VERSIONS.filter((version) => !offered.includes(version)),
    unknown: [],
    problems: [],
  });
export const usual = only('TLS 1.2', 'TLS 1.3');

/** What the probe of certificates sees of a port, and its connections. */
export async function certificatesOn(port: number, versions = usual, host?: string) {
  const { observation, connections } = await observeTls(tlsCertificatesProbe, port, versions, host);
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  return { ...tlsCertificates.schema.parse(observation.value), connections };
}

/** A chain of one certificate, in base64, as evidence has it. */
export const chain = (version: string, certificate: string, beside: object = {}) => ({
  version,
  certificates: [certificate],
  staple: null,
  scts: null,
  ...beside,
});

/** What is shown under another name, but for the name. */
export const same = (...certificates: string[]) => ({
  outcome: 'certificate',
  alert: null,
  certificates,
  problem: null,
});

/** A record with a Certificate message up to TLS 1.2. */
export const certificates = (...list: Uint8Array[]) =>
  handshakeRecord('certificate', CertificateTls12, { certificateList: list });

/** Whether a hello takes a certificate with an RSA key. */
export const offersRsa = ({ cipherSuites }: ClientHello): boolean =>
  cipherSuites.includes(CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA);

/** Answers up to TLS 1.2 with a certificate of one byte. */
export const show = (
  socket: Socket,
  hello: ClientHello,
  rsaChain: number,
  extensions?: readonly Extension[],
) => {
  const cipherSuite = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA;
  socket.write(serverHelloRecord(hello, { cipherSuite, extensions }));
  socket.write(certificates(Uint8Array.of(rsaChain)));
};
