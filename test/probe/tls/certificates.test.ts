import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { CertificateTls12 } from '../../../src/codec/tls/certificate.ts';
import type { ClientHello } from '../../../src/codec/tls/client-hello.ts';
import { contentOf } from '../../../src/codec/tls/extension.ts';
import { KeyShareClientHello } from '../../../src/codec/tls/extension-content.ts';
import { CipherSuite, ExtensionType } from '../../../src/codec/iana/tls.ts';
import { tlsCertificates, type TlsVersions } from '../../../src/evidence/kinds/tls.ts';
import { present, unavailable } from '../../../src/evidence/observation.ts';
import { tlsCertificatesProbe } from '../../../src/probe/tls/certificates.ts';
import { tlsVersionsProbe } from '../../../src/probe/tls/versions.ts';
import {
  alertRecord,
  handshakeRecord,
  isTls13,
  serverHelloRecord,
  supportedVersion,
  tlsPeer,
} from '../../peers/tls.ts';
import { closedPort } from '../../support/servers.ts';
import { observeTls, testCertificate, testIdentity, tlsServer } from '../../support/tls.ts';

const rsa = testCertificate('rsa');
const ec = testCertificate('ec');
const both = {
  cert: [testIdentity('rsa'), testIdentity('ec')],
  key: [testIdentity('rsa'), testIdentity('ec')],
  ciphers: 'DEFAULT@SECLEVEL=0',
};

/** What the probe observes after the probe for versions looked, with the connections it took itself. */
async function observed(port: number, host?: string) {
  const versions = await observeTls(tlsVersionsProbe, port, undefined, host);
  return observeTls(tlsCertificatesProbe, port, versions.observation, host);
}

async function valueOf(port: number, host?: string) {
  const { observation } = await observed(port, host);
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  return tlsCertificates.schema.parse(observation.value);
}

const only = (...offered: TlsVersions['offered']) =>
  present<TlsVersions>({
    offered,
    refused: (['TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'] as const).filter(
      (version) => !offered.includes(version),
    ),
    unknown: [],
    problems: [],
  });

const chain = (version: string, certificate: string, orderKnown = true) => ({
  version,
  certificates: [certificate],
  orderKnown,
});

describe('real servers', () => {
  test('with one certificate show one chain, in three connections', async () => {
    const { observation, connections } = await observed(await tlsServer({}));
    expect(observation).toEqual(
      present({
        serverName: 'service.test',
        chains: { items: [chain('TLS 1.2', rsa)], complete: true },
      }),
    );
    expect(connections).toBe(3);
  });

  test('show what node:tls sees', async () => {
    const port = await tlsServer({});
    const raw = await new Promise<Buffer>((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate().raw);
        socket.destroy();
      });
    });
    const [first] = (await valueOf(port)).chains.items;
    const sent = Buffer.from(first?.certificates[0] ?? '', 'base64');
    const digest = (der: Buffer) => createHash('sha256').update(der).digest('hex');
    expect(digest(sent)).toBe(digest(raw));
  });

  test('with an RSA and an elliptic curve certificate show both chains', async () => {
    expect((await valueOf(await tlsServer(both))).chains).toEqual({
      items: [chain('TLS 1.2', ec), chain('TLS 1.2', rsa)],
      complete: true,
    });
  });

  test.each([
    ['TLS 1.1', 'TLSv1.1'],
    ['TLS 1.0', 'TLSv1'],
  ] as const)('of %s and no more show theirs too', async (version, name) => {
    const port = await tlsServer({ ...both, minVersion: name, maxVersion: name });
    const { items, complete } = (await valueOf(port)).chains;
    expect(items.map((item) => item.version)).toEqual([version, version]);
    expect(items.flatMap((item) => item.certificates).toSorted()).toEqual([rsa, ec].toSorted());
    expect(complete).toBe(true);
  });

  test('send the chain in their own order', async () => {
    const sent = `${testIdentity('rsa')}\n${testIdentity('ec')}`;
    const port = await tlsServer({ cert: sent, key: testIdentity('rsa') });
    expect((await valueOf(port)).chains.items[0]?.certificates).toEqual([rsa, ec]);
  });

  test('are given a server name that is a DNS name, and none that is an address', async () => {
    const names: (string | false | null)[] = [];
    const port = await tlsServer({
      SNICallback: (name, done) => {
        names.push(name);
        done(null);
      },
    });
    expect((await valueOf(port, 'www.service.test')).serverName).toBe('www.service.test');
    expect(new Set(names)).toEqual(new Set(['www.service.test']));
    names.length = 0;
    expect((await valueOf(port, '127.0.0.1')).serverName).toBeNull();
    expect(names).toEqual([]);
  });

  test.each([
    ['RSA', {}, rsa],
    ['elliptic curve', { cert: testIdentity('ec'), key: testIdentity('ec') }, ec],
  ])(
    'of TLS 1.3 alone with one %s certificate show it, and that there is no other',
    async (_kind, options, certificate) => {
      const port = await tlsServer({ ...options, minVersion: 'TLSv1.3' });
      expect((await valueOf(port)).chains).toEqual({
        items: [chain('TLS 1.3', certificate, false)],
        complete: true,
      });
    },
  );

  test('of TLS 1.3 alone with two certificates show one, and that there is another', async () => {
    const { chains } = await valueOf(await tlsServer({ ...both, minVersion: 'TLSv1.3' }));
    expect(chains.items).toHaveLength(1);
    expect(chains).toMatchObject({ complete: false, because: { code: 'unsupported' } });
  });

  test('of TLS 1.3 alone with an odd group show one, and that another may be there', async () => {
    const port = await tlsServer({ minVersion: 'TLSv1.3', ecdhCurve: 'secp521r1' });
    expect((await valueOf(port)).chains).toMatchObject({
      items: [chain('TLS 1.3', rsa, false)],
      complete: false,
    });
  });

  test('that show another certificate over TLS 1.3 alone have it read too', async () => {
    const port = await tlsServer({
      ...both,
      ciphers: 'TLS_AES_128_GCM_SHA256:ECDHE-RSA-AES128-SHA',
    });
    expect((await valueOf(port)).chains).toEqual({
      items: [chain('TLS 1.2', rsa), chain('TLS 1.3', ec, false)],
      complete: true,
    });
  });

  test.each(['secp256r1', 'secp384r1', 'X25519'])('with the one group %s', async (ecdhCurve) => {
    const port = await tlsServer({ ecdhCurve });
    expect((await valueOf(port)).chains).toMatchObject({ items: [{}], complete: true });
  });

  test('with anonymous suites too are asked for a certificate all the same', async () => {
    const ciphers = 'ADH-AES256-SHA:AES256-SHA:@SECLEVEL=0';
    const port = await tlsServer({ ciphers, honorCipherOrder: true, maxVersion: 'TLSv1.2' });
    expect((await valueOf(port)).chains.items).toEqual([chain('TLS 1.2', rsa)]);
  });
});

