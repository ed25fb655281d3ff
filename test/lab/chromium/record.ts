// Records what Chromium makes of the cases, into fixtures/browsers/chromium. Arguments: names of
// subjects; all where none is given.
import { mkdirSync, writeFileSync } from 'node:fs';
import { startBrowser, type Browser } from './browser.ts';
import { casesOf } from './cases.ts';
import { askPolicies } from './csp.ts';
import { QUESTIONS, type Question } from './questions.ts';
import { startServer, type WebServer } from './server.ts';

type Recorder = (browser: Browser, server: WebServer) => Promise<readonly object[]>;

const askEach =
  (subject: string, question: Question): Recorder =>
  async (browser, server) => {
    const rows: object[] = [];
    for (const [number, one] of casesOf(subject).entries()) {
      server.serve((request) => question.answer(request, one));
      rows.push({ ...one, answer: await question.ask(browser, one, number) });
    }
    return rows;
  };

const recorders = new Map<string, Recorder>(
  Object.entries(QUESTIONS).map(([subject, question]) => [subject, askEach(subject, question)]),
);
recorders.set('csp', askPolicies);

const chosen = process.argv.slice(2);
const unknown = chosen.filter((subject) => !recorders.has(subject));
if (unknown.length > 0) throw new Error(`not a subject: ${unknown.join(', ')}`);

const folder = new URL('../../../fixtures/browsers/chromium/', import.meta.url);
mkdirSync(folder, { recursive: true });
const server = await startServer();
const browser = await startBrowser(server);
try {
  for (const [subject, record] of recorders) {
    if (chosen.length > 0 && !chosen.includes(subject)) continue;
    const at = new Date().toISOString();
    const rows = await record(browser, server);
    const head = `"browser": ${JSON.stringify(browser.version)}, "at": ${JSON.stringify(at)}`;
    const lines = rows.map((row) => JSON.stringify(row)).join(',\n');
    writeFileSync(new URL(`${subject}.json`, folder), `{ ${head}, "rows": [\n${lines}\n] }\n`);
    process.stdout.write(`chromium ${subject} ${rows.length}\n`);
  }
} finally {
  await browser.stop();
  server.stop();
}
