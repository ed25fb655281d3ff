import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePolicyList } from '../../../../src/codec/http/csp.ts';
import { allowsOf, scriptsOf } from '../../../../src/derive/web/csp/allows.ts';
import { read, type Reading } from '../../../../src/derive/web/csp/reading.ts';

const ORIGIN = new URL('https://site.test/');
const N = `'nonce-q83vEjRWeJCrze8SNFZ4kA'`;
const H = `'sha256-5kV2K+Ebel1IokvDCu/tVxKznkJdo/6hsSIy7KT6paI='`;

const inHeader = (policies: string): Reading[] =>
  parsePolicyList(policies).map((policy) => read(policy, 'header'));

const WORDS = {
  inlineScripts: 'inline',
  eval: 'eval',
  dataScripts: 'data',
  anyScriptHost: 'any',
  inlineStyles: 'styles',
  objects: 'objects',
  base: 'base',
  forms: 'forms',
  framing: 'framing',
} as const;

/** Names of what is let through. */
function letThrough(readings: readonly Reading[]): string {
  const allows = allowsOf(readings, ORIGIN);
  return Object.entries(WORDS)
    .filter(([field]) => allows[field as keyof typeof WORDS])
    .map(([, word]) => word)
    .join(' ');
}

// Policies | what scripts may run | what is let through | the section of CSP Level 3 that says so.
const TABLE = `
   | unrestricted | inline eval data any styles objects base forms framing | 3: no policy restricts nothing
  default-src 'none' | blocked | base forms framing | 6.1.3: fallback of every fetch directive, not of base-uri, form-action, frame-ancestors
  default-src | blocked | base forms framing | 6.7.2.7 step 2: an empty list matches nothing
  default-src * | open | any objects base forms framing | 6.7.2.8 step 1: * is http(s) alone, neither inline nor data:
  default-src 'self' | listed | base forms framing | 6.7.2.8 step 4
  script-src 'none' | blocked | styles objects base forms framing | 6.7.2.7 step 3
  script-src 'NONE' | blocked | styles objects base forms framing | 6.7.2.7 step 3: case-insensitive
  script-src 'none' 'self' | listed | styles objects base forms framing | 6.7.2.7 note: 'none' has no effect beside others
  script-src none | listed | styles objects base forms framing | 2.3.1: without quotes it is a host
  script-src self | listed | styles objects base forms framing | 2.3.1: without quotes it is a host
  script-src unsafe-inline | listed | styles objects base forms framing | 2.3.1: without quotes it is a host
  script-src 'unsafe-inline' | open | inline styles objects base forms framing | 6.7.3.2
  script-src 'UNSAFE-INLINE' 'UNSAFE-EVAL' | open | inline eval styles objects base forms framing | 6.7.3.2, 4.4.1: case-insensitive
  script-src 'unsafe-inline' ${N} | strict | styles objects base forms framing | 6.7.3.2 step 2.1: a nonce switches it off
  script-src 'unsafe-inline' ${H} | strict | styles objects base forms framing | 6.7.3.2 step 2.1: a hash switches it off
  script-src 'unsafe-inline' 'nonce-$' | open | inline styles objects base forms framing | 2.3.1: no nonce, not in base64
  script-src 'unsafe-inline' 'nonce-' | open | inline styles objects base forms framing | 2.3.1: no nonce, empty
  script-src 'unsafe-inline' 'sha1-abcd' | open | inline styles objects base forms framing | 2.3.1: no hash that is known
  script-src 'unsafe-inline' 'strict-dynamic' | blocked | styles objects base forms framing | 6.7.3.2 step 2.2
  script-src 'unsafe-inline' 'unsafe-hashes' | open | inline styles objects base forms framing | 6.7.3.2: does not switch it off
  script-src 'unsafe-hashes' ${H} | strict | styles objects base forms framing | 6.7.3.3: handlers with that hash alone
  script-src ${N} | strict | styles objects base forms framing | 6.7.2.3
  script-src ${N} 'self' | listed | styles objects base forms framing | 6.7.1.1 step 4: 'self' needs no nonce
  script-src ${N} https: | open | any styles objects base forms framing | 6.7.1.1 step 4: any host needs no nonce
  script-src ${N} 'strict-dynamic' | strict | styles objects base forms framing | 8.2
  script-src ${N} 'strict-dynamic' https: http: * data: 'self' 'unsafe-inline' | strict | styles objects base forms framing | 8.2: ignored beside strict-dynamic
  script-src 'strict-dynamic' https: | blocked | styles objects base forms framing | 6.7.1.1 step 3: blocks what the parser inserts
  script-src * | open | any styles objects base forms framing | 6.7.2.8 step 1
  script-src * data: | open | data any styles objects base forms framing | 6.7.2.8 step 2: data: where it is named
  script-src DATA: | open | data styles objects base forms framing | 6.7.2.9: schemes are case-insensitive
  script-src https: | open | any styles objects base forms framing | 6.7.2.9
  script-src http: | open | any styles objects base forms framing | 6.7.2.9: http admits https
  script-src ws: | open | any styles objects base forms framing | 6.7.2.9: ws admits https
  script-src ftp: | listed | styles objects base forms framing | 6.7.2.9: not the web
  script-src blob: | listed | styles objects base forms framing | 6.7.2.9: made by scripts of the page
  script-src https://* | open | any styles objects base forms framing | 6.7.2.10: any host
  script-src *:443 | open | any styles objects base forms framing | 6.7.2.10: any host
  script-src *.com | open | any styles objects base forms framing | 6.7.2.10: any host of a top level
  script-src *.example.com | listed | styles objects base forms framing | 6.7.2.10: hosts of one domain
  script-src *example.com | blocked | styles objects base forms framing | 2.3.1: no source
  script-src cdn.example.com | listed | styles objects base forms framing | 6.7.2.10
  script-src https://cdn.example.com/lib/ | listed | styles objects base forms framing | 6.7.2.12
  script-src //cdn.example.com | blocked | styles objects base forms framing | 2.3.1: no source
  script-src 'self'; script-src * | listed | styles objects base forms framing | 2.2.1 step 2.5: the first counts
  script-src *; SCRIPT-SRC 'none' | open | any styles objects base forms framing | 2.2.1 step 2.4: names are case-insensitive
  script-src ex\u00e4mple; default-src 'self' | listed | base forms framing | 2.2.1: a directive that is not ASCII is skipped
  script-src: 'none' | unrestricted | inline eval data any styles objects base forms framing | 2.2.1: another name
  script-src 'self', script-src * | listed | styles objects base forms framing | 2.2.2, 8.1: both must pass
  script-src 'self', script-src cdn.example.com | blocked | styles objects base forms framing | 8.1: nothing passes both
  script-src 'self', script-src ${N} | strict | styles objects base forms framing | 8.1: the own host, with the nonce
  script-src 'unsafe-inline', script-src 'self' | blocked | styles objects base forms framing | 8.1: nothing passes both
  script-src https:, script-src http: | open | any styles objects base forms framing | 8.1, 6.7.2.9: https passes both
  script-src data:, script-src https: | blocked | styles objects base forms framing | 8.1: nothing passes both
  script-src 'unsafe-eval', default-src 'self' | blocked | base forms framing | 8.1, 4.4.1: eval must pass both
  img-src 'none', style-src 'self' | unrestricted | inline eval data any objects base forms framing | 8.1: neither is about scripts
  script-src-elem 'none' | open | inline eval styles objects base forms framing | 6.1.11: handlers and eval are not covered
  script-src-attr 'none' | unrestricted | inline eval data any styles objects base forms framing | 6.1.12: handlers alone
  script-src-attr 'none'; script-src-elem 'self' | listed | eval styles objects base forms framing | 4.4.1: eval asks script-src and default-src
  script-src 'none'; script-src-attr 'unsafe-inline' | open | inline styles objects base forms framing | 6.8.3: handlers ask script-src-attr first
  script-src 'unsafe-eval' | blocked | eval styles objects base forms framing | 4.4.1
  default-src 'unsafe-eval'; script-src 'self' | listed | base forms framing | 4.4.1: script-src decides
  default-src 'unsafe-eval'; script-src-elem 'self' | listed | eval base forms framing | 4.4.1: default-src where there is no script-src
  script-src 'self' 'wasm-unsafe-eval' | listed | styles objects base forms framing | 4.5.1: WebAssembly alone
  script-src 'self' 'trusted-types-eval' | listed | styles objects base forms framing | 4.4.1: no strings
  style-src 'unsafe-inline' | unrestricted | inline eval data any styles objects base forms framing | 6.7.3.2
  style-src 'unsafe-inline' 'strict-dynamic' | unrestricted | inline eval data any styles objects base forms framing | 6.7.3.2 step 2.2: of scripts alone
  style-src 'unsafe-inline' ${N} | unrestricted | inline eval data any objects base forms framing | 6.7.3.2 step 2.1
  style-src 'none'; style-src-attr 'unsafe-inline' | unrestricted | inline eval data any styles objects base forms framing | 6.8.3
  object-src 'none' | unrestricted | inline eval data any styles base forms framing | 6.1.9
  object-src https: | unrestricted | inline eval data any styles objects base forms framing | 6.7.2.9: any host
  default-src 'none'; object-src * | blocked | objects base forms framing | 6.8.3
  base-uri 'self' | unrestricted | inline eval data any styles objects forms framing | 6.3.1
  base-uri * | unrestricted | inline eval data any styles objects base forms framing | 6.3.1: any host
  form-action 'self' | unrestricted | inline eval data any styles objects base framing | 6.4.1
  form-action https: | unrestricted | inline eval data any styles objects base forms framing | 6.4.1: any host
  form-action https:, form-action 'self' | unrestricted | inline eval data any styles objects base framing | 8.1
  frame-ancestors 'none' | unrestricted | inline eval data any styles objects base forms | 6.4.2
  frame-ancestors * | unrestricted | inline eval data any styles objects base forms framing | 6.4.2: any host
  frame-ancestors *, frame-ancestors 'self' | unrestricted | inline eval data any styles objects base forms | 8.1
  sandbox | blocked | styles objects base framing | 6.3.2: scripts and forms need a flag
  sandbox allow-scripts ALLOW-FORMS | unrestricted | inline eval data any styles objects base forms framing | 6.3.2: flags are case-insensitive
  sandbox allow-scripts, sandbox allow-forms | blocked | styles objects base framing | 8.1
`;