describe('a scripted server', () => {
  const certificates = (...list: Uint8Array[]) =>
    handshakeRecord('certificate', CertificateTls12, { certificateList: list });
  const offersRsa = ({ cipherSuites }: ClientHello): boolean =>
    cipherSuites.includes(CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA);
  const agreeOn = (hello: ClientHello, cipherSuite: number) =>
    serverHelloRecord(hello, { cipherSuite });

  test.each([
    ['falls silent', 'timeout', []],
    ['answers internal_error', 'blocked', [alertRecord('internal_error')]],
  ])('that %s when asked for the other key leaves the list open', async (_name, code, answer) => {
    const port = await tlsPeer((socket, hello) => {
      if (!offersRsa(hello)) {
        for (const record of answer) socket.write(record);
        return;
      }
      socket.write(agreeOn(hello, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA));
      socket.write(certificates(Uint8Array.of(1)));
    });
    const { observation } = await observeTls(tlsCertificatesProbe, port, only('TLS 1.2'));
    expect(observation).toMatchObject({
      status: 'present',
      value: {
        chains: { items: [chain('TLS 1.2', 'AQ==')], complete: false, because: { code } },
      },
    });
  });

  const cuts = [
    ['closes', (socket: Socket): unknown => socket.end()],
    ['resets', (socket: Socket): unknown => socket.resetAndDestroy()],
  ] as const;
  const show = (socket: Socket, hello: ClientHello, rsaChain: number) => {
    socket.write(agreeOn(hello, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA));
    socket.end(certificates(Uint8Array.of(rsaChain)));
  };

  test.each(cuts)(
    'that %s each time it is asked for the other key has none',
    async (_name, cut) => {
      const port = await tlsPeer((socket, hello) => {
        if (offersRsa(hello)) show(socket, hello, 1);
        else cut(socket);
      });
      const { observation, connections } = await observeTls(
        tlsCertificatesProbe,
        port,
        only('TLS 1.2'),
      );
      expect(observation).toMatchObject({
        value: { chains: { items: [chain('TLS 1.2', 'AQ==')], complete: true } },
      });
      expect(connections).toBe(5);
    },
  );

  test.each(cuts)('that %s from some time on leaves the list open', async (_name, cut) => {
    let count = 0;
    const port = await tlsPeer((socket, hello) => {
      count += 1;
      if (count === 1) show(socket, hello, 1);
      else cut(socket);
    });
    const { observation } = await observeTls(tlsCertificatesProbe, port, only('TLS 1.2'));
    expect(observation).toMatchObject({
      value: {
        chains: {
          items: [chain('TLS 1.2', 'AQ==')],
          complete: false,
          because: { code: 'reset' },
        },
      },
    });
  });

  test.each(cuts)('that %s once shows its other key when asked again', async (_name, cut) => {
    let count = 0;
    const port = await tlsPeer((socket, hello) => {
      count += 1;
      if (offersRsa(hello)) show(socket, hello, 1);
      else if (count === 2) cut(socket);
      else {
        socket.write(agreeOn(hello, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA));
        socket.end(certificates(Uint8Array.of(2)));
      }
    });
    const { observation } = await observeTls(tlsCertificatesProbe, port, only('TLS 1.2'));
    expect(observation).toMatchObject({
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
      const versions = only('TLS 1.1', 'TLS 1.2');
      const { observation } = await observeTls(tlsCertificatesProbe, port, versions);
      expect(observation).toMatchObject({
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

  test.each([
    ['agrees to TLS 1.3 with any key has no other', true],
    ['agrees to no TLS 1.3 at all may have another', false],
  ])('that closes when asked for another key and %s', async (_name, agrees) => {
    const port = await tlsPeer((socket, hello) => {
      if (isTls13(hello)) {
        const shares = contentOf(hello.extensions, ExtensionType.key_share, KeyShareClientHello);
        const extensions = [supportedVersion(0x0304)];
        if (agrees && shares?.length === 0) socket.end(serverHelloRecord(hello, { extensions }));
        else socket.end();
      } else if (offersRsa(hello)) show(socket, hello, 1);
      else socket.end(alertRecord('handshake_failure'));
    });
    const versions = only('TLS 1.2', 'TLS 1.3');
    const { observation } = await observeTls(tlsCertificatesProbe, port, versions);
    expect(observation).toMatchObject({
      value: { chains: { items: [chain('TLS 1.2', 'AQ==')], complete: agrees } },
    });
  });

  test('that shows the same chain for both keys shows one', async () => {
    const port = await tlsPeer((socket, hello) => {
      socket.write(serverHelloRecord(hello));
      socket.write(certificates(Uint8Array.of(1), Uint8Array.of(2)));
    });
    const { observation } = await observeTls(tlsCertificatesProbe, port, only('TLS 1.2'));
    expect(observation).toMatchObject({
      value: { chains: { items: [{ certificates: ['AQ==', 'Ag=='] }], complete: true } },
    });
  });

  test('whose TLS 1.3 breaks off keeps the chains of TLS 1.2 and leaves the list open', async () => {
    const port = await tlsPeer((socket, hello) => {
      if (isTls13(hello)) {
        const extensions = [supportedVersion(0x0304)];
        socket.end(serverHelloRecord(hello, { extensions }));
      } else if (offersRsa(hello)) {
        socket.write(agreeOn(hello, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA));
        socket.write(certificates(Uint8Array.of(1)));
      } else socket.end(alertRecord('handshake_failure'));
    });
    const versions = only('TLS 1.2', 'TLS 1.3');
    const { observation } = await observeTls(tlsCertificatesProbe, port, versions);
    expect(observation).toMatchObject({
      status: 'present',
      value: { chains: { items: [chain('TLS 1.2', 'AQ==')], complete: false, because: {} } },
    });
  });

  test('that offers TLS 1.3 alone and breaks off makes the observation unavailable', async () => {
    const port = await tlsPeer((socket) => socket.end());
    const { observation } = await observeTls(tlsCertificatesProbe, port, only('TLS 1.3'));
    expect(observation).toMatchObject({ status: 'unavailable' });
  });

  test.each([
    ['sends an empty list', certificates(), 'Certificate at byte 0: an empty list'],
    [
      'leaves the message out',
      handshakeRecord('server_hello_done', CertificateTls12, { certificateList: [] }),
      'server_hello_done in its place',
    ],
    ['breaks off', alertRecord('internal_error'), 'broke off with alert internal_error (80)'],
  ])('that %s makes the observation unavailable', async (_name, second, detail) => {
    const port = await tlsPeer((socket, hello) => {
      socket.write(serverHelloRecord(hello));
      socket.end(second);
    });
    const { observation } = await observeTls(tlsCertificatesProbe, port, only('TLS 1.2'));
    expect(observation).toMatchObject({
      status: 'unavailable',
      problem: { detail: expect.stringContaining(detail) as string },
    });
  });

  test('that refuses every hello with a certificate makes the observation unavailable', async () => {
    const port = await tlsPeer((socket) => socket.end(alertRecord('handshake_failure')));
    const { observation } = await observeTls(tlsCertificatesProbe, port, only('TLS 1.0'));
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code: 'unsupported' } });
  });
});

describe('versions', () => {
  test('that are refused are not tried', async () => {
    const { observation, connections } = await observeTls(
      tlsCertificatesProbe,
      await closedPort(),
      only(),
    );
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code: 'unsupported' } });
    expect(connections).toBe(0);
  });

  test('that could not be observed make the certificates unavailable for the same reason', async () => {
    const problem = { code: 'timeout' as const, detail: 'silent' };
    const { observation, connections } = await observeTls(
      tlsCertificatesProbe,
      await closedPort(),
      unavailable(problem),
    );
    expect(observation).toEqual(unavailable(problem));
    expect(connections).toBe(0);
  });
});
