import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readGraphql, type GraphqlReply } from '../../../src/codec/http/graphql.ts';

// The first five are answers of graphql-js 16.
test.each<[string, GraphqlReply | null]>([
  [
    '{"data":{"__schema":{"types":[{"name":"Query"},{"name":"String"}]}}}',
    { introspection: true, suggestions: null },
  ],
  [
    '{"data":{"__schema":{"types":[{"name":"Query"},{"name":"Str',
    { introspection: true, suggestions: null },
  ],
  [
    '{"errors":[{"message":"Cannot query field \\"typs\\" on type \\"__Schema\\". Did you mean \\"types\\"?","locations":[{"line":1,"column":11}]}]}',
    { introspection: false, suggestions: true },
  ],
  [
    '{"errors":[{"message":"GraphQL introspection has been disabled, but the requested query contained the field \\"__schema\\".","locations":[{"line":1,"column":2}]}]}',
    { introspection: false, suggestions: false },
  ],
  [
    '{"errors":[{"message":"Cannot query field \\"typs\\" on type \\"__Schema\\". Did you mean \\"types\\"?"},{"message":"GraphQL introspection has been disabled, but the requested query contained the field \\"__schema\\"."}]}',
    { introspection: false, suggestions: true },
  ],
  [
    '{"errors":[{"message":"Cannot query field \\"typs\\" on type \\"__Schema\\"."}],"data":null}',
    { introspection: false, suggestions: false },
  ],
  ['{"data":{"__schema":null}}', { introspection: false, suggestions: null }],
  ['{"data":{"__schema":{"types":[]}}}', { introspection: false, suggestions: null }],
  ['{"data":{}}', { introspection: false, suggestions: null }],
  ['{"data":null}', null],
  ['{"data":[1,2]}', null],
  ['{"errors":[]}', null],
  ['{"errors":["no"]}', null],
  ['{"errors":{"name":["is missing"]}}', null],
  ['{"error":"not found"}', null],
  ['[]', null],
  ['null', null],
  ['', null],
  ['<!doctype html>', null],
  ['{"data":{"__schema":{"types":', null],
])('%s is %j', (text, reply) => {
  expect(readGraphql(text)).toEqual(reply);
});

test('any text is read', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const reply = readGraphql(text);
      expect(reply === null || typeof reply.introspection === 'boolean').toBe(true);
    }),
  );
  expect(readGraphql('['.repeat(60_000))).toBeNull();
});
