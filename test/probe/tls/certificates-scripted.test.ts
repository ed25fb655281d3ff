import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { encode, rest } from '../../../src/codec/base/codec.ts';
import { CipherSuite } from '../../../src/codec/iana/cipher-suite.ts';
import { CertificateStatusType, ExtensionType } from '../../../src/codec/iana/tls.ts';
import { SSL2_VERSION, Ssl2Message, Ssl2MessageType } from '../../../src/codec/ssl2/message.ts';
import { Ssl2Record } from '../../../src/codec/ssl2/record.ts';
import { CertificateStatus } from '../../../src/codec/tls/certificate-status.ts';
import { extensionOf } from '../../../src/codec/tls/extension.ts';
import { tlsCertificatesProbe } from '../../../src/probe/tls/certificates.ts';
import { alertRecord, handshakeRecord, serverHelloRecord, tlsPeer } from '../../peers/tls.ts';
import { tls13Peer } from '../../peers/tls13.ts';
import {
  certificates,
  certificatesOn,
  chain,
  offersRsa,
  only,
  show,
  usual,
} from '../../support/chains.ts';
import { tcpServer } from '../../support/servers.ts';
import { observeTls, testCertificate, tlsServer } from '../../support/tls.ts';

const rsa = testCertificate('rsa');
const ec = testCertificate('ec');

