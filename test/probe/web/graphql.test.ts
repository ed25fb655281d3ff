import type { RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import { INTROSPECTION, MISSPELT } from '../../../src/codec/http/graphql.ts';
import { webGraphqlAnswersProbe } from '../../../src/probe/web/graphql.ts';
import { observeSite, testSite } from '../../support/site.ts';

const TYPES = '{"data":{"__schema":{"types":[{"name":"Query"}]}}}';
const SUGGESTS =
  '{"errors":[{"message":"Cannot query field \\"typs\\" on type \\"__Schema\\". Did you mean \\"types\\"?"}]}';

/** Answers by the query; what was sent stands in `sent`. */
const serving =
  (replies: Readonly<Record<string, string>>, sent: string[] = []): RequestListener =>
  (request, response) => {
    if (request.method !== 'POST') {
      response.end('page');
      return;
    }
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      sent.push(body);
      const reply = Object.entries(replies).find(([text]) => body.includes(text))?.[1];
      response.statusCode = reply === undefined ? 404 : 200;
      response.end(reply ?? '<title>Not found</title>');
    });
  };

test('asks the usual path where none is declared, and for a misspelt field where one answers', async () => {
  const sent: string[] = [];
  const site = await testSite(serving({ [INTROSPECTION]: TYPES, [MISSPELT]: SUGGESTS }, sent));
  const web = { headers: { Authorization: 'Bearer S3CRET' } };
  expect(await observeSite(webGraphqlAnswersProbe, site, { web })).toMatchObject({
    value: {
      endpoints: [
        {
          ...{ url: 'https://site.test/graphql', declared: false },
          ...{ graphql: true, introspection: true, suggestions: true },
        },
      ],
    },
  });
  expect(sent).toEqual([`{"query":"${INTROSPECTION}"}`, `{"query":"${MISSPELT}"}`]);
  const [, ...asked] = site.asked;
  for (const { headers } of asked) {
    expect(headers['content-type']).toBe('application/json');
    expect(headers['authorization']).toBeUndefined();
  }
});

test('what is no GraphQL is asked once', async () => {
  const site = await testSite(serving({}));
  expect(await observeSite(webGraphqlAnswersProbe, site)).toMatchObject({
    value: { endpoints: [{ graphql: false, introspection: null, suggestions: null }] },
  });
  expect(site.asked).toHaveLength(2);
});

test('what is too long to be read may be one', async () => {
  const filling = 'x'.repeat(70_000);
  const json = await testSite(
    serving({ [INTROSPECTION]: `{"extensions":"${filling}","data":{}}` }),
  );
  expect(await observeSite(webGraphqlAnswersProbe, json)).toMatchObject({
    value: { endpoints: [{ graphql: null, introspection: null }] },
  });
  const page = await testSite(serving({ [INTROSPECTION]: `<p>${filling}` }));
  expect(await observeSite(webGraphqlAnswersProbe, page)).toMatchObject({
    value: { endpoints: [{ graphql: false }] },
  });
});

test('asks each of two declared endpoints once, and says what it left out', async () => {
  const site = await testSite(serving({ [INTROSPECTION]: TYPES }));
  const web = { graphql: ['/a', '/b', '/c'] };
  expect(await observeSite(webGraphqlAnswersProbe, site, { web })).toMatchObject({
    value: {
      endpoints: [
        { url: 'https://site.test/a', declared: true, introspection: true, suggestions: null },
        { url: 'https://site.test/b', introspection: true },
        { url: 'https://site.test/c', answer: { problem: { code: 'limit' } }, graphql: null },
      ],
    },
  });
  expect(site.asked).toHaveLength(3);
});
