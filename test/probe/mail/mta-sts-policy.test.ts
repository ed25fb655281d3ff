import { describe, expect, test } from 'vitest';
import { mailMtaStsPolicyProbe } from '../../../src/probe/mail/mta-sts-policy.ts';
import { selfSigned } from '../../support/certificate.ts';
import { observe, targetOf } from '../../support/observe.ts';
import { HOST, lookForPolicy, policyServer, RECORD, serve } from '../../support/policy-host.ts';
import { closedPort, tcpServer } from '../../support/servers.ts';
import { a, cname, resolverOf, txt, type Zone } from '../../support/zone.ts';

const identity = selfSigned('mta-sts.example.com');
const CERTIFICATE = Buffer.from(identity.der).toString('base64');
const POLICY = 'version: STSv1\r\nmode: none\r\nmax_age: 86400\r\n';

async function seen(port: number, zone: Zone = HOST, seconds?: number) {
  const { observation } = await lookForPolicy(zone, port, seconds);
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  return observation.value;
}

test('one GET, for the name, with the certificates as evidence', async () => {
  const requests: unknown[] = [];
  const port = await policyServer(identity, (request, response) => {
    const { method, url, headers } = request;
    requests.push({ method, url, host: headers.host, agent: headers['user-agent'] });
    serve(POLICY)(request, response);
  });
  expect(await seen(port)).toMatchObject({
    answers: [{ type: 'TXT' }, { type: 'A' }, { type: 'AAAA' }],
    host: 'mta-sts.example.com',
    hostMissing: false,
    certificates: [CERTIFICATE],
    fetch: {
      url: 'https://mta-sts.example.com/.well-known/mta-sts.txt',
      address: '127.0.0.1',
      status: 200,
      headers: expect.arrayContaining([['Content-Type', 'text/plain']]) as unknown,
      body: Buffer.from(POLICY).toString('base64'),
      truncated: false,
    },
    failures: [],
    problem: null,
  });
  expect(requests).toEqual([
    {
      ...{ method: 'GET', url: '/.well-known/mta-sts.txt' },
      ...{ host: 'mta-sts.example.com', agent: 'assay/test' },
    },
  ]);
});

describe('without a record', () => {
  test.each<[string, Zone]>([
    ['no TXT', {}],
    ['another TXT', { '_mta-sts.example.com': [txt('v=STSv2; id=1'), txt('hello')] }],
    ['the TXT of another name', { 'example.com': [txt('v=STSv1; id=1')] }],
  ])('%s: nobody is asked for the policy', async (_, zone) => {
    const { observation, asked } = await lookForPolicy(zone, await closedPort());
    expect(observation).toMatchObject({
      value: { hostMissing: null, certificates: [], fetch: null, failures: [], problem: null },
    });
    expect(asked).toEqual(['_mta-sts.example.com TXT']);
  });

  test.each([
    ['SERVFAIL', 'servfail'],
    ['silence', 'timeout'],
  ] as const)('%s is never "no record"', async (answer, code) => {
    const { observation } = await lookForPolicy({ '_mta-sts.example.com': answer }, 1, 4);
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code } });
  });
});

describe('the policy host', () => {
  const look = async (zone: Zone) => {
    const { port } = await resolverOf({ ...RECORD, ...zone });
    const { observation } = await observe(mailMtaStsPolicyProbe, targetOf('mail', 'example.com'), {
      resolver: port,
      seconds: 4,
    });
    return observation;
  };

  test.each<[string, Zone, boolean | null]>([
    ['does not exist', {}, true],
    ['has no address', { 'mta-sts.example.com': [txt('hello')] }, true],
    ['is an alias of nothing', { 'mta-sts.example.com': [cname('gone.example')] }, true],
    ['gives no answer', { 'mta-sts.example.com': 'SERVFAIL' }, null],
    // Nothing listens there, and nobody may look at an address of special use unasked.
    ['is not to be looked at', { 'mta-sts.example.com': [a('10.0.0.1')] }, false],
  ])('%s', async (_, zone, hostMissing) => {
    expect(await look(zone)).toMatchObject({ value: { hostMissing, fetch: null, failures: [] } });
  });

  test('says why it was not asked', async () => {
    expect(await look({ 'mta-sts.example.com': 'SERVFAIL' })).toMatchObject({
      value: { problem: { code: 'servfail' } },
    });
    expect(await look({ 'mta-sts.example.com': [a('10.0.0.1')] })).toMatchObject({
      value: { problem: { code: 'not-permitted' } },
    });
  });

  test('is asked at its next address where one gives no answer', async () => {
    const port = await policyServer(identity, serve(POLICY));
    const zone = { ...RECORD, 'mta-sts.example.com': [a('127.0.0.2'), a('127.0.0.3')] };
    const resolver = await resolverOf(zone);
    const connectTo = [
      `127.0.0.2:443:127.0.0.1:${await closedPort()}`,
      `127.0.0.3:443:127.0.0.1:${port}`,
    ];
    const { observation } = await observe(mailMtaStsPolicyProbe, targetOf('mail', 'example.com'), {
      resolver: resolver.port,
      connectTo,
    });
    expect(observation).toMatchObject({
      value: {
        fetch: { address: '127.0.0.3', status: 200 },
        failures: [{ address: '127.0.0.2', during: 'tls', problem: { code: 'refused' } }],
        problem: null,
      },
    });
  });
});