describe('a scripted server', () => {
  const look = async (port: number, versions = only('TLS 1.2')) =>
    observeTls(tlsCertificatesProbe, port, versions);

  test.each([
    ['falls silent', 'timeout', []],
    ['answers internal_error', 'blocked', [alertRecord('internal_error')]],
  ])('that %s when asked for the other key leaves the list open', async (name, code, answer) => {
    let ended = false;
    const port = await tlsPeer((socket, hello) => {
      if (offersRsa(hello) && !ended) {
        show(socket, hello, 1);
        return;
      }
      ended = name !== 'falls silent';
      for (const record of answer) socket.end(record);
    });
    expect((await look(port)).observation).toMatchObject({
      status: 'present',
      value: { chains: { items: [chain('TLS 1.2', 'AQ==')], complete: false, because: { code } } },
    });
  });

  const cuts = [
    ['closes', (socket: Socket): unknown => socket.end()],
    ['resets', (socket: Socket): unknown => socket.resetAndDestroy()],
  ] as const;

  test.each(cuts)(
    'that %s each time it is asked for the other key has none',
    async (_name, cut) => {
      const port = await tlsPeer((socket, hello) => {
        if (offersRsa(hello)) show(socket, hello, 1);
        else cut(socket);
      });
      expect((await look(port)).observation).toMatchObject({
        value: { chains: { items: [chain('TLS 1.2', 'AQ==')], complete: true } },
      });
    },
  );

  test('that closes from some time on leaves the list open', async () => {
    let count = 0;
    const port = await tlsPeer((socket, hello) => {
      count += 1;
      if (count === 1) show(socket, hello, 1);
      else socket.end();
    });
    expect((await look(port)).observation).toMatchObject({
      value: {
        chains: { items: [chain('TLS 1.2', 'AQ==')], complete: false, because: { code: 'reset' } },
        otherNames: [{ outcome: 'unknown' }, { outcome: 'unknown' }],
      },
    });
  });

  test.each(cuts)('that %s once shows its other key when asked again', async (_name, cut) => {
    let count = 0;
    const port = await tlsPeer((socket, hello) => {
      count += 1;
      if (offersRsa(hello)) show(socket, hello, 1);
      else if (count === 2) cut(socket);
      else if (hello.cipherSuites.includes(CipherSuite.TLS_DHE_DSS_WITH_AES_128_CBC_SHA)) {
        const cipherSuite = CipherSuite.TLS_DHE_DSS_WITH_AES_128_CBC_SHA;
        socket.write(serverHelloRecord(hello, { cipherSuite }));
        socket.end(certificates(Uint8Array.of(2)));
      } else socket.end(alertRecord('handshake_failure'));
    });
    expect((await look(port)).observation).toMatchObject({
      value: {
        chains: { items: [chain('TLS 1.2', 'AQ=='), chain('TLS 1.2', 'Ag==')], complete: true },
      },
    });
  });

  test.each(cuts)(
    'that %s over TLS 1.2 and shows a chain over TLS 1.1 leaves the list open',
    async (_name, cut) => {
      const port = await tlsPeer((socket, hello) => {
        if (hello.legacyVersion === 0x0303) cut(socket);
        else if (offersRsa(hello)) show(socket, hello, 1);
        else socket.end(alertRecord('handshake_failure'));
      });
      expect((await look(port, only('TLS 1.1', 'TLS 1.2'))).observation).toMatchObject({
        value: {
          chains: {
            items: [chain('TLS 1.1', 'AQ==')],
            complete: false,
            because: { code: 'reset' },
          },
        },
      });
    },
  );

  test('that shows the same chain for whatever key shows one', async () => {
    const port = await tlsPeer((socket, hello) => {
      socket.write(serverHelloRecord(hello));
      socket.write(certificates(Uint8Array.of(1), Uint8Array.of(2)));
    });
    expect((await look(port)).observation).toMatchObject({
      value: { chains: { items: [{ certificates: ['AQ==', 'Ag=='] }], complete: true } },
    });
  });

  test('that shows an older client another certificate shows both', async () => {
    const port = await tlsPeer((socket, hello) => {
      if (offersRsa(hello)) show(socket, hello, hello.legacyVersion);
      else socket.end(alertRecord('handshake_failure'));
    });
    const { observation } = await look(port, only('TLS 1.0', 'TLS 1.1', 'TLS 1.2'));
    expect(observation).toMatchObject({
      value: {
        chains: {
          items: [chain('TLS 1.2', 'Aw=='), chain('TLS 1.1', 'Ag=='), chain('TLS 1.0', 'AQ==')],
          complete: true,
        },
      },
    });
  });

  test('of SSL 3.0 alone is read too, and asked under no other name', async () => {
    const port = await tlsPeer((socket, hello) => {
      expect(hello.extensions).toBeUndefined();
      if (offersRsa(hello)) show(socket, hello, 1);
      else socket.end(alertRecord('handshake_failure'));
    });
    expect((await look(port, only('SSL 3.0'))).observation).toMatchObject({
      value: { chains: { items: [chain('SSL 3.0', 'AQ==')], complete: true }, otherNames: [] },
    });
  });

  test('of SSL 2.0 alone shows the certificate in its SERVER-HELLO', async () => {
    const port = await tcpServer((socket) => {
      socket.once('data', () => {
        const value = {
          ...{ sessionIdHit: 0, certificateType: 1, serverVersion: SSL2_VERSION },
          ...{ certificate: Uint8Array.of(1), cipherSpecs: [0x010080] },
          connectionId: new Uint8Array(16),
        };
        const data = encode(Ssl2Message, { tag: Ssl2MessageType.server_hello, value });
        socket.write(encode(Ssl2Record, { data, padding: new Uint8Array(), isEscape: false }));
      });
    });
    expect((await look(port, only('SSL 2.0'))).observation).toMatchObject({
      value: { chains: { items: [chain('SSL 2.0', 'AQ==')], complete: true }, otherNames: [] },
    });
  });

  const scts = Uint8Array.of(0, 5, 0, 3, 1, 2, 3);
  const sctExtension = extensionOf(ExtensionType.signed_certificate_timestamp, rest, scts);
  const status = { tag: CertificateStatusType.ocsp, value: Uint8Array.of(7, 8) } as const;

  test('up to TLS 1.2 may send SCTs and a staple', async () => {
    const promise = extensionOf(ExtensionType.status_request, rest, new Uint8Array());
    const port = await tlsPeer((socket, hello) => {
      if (!offersRsa(hello)) {
        socket.end(alertRecord('handshake_failure'));
        return;
      }
      show(socket, hello, 1, [promise, sctExtension]);
      socket.write(handshakeRecord('certificate_status', CertificateStatus, status));
    });
    const beside = { staple: 'Bwg=', scts: Buffer.from(scts).toString('base64') };
    expect((await look(port)).observation).toMatchObject({
      value: { chains: { items: [chain('TLS 1.2', 'AQ==', beside)] } },
    });
  });

  test('that promises a staple and sends none has none', async () => {
    const promise = extensionOf(ExtensionType.status_request, rest, new Uint8Array());
    const port = await tlsPeer((socket, hello) => {
      if (!offersRsa(hello)) {
        socket.end(alertRecord('handshake_failure'));
        return;
      }
      show(socket, hello, 1, [promise]);
      socket.write(handshakeRecord('server_hello_done', rest, new Uint8Array()));
    });
    expect((await look(port)).observation).toMatchObject({
      value: { chains: { items: [chain('TLS 1.2', 'AQ==')], complete: true } },
    });
  });

  test('of TLS 1.3 may send SCTs and a staple beside its certificate', async () => {
    const stapled = extensionOf(ExtensionType.status_request, CertificateStatus, status);
    const port = await tls13Peer({ besideCertificate: [sctExtension, stapled] });
    const beside = { staple: 'Bwg=', scts: Buffer.from(scts).toString('base64') };
    expect((await look(port, only('TLS 1.3'))).observation).toMatchObject({
      value: { chains: { items: [chain('TLS 1.3', ec, beside)], complete: true } },
    });
  });

  test('whose staple cannot be read has it kept as it is', async () => {
    const odd = extensionOf(ExtensionType.status_request, rest, Uint8Array.of(9));
    const port = await tls13Peer({ besideCertificate: [odd] });
    expect((await look(port, only('TLS 1.3'))).observation).toMatchObject({
      value: { chains: { items: [chain('TLS 1.3', ec, { staple: 'CQ==' })] } },
    });
  });

  test('whose TLS 1.3 breaks off keeps the chains of TLS 1.2 and leaves the list open', async () => {
    const port = await tls13Peer({ change: () => null, then: (socket) => socket.end() });
    const real = await tlsServer({ maxVersion: 'TLSv1.2' });
    expect((await look(port, only('TLS 1.3'))).observation).toMatchObject({
      status: 'unavailable',
      problem: { code: 'reset' },
    });
    expect((await certificatesOn(real, usual)).chains).toMatchObject({
      items: [chain('TLS 1.2', rsa)],
      complete: true,
    });
  });

  test.each([
    ['sends an empty list', certificates(), 'Certificate at byte 0: an empty list'],
    [
      'leaves the message out',
      handshakeRecord('server_hello_done', rest, new Uint8Array()),
      'server_hello_done in the place of Certificate',
    ],
    ['breaks off', alertRecord('internal_error'), 'broke off with alert internal_error (80)'],
  ])('that %s makes the observation unavailable', async (_name, second, detail) => {
    const port = await tlsPeer((socket, hello) => {
      socket.write(serverHelloRecord(hello));
      socket.end(second);
    });
    expect((await look(port)).observation).toMatchObject({
      status: 'unavailable',
      problem: { detail: expect.stringContaining(detail) as string },
    });
  });

  test('that refuses every hello with a certificate makes the observation unavailable', async () => {
    const port = await tlsPeer((socket) => socket.end(alertRecord('handshake_failure')));
    expect((await look(port, only('TLS 1.0'))).observation).toMatchObject({
      status: 'unavailable',
      problem: { code: 'unsupported' },
    });
  });
});
