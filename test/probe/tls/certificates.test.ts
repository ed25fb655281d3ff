import { createHash } from 'node:crypto';
import { connect, createServer } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { absent, unavailable } from '../../../src/evidence/observation.ts';
import { tlsCertificatesProbe } from '../../../src/probe/tls/certificates.ts';
import { alertRecord, tlsPeer } from '../../peers/tls.ts';
import { certificatesOn, chain, only, same } from '../../support/chains.ts';
import { certificateOf, freshIdentity } from '../../support/identity.ts';
import { closedPort, listening } from '../../support/servers.ts';
import { observeTls, testCertificate, testIdentity, tlsServer } from '../../support/tls.ts';

const rsa = testCertificate('rsa');
const ec = testCertificate('ec');
const both = {
  cert: [testIdentity('rsa'), testIdentity('ec')],
  key: [testIdentity('rsa'), testIdentity('ec')],
  ciphers: 'DEFAULT@SECLEVEL=0',
};

describe('real servers', () => {
  test('with one certificate show it in each version and under other names, in six connections', async () => {
    const { connections, ...value } = await certificatesOn(await tlsServer({}));
    expect(value).toEqual({
      serverName: 'service.test',
      chains: { items: [chain('TLS 1.2', rsa), chain('TLS 1.3', rsa)], complete: true },
      otherNames: [
        { serverName: null, ...same(rsa) },
        { serverName: 'foreign.assay.invalid', ...same(rsa) },
      ],
    });
    expect(connections).toBe(6);
  });

  test('show what node:tls sees', async () => {
    const port = await tlsServer({});
    const raw = await new Promise<Buffer>((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate().raw);
        socket.destroy();
      });
    });
    const { items } = (await certificatesOn(port)).chains;
    const digest = (der: Buffer) => createHash('sha256').update(der).digest('hex');
    expect(
      items.map(({ certificates }) => digest(Buffer.from(certificates[0] ?? '', 'base64'))),
    ).toEqual([digest(raw), digest(raw)]);
  });

  test('with an RSA and an elliptic curve certificate show both chains', async () => {
    const { items, complete } = (await certificatesOn(await tlsServer(both))).chains;
    expect(items).toHaveLength(4);
    expect(items).toEqual(
      expect.arrayContaining([
        chain('TLS 1.2', ec),
        chain('TLS 1.2', rsa),
        chain('TLS 1.3', ec),
        chain('TLS 1.3', rsa),
      ]),
    );
    expect(complete).toBe(true);
  });

  test.each([
    ['TLS 1.1', 'TLSv1.1'],
    ['TLS 1.0', 'TLSv1'],
  ] as const)('of %s and no more show theirs too', async (version, name) => {
    const port = await tlsServer({ ...both, minVersion: name, maxVersion: name });
    const { items, complete } = (await certificatesOn(port, only(version))).chains;
    expect(items.map((item) => item.version)).toEqual([version, version]);
    expect(items.flatMap((item) => item.certificates).toSorted()).toEqual([rsa, ec].toSorted());
    expect(complete).toBe(true);
  });

  test('of several versions show the chain of each', async () => {
    const port = await tlsServer({ ciphers: 'DEFAULT@SECLEVEL=0', minVersion: 'TLSv1' });
    const versions = only('TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3');
    const { chains, connections } = await certificatesOn(port, versions);
    expect(chains.items).toEqual(
      ['TLS 1.2', 'TLS 1.1', 'TLS 1.0', 'TLS 1.3'].map((version) => chain(version, rsa)),
    );
    expect(connections).toBe(8);
  });

  test('send the chain in their own order', async () => {
    const sent = `${testIdentity('rsa')}\n${testIdentity('ec')}`;
    const port = await tlsServer({ cert: sent, key: testIdentity('rsa') });
    expect(
      (await certificatesOn(port)).chains.items.map(({ certificates }) => certificates),
    ).toEqual([
      [rsa, ec],
      [rsa, ec],
    ]);
  });

  test.each([
    ['RSA', testIdentity('rsa')],
    ['P-256', testIdentity('ec')],
    ['P-384', freshIdentity('ec', '-pkeyopt', 'ec_paramgen_curve:P-384')],
    ['Ed25519', freshIdentity('ed25519')],
    ['Ed448', freshIdentity('ed448')],
    ['RSA-PSS', freshIdentity('rsa-pss', '-pkeyopt', 'rsa_keygen_bits:2048')],
  ])('with one certificate of %s show it, and that there is no other', async (_name, identity) => {
    const port = await tlsServer({ cert: identity, key: identity });
    const expected = certificateOf(identity);
    expect((await certificatesOn(port)).chains).toEqual({
      items: [chain('TLS 1.2', expected), chain('TLS 1.3', expected)],
      complete: true,
    });
  });

  test('with four kinds of certificate show all of them', async () => {
    const identities = [
      testIdentity('rsa'),
      testIdentity('ec'),
      freshIdentity('ed25519'),
      freshIdentity('rsa-pss', '-pkeyopt', 'rsa_keygen_bits:2048'),
    ];
    const port = await tlsServer({ cert: identities, key: identities });
    const { items, complete } = (await certificatesOn(port)).chains;
    const shown = (version: string) =>
      items
        .filter((item) => item.version === version)
        .map(({ certificates }) => certificates[0])
        .toSorted();
    expect(shown('TLS 1.3')).toEqual(identities.map(certificateOf).toSorted());
    expect(shown('TLS 1.2')).toEqual(identities.map(certificateOf).toSorted());
    expect(complete).toBe(true);
  });

  test('that show another certificate over TLS 1.3 alone have it read too', async () => {
    const ciphers = 'TLS_AES_128_GCM_SHA256:ECDHE-RSA-AES128-SHA';
    const { chains } = await certificatesOn(await tlsServer({ ...both, ciphers }));
    expect(chains.complete).toBe(true);
    expect(chains.items[0]).toEqual(chain('TLS 1.2', rsa));
    expect(chains.items).toContainEqual(chain('TLS 1.3', ec));
  });

  test.each(['secp256r1', 'secp384r1', 'secp521r1', 'X25519', 'X448'])(
    'of TLS 1.3 alone with the one group %s',
    async (ecdhCurve) => {
      const port = await tlsServer({ ecdhCurve, minVersion: 'TLSv1.3' });
      expect((await certificatesOn(port, only('TLS 1.3'))).chains).toEqual({
        items: [chain('TLS 1.3', rsa)],
        complete: true,
      });
    },
  );

  test('of TLS 1.3 alone with a group that we have not leave it open', async () => {
    const port = await tlsPeer((socket) => socket.end(alertRecord('handshake_failure')));
    const { observation } = await observeTls(tlsCertificatesProbe, port, only('TLS 1.3'));
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code: 'unsupported' } });
  });

  test('that want a client certificate show theirs all the same', async () => {
    const port = await tlsServer({ requestCert: true, ca: rsa, rejectUnauthorized: true });
    expect((await certificatesOn(port)).chains).toMatchObject({ items: [{}, {}], complete: true });
  });

  test('with anonymous suites too are asked for a certificate all the same', async () => {
    const ciphers = 'ADH-AES256-SHA:AES256-SHA:@SECLEVEL=0';
    const port = await tlsServer({ ciphers, honorCipherOrder: true, maxVersion: 'TLSv1.2' });
    expect((await certificatesOn(port, only('TLS 1.2'))).chains.items).toEqual([
      chain('TLS 1.2', rsa),
    ]);
  });

  test('that staple an OCSP response have it read in each version', async () => {
    const identity = testIdentity('rsa');
    const server = createServer({ cert: identity, key: identity });
    server.on(
      'OCSPRequest',
      (_certificate, _issuer, done: (error: null, response: Buffer) => void) => {
        done(null, Buffer.from('an OCSP response'));
      },
    );
    onTestFinished(() => {
      server.close();
    });
    const staple = Buffer.from('an OCSP response').toString('base64');
    expect((await certificatesOn(await listening(server))).chains.items).toEqual([
      chain('TLS 1.2', rsa, { staple }),
      chain('TLS 1.3', rsa, { staple }),
    ]);
  });
});

describe('versions', () => {
  test('that are refused are not tried', async () => {
    const port = await closedPort();
    const { observation, connections } = await observeTls(tlsCertificatesProbe, port, only());
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code: 'unsupported' } });
    expect(connections).toBe(0);
  });

  test.each([unavailable({ code: 'timeout', detail: 'silent' }), absent('no STARTTLS is offered')])(
    'that are $status make the certificates so',
    async (versions) => {
      const port = await closedPort();
      const { observation, connections } = await observeTls(tlsCertificatesProbe, port, versions);
      expect(observation).toEqual(versions);
      expect(connections).toBe(0);
    },
  );
});
