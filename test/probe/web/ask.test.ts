import { expect, test } from 'vitest';
import { webResponsesProbe } from '../../../src/probe/web/responses.ts';
import { observeSite, testSite } from '../../support/site.ts';

test('what the user gave goes to the origin of the target, and to no other port of its host', async () => {
  const other = await testSite((_, response) => response.end('another origin'));
  const site = await testSite((_, response) => {
    response.writeHead(302, { Location: 'https://site.test:8443/' }).end();
  });
  const connectTo = [
    ...site.connectTo,
    ...other.connectTo.map((one) => one.replace(/^:443:/, ':8443:')),
  ];
  const web = { headers: { Authorization: 'Bearer S3CRET' } };
  expect(await observeSite(webResponsesProbe, { connectTo }, { web })).toMatchObject({
    value: { https: { items: [{ status: 302 }, { status: 200 }], complete: true } },
  });
  const sent = (asked: typeof site.asked): unknown[] =>
    asked.map(({ headers }) => headers['authorization']);
  expect([sent(site.asked), sent(other.asked)]).toEqual([['Bearer S3CRET'], [undefined]]);
});
