import type { Socket } from 'node:net';
import { type TlsOptions } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { ExtensionType } from '../../../src/codec/iana/tls.ts';
import type { ClientHello } from '../../../src/codec/tls/client-hello.ts';
import { contentOf } from '../../../src/codec/tls/extension.ts';
import { ServerNameList } from '../../../src/codec/tls/extension-content.ts';
import { alertRecord, tlsPeer } from '../../peers/tls.ts';
import { certificatesOn, offersRsa, only, same, show, usual } from '../../support/chains.ts';
import { tlsServer } from '../../support/tls.ts';

describe('other names', () => {
  const contexts = (known: readonly string[]): TlsOptions => ({
    SNICallback: (name, done) => {
      if (known.includes(name)) done(null);
      else done(new Error(`no ${name}`));
    },
  });

  test('are given where the target is a name, and one where it is an address', async () => {
    const names: (string | false | null)[] = [];
    const port = await tlsServer({
      SNICallback: (name, done) => {
        names.push(name);
        done(null);
      },
    });
    expect((await certificatesOn(port, usual, 'www.service.test')).serverName).toBe(
      'www.service.test',
    );
    expect(new Set(names)).toEqual(new Set(['www.service.test', 'foreign.assay.invalid']));
    names.length = 0;
    const value = await certificatesOn(port, usual, '127.0.0.1');
    expect(value.serverName).toBeNull();
    expect(value.otherNames).toHaveLength(2);
    expect(value.connections).toBe(5);
    expect(names).toEqual(['foreign.assay.invalid']);
  });

  test.each([
    ['TLS 1.2', 'TLSv1.2'],
    ['TLS 1.3', 'TLSv1.3'],
  ] as const)('that a server of %s drops each time are refused', async (version, name) => {
    const port = await tlsServer({
      ...contexts(['service.test']),
      minVersion: name,
      maxVersion: name,
    });
    expect((await certificatesOn(port, only(version))).otherNames[1]).toEqual({
      serverName: 'foreign.assay.invalid',
      outcome: 'refused',
      alert: null,
      certificates: [],
      problem: null,
    });
  });

  const nameIn = ({ extensions }: ClientHello) =>
    contentOf(extensions, ExtensionType.server_name, ServerNameList)?.[0]?.hostName;
  const serve = (refuse: (socket: Socket) => unknown) =>
    tlsPeer((socket, hello) => {
      if (nameIn(hello) !== 'service.test') refuse(socket);
      else if (offersRsa(hello)) show(socket, hello, 1);
      else socket.end(alertRecord('handshake_failure'));
    });
  const foreign = async (port: number) =>
    (await certificatesOn(port, only('TLS 1.2'))).otherNames[1];

  test.each(['unrecognized_name', 'handshake_failure', 'access_denied'] as const)(
    'may be refused with %s',
    async (alert) => {
      const port = await serve((socket) => socket.end(alertRecord(alert)));
      expect(await foreign(port)).toMatchObject({ outcome: 'refused', alert });
    },
  );

  test('that are not answered at all are unknown', async () => {
    expect(await foreign(await serve(() => undefined))).toMatchObject({
      outcome: 'unknown',
      problem: { code: 'timeout' },
    });
  });

  test('refused with a warning are not refused where the handshake goes on', async () => {
    const port = await tlsPeer((socket, hello) => {
      if (nameIn(hello) !== 'service.test') {
        socket.write(alertRecord('unrecognized_name', 'warning'));
      }
      if (offersRsa(hello)) show(socket, hello, nameIn(hello) === 'service.test' ? 1 : 2);
      else socket.end(alertRecord('handshake_failure'));
    });
    expect(await foreign(port)).toMatchObject(same('Ag=='));
  });
});
