import type { Socket } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  tlsHandshake13,
  tlsResumption,
  type TlsHandshake13,
} from '../../../src/evidence/kinds/tls/handshake.ts';
import { tlsVersions } from '../../../src/evidence/kinds/tls/versions.ts';
import { complete, cutShort } from '../../../src/evidence/listing.ts';
import {
  absent,
  present,
  unavailable,
  type Observation,
} from '../../../src/evidence/observation.ts';
import { tlsResumptionProbe } from '../../../src/probe/tls/resumption.ts';
import { alertRecord, tlsPeer } from '../../peers/tls.ts';
import { only } from '../../support/chains.ts';
import { closedPort, listening } from '../../support/servers.ts';
import { observeTls, testIdentity, tlsServer } from '../../support/tls.ts';
import { constants } from 'node:crypto';

const notRequested = unavailable({ code: 'not-requested', detail: 'not given' });

async function valueOf(port: number, versions: Observation, handshake: Observation = notRequested) {
  const { observation, connections } = await observeTls(tlsResumptionProbe, port, (kind) =>
    kind === tlsVersions.id ? versions : handshake,
  );
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  return { ...tlsResumption.schema.parse(observation.value), connections };
}

/** A node:tls server that keeps sessions by id, as its own library does not. Returns its port. */
function cachingServer(options: TlsOptions): Promise<number> {
  const identity = testIdentity('rsa');
  const server = createServer({ cert: identity, key: identity, ...options });
  const sessions = new Map<string, Buffer>();
  server
    .on('newSession', (id, session, done: () => void) => {
      sessions.set(id.toString('hex'), session);
      done();
    })
    .on('resumeSession', (id, done: (error: null, session: Buffer | null) => void) => {
      done(null, sessions.get(id.toString('hex')) ?? null);
    })
    .on('secureConnection', (socket) => socket.on('error', () => undefined));
  onTestFinished(() => {
    server.close();
  });
  return listening(server);
}

describe('a server', () => {
  test('of both versions with tickets resumes by ticket and by pre-shared key', async () => {
    expect(await valueOf(await tlsServer({}), only('TLS 1.2', 'TLS 1.3'))).toEqual({
      sessionId: false,
      ticket: true,
      ticketLifetimeSeconds: expect.any(Number) as number,
      psk: true,
      problems: [],
      connections: 5,
    });
  });

  test('tells how long a ticket lasts', async () => {
    const port = await tlsServer({ sessionTimeout: 1234, maxVersion: 'TLSv1.2' });
    expect(await valueOf(port, only('TLS 1.2'))).toMatchObject({
      ticket: true,
      ticketLifetimeSeconds: 1234,
      psk: null,
      connections: 3,
    });
  });

  test('that keeps sessions resumes by id and by ticket', async () => {
    const port = await cachingServer({ sessionTimeout: 1234, maxVersion: 'TLSv1.2' });
    expect(await valueOf(port, only('TLS 1.2'))).toMatchObject({
      sessionId: true,
      ticket: true,
      ticketLifetimeSeconds: 1234,
      problems: [],
      connections: 4,
    });
  });

  test('without tickets resumes by id alone', async () => {
    const port = await cachingServer({
      maxVersion: 'TLSv1.2',
      secureOptions: constants.SSL_OP_NO_TICKET,
    });
    expect(await valueOf(port, only('TLS 1.2'))).toMatchObject({
      sessionId: true,
      ticket: false,
      ticketLifetimeSeconds: null,
      problems: [],
    });
  });

  test('that resumes nothing says so', async () => {
    const port = await tlsServer({
      maxVersion: 'TLSv1.2',
      secureOptions: constants.SSL_OP_NO_TICKET,
    });
    expect(await valueOf(port, only('TLS 1.2'))).toMatchObject({
      sessionId: false,
      ticket: false,
      problems: [],
    });
  });

  test('whose ticket keys change each time takes no ticket back', async () => {
    let key = 0;
    const identity = testIdentity('rsa');
    const server = createServer({ cert: identity, key: identity, maxVersion: 'TLSv1.2' });
    server.on('connection', () => {
      server.setTicketKeys(Buffer.alloc(48, (key += 1)));
    });
    onTestFinished(() => {
      server.close();
    });
    expect(await valueOf(await listening(server), only('TLS 1.2'))).toMatchObject({
      ticket: false,
      problems: [],
    });
  });
});

describe('our own handshake of TLS 1.3', () => {
  const seen = (tickets: TlsHandshake13['tickets'], alert: string | null = null) => {
    const point = { id: '0x0000', name: 'any' };
    return present<TlsHandshake13>({
      ...{ suite: point, group: point, signatureScheme: point, encryptedExtensions: [] },
      ...{ signatureValid: true, finishedValid: true, clientCertificate: null },
      tickets,
      alert,
    });
  };

  test('that saw no ticket settles that none can be resumed', async () => {
    const port = await closedPort();
    expect(await valueOf(port, only('TLS 1.3'), seen(complete([])))).toMatchObject({
      psk: false,
      problems: [],
      connections: 0,
    });
  });

  test.each([
    ['fell silent', seen(cutShort([], { code: 'timeout', detail: 'silent' }))],
    ['was turned away', seen(complete([]), 'certificate_required')],
    ['could not be made', notRequested],
  ])('that %s settles nothing', async (_name, handshake) => {
    const port = await tlsServer({ minVersion: 'TLSv1.3' });
    expect(await valueOf(port, only('TLS 1.3'), handshake)).toMatchObject({ psk: true });
  });

  test('is a kind of its own', () => {
    expect(tlsResumptionProbe.needs).toContain(tlsHandshake13);
  });
});

describe('what cannot be told', () => {
  test('stays open with the problem where the library finds nothing in common', async () => {
    const port = await tlsPeer((socket) => socket.end(alertRecord('handshake_failure')));
    const value = await valueOf(port, only('TLS 1.0', 'TLS 1.3'));
    expect(value).toMatchObject({ sessionId: null, ticket: null, psk: null });
    expect(value.problems).toHaveLength(2);
  });

  test('stays open where the server falls silent', async () => {
    const port = await tlsPeer(() => undefined);
    expect(await valueOf(port, only('TLS 1.2'))).toMatchObject({
      sessionId: null,
      ticket: null,
      problems: [{ code: 'timeout' }],
    });
  });

  test('is what was found until the server went away', async () => {
    let count = 0;
    const identity = testIdentity('rsa');
    const server = createServer({ cert: identity, key: identity, maxVersion: 'TLSv1.2' });
    server.on('connection', (socket: Socket) => {
      count += 1;
      if (count > 2) socket.destroy();
    });
    server.on('tlsClientError', () => undefined);
    onTestFinished(() => {
      server.close();
    });
    const value = await valueOf(await listening(server), only('TLS 1.2'));
    expect(value).toMatchObject({ sessionId: false, ticket: null, problems: [{}] });
    expect(value.ticketLifetimeSeconds).not.toBeNull();
  });

  test.each([absent('no STARTTLS'), notRequested])(
    'follows versions that are $status',
    async (versions) => {
      const { observation, connections } = await observeTls(tlsResumptionProbe, 1, versions);
      expect(observation).toEqual(versions);
      expect(connections).toBe(0);
    },
  );
});
