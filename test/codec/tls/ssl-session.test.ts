import { connect } from 'node:tls';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DecodeError } from '../../../src/codec/base/reader.ts';
import { ticketLifetimeHint } from '../../../src/codec/tls/ssl-session.ts';
import { someBytes } from '../../support/codec-laws.ts';
import { tlsServer } from '../../support/tls.ts';

/** A session as node:tls gives it. */
async function sessionOf(sessionTimeout: number): Promise<Uint8Array> {
  const port = await tlsServer({ sessionTimeout, maxVersion: 'TLSv1.2' });
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(new Uint8Array(socket.getSession() ?? []));
      socket.destroy();
    });
  });
}

test('the hint is what the server was told to give', async () => {
  expect(ticketLifetimeHint(await sessionOf(4321))).toBe(4321);
});

test('bare DER is read as well, and one without a hint has none', async () => {
  const session = Buffer.from(await sessionOf(4321));
  const start = session.indexOf(Uint8Array.of(0x30, 0x82));
  expect(ticketLifetimeHint(new Uint8Array(session.subarray(start)))).toBe(4321);
  expect(ticketLifetimeHint(Uint8Array.of(0x30, 3, 2, 1, 1))).toBeNull();
});

test('no part of a session decodes, nor do random bytes', async () => {
  const session = await sessionOf(4321);
  fc.assert(
    fc.property(fc.nat(session.length - 1), (length) => {
      expect(() => ticketLifetimeHint(session.subarray(0, length))).toThrow(DecodeError);
    }),
    { numRuns: 50 },
  );
  fc.assert(
    fc.property(someBytes(60), (bytes) => {
      try {
        ticketLifetimeHint(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    }),
    { numRuns: 100 },
  );
});
