import { expect, test } from 'vitest';
import { saysDenied } from '../../../src/codec/http/denial.ts';

test.each([
  '{"error":"unauthorized"}',
  '{"error":"Unauthorised"}',
  '{"message":"Authentication required"}',
  '{"errors":[{"message":"Access denied"}]}',
  '{"code":401,"msg":"please log in"}',
  '{ "status" : "403" , "title": "x" }',
  '{"detail":"Authentication credentials were not provided."}',
  '{"success":false,"error":"Missing API key"}',
  '{"message":"Invalid token"}',
  '{"message":"No authorization token was found"}',
  '{"error":"login required","data":null}',
  '{"jsonrpc":"2.0","error":{"code":-32001,"message":"Unauthorized"},"id":null}',
  '{"type":"about:blank","title":"Forbidden","status":403,"instance":"/v1/me","traceId":"a1"}',
])('%s says so', (text) => {
  expect(saysDenied(text)).toBe(true);
});

test.each([
  '',
  '[]',
  '{"users":[{"name":"Ada"}]}',
  '{"status":"ok","items":[]}',
  '{"message":"hello"}',
  '{"id":1,"title":"Forbidden Planet","director":"Fred M. Wilcox"}',
  '{"data":{"email":"ada@site.test"},"message":"Your token expired"}',
  '{"status":"active","requests":[{"note":"access denied"}]}',
  '{"error":"unauthorized"',
  '{"code":4010,"name":"x"}',
  'unauthorized',
  '<p>{"error":"unauthorized"}</p>',
  `{"error":"unauthorized","data":"${'x'.repeat(5000)}"}`,
])('%s does not', (text) => {
  expect(saysDenied(text)).toBe(false);
});