const ROWS = TABLE.trim()
  .split('\n')
  .map((row) => row.split('|').map((cell) => cell.trim()));

test.each(ROWS)('%j: scripts are %s, allowed are %s (%s)', (policies = '', scripts, allowed) => {
  const readings = inHeader(policies);
  expect(scriptsOf(readings, allowsOf(readings, ORIGIN), ORIGIN)).toBe(scripts);
  expect(letThrough(readings)).toBe(allowed);
});

// An older Angular and JSONP on listed hosts; the lists are those of csp_evaluator.
test.each<[policies: string, hosts: string[]]>([
  ['script-src ajax.googleapis.com', ['ajax.googleapis.com']],
  ['script-src AJAX.googleapis.com', ['ajax.googleapis.com']],
  ['script-src http://ajax.googleapis.com', ['ajax.googleapis.com']],
  ['script-src ajax.googleapis.com/own/', []],
  ['script-src ajax.googleapis.com:8443', []],
  ["script-src 'none' ajax.googleapis.com", ['ajax.googleapis.com']],
  [`script-src ${N} ajax.googleapis.com`, ['ajax.googleapis.com']],
  [`script-src ${N} 'strict-dynamic' ajax.googleapis.com`, []],
  ['script-src www.google-analytics.com', []],
  ["script-src www.google-analytics.com 'unsafe-eval'", ['www.google-analytics.com']],
  ["script-src *.googleapis.com, script-src 'self' ajax.googleapis.com", ['ajax.googleapis.com']],
  ["script-src ajax.googleapis.com, script-src 'self'", []],
  ['script-src ajax.googleapis.com, img-src *', ['ajax.googleapis.com']],
  ['sandbox; script-src ajax.googleapis.com', []],
  ['script-src https:', []],
  ['img-src ajax.googleapis.com', []],
])('%s lets scripts round the list by %j', (policies, hosts) => {
  expect(allowsOf(inHeader(policies), ORIGIN).bypasses).toEqual(hosts);
});

