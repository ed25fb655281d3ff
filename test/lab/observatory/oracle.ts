import { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readFileSync, writeFileSync } from 'node:fs';
import { htmlOf, type Answer, type Row } from '../../support/observatory-rows.ts';

const PACKAGE = fileURLToPath(new URL('node_modules/@mdn/mdn-http-observatory/', import.meta.url));

interface Output {
  readonly constructor: { readonly name: string };
  readonly result: string;
  readonly pass: boolean;
}

interface Jar {
  setCookieSync(line: string, url: string, options: { ignoreError: boolean }): void;
}

/** The parts of its Requests that the tests read. */
interface Requests {
  responses: Record<'auto' | 'http' | 'https' | 'cors', unknown> & {
    httpRedirects: readonly { url: URL; status: number }[];
  };
  resources: { path: string | null };
  session: unknown;
}

/** What is called of the package: one function for each of its tests, and its grades. */
export interface Oracle {
  readonly version: string;
  answer(row: Row): Answer;
  readonly modifiers: ReadonlyMap<string, { readonly modifier: number }>;
}

/** The package says what its modules export; the types here are those of version 1.4.8. */
async function load<T>(path: string): Promise<T> {
  return (await import(pathToFileURL(path).href)) as T;
}

export async function loadOracle(): Promise<Oracle> {
  // Its tests read the list of preloaded hosts; one that no row has stands in it.
  const list = { 'preloaded.example': { mode: 'force-https', includeSubDomains: true } };
  writeFileSync(`${PACKAGE}conf/hsts-preload.json`, JSON.stringify(list));
  const ownRequire = createRequire(`${PACKAGE}package.json`);
  const { ALL_TESTS } = await load<{ ALL_TESTS: readonly ((requests: Requests) => Output)[] }>(
    `${PACKAGE}src/constants.js`,
  );
  const types = await load<{ Requests: new (host: string) => Requests }>(`${PACKAGE}src/types.js`);
  const { parseHttpEquivHeaders } = await load<{
    parseHttpEquivHeaders: (html: string, url: string) => unknown;
  }>(`${PACKAGE}src/retriever/utils.js`);
  const { getGradeForScore, getScoreModifier } = await load<{
    getGradeForScore: (score: number) => { score: number; grade: string };
    getScoreModifier: (result: string) => number;
  }>(`${PACKAGE}src/grader/grader.js`);
  const { SCORE_TABLE, MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await load<{
    SCORE_TABLE: Oracle['modifiers'];
    MINIMUM_SCORE_FOR_EXTRA_CREDIT: number;
  }>(`${PACKAGE}src/grader/charts.js`);
  const { AxiosHeaders } = await load<{ AxiosHeaders: new (fields: object) => object }>(
    ownRequire.resolve('axios').replace(/dist\/.*$/, 'index.js'),
  );
  const { CookieJar } = ownRequire('tough-cookie') as { CookieJar: new () => Jar };

  /** A response the way its client hands it over. */
  const responseOf = (status: number, headers: readonly (readonly [string, string])[]) => ({
    status,
    headers: new AxiosHeaders(nodeHeaders(headers)),
    verified: true,
    // In a scan this is a ClientRequest of Node, which has no `headers`.
    request: {},
  });

  function jarOf(walk: NonNullable<Row['https']>): Jar {
    const jar = new CookieJar();
    for (const { url, headers } of walk) {
      for (const [name, value] of headers) {
        if (name === 'Set-Cookie') jar.setCookieSync(value, url, { ignoreError: true });
      }
    }
    return jar;
  }

  function requestsOf({ host, https, http, preflight }: Row): Requests {
    const requests = new types.Requests(host);
    const walk = https ?? http ?? [];
    const last = (hops: Row['http']) => {
      const hop = hops?.at(-1);
      return hop === undefined ? null : responseOf(hop.status, hop.headers);
    };
    const [first] = walk;
    const page = walk.at(-1);
    if (first === undefined || page === undefined) return requests;
    const html = htmlOf(page.page);
    const httpEquiv = isHtml(page.headers) ? parseHttpEquivHeaders(html, first.url) : new Map();
    requests.responses.auto = { ...last(walk), httpEquiv };
    requests.responses.https = last(https);
    requests.responses.http = last(http);
    requests.responses.cors = preflight && responseOf(204, preflight);
    requests.responses.httpRedirects = (http ?? []).map(({ url, status }) => ({
      url: new URL(url),
      status,
    }));
    requests.resources.path = html;
    requests.session = { url: new URL(first.url), jar: jarOf(walk) };
    return requests;
  }

  /** As its scan adds them up. */
  function answer(row: Row): Answer {
    const outputs = ALL_TESTS.map((test) => test(requestsOf(row)));
    const modifiers = outputs.map(({ result }) => getScoreModifier(result));
    const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 100);
    const uncurved = sum(modifiers.filter((modifier) => modifier < 0));
    const { score, grade } = getGradeForScore(
      uncurved >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? sum(modifiers) : uncurved,
    );
    return {
      score,
      letter: grade,
      results: Object.fromEntries(
        outputs.map(({ constructor, result, pass }) => [
          constructor.name,
          `${result}${pass ? ', passed' : ''}`,
        ]),
      ),
    };
  }

  const { version } = JSON.parse(readFileSync(`${PACKAGE}package.json`, 'utf8')) as {
    version: string;
  };
  return { version, answer, modifiers: SCORE_TABLE };
}

/** Field lines the way Node joins them. */
function nodeHeaders(
  headers: readonly (readonly [string, string])[],
): NodeJS.Dict<string | string[]> {
  const message = new IncomingMessage(new Socket());
  // What its parser calls; there is no public way in.
  const { _addHeaderLines: add } = message as unknown as {
    _addHeaderLines: (this: IncomingMessage, raw: string[], count: number) => void;
  };
  const raw = headers.flatMap(([name, value]) => [name, value.trim()]);
  message.rawHeaders = raw;
  add.call(message, raw, raw.length);
  return message.headers;
}

/** When it looks for `<meta>` elements. */
const isHtml = (headers: readonly (readonly [string, string])[]): boolean =>
  ['text/html', 'application/xhtml+xml'].includes(
    String(nodeHeaders(headers)['content-type']).split(';')[0] ?? '',
  );
