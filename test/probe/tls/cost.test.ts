import { expect, test } from 'vitest';
import { tlsAlpn, tlsFallback, tlsServerHello } from '../../../src/evidence/kinds/tls/handshake.ts';
import {
  tlsCipherSuites,
  tlsGroups,
  tlsHelloRetry,
  tlsKeyExchange,
  tlsServerKeyExchange,
  tlsSignatureSchemes,
} from '../../../src/evidence/kinds/tls/negotiation.ts';
import { tlsVersions } from '../../../src/evidence/kinds/tls/versions.ts';
import { scanOf } from '../../support/scan.ts';
import { tlsServer } from '../../support/tls.ts';

const KINDS = [
  tlsVersions,
  tlsHelloRetry,
  tlsCipherSuites,
  tlsServerKeyExchange,
  tlsGroups,
  tlsKeyExchange,
  tlsSignatureSchemes,
  tlsServerHello,
  tlsAlpn,
  tlsFallback,
];

test('the enumeration of a default server of Node takes 54 connections and gives the same twice', async () => {
  const port = await tlsServer({});
  const scans = [scanOf(port), scanOf(port)];
  const seen: unknown[] = [];
  for (const scan of scans) {
    seen.push(await Promise.all(KINDS.map((kind) => scan.get<unknown>(kind))));
  }
  expect(seen[0]).toEqual(seen[1]);
  expect(scans.map(({ connections }) => connections)).toEqual([54, 54]);
});
