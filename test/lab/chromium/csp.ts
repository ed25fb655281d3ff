import { z } from 'zod';
import type { Browser } from './browser.ts';
import { GIVEN } from './cases/policies.ts';
import { pageOf, TELL } from './policy-page.ts';
import type { Answer, WebServer } from './server.ts';

const Ran = z.array(
  z.strictObject({
    scripts: z.array(z.string()),
    document: z.record(z.string(), z.boolean()).nullable(),
  }),
);

/** Opens each page in a frame of its own origin, four at a time, and looks into it. */
const DRIVER = `(async () => {
const scripts = new Map();
addEventListener('message', ({ data: [path, what] }) => {
  scripts.set(path, [...(scripts.get(path) ?? []), what]);
});
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const colour = (page, id) => page.defaultView.getComputedStyle(page.getElementById(id)).color === 'rgb(1, 2, 3)';
function lookInto(frame) {
  let page = null;
  try { page = frame.contentWindow.document; } catch { return null; }
  let evaluated = false;
  try { evaluated = frame.contentWindow.eval('1 + 1') === 2; } catch {}
  return {
    eval: evaluated,
    sheet: colour(page, 'sheet'),
    attribute: colour(page, 'attribute'),
    base: page.baseURI.startsWith('https://other.com/'),
  };
}
async function look(at) {
  const frame = document.createElement('iframe');
  frame.src = '/page/' + at;
  const loaded = new Promise((resolve) => { frame.onload = resolve; });
  document.body.append(frame);
  await Promise.race([loaded, wait(5000)]);
  await wait(60);
  const seen = lookInto(frame);
  const told = [...new Set(scripts.get('/page/' + at) ?? [])].sort();
  try { frame.contentWindow.document.forms[0].submit(); } catch {}
  await wait(400);
  frame.remove();
  return { scripts: told, document: seen };
}
const results = [];
let next = 0;
const worker = async () => {
  while (next < ${GIVEN.length}) { const at = next++; results[at] = await look(at); }
};
await Promise.all([worker(), worker(), worker(), worker()]);
return results;
})()`;

/** What each policy lets a page do that tries everything once. */
export async function askPolicies(browser: Browser, server: WebServer): Promise<object[]> {
  const fetched = new Set<number>();
  const sent = new Set<number>();
  server.serve(({ url }): Answer => {
    const [, kind, name] = url.pathname.split('/');
    if (kind === 'object') fetched.add(Number(name));
    if (kind === 'form') sent.add(Number(url.searchParams.get('id')));
    if (kind === 's.js' || kind === 'lib') return { type: 'text/javascript', body: TELL };
    const given = kind === 'page' ? GIVEN[Number(name)] : undefined;
    if (given === undefined) return {};
    const lines = given.header.map((line) => `Content-Security-Policy: ${line}`);
    return { lines, body: pageOf(Number(name), given.meta) };
  });
  await browser.visit('https://site.test/');
  const ran = Ran.parse(await browser.evaluate(DRIVER));
  return GIVEN.map((given, at) => ({
    ...given,
    ...ran[at],
    object: fetched.has(at),
    form: sent.has(at),
  }));
}
