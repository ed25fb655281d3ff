import { expect, test } from 'vitest';
import { webHostAnswersProbe } from '../../../src/probe/web/host.ts';
import { observeSite, testSite } from '../../support/site.ts';

test('asks under a name that nobody has, once as Host and once as X-Forwarded-Host', async () => {
  const site = await testSite((_, response) => {
    response.end('page');
  });
  await observeSite(webHostAnswersProbe, site, { uri: 'https://site.test/app?x=1' });
  const [, ...asked] = site.asked;
  expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual(Array(2).fill('GET /app?x=1'));
  const names = asked.map(({ headers }) => [headers['host'], headers['x-forwarded-host']]);
  expect(names).toContainEqual([expect.stringMatching(/^assay-[0-9a-f]{16}\.invalid$/), undefined]);
  expect(names).toContainEqual([
    'site.test',
    expect.stringMatching(/^assay-[0-9a-f]{16}\.invalid$/),
  ]);
});

test('finds the name in the body, in whatever comes back', async () => {
  const site = await testSite(({ headers }, response) => {
    const name = headers['x-forwarded-host'] ?? headers.host ?? '';
    response.writeHead(200, { 'Content-Type': 'text/html', Link: `<https://${String(name)}/>` });
    response.end(`<link rel=canonical href="https://${String(name)}/a">`);
  });
  const seen = await observeSite(webHostAnswersProbe, site);
  expect(seen).toMatchObject({
    value: {
      answers: [
        { by: 'Host', inBody: true, answer: { hop: { status: 200 } } },
        { by: 'X-Forwarded-Host', inBody: true },
      ],
    },
  });
});

test('a name that is nowhere is not there, unless the body was cut', async () => {
  const small = await testSite((_, response) => {
    response.end('page');
  });
  const large = await testSite((_, response) => {
    response.end(Buffer.alloc(2 * 1024 * 1024, 'x'));
  });
  expect(await observeSite(webHostAnswersProbe, small)).toMatchObject({
    value: { answers: [{ inBody: false }, { inBody: false }] },
  });
  expect(await observeSite(webHostAnswersProbe, large)).toMatchObject({
    value: { answers: [{ inBody: null }, { inBody: null }] },
  });
});
