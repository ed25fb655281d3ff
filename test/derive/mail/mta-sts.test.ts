import type { RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import { complete } from '../../../src/evidence/listing.ts';
import { issuer, type Issued } from '../../support/issuer.ts';
import { HOST, lookForPolicy, policyServer, serve } from '../../support/policy-host.ts';
import { closedPort, tcpServer } from '../../support/servers.ts';
import { authority, conclude, POLICY_HOST } from './mta-sts-seen.ts';
import { valueIn } from './recorded.ts';

const good = authority.issue({ names: [POLICY_HOST] });
const POLICY = 'version: STSv1\nmode: enforce\nmx: mx.example.com\nmax_age: 86400\n';

/** What is concluded of a policy host that behaves so. */
async function from(listener: RequestListener, identity: Issued = good) {
  const port = await policyServer(identity, listener);
  const { observation } = await lookForPolicy(HOST, port, 6);
  return valueIn(conclude(observation));
}

test('record, fetch and text in order are a policy that can be used', async () => {
  const text =
    'version: STSv1\r\nmode: testing\r\nmx: *.Example.com\r\nmx: old.example\r\nmax_age: 9\r\n';
  expect(await from(serve(text, 'Text/Plain; charset=utf-8'))).toEqual({
    records: ['v=STSv1; id=1;'],
    recordFaults: [],
    id: '1',
    host: POLICY_HOST,
    fetchFaults: complete([]),
    policyFaults: [],
    strayLines: [],
    usable: true,
    mode: 'testing',
    maxAge: 9,
    mx: ['*.example.com', 'old.example'],
    exchanges: complete([{ host: 'mx.example.com', covered: true }]),
    unused: ['old.example'],
    proposal: 'version: STSv1\nmode: testing\nmx: mx.example.com\nmax_age: 604800\n',
  });
});

describe('a fetch that fails for every sender', () => {
  const redirect: RequestListener = (_, response) => {
    response.writeHead(301, { Location: 'https://example.com/' }).end();
  };

  test.each<[string, RequestListener, string]>([
    ['a redirect', redirect, 'it redirects with status 301, and senders follow no redirect'],
    ['status 404', serve(POLICY, 'text/plain', 404), 'the answer has status 404, not 200'],
    ['status 203', serve(POLICY, 'text/plain', 203), 'the answer has status 203, not 200'],
    ['HTML', serve(POLICY, 'text/html'), 'Content-Type is text/html, not text/plain'],
    ['no type', serve(POLICY, null), 'Content-Type is not there, not text/plain'],
    [
      '64 KiB and one byte',
      serve(`${POLICY}${'x: y\n'.repeat(13_096)}xyz`),
      'the policy is longer than 64 KiB',
    ],
  ])('%s', async (_, listener, fault) => {
    const { fetchFaults, usable, policyFaults } = await from(listener);
    expect({ fetchFaults, usable, policyFaults }).toEqual({
      fetchFaults: complete([fault]),
      usable: false,
      policyFaults: [],
    });
  });

  test('a server that has had enough of us leaves it open', async () => {
    const { fetchFaults, usable } = await from(serve(POLICY, 'text/plain', 429));
    expect(fetchFaults).toMatchObject({ items: [], complete: false, because: { code: 'blocked' } });
    expect(usable).toBeNull();
  });

  test('64 KiB are not too many', async () => {
    const text = `${POLICY}${'x: y\n'.repeat(13_090)}`;
    const filled = `${text}x: ${'y'.repeat(64 * 1024 - text.length - 3)}`;
    expect(Buffer.byteLength(filled)).toBe(64 * 1024);
    expect(await from(serve(filled))).toMatchObject({ usable: true, mode: 'enforce' });
  });

  test('the text is read all the same where a sender gets one', async () => {
    expect(await from(serve(POLICY, 'text/html'))).toMatchObject({
      mode: 'enforce',
      usable: false,
    });
    expect(await from(serve(POLICY, 'text/plain', 404))).toMatchObject({ mode: null, mx: [] });
  });

  const seen = async (port: number) => {
    const { observation } = await lookForPolicy(HOST, port, 6);
    return valueIn(conclude(observation));
  };

  test('a refused connection', async () => {
    const { fetchFaults, usable } = await seen(await closedPort());
    expect(fetchFaults).toMatchObject({
      complete: true,
      items: [expect.stringContaining('refused')],
    });
    expect(usable).toBe(false);
  });

  test('a server without TLS', async () => {
    const port = await tcpServer((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    });
    const { fetchFaults } = await seen(port);
    expect(fetchFaults).toMatchObject({ complete: true, items: [expect.stringContaining('TLS')] });
  });

  test('a server that speaks another protocol in TLS', async () => {
    const { fetchFaults } = await from(({ socket }) => {
      socket.end('220 mx.example ESMTP\r\n');
    });
    expect(fetchFaults).toMatchObject({ complete: true, items: [expect.stringContaining('HTTP')] });
  });
});

describe('a certificate that senders refuse', () => {
  const stranger = issuer();

  test.each<[string, Issued, string[]]>([
    [
      'of a CA that nobody knows',
      stranger.issue({ names: [POLICY_HOST] }),
      ['the certificate is not trusted: '],
    ],
    [
      'for another name',
      authority.issue({ names: ['example.com', 'www.example.com'] }),
      [`the certificate is not for ${POLICY_HOST}`],
    ],
    [
      'with a common name alone',
      authority.issue({ commonName: POLICY_HOST }),
      [`the certificate is not for ${POLICY_HOST}`],
    ],
    [
      'that has expired',
      authority.issue({ names: [POLICY_HOST], to: '2026-11-22T11:59:59Z' }),
      ['the certificate expired on 2026-11-22T11:59:59.000Z'],
    ],
    [
      'that is not valid yet',
      authority.issue({ names: [POLICY_HOST], from: '2026-11-22T12:00:01Z' }),
      ['the certificate is not valid before 2026-11-22T12:00:01.000Z'],
    ],
    [
      'that is wrong in two ways',
      authority.issue({ names: ['*.www.example.com'], to: '2026-01-01T00:00:00Z' }),
      [`the certificate is not for ${POLICY_HOST}`, 'the certificate expired on '],
    ],
  ])('%s', async (_, identity, faults) => {
    const { fetchFaults, usable, mode } = await from(serve(POLICY), identity);
    expect(fetchFaults.complete).toBe(true);
    expect(fetchFaults.items).toHaveLength(faults.length);
    for (const [index, fault] of faults.entries()) {
      expect(fetchFaults.items[index]).toContain(fault);
    }
    expect({ usable, mode }).toEqual({ usable: false, mode: 'enforce' });
  });

  test('is not one for a wildcard in the left-most label', async () => {
    const identity = authority.issue({ names: ['*.example.com'] });
    expect((await from(serve(POLICY), identity)).fetchFaults).toEqual(complete([]));
  });
});

describe('what may be our own way to the host leaves it open', () => {
  test('silence after TLS', async () => {
    const value = await from(() => undefined);
    expect(value).toMatchObject({
      fetchFaults: { items: [], complete: false, because: { code: 'timeout' } },
      usable: null,
      mode: null,
      exchanges: { items: [], complete: false },
    });
  });

  test('silence, but a certificate that nobody takes', async () => {
    const value = await from(() => undefined, authority.issue({ names: ['other.example'] }));
    expect(value).toMatchObject({
      fetchFaults: { items: [`the certificate is not for ${POLICY_HOST}`], complete: false },
      usable: false,
    });
  });

  test('an answer that was cut off', async () => {
    const value = await from((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': 1000 });
      response.write(POLICY, () => response.destroy());
    });
    expect(value).toMatchObject({ fetchFaults: { complete: false }, usable: null, mode: null });
  });

  test('a connection that is reset', async () => {
    const port = await tcpServer((socket) => socket.destroy());
    const { observation } = await lookForPolicy(HOST, port, 6);
    expect(valueIn(conclude(observation))).toMatchObject({
      fetchFaults: { items: [], complete: false, because: { code: 'reset' } },
      usable: null,
    });
  });
});

describe('the text', () => {
  test('is told with its lines, and only so many of them', async () => {
    const text = `version: STSv1\nmode: Enforce\nmx: mx.example.com\n\n${'mx: *\n'.repeat(100)}`;
    const { policyFaults, strayLines, usable, mode, mx } = await from(serve(text));
    expect(policyFaults[0]).toBe('line 2: mode "Enforce" is not enforce, testing, none');
    expect(policyFaults).toHaveLength(20);
    expect(strayLines).toEqual(['line 4: empty line']);
    expect({ usable, mode, mx }).toEqual({ usable: false, mode: null, mx: ['mx.example.com'] });
  });

  test('with a line that is none is a policy all the same', async () => {
    expect(await from(serve(`${POLICY}\n`))).toMatchObject({
      usable: true,
      strayLines: ['line 5: empty line'],
    });
  });
});
