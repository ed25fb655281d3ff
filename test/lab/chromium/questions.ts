import { z } from 'zod';
import type { Browser } from './browser.ts';
import type { Case } from './cases.ts';
import type { Answer, Request } from './server.ts';

/** What the browser is asked about each case of a subject. */
export interface Question {
  /** The answer to what the browser asks for meanwhile. */
  answer(request: Request, one: Case): Answer;
  /** `number` tells the cases apart in URLs. */
  ask(browser: Browser, one: Case, number: number): Promise<unknown>;
}

/** A host whose page or file `/case` has the field lines. */
const SITE = 'https://site.test';
const STRANGER = 'https://stranger.test';

/** The field lines with this content at `/case`, and other pages without them. */
const atCase =
  (content: Answer): Question['answer'] =>
  ({ url }, { lines }) =>
    url.pathname === '/case' ? { ...content, lines } : {};

const mark = (what: string): string => `(window.ran = window.ran || []).push('${what}')`;

/** Each kind of script leaves a mark. */
const SCRIPTS = `<!doctype html><script>${mark('inline')}</script>
<svg onload="${mark('handler')}"></svg><style>html { width: 7px }</style>
<script src="/own.js"></script><script src="${STRANGER}/foreign.js"></script>
<script src="data:text/javascript,${encodeURIComponent(mark('data'))}"></script>`;

const FILES: Readonly<Record<string, string>> = {
  '/own.js': `${mark('own')}; try { eval("${mark('eval')}") } catch {}`,
  '/foreign.js': mark('foreign'),
};

/** Whether a frame shows the page: then it has the frame that is in it. */
const framing: Question = {
  answer: atCase({ body: '<!doctype html><iframe></iframe>' }),
  async ask(browser, { page }, number) {
    await browser.visit(`${page}/`);
    return browser.evaluate(`new Promise((resolve) => {
      const frame = document.createElement('iframe');
      frame.onload = () => resolve(frame.contentWindow.length === 1);
      frame.src = '${SITE}/case?${number}';
      document.body.append(frame);
    })`);
  },
};

/** Whether a script of type text/plain runs. */
const sniffing: Question = {
  answer: atCase({ type: 'text/plain', body: 'window.ran = true' }),
  async ask(browser, { page }, number) {
    await browser.visit(`${page}/`);
    return browser.evaluate(`new Promise((resolve) => {
      const script = document.createElement('script');
      script.onload = script.onerror = () => resolve(window.ran === true);
      script.src = '/case?${number}';
      document.body.append(script);
    })`);
  },
};

/** The `Referer` of requests to the page's own origin, and to another. */
const referrers: Question = {
  answer: (request, one) =>
    request.url.pathname === '/referer'
      ? { lines: ['Access-Control-Allow-Origin: *'], body: request.referer }
      : atCase({})(request, one),
  async ask(browser, { page }, number) {
    await browser.visit(`${page}/case?${number}`);
    return browser.evaluate(`Promise.all(['${page}', '${STRANGER}'].map(
      async (origin) => (await fetch(origin + '/referer')).text(),
    ))`);
  },
};

/** Whether the next http request becomes one of https; each case has a host of its own. */
const hsts: Question = {
  answer: atCase({}),
  async ask(browser, { page }, number) {
    const { hostname } = new URL(page);
    await browser.visit(`https://row${number}.${hostname}/case`);
    await browser.visit(`http://row${number}.${hostname}/`);
    return (await browser.evaluate('location.protocol')) === 'https:';
  },
};

/** The value of an expression in the page with the field lines. */
const inPage = (expression: string, body?: string): Question => ({
  answer: (request, one) => {
    const file = FILES[request.url.pathname];
    if (file !== undefined) return { type: 'text/javascript', body: file };
    return atCase(body === undefined ? {} : { body })(request, one);
  },
  async ask(browser, { page }) {
    await browser.visit(`${page}/case`);
    return browser.evaluate(expression);
  },
});

const Cookies = z.looseObject({
  cookies: z.array(
    z.looseObject({
      ...{ name: z.string(), value: z.string(), domain: z.string(), path: z.string() },
      ...{ expires: z.number(), session: z.boolean(), httpOnly: z.boolean(), secure: z.boolean() },
      ...{ sameSite: z.string().optional(), partitionKey: z.unknown().optional() },
    }),
  ),
});

/** What is kept of a cookie that is set alone, into an empty store. */
const cookies: Question = {
  answer: ({ url }, { page, lines }) => (url.href === new URL(page).href ? { lines } : {}),
  async ask(browser, { page }) {
    await browser.send('Storage.clearCookies');
    await browser.visit(page);
    const { cookies } = Cookies.parse(await browser.send('Storage.getCookies'));
    const [cookie] = cookies;
    if (cookie === undefined) return null;
    const { name, value, domain, path, secure, httpOnly, session, expires } = cookie;
    return {
      name,
      bytes: Buffer.byteLength(name) + Buffer.byteLength(value),
      ...{ domain, path, secure, httpOnly },
      sameSite: cookie.sameSite ?? null,
      partitioned: cookie.partitionKey !== undefined,
      seconds: session ? null : Math.round(expires - Date.now() / 1_000),
    };
  },
};

/** The page whose script asks: of an origin, or of none. */
async function visitOrigin(browser: Browser, origin: string): Promise<void> {
  await browser.visit(origin === 'null' ? 'https://sandboxed.org/' : `${origin}/`);
}
const asking = ({ url }: Request): Answer =>
  url.hostname === 'sandboxed.org'
    ? { lines: ['Content-Security-Policy: sandbox allow-scripts'] }
    : {};

/** Whether a script may read the answer of another site. */
const reads = (options: string): string =>
  `fetch('https://target.org/', ${options}).then(() => true, () => false)`;

const cors: Question = {
  answer: (request, { lines }) =>
    request.url.hostname === 'target.org' ? { lines } : asking(request),
  async ask(browser, { page }) {
    await visitOrigin(browser, page);
    return {
      plainly: await browser.evaluate(reads("{ credentials: 'omit' }")),
      withCredentials: await browser.evaluate(reads("{ credentials: 'include' }")),
    };
  },
};

const preflights: Question = {
  answer: (request, { page, lines }) => {
    if (request.url.hostname !== 'target.org') return asking(request);
    return request.method === 'OPTIONS'
      ? { lines: [...lines, 'Access-Control-Max-Age: 0'] }
      : { lines: [`Access-Control-Allow-Origin: ${page}`] };
  },
  async ask(browser, { page }) {
    await visitOrigin(browser, page);
    return browser.evaluate(reads("{ credentials: 'omit', headers: { 'X-T': '1' } }"));
  },
};

/** By subject; the cases are in cases/SUBJECT.yaml. */
export const QUESTIONS: Readonly<Record<string, Question>> = {
  cookies,
  cors,
  preflights,
  framing,
  sniffing,
  referrers,
  hsts,
  camera: inPage("document.featurePolicy.getAllowlistForFeature('camera')"),
  isolation: inPage('crossOriginIsolated'),
  scripts: inPage(
    "[...(window.ran || []), ...(document.documentElement.offsetWidth === 7 ? ['style'] : [])]",
    SCRIPTS,
  ),
};
