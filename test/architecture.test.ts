import { globSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';

const SOCKETS = ['node:net', 'node:tls', 'node:dgram', 'node:dns', 'node:crypto'];
const CORE = ['/codec', '/crypto', '/evidence', '/net', '/probe', '/derive', '/document', '/judge'];

/** It has no file that exports all of these. */
const CSP_EVALUATOR = [
  ...['evaluator', 'finding', 'parser', 'utils'],
  ...['allowlist_bypasses/angular', 'allowlist_bypasses/jsonp'],
].map((file) => `csp_evaluator/dist/${file}.js`);

/**
 * What each part of src may import besides its own folder: `/x` is the folder src/x, anything else
 * a package or built-in module. The longest matching key decides. docs/architecture.md has the same
 * table in words.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'codec/': ['fast-xml-parser', 'structured-headers', 'node:zlib', 'parse5'],
  'crypto/': ['/codec', 'node:crypto'],
  'evidence/': ['/codec', 'zod'],
  'seal/': ['/codec', '/evidence', 'node:crypto', 'zod'],
  'net/': [
    ...['/codec', '/evidence', ...SOCKETS],
    ...['node:http2', 'node:timers/promises', 'undici', 'zod'],
  ],
  'probe/': ['/codec', '/crypto', '/evidence', '/net'],
  'derive/': ['/codec', '/crypto', '/evidence', 'tldts', ...CSP_EVALUATOR],
  'document/': ['/evidence', 'yaml', 'zod'],
  'import/': ['/codec', '/evidence', 'zod'],
  'judge/': ['/evidence', '/document', 'zod'],
  'grade/': ['/evidence', '/judge', '/document', 'zod'],
  'control/': ['/evidence', '/judge', '/grade', '/document', 'zod'],
  'report/': ['/evidence', '/judge', '/grade', '/control', 'zod'],
  'report/uuid': ['node:crypto'],
  'report/digest': ['node:crypto'],
  'report/html/embedded': ['/report', 'fflate'],
  'report/sarif/fit': ['fflate'],
  'report/text': ['/evidence', '/judge', '/grade', '/control', 'zod', 'chalk'],
  'demo/': [
    '/codec',
    'node-forge',
    'node:tls',
    'node:net',
    'node:dgram',
    'node:http',
    'node:http2',
    'node:https',
    'node:crypto',
  ],
  'audit/': [
    ...CORE,
    ...['/grade', '/control', '/report'],
    ...['node:crypto', 'node:fs', 'node:net', 'node:path', 'node:url', 'zod'],
  ],
  'cli/': ['*'],
  'index.ts': ['/audit', '/control', '/document', '/evidence', '/report'],
  'version.ts': ['node:fs'],
};

const FROM = new RegExp(
  [
    String.raw`^\s*(?:import|export)\b[\w\s{},*$]*?\bfrom\s*['"]([^'"]+)`, // import a from 'b'
    String.raw`^\s*import\s*['"]([^'"]+)`, // import 'b'
    String.raw`\bimport\(\s*['"]([^'"]+)`, // import('b'), in types too
  ].join('|'),
  'gm',
);

/** The folders and packages that a source text imports. */
function importsOf(file: string, text: string): string[] {
  return [...text.matchAll(FROM)].map(([, from, bare, dynamic]) => {
    const specifier = from ?? bare ?? dynamic ?? '';
    if (!specifier.startsWith('.')) return specifier;
    return `/${posix.join(posix.dirname(file), specifier).split('/')[0] ?? ''}`;
  });
}

/** The most specific key of the table that covers a file. */
const rowOf = (file: string): string | undefined =>
  Object.keys(MAY_IMPORT)
    .filter((key) => file.startsWith(key))
    .sort((a, b) => b.length - a.length)[0];

/** What a file imports against its row. */
function refused(file: string, text: string): string[] {
  const row = MAY_IMPORT[rowOf(file) ?? ''] ?? [];
  const allowed = [...row, `/${file.split('/')[0] ?? ''}`];
  return importsOf(file, text)
    .filter((to) => !allowed.includes(to) && !allowed.includes('*'))
    .map((to) => `src/${file} imports ${to}`);
}

const FILES = globSync('src/**/*.ts').map((file) => file.replaceAll('\\', '/').slice(4));

test('every folder and file of src has a row', () => {
  const entries = readdirSync('src', { withFileTypes: true });
  const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
  expect(names.filter((name) => !(name in MAY_IMPORT))).toEqual([]);
});

test.each(Object.keys(MAY_IMPORT))('%s imports only what its row allows', (key) => {
  const covered = FILES.filter((file) => rowOf(file) === key);
  expect(covered, 'a row that covers no file proves nothing').not.toEqual([]);
  expect(covered.flatMap((file) => refused(file, readFileSync(`src/${file}`, 'utf8')))).toEqual([]);
});

test.each([
  [`import type { Socket } from 'node:net';`],
  [`import {\n  a,\n  b,\n} from '../net/net.ts';`],
  [`import '../judge/judge.ts';`],
  [`import * as judge from '../judge/judge.ts';`],
  [`type X = import('../net/net.ts').Net;`],
  [`await import('undici');`],
  [`export * from '../report/text.ts';`],
])('a wrong import in a codec is found in the form %j', (text) => {
  expect(refused('codec/planted.ts', text)).toHaveLength(1);
});

test('pure layers name no clock, randomness, process or network', () => {
  const pure =
    /^(?:codec|crypto|evidence|derive|import|document|judge|grade|control|report|seal)\//;
  const impure =
    /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.[a-z]|\bfetch\(|\bsetTimeout\(/;
  const found = FILES.filter(
    (file) => pure.test(file) && impure.test(readFileSync(`src/${file}`, 'utf8')),
  );
  expect(found).toEqual([]);
});

test('no file is longer than 400 lines', () => {
  const long = FILES.filter((file) => readFileSync(`src/${file}`, 'utf8').split('\n').length > 401);
  expect(long).toEqual([]);
});
