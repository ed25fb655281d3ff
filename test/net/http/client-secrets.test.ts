import { createServer } from 'node:https';
import { expect, onTestFinished, test } from 'vitest';
import { liveTransport } from '../../../src/net/live.ts';
import { encodeHttpMessage } from '../../../src/net/message-form.ts';
import { selfSigned } from '../../support/certificate.ts';
import { TEST_SEED } from '../../support/network.ts';
import {
  bodyIn,
  cameOf,
  clientTo,
  getOf,
  httpSite,
  responseIn,
} from '../../support/paced-client.ts';
import { listening } from '../../support/servers.ts';

const identity = selfSigned('site.test');

/** A site over https that tells what it was sent. */
async function secureSite() {
  const asked: unknown[] = [];
  const server = createServer(identity, ({ headers }, response) => {
    asked.push(headers.authorization);
    const told = JSON.stringify(headers);
    response.writeHead(200, { 'X-Told': told, 'Content-Length': told.length }).end(told);
  });
  onTestFinished(() => {
    server.close().closeAllConnections();
  });
  return { port: await listening(server), asked };
}

const secret = {
  url: new URL('https://site.test/'),
  secrets: { Authorization: 'Bearer 0123456789' },
};

test('secrets go to a trusted server alone, and what comes back of them is masked', async () => {
  const { port, asked } = await secureSite();
  const trusting = clientTo(port, {}, { transport: liveTransport(TEST_SEED, [identity.der]) });
  const answer = await trusting.send(getOf('/', secret));
  expect(asked).toEqual(['Bearer 0123456789']);
  expect(bodyIn(answer)).toContain('Bearer **********');
  expect(JSON.stringify(responseIn(answer).headers)).not.toContain('0123456789');
  expect(responseIn(answer).tls?.certificate).toEqual(identity.der);
});

test('secrets are kept from a server that is not trusted, also over a connection of before', async () => {
  const { port, asked } = await secureSite();
  const client = clientTo(port, { connections: 1 });
  const plain = getOf('/', { url: secret.url });
  expect(cameOf(await client.send(plain))).toBe(200);
  expect(cameOf(await client.send(getOf('/', secret)))).toBe('unsupported');
  expect(cameOf(await client.send(plain))).toBe(200);
  expect(asked).toEqual([undefined, undefined]);
});

test('secrets are not sent in clear', async () => {
  const asked: unknown[] = [];
  const port = await httpSite(({ headers }, response) => {
    asked.push(headers.authorization);
    response.end();
  });
  const { secrets } = secret;
  expect(cameOf(await clientTo(port).send(getOf('/', { secrets })))).toBe('not-permitted');
  expect(asked).toEqual([]);
});

test('a body with hidden texts is in no transcript, nor what an answer repeats of them', async () => {
  const port = await httpSite((request, response) => {
    request.pipe(response);
  });
  const hidden = ['jane@site.test', 'wr0ng-passw0rd'];
  const body = Buffer.from(JSON.stringify(hidden));
  const message = { url: 'http://site.test/', method: 'POST', headers: {}, hidden };
  const said = encodeHttpMessage({ ...message, body: body.toString('base64') });
  expect(said).toEqual({ url: 'http://site.test/', method: 'POST', headers: {} });
  const answer = await clientTo(port).send(getOf('/', { method: 'POST', body, hidden }));
  expect(bodyIn(answer)).toBe(JSON.stringify(hidden.map((text) => '*'.repeat(text.length))));
});