describe('what stands in the way', () => {
  const failed = (during: string, code: string, certificates: readonly string[] = []) => ({
    certificates,
    fetch: null,
    failures: [{ address: '127.0.0.1', during, problem: { code } }],
    problem: null,
  });

  test('a closed port, which is tried twice', async () => {
    expect(await seen(await closedPort())).toMatchObject(failed('tls', 'refused'));
  });

  test('silence', async () => {
    const port = await tcpServer(() => undefined);
    expect(await seen(port, HOST, 6)).toMatchObject(failed('tls', 'timeout'));
  });

  test('a connection that is closed at once', async () => {
    const port = await tcpServer((socket) => socket.destroy());
    expect(await seen(port)).toMatchObject(failed('tls', 'reset'));
  });

  test('plain HTTP', async () => {
    const port = await tcpServer((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    });
    expect(await seen(port)).toMatchObject(failed('tls', 'unsupported'));
  });

  test('TLS, and then silence', async () => {
    const port = await policyServer(identity, () => undefined);
    expect(await seen(port, HOST, 6)).toMatchObject(failed('http', 'timeout', [CERTIFICATE]));
  });

  test('TLS, and then no HTTP', async () => {
    const port = await policyServer(identity, ({ socket }) => {
      socket.end('220 mx.example ESMTP\r\n');
    });
    expect(await seen(port)).toMatchObject(failed('http', 'malformed', [CERTIFICATE]));
  });
});

describe('a redirect', () => {
  test.each([301, 302, 307, 308])('with status %i is kept and not followed', async (status) => {
    let requests = 0;
    const port = await policyServer(identity, (_, response) => {
      requests += 1;
      response.writeHead(status, { Location: '/elsewhere', 'Set-Cookie': 'a=secret-value' }).end();
    });
    const { fetch } = await seen(port);
    expect(fetch).toMatchObject({ status, body: '' });
    expect(fetch?.headers).toContainEqual(['Location', '/elsewhere']);
    expect(JSON.stringify(fetch?.headers)).not.toContain('secret-value');
    expect(requests).toBe(1);
  });
});

describe('of the body', () => {
  const LIMIT = 64 * 1024;

  test.each([
    [LIMIT, LIMIT, false],
    [LIMIT + 1, LIMIT + 1, false],
    [LIMIT + 2, LIMIT + 1, true],
    [10 * LIMIT, LIMIT + 1, true],
  ])('%i bytes, %i are kept', async (sent, kept, truncated) => {
    const port = await policyServer(identity, serve('x'.repeat(sent)));
    const { fetch } = await seen(port);
    expect(Buffer.from(fetch?.body ?? '', 'base64')).toHaveLength(kept);
    expect(fetch?.truncated).toBe(truncated);
  });

  test('what was cut off is said to be', async () => {
    const port = await policyServer(identity, (_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': 100 });
      response.write(POLICY, () => response.destroy());
    });
    expect(await seen(port)).toMatchObject({ fetch: { truncated: true } });
  });
});

test('looks at mail domains alone', () => {
  expect(mailMtaStsPolicyProbe.appliesTo(targetOf('mail', 'example.com'))).toBe(true);
  expect(mailMtaStsPolicyProbe.appliesTo(targetOf('smtp', 'example.com'))).toBe(false);
});
