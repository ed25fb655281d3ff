import { spawn, type SpawnOptionsWithoutStdio } from 'node:child_process';
import {
  accessSync,
  chownSync,
  constants,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from './errors.ts';

/** What browsers that print are called in PATH. */
const NAMES: readonly string[] = [
  ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'],
  ...['microsoft-edge', 'microsoft-edge-stable', 'msedge'],
];
/** Where they are kept on systems that do not use PATH. */
const PLACES: readonly string[] = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];
/** Nothing is looked up and nothing sent; that no script runs is the page's own policy. */
const FLAGS: readonly string[] = [
  ...['--headless', '--disable-gpu', '--no-first-run', '--no-pdf-header-footer'],
  '--host-resolver-rules=MAP * ~NOTFOUND',
  ...['--no-proxy-server', '--disable-background-networking', '--disable-component-update'],
  ...['--disable-default-apps', '--disable-extensions', '--disable-sync'],
];
/** Of the environment, what a browser needs to start; tokens and keys are none of it. */
const PASSED: readonly string[] = ['PATH', 'LANG', 'SystemRoot', 'ProgramFiles'];
const DEADLINE_MS = 180_000;
/** Root on Linux cannot have a sandbox; whoever this is can. */
const NOBODY = 65_534;

const HOW =
  'or print it elsewhere: chromium --headless --no-pdf-header-footer --print-to-pdf=report.pdf report.html';

/**
 * The browser that prints: what CHROME_PATH names, else the first Chromium, Chrome or Edge found.
 * Throws a UsageError where there is none.
 */
export function findBrowser(env: Readonly<Record<string, string | undefined>>): string {
  const { CHROME_PATH: named, PATH = '' } = env;
  const found =
    named === undefined || named === ''
      ? [...NAMES.flatMap((name) => PATH.split(delimiter).map((dir) => join(dir, name))), ...PLACES]
      : [named];
  const browser = found.find(isProgram);
  if (browser !== undefined) return browser;
  throw new UsageError(
    named === undefined || named === ''
      ? '--format pdf: no Chromium, Chrome or Edge was found'
      : `--format pdf: CHROME_PATH=${named}: is no program`,
    `install one, name it in CHROME_PATH, ${HOW}`,
  );
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * An HTML report printed by a local browser, in a sandbox, without a network, from a folder of its
 * own that is removed again. Root hands over to nobody, since browsers refuse it a sandbox;
 * ASSAY_PDF_SANDBOX=off goes without. Throws a UsageError.
 */
export async function printPdf(html: string, browser: string): Promise<Buffer> {
  const { env } = process;
  const folder = mkdtempSync(join(tmpdir(), 'assay-pdf-'));
  const asNobody = process.platform === 'linux' && process.getuid?.() === 0;
  try {
    const page = join(folder, 'report.html');
    const printed = join(folder, 'report.pdf');
    writeFileSync(page, html);
    if (asNobody) for (const path of [folder, page]) chownSync(path, NOBODY, NOBODY);
    const said = await run(
      browser,
      [
        ...FLAGS,
        ...(env['ASSAY_PDF_SANDBOX'] === 'off' ? ['--no-sandbox'] : []),
        `--user-data-dir=${join(folder, 'profile')}`,
        `--print-to-pdf=${printed}`,
        pathToFileURL(page).href,
      ],
      {
        cwd: folder,
        env: {
          ...Object.fromEntries(PASSED.map((name) => [name, env[name]])),
          ...{ HOME: folder, TMPDIR: folder, TEMP: folder, XDG_RUNTIME_DIR: folder },
        },
        ...(asNobody ? { uid: NOBODY, gid: NOBODY } : {}),
      },
    );
    return pdfIn(printed, browser, said);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Waits for the browser to end, and gives what it said on stderr. */
function run(
  browser: string,
  args: readonly string[],
  options: SpawnOptionsWithoutStdio,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(browser, args, {
      ...options,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: DEADLINE_MS,
      killSignal: 'SIGKILL',
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-MOST_SAID);
    });
    child.on('error', ({ message }) => {
      reject(new UsageError(`--format pdf: ${browser} did not start: ${message}`, HOW));
    });
    child.on('exit', (_, signal) => {
      resolve(signal === 'SIGKILL' ? `it took more than ${DEADLINE_MS / 1_000} s` : said);
    });
  });
}

const MOST_SAID = 20_000;

function pdfIn(path: string, browser: string, said: string): Buffer {
  const bytes = isReadable(path) ? readFileSync(path) : Buffer.alloc(0);
  if (bytes.subarray(0, 5).toString('latin1') === '%PDF-') return bytes;
  if (/no usable sandbox|without --no-sandbox/i.test(said)) {
    throw new UsageError(
      `--format pdf: ${browser} cannot make its sandbox here, as in most containers`,
      'ASSAY_PDF_SANDBOX=off prints without one: the page runs no script and reaches no network',
    );
  }
  const last = said.trim().split('\n').at(-1) ?? '';
  throw new UsageError(
    `--format pdf: ${browser} printed nothing${last === '' ? '' : `: ${last}`}`,
    `is it confined, such as a snap? Name another one in CHROME_PATH, ${HOW}`,
  );
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
