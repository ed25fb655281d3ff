import type { IncomingMessage, RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import { webMethodAnswersProbe } from '../../../src/probe/web/methods.ts';
import { observeSite, testSite } from '../../support/site.ts';

/** What a server with TRACE sends back (RFC 9110, section 9.3.8). */
const received = ({ method, url, rawHeaders }: IncomingMessage): string =>
  `${method ?? ''} ${url ?? ''} HTTP/1.1\r\n${rawHeaders.join('\r\n')}\r\n`;

const echoing: RequestListener = (request, response) => {
  if (request.method !== 'TRACE') response.writeHead(405, { Allow: 'GET, TRACE' }).end();
  else response.writeHead(200, { 'Content-Type': 'message/http' }).end(received(request));
};

test('asks for the page with TRACE and OPTIONS, and with a method that Node itself refuses', async () => {
  const site = await testSite(echoing);
  await observeSite(webMethodAnswersProbe, site, { uri: 'https://site.test/app?x=1' });
  const [, ...asked] = site.asked;
  expect(asked.map(({ url }) => url)).toEqual(Array(2).fill('/app?x=1'));
  expect(asked.map(({ method }) => method).sort()).toEqual(['OPTIONS', 'TRACE']);
});

test('what TRACE sends back is recognised and not kept', async () => {
  const site = await testSite(echoing);
  const web = { headers: { Authorization: 'Bearer S3CRET' } };
  const seen = await observeSite(webMethodAnswersProbe, site, { web });
  expect(seen).toMatchObject({
    status: 'present',
    value: {
      trace: { echoed: true, answer: { hop: { status: 200, page: null } } },
      options: { hop: { status: 405 } },
      unknown: { hop: { status: 400 } },
    },
  });
  const [first, ...others] = site.asked;
  expect(first?.headers['authorization']).toBe('Bearer S3CRET');
  for (const { headers } of others) expect(headers['authorization']).toBeUndefined();
});

test('a page in answer to TRACE is no echo', async () => {
  const site = await testSite((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<title>Hello</title>');
  });
  expect(await observeSite(webMethodAnswersProbe, site)).toMatchObject({
    value: { trace: { echoed: false } },
  });
});

test('a body that was cut leaves open whether it is an echo', async () => {
  const site = await testSite((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/plain' }).end('x'.repeat(100_000));
  });
  expect(await observeSite(webMethodAnswersProbe, site)).toMatchObject({
    value: { trace: { echoed: null } },
  });
});

test('an answer that fails is a problem of its own', async () => {
  const site = await testSite((request, response) => {
    if (request.method === 'TRACE') request.socket.destroy();
    else response.end('page');
  });
  expect(await observeSite(webMethodAnswersProbe, site)).toMatchObject({
    value: {
      trace: { answer: { is: 'problem' }, echoed: null },
      options: { is: 'response' },
    },
  });
});

test('a site that only sends elsewhere is left alone', async () => {
  const site = await testSite((request, response) => {
    const away = request.headers.host === 'site.test';
    response.writeHead(away ? 301 : 200, away ? { Location: 'https://other.test/' } : {}).end();
  });
  expect(await observeSite(webMethodAnswersProbe, site)).toMatchObject({ status: 'absent' });
  expect(site.asked).toHaveLength(2);
});