test.each<[policies: string, sources: string[]]>([
  ['img-src http:', ['http:']],
  ['img-src http: https:', ['http:']],
  ['script-src HTTP://a.example', ['HTTP://a.example']],
  ['img-src *', []],
  ["default-src 'self' http://*.a.example", ['http://*.a.example']],
  [`script-src ${N} 'strict-dynamic' http:`, []],
  [`default-src ${N} 'strict-dynamic' http:`, ['http:']],
  ["img-src http:, img-src 'self'", []],
  ['img-src http:, script-src *', ['http:']],
  ['img-src http:, img-src http://a.example', ['http://a.example']],
  ['img-src http://a.example, img-src *', ['http://a.example']],
  ['form-action http://a.example', ['http://a.example']],
  ["img-src http:; default-src 'none'", ['http:']],
  ["default-src http:; img-src 'self'", ['http:']],
  ['report-uri http://a.example', []],
  // Upgrade Insecure Requests, section 4.1: requests are rewritten before a policy is asked.
  ['img-src http: https:; upgrade-insecure-requests', []],
  ['img-src http:, upgrade-insecure-requests', []],
])('%s admits plain http from %j', (policies, sources) => {
  expect(allowsOf(inHeader(policies), ORIGIN).plainHttp).toEqual(sources);
});

const POLICY = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        'default-src',
        'script-src',
        'script-src-attr',
        'object-src',
        'base-uri',
        'sandbox',
      ),
      fc.array(
        fc.constantFrom(
          "'none'",
          "'self'",
          "'unsafe-inline'",
          "'strict-dynamic'",
          N,
          '*',
          'data:',
          'a.example',
        ),
        { maxLength: 3 },
      ),
    ),
    { maxLength: 3 },
  )
  .map((directives) => directives.map(([name, values]) => [name, ...values].join(' ')).join('; '));

test('a further policy never lets more through', () => {
  fc.assert(
    fc.property(POLICY, POLICY, (one, other) => {
      const alone = letThrough(inHeader(one)).split(' ');
      const both = letThrough(inHeader(`${one}, ${other}`)).split(' ');
      expect(both.filter((word) => !alone.includes(word)).filter((word) => word !== '')).toEqual(
        [],
      );
    }),
  );
});
