import { describe, expect, test } from 'vitest';
import { tlsCipherSuites } from '../../../../src/evidence/kinds/tls/negotiation.ts';
import { complete } from '../../../../src/evidence/listing.ts';
import { present } from '../../../../src/evidence/observation.ts';
import { tlsRobotProbe } from '../../../../src/probe/tls/attack/robot.ts';
import { midHandshakePeer, paddingPeer } from '../../../peers/flawed.ts';
import { testIdentity, tlsServer } from '../../../support/tls.ts';
import { attacked, PLAIN_HELLO, type Given } from './support.ts';

const look = async (port: number, given?: Given) => attacked(tlsRobotProbe, port, given);

const suites = (...items: { id: string; name: string }[]): Given => ({
  seen: {
    [tlsCipherSuites.id]: present([
      {
        version: 'TLS 1.2',
        suites: complete(items),
        serverPreference: null,
        chachaPriority: null,
        unoffered: null,
      },
    ]),
  },
});

test('node:tls has no oracle, in ten connections', async () => {
  const { observation, connections } = await look(await tlsServer({}));
  expect(observation).toMatchObject({ value: { version: 'TLS 1.2', oracle: 'none' } });
  expect(connections).toBe(10);
  const answers = observation.status === 'present' ? observation.value.answers : [];
  expect(new Set(answers.map(({ flow, answer }) => `${flow}: ${answer}`))).toEqual(
    new Set(['full: alert 20', 'short: silence']),
  );
});

test('a server that asks for a certificate is brought to its answer as well', async () => {
  const port = await tlsServer({ requestCert: true, rejectUnauthorized: false });
  const { observation } = await look(port);
  expect(observation).toMatchObject({ value: { oracle: 'none' } });
  const answers = observation.status === 'present' ? observation.value.answers : [];
  expect(answers.filter(({ flow }) => flow === 'full').map(({ answer }) => answer)).toEqual(
    Array.from({ length: 5 }, () => 'alert 20'),
  );
});

describe('oracles', () => {
  test('that tell every wrong form from the right one are weak', async () => {
    const port = await paddingPeer((form) => (form === 'correct' ? null : 'handshake_failure'));
    const { observation, connections } = await look(port);
    expect(observation).toMatchObject({ value: { oracle: 'weak' } });
    expect(connections).toBeLessThanOrEqual(30);
  });

  test('that tell the wrong forms apart are strong', async () => {
    const port = await paddingPeer((form) =>
      form === 'wrong first bytes' ? 'illegal_parameter' : null,
    );
    expect((await look(port)).observation).toMatchObject({ value: { oracle: 'strong' } });
  });

  test('in the version alone are weak', async () => {
    const port = await paddingPeer((form) => (form === 'wrong version' ? 'close' : null));
    expect((await look(port)).observation).toMatchObject({ value: { oracle: 'weak' } });
  });

  test('that show without Finished only are found in the short flow', async () => {
    const port = await paddingPeer((form) => (form === 'correct' ? null : 'bad_record_mac'));
    const { observation } = await look(port);
    expect(observation).toMatchObject({ value: { oracle: 'weak' } });
    const answers = observation.status === 'present' ? observation.value.answers : [];
    expect(answers.slice(0, 5).every(({ answer }) => answer === 'alert 20')).toBe(true);
    expect(answers[5]).toEqual({ flow: 'short', padding: 'correct', answer: 'silence' });
    expect(answers[6]?.answer).toBe('alert 20');
  });
});

describe('it cannot be told', () => {
  test('where answers vary without relation to the padding', async () => {
    // No two rounds of five connections have the odd answer in the same place.
    const port = await paddingPeer((_form, connection) =>
      connection % 6 === 0 ? 'internal_error' : 'handshake_failure',
    );
    const { observation } = await look(port);
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code: 'blocked' } });
  });

  test('where the server is silent after its first messages', async () => {
    const port = await midHandshakePeer();
    const { observation } = await look(port);
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code: 'timeout' } });
  });

  test('where suites are refused that were accepted before', async () => {
    const port = await tlsServer({ ciphers: 'ECDHE-RSA-AES128-GCM-SHA256', maxVersion: 'TLSv1.2' });
    const given = suites({ id: '0x009c', name: 'TLS_RSA_WITH_AES_128_GCM_SHA256' });
    const { observation } = await look(port, given);
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code: 'blocked' } });
  });
});

test('one odd answer is asked for again and then forgotten', async () => {
  const port = await paddingPeer((_form, connection) =>
    connection === 3 ? 'internal_error' : 'handshake_failure',
  );
  const { observation, connections } = await look(port);
  expect(observation).toMatchObject({ value: { oracle: 'none' } });
  expect(connections).toBe(20);
});

describe('absent', () => {
  test('where the enumeration found no suite with RSA key exchange, after one connection', async () => {
    const ciphers = 'ECDHE-RSA-AES128-GCM-SHA256';
    const port = await tlsServer({ ciphers, maxVersion: 'TLSv1.2' });
    const given = suites({ id: '0xc02f', name: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256' });
    const { observation, connections } = await look(port, given);
    expect(observation.status).toBe('absent');
    expect(connections).toBe(1);
  });

  test('where the offer is refused', async () => {
    const ec = testIdentity('ec');
    const { observation } = await look(await tlsServer({ cert: ec, key: ec }));
    expect(observation.status).toBe('absent');
  });
});

test('a server that reads no key of clients without a certificate tells nothing', async () => {
  const port = await tlsServer({
    requestCert: true,
    rejectUnauthorized: true,
    maxVersion: 'TLSv1.2',
    ciphers: 'AES128-GCM-SHA256',
  });
  const hello = { ...PLAIN_HELLO, clientCertificate: { authorities: [] } };
  const { observation } = await look(port, { seen: { 'tls.server-hello': present(hello) } });
  expect(observation).toMatchObject({ status: 'unavailable' });
});
