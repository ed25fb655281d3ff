import { describe, expect, test } from 'vitest';
import { SignatureScheme } from '../../../src/codec/iana/signature-scheme.ts';
import { ContentType, ExtensionType } from '../../../src/codec/iana/tls.ts';
import { extensionOf } from '../../../src/codec/tls/extension.ts';
import { ProtocolNameList } from '../../../src/codec/tls/extension-content.ts';
import { tlsHandshake13Probe } from '../../../src/probe/tls/handshake-13.ts';
import { handshake13 } from '../../../src/probe/tls/tls13/handshake.ts';
import { certificateVerifyScheme } from '../../../src/probe/tls/tls13/scheme.ts';
import { only } from '../../support/chains.ts';
import { handshakeOn, handshakeProblemOn, placeOn } from '../../support/handshake13.ts';
import { freshIdentity } from '../../support/identity.ts';
import { opensslServer } from '../../support/openssl-server.ts';
import { observeTls, testIdentity, tlsServer } from '../../support/tls.ts';

describe('a handshake with node:tls', () => {
  test('is right from end to end', async () => {
    const value = await handshakeOn(await tlsServer({ minVersion: 'TLSv1.3' }));
    expect(value).toMatchObject({
      signatureScheme: { id: '0x0804', name: 'rsa_pss_rsae_sha256' },
      group: { name: 'x25519' },
      signatureValid: true,
      finishedValid: true,
      clientCertificate: null,
      alert: null,
    });
    expect(value.tickets).toEqual({
      items: Array.from({ length: 2 }, () => ({ lifetimeSeconds: 7200, maxEarlyDataSize: null })),
      complete: true,
    });
  });

  test.each([
    'TLS_AES_128_GCM_SHA256',
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
    'TLS_AES_128_CCM_SHA256',
    'TLS_AES_128_CCM_8_SHA256',
  ])('under %s', async (suite) => {
    const port = await tlsServer({ ciphers: `${suite}:AES128-SHA:@SECLEVEL=0` });
    const value = await handshakeOn(port);
    expect(value).toMatchObject({ suite: { name: suite }, finishedValid: true });
    expect(value.tickets.items).toHaveLength(2);
  });

  test.each([
    ['X25519', 'x25519'],
    ['prime256v1', 'secp256r1'],
    ['secp384r1', 'secp384r1'],
    ['secp521r1', 'secp521r1'],
    ['X448', 'x448'],
  ])('that has the one group %s', async (ecdhCurve, name) => {
    const value = await handshakeOn(await tlsServer({ ecdhCurve }));
    expect(value).toMatchObject({ group: { name }, signatureValid: true, finishedValid: true });
  });

  test.each([
    ['ecdsa_secp256r1_sha256', testIdentity('ec')],
    ['ecdsa_secp384r1_sha384', freshIdentity('ec', '-pkeyopt', 'ec_paramgen_curve:P-384')],
    ['ecdsa_secp521r1_sha512', freshIdentity('ec', '-pkeyopt', 'ec_paramgen_curve:P-521')],
    ['ed25519', freshIdentity('ed25519')],
    ['ed448', freshIdentity('ed448')],
    ['rsa_pss_pss_sha256', freshIdentity('rsa-pss', '-pkeyopt', 'rsa_keygen_bits:2048')],
  ])('that signs with %s', async (name, identity) => {
    const value = await handshakeOn(await tlsServer({ cert: identity, key: identity }));
    expect(value).toMatchObject({ signatureScheme: { name }, signatureValid: true });
  });

  test('that asks for a client certificate tells of which authorities', async () => {
    const port = await tlsServer({
      minVersion: 'TLSv1.3',
      requestCert: true,
      rejectUnauthorized: true,
      ca: testIdentity('rsa'),
    });
    const value = await handshakeOn(port);
    expect(value.clientCertificate?.authorities).toHaveLength(1);
    expect(value.finishedValid).toBe(true);
  });

  test('gives the same evidence twice', async () => {
    const port = await tlsServer({ minVersion: 'TLSv1.3' });
    expect(await handshakeOn(port)).toEqual(await handshakeOn(port));
  });

  test('carries application data both ways', async () => {
    const port = await tlsServer(
      { minVersion: 'TLSv1.3', ALPNProtocols: ['h2', 'http/1.1'] },
      (socket) => {
        socket.on('data', (data: Buffer) => socket.end(data.toString().toUpperCase()));
      },
    );
    const alpn = extensionOf(
      ExtensionType.application_layer_protocol_negotiation,
      ProtocolNameList,
      [Buffer.from('http/1.1')],
    );
    const offer = { extensions: [alpn] };
    const outcome = await handshake13(placeOn(port), 'data', offer, async (session) => {
      const { stream, finished, encryptedExtensions } = session;
      const hello = stream.record(ContentType.application_data, Buffer.from('hello'));
      await stream.write(finished, hello);
      for (;;) {
        const message = await stream.next();
        if (message.type !== 'other') continue;
        const said = Buffer.from(message.record.fragment).toString();
        return { said, sent: encryptedExtensions.map(({ extensionType }) => extensionType) };
      }
    });
    if (outcome.is !== 'agreed') throw new Error(JSON.stringify(outcome));
    expect(outcome.value.said).toBe('HELLO');
    expect(outcome.value.sent).toContain(ExtensionType.application_layer_protocol_negotiation);
  });
});

describe('openssl s_server', () => {
  test('tells how much early data it takes', async () => {
    const port = await opensslServer('-early_data', '-max_early_data', '16384');
    expect((await handshakeOn(port)).tickets.items[0]).toMatchObject({ maxEarlyDataSize: 16384 });
  });

  test('tells that it gives no tickets', async () => {
    const { tickets } = await handshakeOn(await opensslServer('-num_tickets', '0'));
    expect(tickets).toEqual({ items: [], complete: true });
  });

  test('says that it insists on a client certificate', async () => {
    const value = await handshakeOn(await opensslServer('-Verify', '1'));
    expect(value).toMatchObject({ clientCertificate: {}, alert: 'certificate_required' });
  });

  test.each([
    ['P-384', 'secp384r1'],
    ['P-521', 'secp521r1'],
  ])('asks for a share of its group %s', async (groups, name) => {
    const value = await handshakeOn(await opensslServer('-groups', groups));
    expect(value).toMatchObject({ group: { name }, finishedValid: true });
  });

  test('with a group that this program has not leaves the handshake open', async () => {
    const port = await opensslServer('-groups', 'ffdhe2048');
    expect(await handshakeProblemOn(port)).toMatchObject({ code: 'unsupported' });
  });
});

test('a server that refuses TLS 1.3 has no handshake of it', async () => {
  const { observation, connections } = await observeTls(tlsHandshake13Probe, 1, only('TLS 1.2'));
  expect(observation.status).toBe('absent');
  expect(connections).toBe(0);
});

test('the scheme of CertificateVerify follows what is offered', async () => {
  const place = placeOn(await tlsServer({ minVersion: 'TLSv1.3' }));
  for (const name of ['rsa_pss_rsae_sha512', 'rsa_pss_rsae_sha384'] as const) {
    const scheme = SignatureScheme[name];
    expect(await certificateVerifyScheme(place, name, [scheme])).toEqual({ is: 'agreed', scheme });
  }
  const refused = await certificateVerifyScheme(place, 'ed25519', [SignatureScheme.ed25519]);
  expect(refused).toEqual({ is: 'refused', alert: 40 });
});
